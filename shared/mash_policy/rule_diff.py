"""What changed from one edition of rules to the next, and the paragraph of it for the change note.

What is lowered is said first, because that is what has to be agreed. That an agency is told more of a child
is neither: it is said in so many words, because it has to be agreed as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mash_policy.diff import Direction, by_deadlines
from mash_policy.model import OfficeHours
from mash_policy.rule_lines import Line

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One line that the new rules have otherwise; `before` or `after` is None where one has no such line."""

    before: Line | None
    after: Line | None
    direction: Direction

    @property
    def line(self) -> Line:
        line = self.after or self.before
        assert line is not None
        return line


def rule_changes(
    old: Sequence[Line], new: Sequence[Line], office_hours: OfficeHours
) -> tuple[RuleChange, ...]:
    """Everything that the new lines say differently, in their order; then what is gone."""
    was = {(line.part, line.code): line for line in old}
    now = {(line.part, line.code): line for line in new}
    return tuple(
        RuleChange(was.get(key), now.get(key), _direction(was.get(key), now.get(key), office_hours))
        for key in {**now, **was}
        if was.get(key) != now.get(key)
    )


def _direction(before: Line | None, after: Line | None, office_hours: OfficeHours) -> Direction:
    line = after or before
    assert line is not None
    if line.tells:
        return Direction.NEITHER
    if before is None or after is None:
        counts = bool(line.members) or line.time is not None or line.from_number is not None
        if not counts:
            return Direction.NEITHER
        return Direction.RAISES if before is None else Direction.LOWERS
    if before.time is not None and after.time is not None:
        return by_deadlines((before.time, office_hours), (after.time, office_hours))
    raises = lowers = False
    if before.members is not None and after.members is not None:
        raises, lowers = bool(after.members - before.members), bool(before.members - after.members)
    elif before.from_number is not None and after.from_number is not None:
        raises, lowers = after.from_number < before.from_number, after.from_number > before.from_number
    if raises and lowers:
        return Direction.EITHER
    return Direction.RAISES if raises else Direction.LOWERS if lowers else Direction.NEITHER


_SAID_AS = {
    Direction.LOWERS: "lowered",
    Direction.EITHER: "raised in one way and lowered in another",
    Direction.RAISES: "raised",
}


def rule_change_note(called: str, older: str, found: Sequence[RuleChange]) -> str:
    """A paragraph in plain words."""
    sentences = [
        *(
            sentence
            for direction, words in _SAID_AS.items()
            for sentence in _counted(words, [_moves(one) for one in found if one.direction is direction])
        ),
        *_counted("told more or less", [_moves(one) for one in found if one.line.tells]),
        *_the_rest([one for one in found if one.direction is Direction.NEITHER and not one.line.tells]),
    ]
    if not sentences:
        return f"Nothing changes against the {called} of {older}."
    return " ".join([f"Against the {called} of {older}:", *sentences])


def _counted(words: str, named: Sequence[str]) -> Iterator[str]:
    if named:
        rest = len(named) - _MOST_NAMED
        shown = [*named[:_MOST_NAMED], *([f"and {rest} more"] if rest > 0 else [])]
        yield f"{len(named)} {'is' if len(named) == 1 else 'are'} {words}: {'; '.join(shown)}."


def _moves(change: RuleChange) -> str:
    line = change.line
    name = f"{line.part.lower()}, “{line.title}”"
    before, after = change.before, change.after
    if before is None or after is None:
        return f"{name} ({'new' if before is None else 'no longer'}: {line.says})"
    if before.members is not None and after.members is not None:
        more, fewer = sorted(after.members - before.members), sorted(before.members - after.members)
        told = [
            *([f"also {', '.join(more)}"] if more else []),
            *([f"no longer {', '.join(fewer)}"] if fewer else []),
        ]
        return f"{name} ({'; '.join(told)})" if told else name
    return f"{name} (from {before.says} to {after.says})"


def _the_rest(rest: Sequence[RuleChange]) -> Iterator[str]:
    new = [one for one in rest if one.before is None]
    gone = [one for one in rest if one.after is None]
    said = [one for one in rest if one.before and one.after and one.before.says != one.after.says]
    signed = [one for one in rest if one.before and one.after and one.before.says == one.after.says]
    for words, entries in (
        ("new, without raising anything", new),
        ("left out, without lowering anything", gone),
        ("worded differently", said),
        ("sourced or signed off differently", signed),
    ):
        if entries:
            yield f"{len(entries)} {'line is' if len(entries) == 1 else 'lines are'} {words}."
