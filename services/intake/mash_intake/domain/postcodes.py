"""Postcodes as people type them."""

import re

from ukpostcodeparser import parse_uk_postcode

from mash_intake.domain.problems import Problem

# Used by the NHS and in statistics where there is no UK address, for example no fixed abode (ZZ99 3VZ).
_PSEUDO = re.compile(r"ZZ99[0-9][A-Z]{2}")

_NOT_A_POSTCODE = Problem(
    "postcode-format", "This is not a UK postcode. Write what you know of it on the street line instead."
)


def normal_postcode(given: str) -> str | None:
    """`dh15ue` as `DH1 5UE`; the first half alone is kept as it is; None if it is no postcode."""
    compact = "".join(given.split()).upper()
    if _PSEUDO.fullmatch(compact):
        return f"{compact[:-3]} {compact[-3:]}"
    try:
        outward, inward = parse_uk_postcode(compact, incode_mandatory=False)
    except ValueError:
        return None
    return f"{outward} {inward}".strip() if outward + inward == compact else None


def postcode_problem(given: str) -> Problem | None:
    """A postcode, or its first half, must be one that exists in form."""
    return None if normal_postcode(given) else _NOT_A_POSTCODE


def outward_code(postcode: str) -> str:
    """The first half, which names an area and not a house."""
    return postcode.split(" ")[0]


def is_whole(postcode: str) -> bool:
    """Both halves are known: it names a few houses. Those for no fixed abode name none."""
    return " " in postcode and not postcode.startswith("ZZ99")
