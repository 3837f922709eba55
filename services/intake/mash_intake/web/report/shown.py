"""A page of the form as its template shows it: questions with what was answered and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from mash_intake.web.report.answers import CHILDREN, Answers, Group
from mash_intake.web.report.journey import Step, child_in_words, first_address_of
from mash_intake.web.report.posted import date_parts
from mash_intake.web.report.questions import Choice, ChoiceGroup, Kind, Question


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    kind: str
    name: str
    label: str
    hint: str
    typed: str
    chosen: tuple[str, ...]
    date: tuple[str, str, str]
    choices: tuple[Choice, ...]
    choice_groups: tuple[ChoiceGroup, ...]
    width: int
    rows: int
    autocomplete: str | None
    error: str
    blank: str = "Not known"
    """Of a list to choose from, what stands there before anything is chosen."""
    compact: bool = False
    """On a page with many questions."""
    first: bool = False
    """Where whoever opens the page begins to type."""

    @property
    def focus(self) -> str:
        """The id that a link in the error summary leads to."""
        return f"{self.name}-day" if self.kind == Kind.DATE.value else self.name


def shown_questions(step: Step, answers: Answers, errors: Mapping[str, str]) -> tuple[ShownQuestion, ...]:
    """The questions of one page."""
    return tuple(shown_question(step, answers, errors, question) for question in step.asked(answers))


def shown_question(
    step: Step, answers: Answers, errors: Mapping[str, str], question: Question
) -> ShownQuestion:
    typed = answers.text(question.path, step.item)
    return ShownQuestion(
        kind=question.kind.value,
        name=question.name,
        label=step.words(question.label, answers),
        hint=step.words(question.hint, answers),
        typed=typed,
        chosen=tuple(answers.chosen(question.path, step.item)),
        date=date_parts(typed) if question.kind is Kind.DATE else ("", "", ""),
        choices=question.choices,
        choice_groups=question.choice_groups(answers) if question.choice_groups else (),
        width=question.width,
        rows=question.rows,
        autocomplete=question.autocomplete,
        error=errors.get(question.path_for(step.item), ""),
    )


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the error summary."""

    sentence: str
    href: str


def wrong_on(questions: tuple[ShownQuestion, ...]) -> list[Wrong]:
    """What is wrong on the page, from top to bottom."""
    return [Wrong(question.error, f"#{question.focus}") for question in questions if question.error]


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One child or adult in a list of those told of."""

    name: str
    change: str
    remove: str
    """Where to post to take it out; empty if the last one has to stay."""


def shown_items(answers: Answers, group: Group) -> tuple[ShownItem, ...]:
    numbers = answers.of(group)
    return tuple(
        ShownItem(
            name=_item_in_words(answers, group, number),
            change=f"/report/{first_address_of(answers, group, number)}",
            remove=f"/report/{group.name}/{number}/remove" if len(numbers) > group.at_least else "",
        )
        for number in numbers
    )


def _item_in_words(answers: Answers, group: Group, number: int) -> str:
    if group is CHILDREN:
        names = [answers.text(f"children[].{part}", number) for part in ("first_names", "family_name")]
        unnamed = child_in_words(answers, number)
        return " ".join(name for name in names if name) or unnamed[0].upper() + unnamed[1:]
    return (
        answers.text("adults[].name", number)
        or answers.text("adults[].relationship", number)
        or f"Person {answers.of(group).index(number) + 1}"
    )
