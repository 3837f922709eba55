"""What counts as a worry, and which children it is about."""

from collections.abc import Collection, Iterable

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_intake.domain.problems import Problem

_NO_WORRY = Problem("no-worry", "Say what you are worried about, in your own words or by ticking what fits.")
_NO_SUCH_CHILD = Problem("no-such-child", "There is no child with this number; the first child is number 1.")

_SAYS_NOTHING_BY_ITSELF = frozenset({AssessmentFactor.OTHER, AssessmentFactor.NONE_IDENTIFIED})


def says_something(factor: AssessmentFactor, signs: Collection[Sign], in_words: str | None) -> bool:
    """A concern says something by its factor, by a sign, or in words; "other" alone does not."""
    return bool(factor not in _SAYS_NOTHING_BY_ITSELF or signs or in_words)


def worry_problem(worries: Iterable[object]) -> Problem | None:
    """Any one worry is enough, wherever on the form it was said."""
    return None if any(worries) else _NO_WORRY


def about(numbers: Collection[int], child: int) -> bool:
    """A concern that names no child is about all of them."""
    return not numbers or child in numbers


def child_number_problem(number: int, children: int) -> Problem | None:
    return None if 1 <= number <= children else _NO_SUCH_CHILD
