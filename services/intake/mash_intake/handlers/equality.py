"""What children are counted by when somebody asks whom a change of policy would fall on.

Two coded facts leave intake, and nothing that tells who the child is: whoever asks counts them and keeps
neither. Nobody is shown a child's record by this, so it is no read of one.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mash_contracts.national_codes import Ethnicity
from mash_contracts.submission import Child
from mash_intake.domain.postcodes import normal_postcode, outward_code
from mash_intake.store import people


@dataclass(frozen=True, slots=True)
class CountedBy:
    """The groups of one child."""

    ethnicity: Ethnicity
    district: str | None
    """The first half of the postcode, which names an area and not a house; None when it is not known."""


def counted_by(child: Child) -> CountedBy:
    return CountedBy(child.ethnicity, _district(child.address.postcode))


def counted_by_reference(session: Session, references: Collection[str]) -> dict[str, CountedBy]:
    """The groups of each of these children; one whose record is not here is left out."""
    return {
        record.reference: CountedBy(
            Ethnicity(record.child.get("ethnicity") or Ethnicity.NOT_OBTAINED),
            _district(record.child["address"]["postcode"]),
        )
        for record in people.told_in(session, references)
    }


def _district(postcode: str | None) -> str | None:
    normal = normal_postcode(postcode) if postcode else None
    return outward_code(normal) if normal else None
