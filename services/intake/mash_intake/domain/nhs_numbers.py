"""NHS numbers: ten digits, a check digit, and ranges that are never issued.

Source: NHS Data Dictionary, NHS NUMBER (modulus 11); ranges as kept by the `nhs-number` library.
"""

import nhs_number

from mash_intake.domain.problems import Problem

_NOT_TEN_DIGITS = Problem("nhs-number-format", "An NHS number has 10 digits, like 485 777 3456.")
_CHECK_DIGIT = Problem("nhs-number-check-digit", "This is not an NHS number: look for a digit mistyped.")
_NEVER_ISSUED = Problem(
    "nhs-number-never-issued", "This number is in a range that is never given to anyone. Check it."
)
_TEST = Problem(
    "nhs-number-test-range",
    "This number is in the range kept for tests: no person has it.",
    refuses=False,
)
_TEST_REFUSED = Problem(_TEST.code, "This number is in the range kept for tests: no person has it. Check it.")
_OTHER_NATION = Problem(
    "nhs-number-other-nation",
    "This is a health number of Scotland or Northern Ireland, not an NHS number given in England.",
    refuses=False,
)


def digits_of(given: str) -> str:
    """The number without the spaces and hyphens people write in it."""
    return "".join(character for character in given if character not in " -\u00a0")


def nhs_number_problem(given: str, *, test_range_allowed: bool) -> Problem | None:
    """An NHS number must have a right check digit and lie in a range that is given to people.

    Numbers from 9000000000 belong to test patients; a system that real referrers use refuses them.
    """
    number = digits_of(given)
    if len(number) != 10 or not (number.isascii() and number.isdigit()):
        return _NOT_TEN_DIGITS
    if not any(region.contains_number(number) for region in _ISSUED):
        return _NEVER_ISSUED
    if not nhs_number.is_valid(number):
        return _CHECK_DIGIT
    if nhs_number.REGION_SYNTHETIC.contains_number(number):
        return _TEST if test_range_allowed else _TEST_REFUSED
    if not nhs_number.REGION_ENGLAND_WALES_IOM.contains_number(number):
        return _OTHER_NATION
    return None


_ISSUED = (
    nhs_number.REGION_ENGLAND_WALES_IOM,
    nhs_number.REGION_SCOTLAND,
    nhs_number.REGION_NORTHERN_IRELAND,
    nhs_number.REGION_SYNTHETIC,
)
