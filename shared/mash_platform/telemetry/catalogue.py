"""What each metric says, for the documents that list them."""

from dataclasses import dataclass

from prometheus_client.metrics import MetricWrapperBase

from mash_platform.telemetry import metrics


@dataclass(frozen=True, slots=True)
class MetricDescription:
    """One row of the list of metrics."""

    name: str
    kind: str
    """counter, gauge or histogram."""
    labels: tuple[str, ...]
    sentence: str


def platform_metrics() -> tuple[MetricDescription, ...]:
    """Every metric declared in `telemetry.metrics`, in the order of that file."""
    declared = (value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase))
    return tuple(describe(metric) for metric in declared)


def describe(metric: MetricWrapperBase) -> MetricDescription:
    """What a metric of any service says of itself."""
    family = next(iter(metric.describe()))
    name = f"{family.name}_total" if family.type == "counter" else family.name
    return MetricDescription(name, family.type, tuple(metric._labelnames), family.documentation)
