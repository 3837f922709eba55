"""What changed from one edition to another: for the change note, and for those who sign it.

Every change says whether it raises or lowers what is done for a child, so that nothing is lowered unseen.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from mash_contracts.labelled import Labelled, Ranked
from mash_contracts.vocabulary import Pathway, Rag
from mash_policy.model import AgencyEntry, Indicator, OfficeHours, Policy, Question, Timescale, Timescales
from mash_policy.working_time import deadline


class Direction(Labelled):
    """What a change does to what is done for a child."""

    RAISES = "raises", "Raises"
    LOWERS = "lowers", "Lowers"
    EITHER = "either", "Raises some, lowers some"
    NEITHER = "neither", "Neither"


class Part(Labelled):
    """Which part of an edition a change is in."""

    INDICATOR = "indicator", "Indicator"
    QUESTION = "question", "Question"
    TEAM = "team", "Main team"
    CLOCK = "clock", "Clock"
    OFFICE_HOURS = "office-hours", "Office hours"
    AGENCY = "agency", "Agency"


ADDED, REMOVED = "added", "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the new edition says differently."""

    part: Part
    code: str
    title: str
    """What it is called, in words."""
    field: str
    """What of it changed: a field such as `level`, or `added` or `removed`."""
    before: str
    after: str
    direction: Direction


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Everything that the new edition says differently; title, dates and approval are not among it."""
    return (
        *_changed_indicators(old.indicators, new.indicators),
        *_changed_questions(old.questions, new.questions),
        *_changed_teams(old, new),
        *_changed_office_hours(old.timescales.office_hours, new.timescales.office_hours),
        *_changed_clocks(old.timescales, new.timescales),
        *_changed_agencies(old, new),
    )


_Entry = TypeVar("_Entry")


def _in_either(
    old: Mapping[str, _Entry], new: Mapping[str, _Entry]
) -> Iterator[tuple[str, _Entry | None, _Entry | None]]:
    """Every code with what each says of it, in the new edition's order, then what was removed."""
    for code, entry in new.items():
        yield code, old.get(code), entry
    for code in old:
        if code not in new:
            yield code, old[code], None


def _changed_indicators(old: Mapping[str, Indicator], new: Mapping[str, Indicator]) -> Iterator[Change]:
    for code, before, after in _in_either(old, new):
        if before is None or after is None:
            yield _came_or_went(Part.INDICATOR, code, _meaning_of(before), _meaning_of(after))
        else:
            yield from _changed_indicator(before, after)


def _meaning_of(indicator: Indicator | None) -> "_Said | None":
    if indicator is None:
        return None
    words = f"{indicator.level.label}; {indicator.rag.label.lower()}; {indicator.legal_basis.label.lower()}"
    return _Said(
        indicator.title, "protective" if indicator.protective else words, raises=not indicator.protective
    )


def _changed_indicator(before: Indicator, after: Indicator) -> Iterator[Change]:
    def change(
        field: str, was: object, now: object, direction: Direction = Direction.NEITHER
    ) -> Iterator[Change]:
        if was != now:
            yield Change(Part.INDICATOR, after.code, after.title, field, str(was), str(now), direction)

    for field in ("level", "rag", "legal_basis"):
        was, now = getattr(before, field), getattr(after, field)
        yield from change(field, was.label, now.label, _by_rank(was, now))
    teams = [", ".join(team.label for team in sorted(each.pathways)) or "none" for each in (before, after)]
    added = _by_sets(set(before.pathways), set(after.pathways))
    yield from change("pathways", teams[0], teams[1], added)
    yield from change(
        "protective",
        _in_words(before.protective),
        _in_words(after.protective),
        Direction.LOWERS if after.protective else Direction.RAISES,
    )
    for field in ("title", "why", "ask", "source", "group"):
        yield from change(field, getattr(before, field) or "", getattr(after, field) or "")
    yield from change(
        "awaiting_sign_off", _in_words(before.awaiting_sign_off), _in_words(after.awaiting_sign_off)
    )


def _changed_questions(old: Mapping[str, Question], new: Mapping[str, Question]) -> Iterator[Change]:
    for code, before, after in _in_either(old, new):
        if before is None or after is None:
            yield _came_or_went(Part.QUESTION, code, _asked_by(before), _asked_by(after))
            continue
        yield from _reworded(Part.QUESTION, code, after.question, before, after, ("question", "source"))
        if before.could_change_level != after.could_change_level:
            yield Change(
                Part.QUESTION,
                code,
                after.question,
                "could_change_level",
                _in_words(before.could_change_level),
                _in_words(after.could_change_level),
                Direction.RAISES if after.could_change_level else Direction.LOWERS,
            )


def _asked_by(question: Question | None) -> "_Said | None":
    if question is None:
        return None
    return _Said(question.question, question.question, raises=question.could_change_level)


def _reworded(
    part: Part, code: str, title: str, before: _Entry, after: _Entry, fields: Sequence[str]
) -> Iterator[Change]:
    """The fields of an entry that are words, and so raise or lower nothing."""
    for field in fields:
        was, now = getattr(before, field), getattr(after, field)
        if was != now:
            yield Change(part, code, title, field, was, now, Direction.NEITHER)


def _changed_teams(old: Policy, new: Policy) -> Iterator[Change]:
    for (legal_basis, level), after in new.main_pathways.items():
        before = old.main_pathways[legal_basis, level]
        if before != after:
            title = f"{level.label}, {legal_basis.value}"
            code = f"{legal_basis.value}.level-{level.value}"
            direction = _by_rank(before, after)
            yield Change(Part.TEAM, code, title, "team", before.label, after.label, direction)


