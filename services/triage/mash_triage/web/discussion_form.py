"""What somebody chose and wrote on the form of a discussion, as the discussion; and back, to correct one.

Nothing is judged here: what cannot be read is left out, and the rules say that it is missing.
"""

from collections.abc import Mapping
from datetime import datetime

from mash_contracts.vocabulary import Agency, DiscussionKind, LevelOfNeed, StrategyOutcome
from mash_triage.domain.discussions import MOST_PARTICIPANTS, DiscussionGiven, ParticipantView, Stance
from mash_triage.web.desk import code_of
from mash_triage.web.moments import moment_again, moment_from

QUORUM_ROWS = (Agency.SOCIAL_CARE, Agency.POLICE, Agency.HEALTH)
"""Whom the form of a strategy discussion has room for to begin with: nobody forgets to name them."""

_TEXTS = ("decision", "rationale", "family_told", "referrer_told", "correction")
_PARTS = ("agency", "role", "name", "words", "level", "stance", "reason")
_ROWS_TO_BEGIN_WITH = 3

Written = Mapping[str, str]
"""The fields of a form by their names."""


def empty_form(kind: DiscussionKind | None, now: datetime) -> dict[str, str]:
    """Today, and whom a strategy discussion needs; what anybody said or decided is never filled in."""
    begun = {name: text for name, text in moment_again(now, "held").items() if name != "held_time"}
    if kind is not None:
        begun["kind"] = kind.value
    if kind is DiscussionKind.STRATEGY:
        begun |= {f"view_{number}_agency": agency.value for number, agency in enumerate(QUORUM_ROWS, 1)}
    return begun


def close_ranks(written: Written) -> dict[str, str]:
    """The same form without rows in which nobody was named: persons are counted as they are shown.

    A row with nothing but the agency that the form itself filled in names nobody.
    """
    rows = [_row(written, number) for number in range(1, MOST_PARTICIPANTS + 1)]
    others = {name: text for name, text in written.items() if not name.startswith("view_")}
    present = [row for number, row in enumerate(rows, 1) if _names_somebody(row, number, others)]
    for number, row in enumerate(present, 1):
        others |= {f"view_{number}_{part}": text for part, text in row.items() if text}
    return others


def rows_to_show(written: Written, *, more: bool = False) -> int:
    """How many persons the form has room for: all who are named, and one more when that was asked for."""
    named = max(
        (number for number in range(1, MOST_PARTICIPANTS + 1) if any(_row(written, number).values())),
        default=0,
    )
    return min(max(named + (1 if more else 0), _ROWS_TO_BEGIN_WITH), MOST_PARTICIPANTS)


def discussion_from(written: Written) -> DiscussionGiven:
    """What was chosen and written so far, of a form that closed its ranks."""
    numbers = range(1, MOST_PARTICIPANTS + 1)
    return DiscussionGiven(
        kind=code_of(DiscussionKind, written.get("kind")),
        held_at=moment_from(written, "held"),
        views=tuple(_view(row) for number in numbers if any((row := _row(written, number)).values())),
        outcome=code_of(StrategyOutcome, written.get("outcome")),
        **{name: written.get(name, "").strip() for name in _TEXTS},
    )


def written_again(given: DiscussionGiven) -> dict[str, str]:
    """A discussion as its form has it, to correct it; what is corrected and why is asked anew."""
    again = {name: getattr(given, name) for name in _TEXTS if name != "correction"}
    again["kind"] = given.kind.value if given.kind else ""
    again["outcome"] = given.outcome.value if given.outcome else ""
    if given.held_at is not None:
        again |= moment_again(given.held_at, "held")
    for number, view in enumerate(given.views, 1):
        row = {
            "agency": view.agency.value if view.agency else "",
            "role": view.role,
            "name": view.name,
            "words": view.words,
            "level": view.level.value if view.level else "",
            "stance": view.stance.value if view.stance else "",
            "reason": view.reason,
        }
        again |= {f"view_{number}_{part}": text for part, text in row.items()}
    return again


def _row(written: Written, number: int) -> dict[str, str]:
    return {part: written.get(f"view_{number}_{part}", "").strip() for part in _PARTS}


def _names_somebody(row: Mapping[str, str], number: int, written: Written) -> bool:
    if any(text for part, text in row.items() if part != "agency"):
        return True
    filled_in = (
        written.get("kind") == DiscussionKind.STRATEGY.value
        and number <= len(QUORUM_ROWS)
        and row["agency"] == QUORUM_ROWS[number - 1].value
    )
    return bool(row["agency"]) and not filled_in


def _view(row: Mapping[str, str]) -> ParticipantView:
    return ParticipantView(
        agency=code_of(Agency, row["agency"]),
        role=row["role"],
        name=row["name"],
        words=row["words"],
        level=code_of(LevelOfNeed, row["level"]),
        stance=code_of(Stance, row["stance"]),
        reason=row["reason"],
    )
