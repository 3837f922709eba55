"""Every service of one hub in one process, without a broker between them.

What one service says is handed to those that read it as their workers would, in batches; what was handed on
is deleted from the outbox, as pruning does.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count, groupby

from sqlalchemy import delete, select

from mash_assurance.service import open_delivery as open_assurance
from mash_assurance.settings import Settings as AssuranceSettings
from mash_assurance.stream import subscriptions as assurance_reads
from mash_bench.accepting import as_handover, references_of
from mash_bench.deciding import decide_as_recommended
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import Agency, CheckOutcome, Role
from mash_intake.handlers.accept import accept_contacts
from mash_intake.handlers.feedback import look_at_the_clock as look_at_acknowledgements
from mash_intake.handlers.likeness import look_for_likeness
from mash_intake.service import open_delivery as open_intake
from mash_intake.service import progress_of_records
from mash_intake.settings import Settings as IntakeSettings
from mash_intake.store import emails
from mash_platform.clock import Clock
from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Delivery, Transaction, headers_from_text
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sign_in.person import Person
from mash_platform.streams import batch
from mash_platform.streams.brake import Brake
from mash_platform.streams.subscription import Subscription
from mash_policy.load import load_edition
from mash_routing.domain.case_state import CaseState
from mash_routing.handlers.answers import Answers
from mash_routing.handlers.opening import CaseOpening
from mash_routing.service import open_delivery as open_routing
from mash_routing.settings import Settings as RoutingSettings
from mash_routing.store.tables import CASES
from mash_routing.stream import subscriptions as routing_reads
from mash_triage.domain.agency_checks import AnswerGiven, CheckState
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.agency_checks import Answerer
from mash_triage.service import clocks_of, handlers
from mash_triage.service import open_delivery as open_triage
from mash_triage.settings import Settings as TriageSettings
from mash_triage.store import queue
from mash_triage.store.check_tables import agency_checks
from mash_triage.store.queue import QueueFilter
from mash_triage.stream import subscriptions as triage_reads

_AGENCY = Answerer("bench", "A simulated agency")
_MANAGER = Person("bench", "A simulated manager", frozenset({Role.MANAGER}))
_NOTHING_KNOWN = AnswerGiven(CheckOutcome.NOTHING_KNOWN)


class _ApartIdentifiers(RandomIdentifiers):
    """No two references are the same but for their first two letters, by which copies are told apart."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def contact_reference(self) -> str:
        while (reference := super().contact_reference())[2:] in self._given:
            pass
        self._given.add(reference[2:])
        return reference


class Hub:
    """Intake, triage, routing and assurance, in the databases that the settings name. Everything blocks."""

    def __init__(self, clock: Clock) -> None:
        identifiers = _ApartIdentifiers()
        self._intake = open_intake(IntakeSettings(), clock, identifiers)
        self._triage = open_triage(TriageSettings(), clock, identifiers)
        self._routing = open_routing(RoutingSettings(), clock, identifiers)
        self._assurance = open_assurance(AssuranceSettings(), clock, identifiers)
        self._desk = handlers(clock)
        self._answers = Answers(clock)
        opening = CaseOpening(clock, identifiers, load_edition)
        self._readers: list[tuple[Delivery, Sequence[Subscription]]] = [
            (self._intake, [progress_of_records()]),
            (self._triage, triage_reads(self._desk)),
            (self._routing, routing_reads(opening, self._answers)),
            (self._assurance, assurance_reads()),
        ]
        self._offsets = count()

    def take(self, number: int, bodies: Sequence[bytes]) -> int:
        """Hands in so many contacts; how many children they are about."""
        handovers = [as_handover(body, f"stored-{number}-{place}") for place, body in enumerate(bodies)]
        answers = accept_contacts(self._intake, handovers, test_nhs_numbers=True)
        self.hand_on()
        return len(list(references_of(answers)))

    def decide_all_but(self, waiting: int) -> None:
        with self._triage.reading() as session:
            too_many = queue.counts(session)[RecordState.WAITING] - waiting
            lines = queue.queue(session, QueueFilter(RecordState.WAITING), limit=max(0, too_many))
        if lines:
            decide_as_recommended(self._triage, self._desk, lines)
        self.hand_on()

    def end_what_is_open(self) -> None:
        """Every agency that was asked knows nothing, and every team's work ends."""
        awaited = select(agency_checks.c.reference, agency_checks.c.agency).filter_by(
            state=CheckState.AWAITED
        )
        with self._triage.transaction() as transaction:
            for reference, checks in groupby(transaction.session.execute(awaited).all(), lambda row: row[0]):
                transaction.handling({reference})
                for check in checks:
                    agency = Agency(check.agency)
                    self._desk.checks.answer(transaction, reference, agency, _NOTHING_KNOWN, _AGENCY)
        asked = select(CASES.c.case_id).filter_by(state=CaseState.ROUTED)
        with self._routing.transaction() as transaction:
            for case in transaction.session.scalars(asked).all():
                self._answers.accept(transaction, _MANAGER, case)
                self._answers.close(transaction, _MANAGER, case, reason=ClosureReason.NO_FURTHER_ACTION)
        self.hand_on()

    def look_who_they_could_be(self) -> None:
        """Each child that was taken in is looked for among the others."""
        _until_done(self._intake, look_for_likeness)
        self.hand_on()

    def leave_nothing_to_do(self) -> None:
        """What workers do besides reading: every clock says what it has to, and each child is looked for."""
        now = self._intake.clock.now()
        for look in clocks_of(self._desk).values():
            _until_done(self._triage, look)
        _until_done(self._intake, look_for_likeness)
        _until_done(self._intake, lambda transaction: look_at_acknowledgements(transaction, now))
        _until_done(self._intake, lambda transaction: emails.switch_off(transaction.session, now))
        self.hand_on()

    def hand_on(self) -> None:
        """Hands on what was said, and what is said to that, until nobody says anything.

        Raises `RuntimeError` when a message was set aside.
        """
        while messages := [one for delivery, _ in self._readers for one in self._said(delivery)]:
            for delivery, subscriptions in self._readers:
                for subscription in subscriptions:
                    _handle(delivery, subscription, messages)

    def close(self) -> None:
        for delivery, _ in self._readers:
            delivery.engine.dispose()

    def _said(self, source: Delivery) -> Iterator[Received]:
        outbox = source.outbox
        with source.transaction() as transaction:
            rows = transaction.session.execute(select(outbox).order_by(outbox.c.sequence)).all()
            transaction.session.execute(delete(outbox))
        for row in rows:
            yield Received(
                topic=row.topic,
                partition=0,
                offset=next(self._offsets),
                timestamp_ms=0,
                key=None,
                value=row.value,
                headers=tuple(headers_from_text(row.headers)),
            )


def _handle(delivery: Delivery, subscription: Subscription, messages: Sequence[Received]) -> None:
    read = {topic.name for topic in subscription.topics}
    of_them = [one for one in messages if one.topic in read]
    if not of_them:
        return
    result = batch.handle(delivery, subscription, of_them, Brake(subscription.brake))
    if result.reasons:
        raise RuntimeError(f"{delivery.service} set messages aside: {dict(result.reasons)}")


def _until_done(delivery: Delivery, work: Callable[[Transaction], int]) -> None:
    done = 1
    while done:
        with delivery.transaction() as transaction:
            done = work(transaction)
