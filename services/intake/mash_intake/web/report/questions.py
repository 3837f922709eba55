"""What the form is made of: questions on pages, pages in steps, some steps once for each child or adult.

The form itself is the tables in `pages_*.py`. A question's `path` is its place in the submission, with `[]`
for the number of the child or adult it is asked about. A path whose last part begins with an underscore
serves the form only, and does not reach the submission by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from mash_contracts.labelled import Labelled
from mash_intake.web.report.answers import Answers, Group


class Kind(Enum):
    TEXT = "text"
    LONG_TEXT = "long-text"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    TICK = "tick"
    """One box; ticked is yes, and not ticked is not yes."""
    SELECT = "select"
    DATE = "date"
    NUMBER = "number"


class Section(Enum):
    """The headings of the page on which answers are checked."""

    START = "Immediate danger"
    YOU = "About you"
    CHILD = "The child"
    WORRY = "What you are worried about"
    VOICE = "What the child says"
    AGREEMENT = "What the parents know"
    HOME = "Home and family"
    HARM_OUTSIDE = "Going missing and exploitation"
    HELP = "Help so far and what is good"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Choices under a heading. A group that is folded away opens by itself when something in it is chosen."""

    heading: str
    choices: tuple[Choice, ...]
    folded: bool = False


When = Callable[[Answers, int], bool]
"""Whether to ask, given the answers so far and the number of the child or adult (0 where there is none)."""


def always(_answers: Answers, _item: int) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Question:
    path: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    choice_groups: Callable[[Answers], tuple[ChoiceGroup, ...]] | None = None
    required: str = ""
    """The sentence shown when it is left blank; empty if it may be."""
    when: When = always
    width: int = 0
    """Of a text box, in characters; 0 is as wide as the page."""
    rows: int = 6
    autocomplete: str | None = None
    checked: bool = True
    """Shown again on the page on which answers are checked."""

    @property
    def name(self) -> str:
        """Its name in the page: the last words of its path."""
        return self.path.rpartition("[].")[2].replace(".", "-").replace("_", "-").strip("-")

    def name_among(self, item: int) -> str:
        """Its name in a page that asks about all children and adults at once."""
        group, of_one, _ = self.path.partition("[].")
        return f"{group}-{item}-{self.name}" if of_one else self.name

    def offered(self, answers: Answers) -> dict[str, str]:
        """Value and text of every choice."""
        grouped = self.choice_groups(answers) if self.choice_groups else ()
        choices = (*self.choices, *(choice for group in grouped for choice in group.choices))
        return {choice.value: choice.text for choice in choices}

    def path_for(self, item: int) -> str:
        return self.path.replace("[]", f"[{item}]")


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    section: Section
    title: str
    questions: tuple[Question, ...] = ()
    hint: str = ""
    when: When = always
    group: Group | None = None
    template: str = "report/question.html"
    guards: str = ""
    """What of the whole contact has to be in order before the form goes on from here."""
    lists: Group | None = None
    """Shows the children or adults told of so far, and asks for more."""


def choices_of(codes: Iterable[Labelled], **hints: str) -> tuple[Choice, ...]:
    return tuple(Choice(code.value, code.label, hints.get(code.value, "")) for code in codes)


def said(path: str, *values: str) -> When:
    """Asked if the answer at `path` is one of `values`."""

    def asked(answers: Answers, item: int) -> bool:
        return answers.text(path, item) in values

    return asked


def all_of(*conditions: When) -> When:
    return lambda answers, item: all(condition(answers, item) for condition in conditions)


def any_of(*conditions: When) -> When:
    return lambda answers, item: any(condition(answers, item) for condition in conditions)


def no_longer(condition: When) -> When:
    return lambda answers, item: not condition(answers, item)
