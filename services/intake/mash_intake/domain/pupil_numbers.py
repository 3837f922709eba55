"""Unique pupil numbers: a check letter, the authority that issued it, nine more characters.

Source: Department for Education, guide to unique pupil numbers; rules 1530, 1540 and 1550 of the children
in need census.
"""

import re

from stdnum.gb import upn

from mash_intake.domain.problems import Problem

_FORMAT = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")

_WRONG_FORMAT = Problem(
    "upn-format", "A unique pupil number has a letter, 11 digits, and a last digit or letter."
)
_WRONG_LETTER = Problem(
    "upn-check-letter", "The first letter does not fit the rest: look for a character mistyped."
)
_UNKNOWN_AUTHORITY = Problem(
    "upn-authority", "The digits after the first letter are not a known local authority.", refuses=False
)

# Authorities that have issued numbers, past and present, and the codes used where no authority did.
# Wider than the library's list, which stops at 2011.
_AUTHORITIES = frozenset(
    code
    for first, last in (
        (1, 5), (201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384),
        (390, 394), (420, 420), (660, 681), (701, 708), (800, 803), (805, 808), (810, 813), (815, 816),
        (821, 823), (825, 826), (830, 831), (835, 841), (845, 846), (850, 852), (855, 857), (860, 861),
        (865, 874), (876, 896), (908, 909), (916, 916), (919, 919), (921, 921), (925, 926), (928, 929),
        (931, 931), (933, 933), (935, 943),
    )
    for code in range(first, last + 1)
)  # fmt: skip


def compact_upn(given: str) -> str:
    return "".join(given.split()).upper()


def upn_problem(given: str) -> Problem | None:
    """The check letter decides; an unknown authority is only a doubt, because authorities come and go."""
    number = compact_upn(given)
    if not _FORMAT.fullmatch(number):
        return _WRONG_FORMAT
    if upn.calc_check_digit(number) != number[0]:
        return _WRONG_LETTER
    if int(number[1:4]) not in _AUTHORITIES:
        return _UNKNOWN_AUTHORITY
    return None
