"""Reading a page that was sent: text as typed, and dates and numbers out of the text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from mash_intake.web.report.answers import Answers, Value
from mash_intake.web.report.questions import Kind, Question

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def keep_posted(
    answers: Answers, questions: Iterable[Question], item: int, posted: Mapping[str, Sequence[str]]
) -> None:
    """Puts what was sent for these questions, all on one page, into the answers."""
    for question in questions:
        answers.values[question.path_for(item)] = as_typed(answers, question, posted, question.name)


def as_typed(answers: Answers, question: Question, posted: Mapping[str, Sequence[str]], name: str) -> Value:
    """What was sent under this name: text as it was typed; of choices only those that were offered."""
    if question.kind is Kind.DATE:
        parts = [_one(posted, f"{name}-{part}") for part in ("day", "month", "year")]
        return "/".join(parts) if any(parts) else ""
    if question.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER):
        return _one(posted, name)
    chosen = [value for value in posted.get(name, ()) if value in question.offered(answers)]
    return chosen if question.kind in (Kind.CHECKBOXES, Kind.TICK) else "".join(chosen[:1])


def _one(posted: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(posted.get(name, ())), "").strip().replace("\r\n", "\n")


class NotReadable(ValueError):
    """What was typed is no day in the calendar, or no whole number."""


def date_parts(typed: str) -> tuple[str, str, str]:
    """Day, month and year, each as typed."""
    day, month, year = [*typed.split("/"), "", "", ""][:3]
    return day, month, year


def read_date(typed: str) -> date:
    """Takes `27/3/2015` and `27/March/2015`. Raises NotReadable."""
    day, month, year = date_parts(typed)
    short = month[:3].lower()
    try:
        if len(year) != 4:
            raise NotReadable
        return date(int(year), _MONTHS.index(short) + 1 if short in _MONTHS else int(month), int(day))
    except ValueError as error:
        raise NotReadable from error


def read_number(typed: str) -> int:
    """Raises NotReadable."""
    try:
        return int(typed)
    except ValueError as error:
        raise NotReadable from error