_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _changed_office_hours(old: OfficeHours, new: OfficeHours) -> Iterator[Change]:
    """Whether they raise or lower shows in the clocks that they move."""
    for weekday, name in enumerate(_WEEK):
        before, after = (_opening(hours, weekday) for hours in (old, new))
        if before != after:
            yield Change(
                Part.OFFICE_HOURS, name, name.capitalize(), "hours", before, after, Direction.NEITHER
            )


def _opening(hours: OfficeHours, weekday: int) -> str:
    if weekday not in hours.opening:
        return "closed"
    opens, closes = hours.opening[weekday]
    return f"{opens:%H:%M} to {closes:%H:%M}"


def clocks(timescales: Timescales) -> dict[str, Timescale]:
    """Every clock of an edition by what it is called in its file."""
    named = {
        name: getattr(timescales, name)
        for name in (
            "decision",
            "strategy_discussion",
            "strategy_discussion_high_risk",
            "section_47_enquiry",
            "child_protection_conference",
            "assessment",
            "return_home_interview",
        )
    }
    named |= {f"rag.{rag.value}": timescale for rag, timescale in timescales.rag.items()}
    named |= {
        f"team_response.{pathway.value}.{rag.value}": timescale
        for (pathway, rag), timescale in timescales.team_responses.items()
    }
    return named


def _changed_clocks(old: Timescales, new: Timescales) -> Iterator[Change]:
    before, after = clocks(old), clocks(new)
    for code, was, now in _in_either(before, after):
        title = clock_title(code)
        if was is None or now is None:
            yield _came_or_went(Part.CLOCK, code, _timed(title, was), _timed(title, now))
            continue
        direction = by_deadlines((was, old.office_hours), (now, new.office_hours))
        if (was.amount, was.unit) != (now.amount, now.unit):
            yield Change(Part.CLOCK, code, title, "time", str(was), str(now), direction)
        elif direction is not Direction.NEITHER:
            yield Change(
                Part.CLOCK, code, title, "time", str(was), f"{now}, by other office hours", direction
            )
        for field in ("source", "statutory", "awaiting_sign_off"):
            said, says = getattr(was, field), getattr(now, field)
            if said != says:
                yield Change(
                    Part.CLOCK, code, title, field, _in_words(said), _in_words(says), Direction.NEITHER
                )


def clock_title(code: str) -> str:
    """What people call the clock of that code."""
    match code.split("."):
        case "rag", rag:
            return f"{Rag(rag).label} clock"
        case _, pathway, rag:
            return f"{Pathway(pathway).label}, answer to {rag}"
        case _:
            return code.replace("_", " ").capitalize()


def _timed(title: str, clock: Timescale | None) -> "_Said | None":
    return None if clock is None else _Said(title, str(clock))


_A_MONDAY = datetime(2026, 3, 23, tzinfo=UTC)
_STARTS = tuple(_A_MONDAY + timedelta(hours=hour) for hour in range(0, 4 * 7 * 24, 3))
"""Four weeks with Easter and a change of the clocks in them: what may make one way of counting longer."""


def by_deadlines(old: tuple[Timescale, OfficeHours], new: tuple[Timescale, OfficeHours]) -> Direction:
    """Sooner raises, later lowers, and what is sooner at one hour may be later at another."""
    if old == new:
        return Direction.NEITHER
    pairs = [(deadline(start, *old), deadline(start, *new)) for start in _STARTS]
    return _direction(
        raises=any(after < before for before, after in pairs),
        lowers=any(after > before for before, after in pairs),
    )


def _changed_agencies(old: Policy, new: Policy) -> Iterator[Change]:
    before = {agency.value: entry for agency, entry in old.agencies.items()}
    after = {agency.value: entry for agency, entry in new.agencies.items()}
    for code, was, now in _in_either(before, after):
        if was is None or now is None:
            yield _came_or_went(Part.AGENCY, code, _known_to(was), _known_to(now))
            continue
        yield from _reworded(Part.AGENCY, code, now.agency.label, was, now, ("knows", "source"))


def _known_to(entry: AgencyEntry | None) -> "_Said | None":
    return None if entry is None else _Said(entry.agency.label, entry.knows)


@dataclass(frozen=True, slots=True)
class _Said:
    """An entry that only one of the two editions has."""

    title: str
    words: str
    raises: bool = True
    """Whether having it can raise what is done for a child."""


def _came_or_went(part: Part, code: str, before: _Said | None, after: _Said | None) -> Change:
    if after is not None:
        direction = Direction.RAISES if after.raises else Direction.NEITHER
        return Change(part, code, after.title, ADDED, "", after.words, direction)
    assert before is not None
    direction = Direction.LOWERS if before.raises else Direction.NEITHER
    return Change(part, code, before.title, REMOVED, before.words, "", direction)


def _by_rank(before: Ranked, after: Ranked) -> Direction:
    return _direction(raises=after > before, lowers=after < before)


def _by_sets(before: Set[Pathway], after: Set[Pathway]) -> Direction:
    return _direction(raises=bool(after - before), lowers=bool(before - after))


def _direction(*, raises: bool, lowers: bool) -> Direction:
    if raises and lowers:
        return Direction.EITHER
    if raises:
        return Direction.RAISES
    return Direction.LOWERS if lowers else Direction.NEITHER


def _in_words(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value or "")
