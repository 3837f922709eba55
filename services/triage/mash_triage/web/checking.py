"""How it stands with the agencies for one child: what the record and the decision show."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from mash_triage.domain.agency_checks import AgencyCheck
from mash_triage.domain.lawful_basis import LawfulBasis, SharingDecision, lawful_basis
from mash_triage.store import agency_checks
from mash_triage.store.records import Decision, Record


@dataclass(frozen=True)
class Checking:
    """Every check on a child, what was recorded about sharing, and where that leaves it."""

    checks: tuple[AgencyCheck, ...]
    recorded: tuple[SharingDecision, ...]
    basis: LawfulBasis

    @property
    def missing(self) -> tuple[AgencyCheck, ...]:
        return tuple(check for check in self.checks if check.is_missing)

    @property
    def waits(self) -> bool:
        """Somebody has to record consent, or go on without it, before the agencies are asked."""
        return not self.basis.may_ask and any(not check.own_records for check in self.missing)

    def missing_at(self, decision: Decision) -> tuple[AgencyCheck, ...]:
        """Of whom nothing was known when somebody decided."""
        return tuple(check for check in self.checks if check.was_missing(decision.final_at))


def checking_of(session: Session, record: Record) -> Checking:
    recorded = agency_checks.sharing_of(session, record.reference)
    return Checking(
        checks=agency_checks.checks_of(session, record.reference),
        recorded=recorded,
        basis=lawful_basis(record.recommended.legal_basis, record.assessment.picture.consent, recorded),
    )
