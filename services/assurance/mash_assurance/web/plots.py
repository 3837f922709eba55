"""Which figures are drawn, and as what. A plot shows nothing that its table does not."""

from collections.abc import Callable, Mapping

from mash_assurance.domain import measures
from mash_assurance.domain.figures import Breakdown, Measure, Spread
from mash_assurance.domain.measures import Figures
from mash_assurance.web.bars import Bar, Plot
from mash_assurance.web.tables import SHARES
from mash_contracts.vocabulary import Relation

_MOST_BARS = 10


def contacts_by_source(figures: Figures) -> Plot:
    """The sources with most children first; the rest, if there are many, as one bar."""
    lines = sorted(
        figures.breakdown(measures.CONTACTS_BY_SOURCE).present, key=lambda line: line.counts, reverse=True
    )
    # The examples after the first comma are in the table.
    bars = [Bar(line.label.partition(",")[0], line.counts) for line in lines]
    if len(bars) > _MOST_BARS:
        rest = sum(bar.counts[0] for bar in bars[_MOST_BARS - 1 :])
        bars = [*bars[: _MOST_BARS - 1], Bar("All other sources", (rest,))]
    return Plot(measures.CONTACTS_BY_SOURCE.title, ("Children",), bars)


def waiting(figures: Figures) -> Plot:
    breakdown = figures.breakdown(measures.WAITING_BY_RAG)
    bars = []
    for line in breakdown.lines:
        in_time, overdue = line.counts
        said = f"{in_time + overdue:,} ({overdue:,} overdue)" if overdue else f"{in_time:,}"
        bars.append(Bar(line.label, line.counts, said))
    return Plot(breakdown.measure.title, breakdown.columns, bars)


def recorded(figures: Figures) -> Plot:
    """How much of what should be on every record is on it, in percent."""
    title, chosen = SHARES["recorded"]
    bars = []
    for measure in chosen:
        share = figures.share(measure)
        counts = f"{share.numerator:,} of {share.denominator:,}"
        said = counts if share.percent is None else f"{share.percent}%"
        bars.append(Bar(_SHORT[measure], (round(100 * (share.value or 0)),), said))
    return Plot(title, ("Percent",), bars, highest=100, unit="%")


_SHORT = {
    measures.VOICE_RECORDED: "Child’s voice",
    measures.LIVED_EXPERIENCE_RECORDED: "Lived experience",
    measures.CONSENT_SETTLED: "Consent, or why not",
    measures.EVERY_REASON_RECORDED: "Every reason",
}


def agreement(figures: Figures) -> Plot:
    breakdown = figures.breakdown(measures.AGREEMENT)
    words = {
        Relation.AGREED: "Agreed",
        Relation.STEPPED_UP: "Went above",
        Relation.STEPPED_DOWN: "Went below",
    }
    bars = [Bar(words[Relation(line.code)], line.counts) for line in breakdown.lines]
    return Plot(breakdown.measure.title, breakdown.columns, bars)


def cases_closed(figures: Figures) -> Plot:
    """The reasons for which any case was closed; the table has all."""
    breakdown = figures.breakdown(measures.CASES_CLOSED)
    bars = [Bar(line.label.partition(",")[0], line.counts) for line in breakdown.present]
    return Plot(breakdown.measure.title, breakdown.columns, bars)


def _breakdown(measure: Measure) -> Callable[[Figures], Plot]:
    def plot(figures: Figures) -> Plot:
        breakdown: Breakdown = figures.breakdown(measure)
        return Plot(
            measure.title, breakdown.columns, [Bar(line.label, line.counts) for line in breakdown.lines]
        )

    return plot


def _spread(measure: Measure) -> Callable[[Figures], Plot]:
    def plot(figures: Figures) -> Plot:
        spread: Spread = figures.spread(measure)
        return Plot(
            measure.title, (spread.counted,), [Bar(span.label, (count,)) for span, count in spread.spans]
        )

    return plot


PLOTS: Mapping[str, Callable[[Figures], Plot]] = {
    measures.CONTACTS_BY_SOURCE.name: contacts_by_source,
    measures.CONSENT.name: _breakdown(measures.CONSENT),
    measures.WAITING_BY_RAG.name: waiting,
    measures.TIME_TO_DECISION.name: _spread(measures.TIME_TO_DECISION),
    measures.DECISIONS_BY_PATHWAY.name: _breakdown(measures.DECISIONS_BY_PATHWAY),
    measures.AGREEMENT.name: agreement,
    measures.TEAM_ANSWERS.name: _breakdown(measures.TEAM_ANSWERS),
    measures.CASES_CLOSED.name: cases_closed,
    measures.AGENCY_ANSWERS.name: _breakdown(measures.AGENCY_ANSWERS),
    measures.AGENCY_ANSWERS_IN_TIME.name: _breakdown(measures.AGENCY_ANSWERS_IN_TIME),
    measures.DIFFERENCES_BY_STAGE.name: _breakdown(measures.DIFFERENCES_BY_STAGE),
    measures.AUDIT_GRADES.name: _breakdown(measures.AUDIT_GRADES),
    measures.TIME_TO_ACCEPTANCE.name: _spread(measures.TIME_TO_ACCEPTANCE),
    "recorded": recorded,
}
