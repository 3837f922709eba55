"""What a team hears when the hub decides again for others."""

from collections.abc import Iterable
from datetime import datetime

from mash_contracts.events import ReferralWithdrawn
from mash_contracts.vocabulary import Pathway
from mash_routing.store import Case


def referral_withdrawn(
    case: Case, at: datetime, *, taken_on: bool, now_with: Iterable[Pathway]
) -> ReferralWithdrawn:
    """`taken_on`: the team has the child, and keeps it. `now_with`: whom the later decision names instead."""
    return ReferralWithdrawn(
        reference=case.reference,
        case_id=case.case_id,
        pathway=case.pathway,
        purpose=case.purpose,
        withdrawn_at=at,
        taken_on=taken_on,
        now_with=tuple(now_with),
    )
