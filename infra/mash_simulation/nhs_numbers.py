"""NHS numbers that nobody has: only from the range kept for test patients, each with its check digit."""

import nhs_number

_BEFORE_CHECK_DIGIT = 900_000_000
_TENS = 9_999_991
"""A prime, so that stepping through it meets every ten of the range once and numbers are not in order."""
_STEP = 7_654_321


def never_issued_nhs_number(place: int) -> str:
    """The number of the child at this place in the county. Two places below ten million never share one."""
    ten = _BEFORE_CHECK_DIGIT + 10 * (place * _STEP % _TENS)
    numbers = (f"{base}{nhs_number.calculate_checksum(str(base))}" for base in range(ten, ten + 10))
    # Every eleventh has no check digit and is no number.
    return next(number for number in numbers if nhs_number.is_valid(number))
