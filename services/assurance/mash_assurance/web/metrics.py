"""The figures for Prometheus: the same ones that the page shows for all contacts.

Labels are codes of closed sets. Every combination is there from the first scrape, also with nothing counted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from mash_assurance.domain import measures
from mash_assurance.domain.figures import Measure
from mash_assurance.domain.measures import Figures
from mash_platform.telemetry.catalogue import MetricDescription

_Samples = Iterable[tuple[tuple[str, ...], float]]


@dataclass(frozen=True, slots=True)
class _Gauge:
    entry: MetricDescription
    samples: Callable[[Figures], _Samples]

    def family(self, figures: Figures | None) -> Metric:
        family = GaugeMetricFamily(self.entry.name, self.entry.sentence, labels=self.entry.labels)
        for labels, value in self.samples(figures) if figures else ():
            family.add_metric(labels, value)
        return family


@dataclass(frozen=True, slots=True)
class _Histogram:
    entry: MetricDescription
    measure: Measure

    def family(self, figures: Figures | None) -> Metric:
        family = HistogramMetricFamily(self.entry.name, self.entry.sentence)
        if figures is not None:
            spread = figures.spread(self.measure)
            so_far, buckets = 0, []
            for span, count in spread.spans:
                so_far += count
                limit = "+Inf" if span.below_minutes is None else str(float(span.below_minutes * 60))
                buckets.append((limit, float(so_far)))
            family.add_metric((), buckets, sum_value=spread.total_minutes * 60)
        return family


def _gauge(name: str, sentence: str, samples: Callable[[Figures], _Samples], *labels: str) -> _Gauge:
    return _Gauge(MetricDescription(f"mash_assurance_{name}", "gauge", labels, sentence), samples)


def _number(name: str, sentence: str, value: Callable[[Figures], float]) -> _Gauge:
    return _gauge(name, sentence, lambda figures: [((), value(figures))])


def _lines(measure: Measure, column: int = 0) -> Callable[[Figures], _Samples]:
    return lambda figures: [((line.code,), line.counts[column]) for line in figures.breakdown(measure).lines]


def _cases(figures: Figures) -> _Samples:
    states = ("accepted", "declined", "withdrawn", "unanswered", "late")
    return [
        ((line.code, state), count)
        for line in figures.breakdown(measures.TEAM_ANSWERS).lines
        for state, count in zip(states, line.counts, strict=True)
    ]


def _checks(figures: Figures) -> _Samples:
    said = ("answered", "nothing-known", "declined", "awaited", "overdue")
    return [
        ((line.code, state), count)
        for line in figures.breakdown(measures.AGENCY_ANSWERS).lines
        for state, count in zip(said, line.counts, strict=True)
    ]


_METRICS: tuple[_Gauge | _Histogram, ...] = (
    _number("contacts", "Contacts received; one about three children is one.", lambda f: f.contacts),
    _gauge(
        "children",
        "Children's records received, by national referral source.",
        _lines(measures.CONTACTS_BY_SOURCE),
        "source",
    ),
    _gauge("consent", "Children's records, by the state of consent.", _lines(measures.CONSENT), "consent"),
    _gauge(
        "waiting_in_time",
        "Children waiting for a decision whose time to decide by has not passed, by urgency.",
        _lines(measures.WAITING_BY_RAG, 0),
        "rag",
    ),
    _gauge(
        "waiting_overdue",
        "Children waiting for a decision whose time to decide by has passed, by urgency. Alert on red.",
        _lines(measures.WAITING_BY_RAG, 1),
        "rag",
    ),
    _number("decided", "Children somebody has decided about.", lambda f: f.decided),
    _gauge(
        "decisions_by_pathway",
        "Children by the teams the newest decision named; a child can count for several.",
        _lines(measures.DECISIONS_BY_PATHWAY),
        "pathway",
    ),
    _gauge(
        "decisions_by_relation",
        "Children by how the newest decision stands to the recommendation.",
        _lines(measures.AGREEMENT),
        "relation",
    ),
    _number(
        "returned_by_team",
        "Children declined by a team since the newest decision, so the hub must look again.",
        lambda f: f.returned_by_team,
    ),
    _number(
        "strategy_discussions",
        "Children for whom a strategy discussion was requested.",
        lambda f: f.strategy_discussions,
    ),
    _gauge(
        "professional_differences",
        "Children about whom an agency differed, by the furthest stage that was reached.",
        _lines(measures.DIFFERENCES_BY_STAGE),
        "stage",
    ),
    _gauge(
        "decisions_graded",
        "Children of whom a decision was graded, by the newest grade.",
        _lines(measures.AUDIT_GRADES),
        "grade",
    ),
    _gauge(
        "cases",
        "Cases sent to teams, by team and what it answered; late is unanswered past the time to answer.",
        _cases,
        "pathway",
        "answer",
    ),
    _gauge(
        "cases_closed",
        "Cases that teams have closed, by the national reason.",
        _lines(measures.CASES_CLOSED),
        "reason",
    ),
    _gauge(
        "agency_checks",
        "What agencies were asked about children, by agency and what it said last; overdue is past its time.",
        _checks,
        "agency",
        "answer",
    ),
    _gauge(
        "share_numerator",
        "How many children a share counts; divide by the denominator of the same measure.",
        lambda f: [((share.measure.name,), share.numerator) for share in f.shares],
        "measure",
    ),
    _gauge(
        "share_denominator",
        "How many children a share is of.",
        lambda f: [((share.measure.name,), share.denominator) for share in f.shares],
        "measure",
    ),
    _Histogram(
        MetricDescription(
            "mash_assurance_time_to_decision_seconds",
            "histogram",
            (),
            "From the contact being received to the first decision, around the clock, in whole minutes.",
        ),
        measures.TIME_TO_DECISION,
    ),
    _Histogram(
        MetricDescription(
            "mash_assurance_time_to_acceptance_seconds",
            "histogram",
            (),
            "From the decision to a team taking the referral on, around the clock, in whole minutes.",
        ),
        measures.TIME_TO_ACCEPTANCE,
    ),
    _number(
        "records_without_contact",
        "Records of which other events arrived but not the contact; more than a moment of it is a gap.",
        lambda f: f.without_contact,
    ),
)


def metric_catalogue() -> tuple[MetricDescription, ...]:
    """Every metric assurance gives, for the generated list."""
    return tuple(metric.entry for metric in _METRICS)


class FiguresCollector(Collector):
    """Reads the figures when it is asked, so that a scrape is never older than the page."""

    def __init__(self, read: Callable[[], Figures]) -> None:
        self._read = read

    def describe(self) -> Iterator[Metric]:
        """The names alone: registering must not need the database."""
        return (metric.family(None) for metric in _METRICS)

    def collect(self) -> Iterator[Metric]:
        figures = self._read()
        return (metric.family(figures) for metric in _METRICS)


def exposition(figures: Figures) -> bytes:
    """Only these metrics, as text for Prometheus."""
    registry = CollectorRegistry()
    registry.register(FiguresCollector(lambda: figures))
    return generate_latest(registry)
