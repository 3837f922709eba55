"""The page for a call out of its answers, and the answers out of the page that was sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mash_contracts.vocabulary import Channel
from mash_intake.handlers.checks import CHILD_CLUES, WORRIES
from mash_intake.web.report.answers import CHILDREN, Answers, Group
from mash_intake.web.report.call_table import (
    ANSWERED_BY_THE_PAGE,
    FIRST,
    LABELS,
    PARTS,
    REQUIRED,
    ROWS,
    WITH_HINT,
    Block,
    Part,
    paths_of,
    questions,
)
from mash_intake.web.report.contact import Reading
from mash_intake.web.report.journey import Step, child_in_words, journey
from mash_intake.web.report.posted import as_typed
from mash_intake.web.report.questions import Kind, Question
from mash_intake.web.report.shown import ShownQuestion, Wrong, shown_question

_LONGEST_ROW_OF_BUTTONS = 5
_BY_HAND = (Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.DATE, Kind.CHECKBOXES)
_WOULD_BE_LOST = (
    "This would not be sent, because of another answer on this page. Change that answer, or empty this."
)


@dataclass(frozen=True, slots=True)
class CallField:
    question: ShownQuestion
    asked: bool
    """Not asked for as things stand; with scripts it is out of sight until it is."""
    note: str
    """A doubt about the answer."""


@dataclass(frozen=True, slots=True)
class CallBlock:
    lines: tuple[tuple[CallField, ...], ...]
    folded: str
    shows: str
    open: bool
    """Folded away, but there is something in it."""


@dataclass(frozen=True, slots=True)
class CallItem:
    """What is asked of one child or adult, or once."""

    number: int
    caption: str
    may_go: bool
    blocks: tuple[CallBlock, ...]


@dataclass(frozen=True, slots=True)
class CallPart:
    id: str
    heading: str
    items: tuple[CallItem, ...]
    another: str
    """What the button says that adds one more; empty where there is none."""


def new_call(account_id: str) -> Answers:
    """Nothing is told yet but that it is a call, which is what the page is for."""
    answers = Answers(by_staff=True, submitted_by=account_id, values={"channel": Channel.PHONE.value})
    _ask_everything(answers)
    return answers


def keep_page(answers: Answers, posted: Mapping[str, Sequence[str]]) -> None:
    """Puts everything on the page into the answers, right or wrong.

    A child or adult whom the page does not show, because it was added in another window, stays as it is.
    """
    for part in PARTS:
        if part.group:
            _keep_items(answers, part.group, posted)
    for part in PARTS:
        shown = _numbers(part.group, posted) if part.group else (0,)
        for item in shown:
            for path in paths_of(part):
                _, question = questions()[path]
                typed = as_typed(answers, question, posted, question.name_among(item))
                answers.values[question.path_for(item)] = typed
    _ask_everything(answers)


def _ask_everything(answers: Answers) -> None:
    for path, answer in ANSWERED_BY_THE_PAGE.items():
        for item in answers.of(CHILDREN) if "[]" in path else (0,):
            answers.values[path.replace("[]", f"[{item}]")] = answer


def _keep_items(answers: Answers, group: Group, posted: Mapping[str, Sequence[str]]) -> None:
    answers.items[group.name] = sorted({*answers.of(group), *_numbers(group, posted)})[: group.at_most]


def _numbers(group: Group, posted: Mapping[str, Sequence[str]]) -> tuple[int, ...]:
    """Of the children or adults that the page shows."""
    sent = posted.get(group.name, ())[: group.at_most]
    return tuple(int(number) for number in sent if number.isdecimal() and len(number) <= 4)


def add_or_remove(answers: Answers, what: str) -> str:
    """Does what a button says, such as `add children` or `remove adults 2`; the place to go on at."""
    verb, name, number, *_ = [*what.split(), "", "", ""]
    group = next((part.group for part in PARTS if part.group and part.group.name == name), None)
    if group is None:
        return ""
    if verb == "add" and len(answers.of(group)) < group.at_most:
        first = next(path for part in PARTS if part.group == group for path in paths_of(part))
        added = answers.add(group)
        _ask_everything(answers)
        return questions()[first][1].name_among(added)
    if verb == "remove" and number.isdecimal():
        answers.remove(group, int(number))
    return f"add-{group.name}"


def errors_of(answers: Answers, reading: Reading) -> dict[str, str]:
    """What stops the call from being sent, by the path of the field where it is put right."""
    first = answers.of(CHILDREN)[0]
    mended_on = {CHILD_CLUES: f"children[{first}].first_names", WORRIES: "worry.what_happened"}
    lost = dict.fromkeys(_left_out(answers), _WOULD_BE_LOST)
    return lost | {
        mended_on.get(path, path): REQUIRED.get(path, sentence) for path, sentence in reading.errors.items()
    }


def _left_out(answers: Answers) -> Iterator[str]:
    """What was written on the page and is not asked of this caller: nothing is left out in silence."""
    asked = _asked(answers)
    for part in PARTS:
        for item in _items(answers, part):
            for path in paths_of(part):
                _, question = questions()[path]
                own = question.path_for(item)
                if question.kind in _BY_HAND and answers.values.get(own) and own not in asked:
                    yield own


def _asked(answers: Answers) -> frozenset[str]:
    return frozenset(
        question.path_for(step.item) for step in journey(answers) for question in step.asked(answers)
    )


def _items(answers: Answers, part: Part) -> Sequence[int]:
    return answers.of(part.group) if part.group else (0,)


def call_parts(
    answers: Answers, errors: Mapping[str, str], doubts: Mapping[str, str], *, begins: bool
) -> tuple[CallPart, ...]:
    """`begins` when nothing was typed yet."""
    asked = _asked(answers)

    def field(path: str, item: int) -> CallField:
        page, question = questions()[path]
        shown = shown_question(Step(page, item), answers, errors, question)
        own = question.path_for(item)
        return CallField(
            question=_in_few_words(shown, question, item, begins=begins),
            asked=own in asked or bool(shown.typed or shown.chosen) and question.kind in _BY_HAND,
            note=doubts.get(own, ""),
        )

    def block(one: Block, item: int) -> CallBlock:
        lines = tuple(tuple(field(path, item) for path in line) for line in one.lines)
        filled = any(
            each.question.typed or each.question.chosen or each.question.error for each in _all(lines)
        )
        return CallBlock(lines, one.folded, one.shows, filled)

    def part(one: Part) -> CallPart:
        group, numbers = one.group, _items(answers, one)
        items = tuple(
            CallItem(
                number=number,
                caption=_caption(answers, group, number) if group else "",
                may_go=group is not None and len(numbers) > group.at_least,
                blocks=tuple(block(each, number) for each in one.blocks),
            )
            for number in numbers
        )
        may_grow = group is not None and len(numbers) < group.at_most
        another = "another child" if group is CHILDREN else "a person" if group else ""
        return CallPart(one.id, one.heading, items, another if may_grow else "")

    return tuple(part(one) for one in PARTS)


def _all(lines: Iterable[Iterable[CallField]]) -> Iterator[CallField]:
    return (field for line in lines for field in line)


def _in_few_words(shown: ShownQuestion, question: Question, item: int, *, begins: bool) -> ShownQuestion:
    long = question.kind is Kind.RADIOS and len(question.choices) > _LONGEST_ROW_OF_BUTTONS
    return replace(
        shown,
        kind=Kind.SELECT.value if long else shown.kind,
        blank="Choose" if long else shown.blank,
        name=question.name_among(item),
        label=LABELS.get(question.path, shown.label),
        hint=shown.hint if question.path in WITH_HINT else "",
        choices=tuple(replace(choice, hint="") for choice in shown.choices)
        if question.kind is Kind.RADIOS
        else shown.choices,
        rows=ROWS.get(question.path, min(shown.rows, 3)),
        autocomplete="off" if shown.autocomplete else None,
        compact=True,
        first=begins and question.path == FIRST,
    )


def _caption(answers: Answers, group: Group, number: int) -> str:
    place = answers.of(group).index(number) + 1
    if group is not CHILDREN:
        return answers.text("adults[].name", number) or f"Person {place}"
    if len(answers.of(CHILDREN)) == 1:
        return ""
    name = child_in_words(answers, number)
    return f"Child {place}" if name == f"child {place}" else f"Child {place}: {name}"


def wrong_in(parts: Iterable[CallPart], errors: Mapping[str, str]) -> list[Wrong]:
    """What stops the call, from top to bottom; also what belongs to no field of the page."""
    on_fields = [
        Wrong(each.question.error, f"#{each.question.focus}")
        for part in parts
        for item in part.items
        for block in item.blocks
        for each in _all(block.lines)
        if each.question.error
    ]
    said = {each.sentence for each in on_fields}
    return on_fields + [Wrong(each, "#call") for each in errors.values() if each not in said]
