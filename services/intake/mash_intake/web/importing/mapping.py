"""From the boxes of a document to the answers of the form; what does not fit is kept beside them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mash_intake.web.importing.documents import ReadDocument
from mash_intake.web.importing.fields import FIELDS, DocumentField
from mash_intake.web.report.answers import ADULTS, CHILDREN, Answers, Value
from mash_intake.web.report.journey import CHECK, journey
from mash_intake.web.report.questions import Kind

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s./,-]+(\d{1,2}|[a-z]{3,9})\.?[\s./,-]+(\d{4}|\d{2})", re.I
)
_YEAR_FIRST = re.compile(r"(\d{4})[\s./-](\d{1,2})[\s./-](\d{1,2})")
_WHOLE_NUMBER = re.compile(r"\D*(\d{1,3})\D*")
_SHORT_WORDS = {
    "children[].sex": {"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"},
}
_CHILD_DETAILS = ("school", "nhs_number", "upn", "language")
_BESIDE_BOXES = "Written outside the boxes"
_IN_THE_DOCUMENT = "What the document says"


@dataclass(frozen=True, slots=True, repr=False)
class Mapped:
    """The answers that a document gives."""

    answers: Answers
    beside: tuple[tuple[str, str], ...]
    """What could not be mapped: the label of its box, and what it says."""
    boxes: int
    """Filled boxes that became answers."""


def mapped(document: ReadDocument, today: date) -> Mapped:
    """A document of ours, box by box; of any other, all its text is the worry."""
    answers = Answers(by_staff=True, values={"channel": "email", "_who": "works"})
    beside: list[tuple[str, str]] = []
    boxes = 0
    for field in FIELDS:
        written = document.boxes.get(field.path)
        if written is None:
            continue
        value = _value(field, written, today)
        if value is None:
            beside.append((field.label, written))
        else:
            answers.values[field.path] = value
            boxes += 1
    _tell_how_many(answers, document.boxes)
    if document.beside and not document.ours:
        answers.values["worry.what_happened"] = document.beside
        beside.append((_IN_THE_DOCUMENT, "The text was taken as the worry; the names and dates are in it."))
    elif document.beside:
        beside.append((_BESIDE_BOXES, document.beside))
    _follow_from(answers)
    return Mapped(answers, tuple(beside), boxes)


def _tell_how_many(answers: Answers, boxes: Mapping[str, str]) -> None:
    """The children and adults of whom something was written."""
    for group in (CHILDREN, ADULTS):
        told = {int(path[len(group.name) + 1]) for path in boxes if path.startswith(f"{group.name}[")}
        answers.items[group.name] = sorted(told | ({1} if group.at_least else set()))


def _follow_from(answers: Answers) -> None:
    """What the form would have asked on the way to these answers."""
    for number in answers.of(CHILDREN):
        details = any(answers.values.get(f"children[{number}].{name}") for name in _CHILD_DETAILS)
        answers.values[f"children[{number}]._more"] = "yes" if details else "no"
        if number != answers.of(CHILDREN)[0]:
            answers.values[f"children[{number}]._home"] = "same"
    more = answers.of(ADULTS) or any(path.startswith("signs_of_safety.") for path in answers.values)
    answers.values["_more"] = "more" if more else "send"
    for step in journey(answers):
        answers.mark_seen(step.address)
    answers.mark_seen(CHECK)


def _value(field: DocumentField, written: str, today: date) -> Value | None:
    """As the form keeps it; None where it cannot be understood."""
    if field.choices:
        chosen = _choice(field, written)
        return None if chosen is None else [chosen] if field.kind is Kind.CHECKBOXES else chosen
    if field.kind is Kind.DATE:
        day = read_untidy_date(written, today)
        return None if day is None else f"{day.day}/{day.month}/{day.year}"
    if field.kind is Kind.NUMBER:
        number = _WHOLE_NUMBER.fullmatch(written)
        return None if number is None else number[1]
    return written


def _choice(field: DocumentField, written: str) -> str | None:
    """What was chosen, or written instead of choosing: the words, their beginning, or the code."""
    said = _folded(written)
    exact = [value for value, words in field.choices if said in (_folded(words), _folded(value))]
    short = _SHORT_WORDS.get(re.sub(r"\[\d+\]", "[]", field.path), {}).get(written.strip().lower())
    if exact or short:
        return exact[0] if exact else short
    begun = [value for value, words in field.choices if said and _folded(words).startswith(said)]
    return begun[0] if len(begun) == 1 else None


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def read_untidy_date(written: str, today: date) -> date | None:
    """A day as people write it: `14.9.18`, `14th September 2018`, `2018-09-14`. None where it is unclear.

    The day comes before the month, as everywhere in this country. A year of two figures is in the last
    hundred years.
    """
    text = written.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    short = month[:3].lower()
    try:
        number = _MONTHS.index(short) + 1 if short in _MONTHS else int(month)
        return date(_whole_year(int(year), len(year), today), number, int(day))
    except ValueError:
        return None


def _whole_year(year: int, figures: int, today: date) -> int:
    if figures == 4:
        return year
    century = today.year - today.year % 100
    return century + year if century + year <= today.year else century - 100 + year
