"""What triage does when somebody writes into a chronology by hand, or takes an entry back.

Every method works inside the transaction it is given, and leaves committing to who opened it.
"""

from dataclasses import dataclass

from mash_platform.clock import LONDON, Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_triage.domain.decision import Professional
from mash_triage.domain.known_elsewhere import KnownGiven, TakenBack, known_shortcomings
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.chronology import ChronologyHandlers
from mash_triage.handlers.rejected import rejected
from mash_triage.store import chronology, known_elsewhere, records


@dataclass(frozen=True)
class KnownElsewhereHandlers:
    chronology: ChronologyHandlers
    clock: Clock

    def add(self, transaction: Transaction, reference: str, given: KnownGiven, person: Professional) -> int:
        """Keeps an entry, gives its number, and assesses the child with it wherever that tells more.

        Raises NotFound, and Rejected when something is missing.
        """
        records.find(transaction.session, reference, to_change=True)
        now = self.clock.now()
        if found := known_shortcomings(given, now.astimezone(LONDON).date()):
            raise rejected(found)
        number = known_elsewhere.add(transaction.session, reference, given, person, now)
        home = chronology.records_of_home(transaction.session, reference)
        child = next(one.kin.person for one in home if one.reference == reference)
        concerned = {reference} | {
            one.reference
            for one in home
            if child and one.kin.person == child and one.state is not RecordState.DECIDED
        }
        for one in sorted(concerned):
            self.chronology.assess_again(transaction, one)
        return number

    def take_back(
        self, transaction: Transaction, reference: str, number: int, reason: str, person: Professional
    ) -> None:
        """An entry was a mistake. It stays readable; what was assessed with it is not lowered by this.

        Raises NotFound when it was not written down from this record, Conflict when it was taken back before,
        and Rejected without a reason.
        """
        known = known_elsewhere.find(transaction.session, number, to_change=True)
        if known.reference != reference:
            raise NotFound
        if known.taken_back is not None:
            raise Conflict("Somebody has taken this entry back already.")
        if not reason.strip():
            raise Rejected(FieldError("reason", "required", "Enter why this entry is wrong"))
        taken_back = TakenBack(person, self.clock.now(), reason.strip())
        known_elsewhere.take_back(transaction.session, known, taken_back)
