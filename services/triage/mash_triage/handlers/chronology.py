"""What triage does about what went before: look back, keep what happens, and follow who is whom.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from mash_contracts.envelope import Envelope
from mash_contracts.events import (
    ChildLinked,
    ChildSeparated,
    ContactReceived,
    OpenCaseOfTeam,
    ReferralAccepted,
    ReferralAllocated,
    ReferralClosed,
    ReferralDeclined,
)
from mash_contracts.vocabulary import Agency, Pathway, Severity
from mash_platform.clock import Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import InvalidMessage
from mash_policy.model import Policy
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.chronology import CaseHeld, Entry, EntryKind, cases_held, earlier_contacts
from mash_triage.domain.known_elsewhere import with_known
from mash_triage.domain.picture import Picture, agency_of
from mash_triage.domain.record_state import RecordState, Step
from mash_triage.handlers.assessing import Assessing
from mash_triage.store import chronology, known_elsewhere, records
from mash_triage.store.chronology import Kin, RecordOfHome
from mash_triage.store.records import Decision, Record

_MOST_ASSESSED_AGAIN = 25
"""Records of one home that are assessed again at once, the latest first; no home has so many that wait."""


@dataclass(frozen=True)
class ChronologyHandlers:
    policy_on: Callable[[date], Policy]
    """The edition in force on a day."""
    clock: Clock
    code_version: str

    def look_back(self, transaction: Transaction, contact: ContactReceived, picture: Picture) -> Picture:
        """The picture with what went before; one look for all contacts that are handled together."""
        kin = Kin(contact.person, contact.household)
        return _with_history(transaction, picture, kin, contact)

    def keep_contact(
        self, transaction: Transaction, contact: ContactReceived, recommendation: Recommendation
    ) -> None:
        """From now on this contact is part of what went before."""
        entry = Entry(
            reference=contact.reference,
            contact_reference=contact.contact_reference,
            at=contact.received_at,
            kind=EntryKind.CONTACT,
            agency=agency_of(contact.referral_source),
            source=contact.referral_source,
            factors=tuple(dict.fromkeys(concern.factor for concern in contact.concerns)),
            severity=max((concern.severity for concern in contact.concerns), default=Severity.UNKNOWN),
            level=recommendation.level,
            rag=recommendation.rag,
            missing_episodes=contact.missing_episodes_90_days,
        )
        transaction.later(chronology.add_entries, entry)
        for one in contact.kin:
            known = transaction.recall(chronology.entries_about, one) or ()
            transaction.remember(chronology.entries_about, one, (*known, entry))

    def keep_decision(self, transaction: Transaction, record: Record, decision: Decision) -> None:
        """A final decision is part of what went before, also one that ended with advice."""
        transaction.later(chronology.add_entries, decision_entry(record, decision))

    def open_cases(
        self, transaction: Transaction, record: Record, decision: Decision
    ) -> tuple[OpenCaseOfTeam, ...]:
        """The teams that a decision tells of something new, each with its case where that is known."""
        held = {case.pathway: case.case_id for case in _held(transaction, record)}
        return tuple(OpenCaseOfTeam(pathway=team, case_id=held.get(team)) for team in decision.told)

    def teams_with_the_child(self, transaction: Transaction, record: Record) -> tuple[Pathway, ...]:
        """As it stands now: a team may have taken the child on, or ended its work, since the assessment."""
        return record.teams_with_it_when(case.pathway for case in _held(transaction, record))

    def child_linked(self, transaction: Transaction, envelope: Envelope[ChildLinked]) -> None:
        """A record turns out to be about a child who is known: what went before counts from now on."""
        linked = envelope.data
        self._point_to(transaction, linked.reference, Kin(linked.person, linked.household))

    def child_separated(self, transaction: Transaction, envelope: Envelope[ChildSeparated]) -> None:
        """A record is about another child after all, whose history is another one."""
        separated = envelope.data
        self._point_to(transaction, separated.reference, Kin(separated.person, separated.household))

    def team_accepted(self, transaction: Transaction, envelope: Envelope[ReferralAccepted]) -> None:
        """A team has the child, which counts for every worry about them that still waits."""
        said = envelope.data
        self._keep_step(transaction, said, EntryKind.ACCEPTED, at=said.accepted_at)
        self._assess_who_waits(transaction, said.reference)

    def team_allocated(self, transaction: Transaction, envelope: Envelope[ReferralAllocated]) -> None:
        said = envelope.data
        self._keep_step(transaction, said, EntryKind.ALLOCATED, at=said.allocated_at)

    def team_closed(self, transaction: Transaction, envelope: Envelope[ReferralClosed]) -> None:
        said = envelope.data
        self._keep_step(transaction, said, EntryKind.CLOSED, at=said.closed_at, reason=said.reason)

    def team_declined(self, transaction: Transaction, envelope: Envelope[ReferralDeclined]) -> None:
        said = envelope.data
        self._keep_step(transaction, said, EntryKind.DECLINED, at=said.declined_at, reason=said.reason)

    def _keep_step(
        self,
        transaction: Transaction,
        said: ReferralAccepted | ReferralAllocated | ReferralClosed | ReferralDeclined,
        kind: EntryKind,
        *,
        at: datetime,
        reason: str | None = None,
    ) -> None:
        contact_reference = transaction.recall(chronology.contact_references, said.reference)
        if contact_reference is None:
            raise InvalidMessage("unknown-record", "a team answered for a child whom triage never assessed")
        entry = Entry(
            reference=said.reference,
            contact_reference=contact_reference,
            at=at,
            kind=kind,
            agency=agency_of_team(said.pathway),
            pathways=(said.pathway,),
            purpose=said.purpose,
            case_id=said.case_id,
            reason=reason,
        )
        transaction.later(chronology.add_entries, entry)

    def _assess_who_waits(self, transaction: Transaction, reference: str) -> None:
        """Assesses again the other records of this child about which nobody has decided."""
        waiting = transaction.recall(chronology.waiting_with, reference) or ()
        if not waiting:
            return
        # Looked at anew, because the batch may have looked before this was kept.
        kin = chronology.kin_of(transaction.session, reference).known
        known = chronology.entries_about(transaction.session, kin)
        for one in kin:
            transaction.remember(chronology.entries_about, one, known.get(one, ()))
        for one in waiting[:_MOST_ASSESSED_AGAIN]:
            self.assess_again(transaction, one)

    def _point_to(self, transaction: Transaction, reference: str, kin: Kin) -> None:
        """Moves the record's chronology, and assesses again whose history is another one by it."""
        before = chronology.kin_of(transaction.session, reference)
        if not transaction.recall(records.existing, reference):
            raise InvalidMessage("unknown-record", "a record was linked that triage never assessed")
        if kin == before:
            return
        waiting_before = chronology.records_of_home(transaction.session, reference)
        chronology.point_to(transaction.session, reference, kin)
        moved = {*before.known, *kin.known}
        known = chronology.entries_about(transaction.session, moved)
        elsewhere = known_elsewhere.known_about(transaction.session, moved)
        for one in moved:
            transaction.remember(chronology.entries_about, one, known.get(one, ()))
            transaction.remember(known_elsewhere.known_about, one, elsewhere.get(one, ()))
        now = chronology.records_of_home(transaction.session, reference)
        concerned = {one.reference: one for one in (*waiting_before, *now) if _is_concerned(one, reference)}
        for one in sorted(concerned)[:_MOST_ASSESSED_AGAIN]:
            self.assess_again(transaction, one)

    def assess_again(self, transaction: Transaction, reference: str) -> None:
        """Looks back once more; where that tells anything new, the child is assessed with it."""
        record = records.find(transaction.session, reference, to_change=True)
        kin = chronology.kin_of(transaction.session, reference)
        known = record.assessment.picture
        picture = _with_history(transaction, known, kin, record)
        if picture != known:
            assessing = Assessing(self.policy_on, self.clock, self.code_version)
            assessing.again(transaction, record, picture, Step.HISTORY_TELLS_MORE)


