"""The answers in words, to be checked before they are sent."""

from dataclasses import dataclass

from mash_intake.web.report.answers import CHILDREN, Answers
from mash_intake.web.report.contact import Reading
from mash_intake.web.report.journey import Step, child_in_words, journey
from mash_intake.web.report.posted import NotReadable, date_parts, read_date
from mash_intake.web.report.questions import Kind, Question, Section


@dataclass(frozen=True, slots=True)
class Row:
    question: str
    answer: str
    """As people read it; nothing where it was left blank."""
    change: str
    """Address of the page below /report/."""
    note: str = ""
    """A doubt about the answer."""
    error: str = ""

    @property
    def to_read(self) -> bool:
        """Whether somebody who checks the answers has to see it."""
        return bool(self.answer or self.note or self.error)


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    rows: tuple[Row, ...]
    """What was answered, or is wrong."""
    unanswered: tuple[Row, ...]
    """Left blank, which may be: most people know a part. Folded away, so that what they said is found."""


def cards(answers: Answers, reading: Reading) -> tuple[Card, ...]:
    """One card a section, and one for each child or adult in it."""
    grouped: dict[tuple[Section, int], list[Row]] = {}
    for step in journey(answers):
        rows = grouped.setdefault((step.page.section, step.item), [])
        rows += [
            _row(answers, reading, step, question) for question in step.asked(answers) if question.checked
        ]
    return tuple(
        Card(
            _title(answers, section, item),
            tuple(row for row in rows if row.to_read),
            tuple(row for row in rows if not row.to_read),
        )
        for (section, item), rows in sorted(grouped.items(), key=lambda card: list(Section).index(card[0][0]))
        if rows
    )


def _title(answers: Answers, section: Section, item: int) -> str:
    children = answers.of(CHILDREN)
    if section in (Section.CHILD, Section.VOICE) and item and len(children) > 1:
        return f"{section.value}: {child_in_words(answers, item)}"
    if section is Section.HOME and item:
        return f"{section.value}: {answers.text('adults[].name', item) or 'a person'}"
    return section.value


def _row(answers: Answers, reading: Reading, step: Step, question: Question) -> Row:
    path = question.path_for(step.item)
    return Row(
        question=step.words(question.label, answers),
        answer=_in_words(answers, question, step.item),
        change=step.address,
        note=reading.doubts.get(path, ""),
        error=reading.errors.get(path, ""),
    )


def _in_words(answers: Answers, question: Question, item: int) -> str:
    chosen = answers.chosen(question.path, item)
    typed = answers.text(question.path, item)
    texts = question.offered(answers)
    if question.kind in (Kind.CHECKBOXES, Kind.TICK):
        return "\n".join(texts.get(value, value) for value in chosen)
    if question.kind is Kind.DATE and typed:
        return _date_in_words(typed)
    return texts.get(typed, typed)


def _date_in_words(typed: str) -> str:
    try:
        day = read_date(typed)
    except NotReadable:
        return " ".join(date_parts(typed)).strip()
    return f"{day.day} {day:%B %Y}"
