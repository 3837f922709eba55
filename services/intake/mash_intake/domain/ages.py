"""How old a child is: in months for rules, in words for people."""

from datetime import date

from mash_intake.domain.problems import Problem

ADULT_YEARS = 18
PREGNANCY_DAYS = 280
OVERDUE_DAYS = 28

_BIRTH_IN_FUTURE = Problem("birth-in-future", "The date of birth is in the future.")
_NOT_A_CHILD = Problem(
    "not-a-child",
    "This date of birth makes the person 19 or older. Check the year; for an adult, call adult social care.",
)
_JUST_ADULT = Problem(
    "adult-already", "This person is 18: the hub will look at adult social care too.", refuses=False
)
_EXPECTED_TOO_FAR = Problem(
    "expected-too-far", "A baby cannot be expected more than 40 weeks from now. Check the date."
)
_EXPECTED_LONG_PAST = Problem(
    "expected-long-past",
    "This baby was expected more than 4 weeks ago. Give the date of birth instead, or leave the date out.",
)
_BORN_AND_EXPECTED = Problem(
    "born-and-expected", "Give either a date of birth or the date the baby is expected, not both."
)
_SEX_BEFORE_BIRTH = Problem(
    "sex-before-birth", "Until the birth, the baby's sex is recorded as not known.", refuses=False
)
_IN_FUTURE = Problem("date-in-future", "This date is in the future.")
_SEEN_BEFORE_BIRTH = Problem(
    "seen-before-birth", "The child was last seen before they were born. Check both."
)


def birth_problem(born: date, today: date) -> Problem | None:
    """The hub is for children, born and unborn; someone who turned 18 a short while ago is let in."""
    if born > today:
        return _BIRTH_IN_FUTURE
    years = whole_months(born, today) // 12
    if years > ADULT_YEARS:
        return _NOT_A_CHILD
    return _JUST_ADULT if years == ADULT_YEARS else None


def expected_problem(expected: date, today: date) -> Problem | None:
    """A referral is at most 40 weeks before the birth (children in need census, rule 8606)."""
    days = (expected - today).days
    if days > PREGNANCY_DAYS:
        return _EXPECTED_TOO_FAR
    if days < -OVERDUE_DAYS:
        return _EXPECTED_LONG_PAST
    return None


def birth_or_expected_problem(born: date | None, expected: date | None) -> Problem | None:
    """A date of birth or an expected date, never both (children in need census, rule 8525)."""
    return _BORN_AND_EXPECTED if born and expected else None


def sex_before_birth_problem(*, unborn: bool, sex_given: bool) -> Problem | None:
    """Sex is recorded as U for an unborn child (children in need census)."""
    return _SEX_BEFORE_BIRTH if unborn and sex_given else None


def past_problem(day: date, today: date) -> Problem | None:
    """What has been seen or has happened cannot lie in the future."""
    return _IN_FUTURE if day > today else None


def seen_problem(seen: date, born: date | None, today: date) -> Problem | None:
    if born and seen < born:
        return _SEEN_BEFORE_BIRTH
    return past_problem(seen, today)


def whole_months(since: date, today: date) -> int:
    """Months completed, as people count them: a child born on the 31st is a month older on the 31st."""
    months = (today.year - since.year) * 12 + today.month - since.month
    return months if today.day >= since.day else months - 1


def age_in_months(born: date | None, age_years: int | None, today: date) -> int | None:
    """From the date of birth if it is known, else from how old the child seems; None if neither is."""
    if born:
        return whole_months(born, today)
    return None if age_years is None else age_years * 12


def age_in_words(born: date | None, expected: date | None, age_years: int | None, today: date) -> str:
    """As the hub would say it: "13 years", "5 months", "12 days", "about 6 years", "due in 8 weeks"."""
    if born:
        return _age_since_birth(born, today)
    if expected:
        return _due(expected, today)
    if age_years is None:
        return "Age not known"
    return "under 1 year" if age_years == 0 else f"about {_counted(age_years, 'year')}"


def _age_since_birth(born: date, today: date) -> str:
    months = whole_months(born, today)
    if months >= 24:
        return _counted(months // 12, "year")
    if months >= 1:
        return _counted(months, "month")
    return _counted((today - born).days, "day")


def _due(expected: date, today: date) -> str:
    days = (expected - today).days
    if days < 0:
        return "due date passed"
    if days == 0:
        return "due today"
    return f"due in {_counted(days // 7, 'week') if days >= 14 else _counted(days, 'day')}"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