def decision_entry(record: Record, decision: Decision) -> Entry:
    """A final decision as the chronology keeps it."""
    return Entry(
        reference=record.reference,
        contact_reference=record.contact_reference,
        at=decision.final_at,
        kind=EntryKind.DECIDED,
        agency=Agency.SOCIAL_CARE,
        level=decision.outcome.level,
        rag=decision.outcome.rag,
        pathways=decision.outcome.pathways,
    )


def agency_of_team(team: Pathway) -> Agency:
    return Agency.EARLY_HELP if team is Pathway.EARLY_HELP else Agency.SOCIAL_CARE


def _is_concerned(one: RecordOfHome, reference: str) -> bool:
    """The record itself, whatever was decided on it, and the others about which nobody has decided yet."""
    return one.reference == reference or one.state is not RecordState.DECIDED


def _with_history(
    transaction: Transaction, picture: Picture, kin: Kin, child: ContactReceived | Record
) -> Picture:
    of_child, of_home = (_entries(transaction, one) for one in (kin.person, kin.household))
    known = transaction.recall(known_elsewhere.known_about, kin.person) if kin.person else None
    picture = with_known(picture, child.received_at, known or ())
    if not of_child and not of_home:
        return replace(picture, earlier=(), open_with=()) if picture.earlier or picture.open_with else picture
    return replace(
        picture,
        earlier=earlier_contacts(child.contact_reference, child.received_at, of_child, of_home),
        open_with=tuple(case.pathway for case in cases_held(child.reference, of_child)),
    )


def _held(transaction: Transaction, record: Record) -> tuple[CaseHeld, ...]:
    return transaction.recall(chronology.open_cases_of, record.reference) or ()


def _entries(transaction: Transaction, one: str | None) -> tuple[Entry, ...]:
    return (transaction.recall(chronology.entries_about, one) or ()) if one else ()
