"""The groups by which moves are counted, and what of a count may be shown.

Ethnicity and district come from intake, age from the picture. A child belongs to a group only while being
counted: no list holds a reference beside a group.
"""

from mash_contracts.labelled import Labelled
from mash_triage.domain.picture import Picture


class GroupedBy(Labelled):
    AGE = "age", "Age"
    ETHNICITY = "ethnicity", "Ethnicity"
    DISTRICT = "district", "Postcode district"


NOT_KNOWN = "Not known"
UNBORN = "Unborn"
_BANDS = (
    (1, "Under 1"),
    (5, "1 to 4"),
    (10, "5 to 9"),
    (16, "10 to 15"),
)
_OLDEST = "16 and over"
AGE_BANDS = (UNBORN, *(name for _, name in _BANDS), _OLDEST, NOT_KNOWN)
"""As the children in need census publishes them."""


def age_band(picture: Picture) -> str:
    if picture.unborn:
        return UNBORN
    if picture.age_months is None:
        return NOT_KNOWN
    years = picture.age_months // 12
    return next((name for below, name in _BANDS if years < below), _OLDEST)


FEWEST_SHOWN = 5
_ROUNDED_TO = 5


def disclosable(count: int) -> int | None:
    """A count of children as it may be shown of a group: to the nearest five, and None for one to four.

    Rounding the others keeps anyone from taking sums apart to find the small ones.
    """
    if 0 < count < FEWEST_SHOWN:
        return None
    return _ROUNDED_TO * ((count + _ROUNDED_TO // 2) // _ROUNDED_TO)
