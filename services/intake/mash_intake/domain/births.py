"""How alike two dates of birth are, also where one is a guess, a slip, or a birth still expected."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import jellyfish

from mash_intake.domain.ages import OVERDUE_DAYS

_EARLY_DAYS = 112
"""A baby can live that is born sixteen weeks before it was expected."""
_A_YEAR = timedelta(days=366)


class BirthLikeness(StrEnum):
    SAME = "same"
    CHANGED_ROUND = "changed-round"
    SLIP = "slip"
    EXPECTED = "expected"
    AGE = "age"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, repr=False)
class Birth:
    """What was told of when a child was, or will be, born."""

    born: date | None = None
    expected: date | None = None
    earliest: date | None = None
    """With `latest`: between which days a child was born who seems so many years old."""
    latest: date | None = None

    def window(self) -> tuple[date, date] | None:
        """Between which days the birth was or will be."""
        if self.born:
            return self.born, self.born
        if self.expected:
            return self.expected - timedelta(days=_EARLY_DAYS), self.expected + timedelta(days=OVERDUE_DAYS)
        return (self.earliest, self.latest) if self.earliest and self.latest else None


def birth_told(born: date | None, expected: date | None, age_years: int | None, told_on: date) -> Birth:
    """Somebody who says that a child is about six may be out by a year."""
    if born or expected or age_years is None:
        return Birth(born, expected)
    earliest = told_on - _A_YEAR * (age_years + 2)
    return Birth(
        earliest=earliest, latest=told_on - (_A_YEAR * (age_years - 1) if age_years else timedelta())
    )


def birth_likeness(one: Birth, other: Birth) -> BirthLikeness | None:
    """None where nothing is known of one of them."""
    if one.born and other.born:
        return _of_dates(one.born, other.born)
    mine, theirs = one.window(), other.window()
    if mine is None or theirs is None:
        return None
    if mine[0] > theirs[1] or theirs[0] > mine[1]:
        return BirthLikeness.DIFFERENT
    return BirthLikeness.EXPECTED if one.expected or other.expected else BirthLikeness.AGE


def _of_dates(one: date, other: date) -> BirthLikeness:
    if one == other:
        return BirthLikeness.SAME
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return BirthLikeness.CHANGED_ROUND
    slips = jellyfish.damerau_levenshtein_distance(f"{one:%Y%m%d}", f"{other:%Y%m%d}")
    return BirthLikeness.SLIP if slips == 1 else BirthLikeness.DIFFERENT
