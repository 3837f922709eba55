"""What changed from one edition to another as a paragraph, for the change note of the new one."""

from collections.abc import Iterable, Iterator, Sequence

from mash_policy.diff import ADDED, REMOVED, Change, Direction, Part

_MEANING = {
    "level": "level",
    "rag": "urgency",
    "legal_basis": "legal basis",
    "pathways": "teams beside the main one",
    "protective": "protective",
}
_INDICATORS = {
    Direction.LOWERS: "lowered",
    Direction.EITHER: "changed in both directions",
    Direction.RAISES: "raised",
    Direction.NEITHER: "changed without being raised or lowered",
}
_CLOCKS = {
    Direction.LOWERS: "due later",
    Direction.EITHER: "due sooner at some hours and later at others",
    Direction.RAISES: "due sooner",
}
_NOUNS = {
    Part.INDICATOR: "indicator",
    Part.QUESTION: "question",
    Part.CLOCK: "clock",
    Part.AGENCY: "agency",
}
_WORDING = ("title", "why", "ask", "source", "group", "question", "knows", "statutory")
_MOST_NAMED = 8


def change_note(older: str, found: Sequence[Change]) -> str:
    """A paragraph in plain words: what is lowered first, because that is what has to be agreed."""
    sentences = [*_of_indicators(found), *_of_entries(found), *_of_clocks(found), *_of_the_rest(found)]
    if not sentences:
        return f"Nothing changes against edition {older}."
    return " ".join([f"Against edition {older}:", *sentences])


def _of_indicators(found: Sequence[Change]) -> Iterator[str]:
    for direction, words in _INDICATORS.items():
        moved: dict[str, list[Change]] = {}
        for change in found:
            if change.part is Part.INDICATOR and change.field in _MEANING and change.direction is direction:
                moved.setdefault(change.code, []).append(change)
        yield from _counted("indicator", words, [_moves(of_one) for of_one in moved.values()])


def _moves(of_one: Sequence[Change]) -> str:
    moves = (
        f"{_MEANING[change.field]} from {_small_first(change.before)} to {_small_first(change.after)}"
        for change in of_one
    )
    return f"{_quoted(of_one[0])} ({', '.join(moves)})"


def _of_entries(found: Sequence[Change]) -> Iterator[str]:
    for field in (REMOVED, ADDED):
        for part, noun in _NOUNS.items():
            yield from _counted(
                noun,
                field,
                [_quoted(change) for change in found if (change.part, change.field) == (part, field)],
            )
    provisional = [change for change in found if change.field == "could_change_level"]
    words = "changed in whether a missing answer makes a recommendation provisional"
    yield from _counted("question", words, [_quoted(change) for change in provisional])
    teams = [change for change in found if change.part is Part.TEAM]
    yield from _counted("main team", "changed", [f"{team.title}: {_becomes(team)}" for team in teams])


def _of_clocks(found: Sequence[Change]) -> Iterator[str]:
    hours = [change for change in found if change.part is Part.OFFICE_HOURS]
    yield from _counted("day", "given other office hours", [f"{day.title}: {_becomes(day)}" for day in hours])
    clocks = [change for change in found if change.part is Part.CLOCK and change.field == "time"]
    for direction, words in _CLOCKS.items():
        yield from _counted(
            "clock",
            words,
            [f"{clock.title}: {_becomes(clock)}" for clock in clocks if clock.direction is direction],
        )


def _of_the_rest(found: Sequence[Change]) -> Iterator[str]:
    """What changes without changing what is done for a child, by how much of it there is."""
    sign_off = [change for change in found if change.field == "awaiting_sign_off"]
    for words, entries in (
        ("signed off", _entries(change for change in sign_off if change.after == "no")),
        ("no longer signed off", _entries(change for change in sign_off if change.after == "yes")),
        ("worded or sourced differently", _entries(change for change in found if change.field in _WORDING)),
    ):
        if entries:
            yield f"{_number(entries, 'entry')} {words}."


def _entries(found: Iterable[Change]) -> int:
    return len({(change.part, change.code) for change in found})


def _counted(noun: str, words: str, named: Sequence[str]) -> Iterator[str]:
    """One sentence, or none when there is nothing to name."""
    if named:
        rest = len(named) - _MOST_NAMED
        shown = named if rest <= 0 else [*named[:_MOST_NAMED], f"and {rest} more"]
        yield f"{_number(len(named), noun)} {words}: {'; '.join(shown)}."


def _number(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun} is"
    plural = noun.removesuffix("y") + "ies" if noun in ("entry", "agency") else f"{noun}s"
    return f"{number} {plural} are"


def _becomes(change: Change) -> str:
    by_other_hours_alone = change.after.startswith(f"{change.before},")
    return change.after if by_other_hours_alone else f"{change.before} becomes {change.after}"


def _quoted(change: Change) -> str:
    return f"“{change.title}”"


def _small_first(words: str) -> str:
    return words[:1].lower() + words[1:]
