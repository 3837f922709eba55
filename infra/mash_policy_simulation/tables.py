"""What a simulation shows, as tables that the terminal, the page and JSON all take from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import Ethnicity
from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_platform.clock import LONDON
from mash_policy.diff import Direction, Part, clock_title
from mash_policy_simulation.groups import AGE_BANDS, NOT_KNOWN, GroupedBy, disclosable
from mash_policy_simulation.moves import RULES, Cause, Move, Standing
from mash_policy_simulation.run import Run
from mash_policy_simulation.tally import Tally

Cell = str | int | None
"""None: a count that is too small to be shown."""
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading; the first column names the row."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


def tables(run: Run) -> tuple[Table, ...]:
    tally = run.tally
    return (
        _pairs("teams", "Main team", tally.teams, Pathway),
        _pairs("levels", "Level of need", tally.levels, LevelOfNeed),
        _pairs("rag", "Urgency", tally.rags, Rag),
        _pairs("legal-basis", "Legal basis", tally.legal_bases, LegalBasis),
        _load(tally),
        _causes(run),
        *(_groups(tally, by) for by in GroupedBy),
    )


def headline(run: Run) -> str:
    """What would happen, in a sentence or three."""
    tally = run.tally
    compared = f"edition {run.against.id}" if run.against else "what was recommended at the time"
    if not tally.referrals:
        return "There are no referrals to run again."
    if not tally.moved:
        return (
            f"Nothing would move: under edition {run.new.id} all {tally.referrals:,} referrals stand "
            f"exactly as under {compared}."
        )
    said = (
        f"Under edition {run.new.id}, {tally.moved:,} of {tally.referrals:,} referrals would stand "
        f"differently from {compared}: {tally.directions[Direction.RAISES]:,} raised, "
        f"{tally.directions[Direction.LOWERS]:,} lowered, "
        f"{tally.directions[Direction.EITHER]:,} raised in one way and lowered in another."
    )
    if tally.moved_by_rules:
        said += (
            f" Of them {tally.moved_by_rules:,} would differ under their own edition too: the rules in the "
            "code have changed since they were assessed."
        )
    return said


def moves_first_to_look_at(tally: Tally) -> list[Move]:
    """What is lowered comes first, from the most serious level down."""
    order = (Direction.LOWERS, Direction.EITHER, Direction.RAISES)
    return sorted(
        tally.moves,
        key=lambda move: (order.index(move.direction), -move.before.level.rank, move.reference),
    )


def cause_in_words(cause: Cause, run: Run) -> str:
    """The entry that moves a referral, as the edition calls it."""
    if cause == RULES:
        return "The rules in the code changed"
    match cause.part:
        case Part.INDICATOR:
            editions = (run.new, run.against) if run.against else (run.new,)
            found = [
                edition.indicators[cause.code] for edition in editions if cause.code in edition.indicators
            ]
            return found[0].title if found else cause.code
        case Part.CLOCK:
            return clock_title(cause.code)
        case _:
            return f"Main team for {cause.code}"


_Code = TypeVar("_Code", bound=Labelled)


def what_differs(move: Move) -> tuple[str, str]:
    """Before and after in words, without what stays as it is."""
    pairs = [
        (was, now) for was, now in zip(_parts(move.before), _parts(move.after), strict=True) if was != now
    ]
    if not pairs:
        return "Another time to answer", "Same otherwise"
    return "; ".join(was for was, _ in pairs), "; ".join(now for _, now in pairs)


def _parts(standing: Standing) -> tuple[str, ...]:
    teams = " and ".join(team.label for team in standing.pathways)
    due = standing.decide_by.astimezone(LONDON)
    return (
        standing.level.label,
        standing.rag.label,
        standing.legal_basis.label,
        teams,
        f"Decide by {due:%d %b %Y %H:%M}",
    )


def _pairs(name: str, title: str, counted: "Counter[tuple[_Code, _Code]]", kind: type[_Code]) -> Table:
    """Before in rows, after in columns: what stays is on the diagonal."""
    members = [member for member in kind if any(member in pair for pair in counted)]
    rows: list[Row] = []
    for before in members:
        after = [counted[before, then] for then in members]
        rows.append((before.label, *after, sum(after)))
    totals = [sum(counted[before, then] for before in members) for then in members]
    rows.append(("All after", *totals, sum(totals)))
    columns = (f"{title} before", *(f"{member.label} after" for member in members), "All before")
    return Table(name, title, columns, tuple(rows))


def _load(tally: Tally) -> Table:
    rows: list[Row] = []
    for team in Pathway:
        before = [tally.load_before[team, rag] for rag in Rag]
        after = [tally.load_after[team, rag] for rag in Rag]
        if any(before) or any(after):
            change = sum(after) - sum(before)
            of_each = [f"{now - was:+,}" for was, now in zip(before, after, strict=True)]
            rows.append(
                (team.label, sum(before), sum(after), f"{change:+,}", _percent(change, sum(before)), *of_each)
            )
    colours = (f"{rag.label} change" for rag in Rag)
    columns = ("Team", "Children before", "Children after", "Change", "Change in percent", *colours)
    note = "A child whom two teams help is counted at both."
    return Table("load", "Load of each team", columns, tuple(rows), note)


def _percent(change: int, before: int) -> str:
    return f"{100 * change / before:+.1f}%" if before else "new"


def _causes(run: Run) -> Table:
    counted: Counter[Cause] = Counter()
    for (cause, _), count in run.tally.causes.items():
        counted[cause] += count
    rows: list[Row] = []
    for cause, count in sorted(counted.items(), key=lambda item: (-item[1], item[0].code)):
        moving = [run.tally.causes[cause, direction] for direction in _MOVING]
        rows.append((cause_in_words(cause, run), cause.code, *moving, count))
    columns = ("What moves them", "Code", "Raised", "Lowered", "Both", "Referrals")
    note = "A referral that two entries move is counted at both."
    return Table("causes", "Which entry of the edition moves them", columns, tuple(rows), note)


_MOVING = (Direction.RAISES, Direction.LOWERS, Direction.EITHER)


def _groups(tally: Tally, by: GroupedBy) -> Table:
    """Counts of children in groups are never exact: see `disclosable`."""
    rows: list[Row] = []
    for group in group_names(tally, by):
        moving = [tally.groups[by, group, direction] for direction in _MOVING]
        children = sum(moving) + tally.groups[by, group, Direction.NEITHER]
        rows.append((group, disclosable(children), *map(disclosable, moving), _share(sum(moving), children)))
    columns = (by.label, "Children", "Raised", "Lowered", "Both", "Share that moves")
    note = "To the nearest 5; fewer than 5 are not shown. A share is shown for 50 children and more."
    return Table(by.value, f"By {by.label.lower()}", columns, tuple(rows), note)


def group_names(tally: Tally, by: GroupedBy) -> Iterator[str]:
    """The groups that occur, each kind in its own order, with what is not known last."""
    there = {group for kind, group, _ in tally.groups if kind is by}
    order: Iterable[str] = {
        GroupedBy.AGE: AGE_BANDS,
        GroupedBy.ETHNICITY: [ethnicity.label for ethnicity in Ethnicity],
        GroupedBy.DISTRICT: sorted(there - {NOT_KNOWN}),
    }[by]
    named = [group for group in order if group in there and group != NOT_KNOWN]
    yield from [*named, NOT_KNOWN] if NOT_KNOWN in there else named


_FEWEST_FOR_A_SHARE = 50


def _share(moved: int, children: int) -> str:
    """Worked out from the rounded counts, so that it gives away no more than they do."""
    shown, of = disclosable(moved), disclosable(children)
    if shown is None or of is None or of < _FEWEST_FOR_A_SHARE:
        return ""
    return f"{round(100 * min(shown, of) / of)}%"


def cell_in_words(cell: Cell) -> str:
    if cell is None:
        return "under 5"
    return f"{cell:,}" if isinstance(cell, int) else cell


def rows_in_words(table: Table) -> Sequence[tuple[str, ...]]:
    return [tuple(map(cell_in_words, row)) for row in table.rows]
