"""What one run of the bench found, for people and as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mash_bench.cost import Cost
from mash_bench.moments import Spread

BESIDE = ("Kafka", "PostgreSQL", "accepting", "deciding")
"""Measured, and no service of this product: other people's servers, and the load itself."""


@dataclass(frozen=True, slots=True)
class Report:
    engine: str
    referrals: int
    """Children handed in."""
    stored: int
    """Children who were in the databases before."""
    rate: float | None
    """Contacts a second that were handed in; None as fast as they were taken."""
    seconds: float
    """From the first contact handed in until the last child was visible to a team."""
    accepted_a_second: float
    routed_a_second: float
    """Children, over all those seconds: the figure to compare."""
    accepted_to_worklist: Spread
    accepted_to_desk: Spread
    desk_to_decision: Spread
    decision_to_worklist: Spread
    lost: int
    doubled: int
    accounted: Mapping[str, int]
    """What `mash reconcile` says."""
    costs: Mapping[str, Cost]
    yardsticks: Mapping[str, float] = field(default_factory=dict)
    """Children a second through something simpler on the same broker."""

    @property
    def cpu_ms_a_referral(self) -> float:
        return 1000 * sum(cost.cpu_seconds for cost in self.costs.values()) / self.referrals

    @property
    def ratios(self) -> dict[str, float]:
        return {name: round(self.routed_a_second / rate, 3) for name, rate in self.yardsticks.items() if rate}

    def services_mib(self) -> dict[str, float]:
        """Memory of all services together: at rest, and each at its highest."""
        services = [cost for name, cost in self.costs.items() if name not in BESIDE]
        return {
            "rss_at_rest": round(sum(cost.rss_mib_at_rest for cost in services), 1),
            "pss_at_rest": round(sum(cost.pss_mib_at_rest for cost in services), 1),
            "rss": round(sum(cost.rss_mib for cost in services), 1),
            "pss": round(sum(cost.pss_mib for cost in services), 1),
        }


def sentences(report: Report) -> Iterator[str]:
    """The report as a person reads it."""
    how = f"{report.rate:g} contacts a second" if report.rate else "as fast as they were taken"
    yield f"{report.referrals:,} children on {report.engine}, {report.stored:,} stored before, {how}"
    yield f"  accepted  {report.accepted_a_second:8.1f} a second"
    yield f"  routed    {report.routed_a_second:8.1f} a second, over {report.seconds:.1f} seconds"
    yield f"  lost {report.lost}, doubled {report.doubled}"
    yield ""
    yield "Seconds                        half      95%      99%  longest"
    for name, taken in (
        ("accepted to worklist", report.accepted_to_worklist),
        ("  accepted to desk", report.accepted_to_desk),
        ("  desk to decision", report.desk_to_decision),
        ("  decision to worklist", report.decision_to_worklist),
    ):
        yield f"{name:<26}{taken.p50:9.3f}{taken.p95:9.3f}{taken.p99:9.3f}{taken.longest:9.3f}"
    yield ""
    yield "Process         processor s  ms a child   RSS MiB   PSS MiB   at rest"
    for name, cost in report.costs.items():
        each = 1000 * cost.cpu_seconds / report.referrals
        memory = f"{cost.rss_mib:10.1f}{cost.pss_mib:10.1f}{cost.rss_mib_at_rest:10.1f}"
        yield f"{name:<14}{cost.cpu_seconds:13.2f}{each:12.3f}{memory}"
    together = report.services_mib()
    total = sum(cost.cpu_seconds for cost in report.costs.values())
    yield f"{'all':<14}{total:13.2f}{report.cpu_ms_a_referral:12.3f}"
    yield (
        f"All services together: {together['rss']:.0f} MiB resident ({together['pss']:.0f} proportional), "
        f"{together['rss_at_rest']:.0f} ({together['pss_at_rest']:.0f}) at rest"
    )
    for name, rate in report.yardsticks.items():
        yield f"Beside it: {name} {rate:,.0f} a second; this is {report.ratios.get(name, 0):.3f} of it"
