"""Whom the hub asks about a child, now or as soon as it may, as what is known grows.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from mash_contracts.events import ContactReceived
from mash_contracts.vocabulary import Rag
from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_policy.agency_check_load import CHECK_RULES
from mash_policy.model import OfficeHours, Policy
from mash_triage.domain.agency_checks import (
    AgencyCheck,
    CheckState,
    Wanted,
    agencies_to_ask,
    clock_from,
    tightened,
)
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.disclosure import concerns_to_tell
from mash_triage.domain.lawful_basis import Ground, LawfulBasis, lawful_basis
from mash_triage.store import agency_checks
from mash_triage.store.records import Record
from mash_triage.translation import agency_check_requested


@dataclass(frozen=True)
class Asking:
    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock

    def begin(
        self,
        transaction: Transaction,
        contact: ContactReceived,
        recommendation: Recommendation,
        policy: Policy,
    ) -> tuple[AgencyCheck, ...]:
        """Asks whom it is proportionate to ask about a newly assessed child, or holds that back."""
        now = self.clock.now()
        rules = CHECK_RULES.in_force(now.astimezone(LONDON).date())
        wanted = agencies_to_ask(recommendation, policy, rules)
        basis = lawful_basis(recommendation.legal_basis, contact.consent, ())
        new = _new_checks(contact.reference, wanted, rules.id, now)
        checks = tuple(
            self._asked_if_lawful(check, basis, recommendation.rag, policy.timescales.office_hours)
            for check in new
        )
        for check in checks:
            transaction.later(agency_checks.add_checks, check)
            _tell_if_asked(transaction, contact, check, recommendation, policy)
        transaction.remember(agency_checks.checks_on, contact.reference, checks)
        return checks

    def ask_more(self, transaction: Transaction, record: Record) -> tuple[AgencyCheck, ...]:
        """What was found anew may make it proportionate to ask others, and the rest sooner.

        Gives every check on the child as it stands then.
        """
        now = self.clock.now()
        recommendation = record.assessment.recommendation
        policy = self._policy_of(record)
        rules = CHECK_RULES.in_force(now.astimezone(LONDON).date())
        checks = agency_checks.checks_of(transaction.session, record.reference)
        known = {check.agency for check in checks}
        wanted = [one for one in agencies_to_ask(recommendation, policy, rules) if one.agency not in known]
        new = _new_checks(record.reference, wanted, rules.id, now)
        for check in new:
            transaction.later(agency_checks.add_checks, check)
        self.ask_what_was_held(transaction, record, (*checks, *new), self.basis(transaction, record))
        sooner = clock_from(now, record.waiting_as.rag, rules, policy.timescales.office_hours)
        hurried = [
            replace(check, clock=tightened(check.clock, sooner))
            for check in checks
            if check.state is CheckState.AWAITED
            and check.clock is not None
            and tightened(check.clock, sooner) != check.clock
        ]
        agency_checks.change_checks(transaction.session, hurried, now)
        return agency_checks.checks_of(transaction.session, record.reference)

    def ask_what_was_held(
        self,
        transaction: Transaction,
        record: Record,
        checks: Iterable[AgencyCheck],
        basis: LawfulBasis,
    ) -> None:
        """Asks those of whom it was held back to ask, when that is lawful now."""
        policy = self._policy_of(record)
        hours = policy.timescales.office_hours
        held = [check for check in checks if check.state in (CheckState.HELD, CheckState.NOT_SHARED)]
        now_standing = [self._asked_if_lawful(check, basis, record.waiting_as.rag, hours) for check in held]
        agency_checks.change_checks(transaction.session, now_standing, self.clock.now())
        for check in now_standing:
            recommendation = record.assessment.recommendation
            _tell_if_asked(transaction.caused_by(record.cause), record, check, recommendation, policy)

    def basis(self, transaction: Transaction, record: Record) -> LawfulBasis:
        """How it stands with sharing for this child."""
        recorded = agency_checks.sharing_of(transaction.session, record.reference)
        return lawful_basis(record.recommended.legal_basis, record.assessment.picture.consent, recorded)

    def _policy_of(self, record: Record) -> Policy:
        return self.policy_on(date.fromisoformat(record.assessment.recommendation.policy_edition))

    def _asked_if_lawful(
        self, check: AgencyCheck, basis: LawfulBasis, rag: Rag, office_hours: OfficeHours
    ) -> AgencyCheck:
        """The check as asked now, or as held back."""
        if check.own_records or basis.may_ask:
            now = self.clock.now()
            clock = clock_from(now, rag, CHECK_RULES.load(check.rules), office_hours)
            return replace(check, state=CheckState.AWAITED, asked_at=now, clock=clock)
        not_shared = basis.ground is Ground.DECIDED_NOT_TO_SHARE
        return replace(check, state=CheckState.NOT_SHARED if not_shared else CheckState.HELD)


def _new_checks(
    reference: str, wanted: Iterable[Wanted], rules: str, now: datetime
) -> tuple[AgencyCheck, ...]:
    return tuple(
        AgencyCheck(
            reference=reference,
            agency=one.agency,
            wanted_at=now,
            state=CheckState.HELD,
            because=one.because,
            own_records=one.own_records,
            rules=rules,
        )
        for one in wanted
    )


def _tell_if_asked(
    transaction: Transaction,
    child: ContactReceived | Record,
    check: AgencyCheck,
    recommendation: Recommendation,
    policy: Policy,
) -> None:
    if check.state is CheckState.AWAITED:
        concerns = concerns_to_tell(check.agency, check.because, policy, CHECK_RULES.load(check.rules))
        transaction.publish(agency_check_requested(child, check, recommendation, concerns))
