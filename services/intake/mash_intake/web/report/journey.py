"""Which pages this person is asked, in which order: worked out anew from the answers each time."""

from dataclasses import dataclass

from mash_intake.web.report import pages_about_you, pages_children, pages_more, pages_worries
from mash_intake.web.report.answers import CHILDREN, Answers, Group
from mash_intake.web.report.questions import Page, Question

CHECK = "check"

# Pages of one block belong to one group; its block is gone through for each child or adult.
_BLOCKS: tuple[tuple[Page, ...], ...] = (
    pages_about_you.PAGES,
    pages_children.PAGES,
    (pages_children.LIST,),
    pages_worries.WORRY_PAGES,
    pages_worries.VOICE_PAGES,
    pages_worries.AGREEMENT_PAGES,
    (pages_more.MORE,),
    pages_more.ADULT_PAGES,
    (pages_more.ADULT_LIST, *pages_more.LAST_PAGES),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One page, asked about one child or adult where the page is about one."""

    page: Page
    item: int = 0

    @property
    def address(self) -> str:
        """Below /report/."""
        return f"{self.page.group.name}/{self.item}/{self.page.id}" if self.page.group else self.page.id

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        return tuple(question for question in self.page.questions if question.when(answers, self.item))

    def caption(self, answers: Answers) -> str:
        """Which of several children the page is about; empty where that is clear."""
        children = answers.of(CHILDREN)
        if self.page.group != CHILDREN or len(children) == 1:
            return ""
        return f"Child {children.index(self.item) + 1} of {len(children)}"

    def words(self, text: str, answers: Answers) -> str:
        """`text` with the child's name in it."""
        return text.replace("{child}", child_in_words(answers, self.item))


def all_pages() -> tuple[Page, ...]:
    """Every page there is, asked or not."""
    return tuple(page for block in _BLOCKS for page in block)


def journey(answers: Answers) -> list[Step]:
    """Every step, from the first page to the last before the answers are checked."""
    return [
        step
        for block in _BLOCKS
        for item in (answers.of(block[0].group) if block[0].group else (0,))
        for step in (Step(page, item) for page in block)
        if step.page.when(answers, item)
    ]


def step_at(answers: Answers, address: str) -> Step | None:
    return next((step for step in journey(answers) if step.address == address), None)


def first_address_of(answers: Answers, group: Group, item: int) -> str:
    """The first page about one child or adult."""
    return next(step.address for step in journey(answers) if step.page.group == group and step.item == item)


def unfinished_address(answers: Answers) -> str:
    """Where to go on with a form that was left: the first page not answered or passed over."""
    return next((step.address for step in journey(answers) if step.address not in answers.seen), CHECK)


def next_address(answers: Answers, step: Step) -> str:
    """Where to go from here.

    Whoever has already checked the answers and changes one goes back to checking, by way of pages that
    came up through the change.
    """
    steps = journey(answers)
    place = next((number for number, each in enumerate(steps) if each == step), -1)
    following = [each.address for each in steps[place + 1 :]]
    if CHECK in answers.seen:
        following = [address for address in following if address not in answers.seen]
    return next(iter(following), CHECK)


def back_address(answers: Answers, step: Step) -> str | None:
    """None on the first page."""
    if CHECK in answers.seen:
        return CHECK
    steps = journey(answers)
    place = steps.index(step)
    return steps[place - 1].address if place else None


def child_in_words(answers: Answers, item: int) -> str:
    """The child's first name, or words that tell the children apart."""
    name = answers.text("children[].first_names", item)
    if name:
        return name
    children = answers.of(CHILDREN)
    return "the child" if len(children) == 1 or item not in children else f"child {children.index(item) + 1}"
