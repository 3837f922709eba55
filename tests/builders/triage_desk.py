"""The triage desk as tests use it: events arrive as from the log, people decide as from a page."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from mash_contracts.envelope import Envelope, EventData
from mash_contracts.events import CATALOGUE, CheckAnswered, ContactReceived, ReferralDeclined
from mash_contracts.topics import all_topics
from mash_contracts.vocabulary import Agency, Role
from mash_platform.delivery import quarantine
from mash_platform.delivery.transaction import Delivery
from mash_platform.streams import batch
from mash_platform.streams.brake import Brake
from mash_triage.domain.decision import Choice, Professional, SecondAnswer
from mash_triage.handlers.records import Handlers
from mash_triage.store import queue, records
from mash_triage.store.queue import QueueFilter, QueueLine
from mash_triage.store.records import Record
from mash_triage.stream import subscriptions
from tests.builders.streams import a_record
from tests.builders.triage import a_choice, enveloped

AMIRA = Professional("account-of-amira", "Amira Shah", Role.PRACTITIONER)
BEN = Professional("account-of-ben", "Ben Oates", Role.PRACTITIONER)
MARY = Professional("account-of-mary", "Mary Dodds", Role.MANAGER)


@dataclass(frozen=True)
class Desk:
    delivery: Delivery
    handlers: Handlers

    def receives(self, contact: ContactReceived) -> Record:
        with self.delivery.transaction() as transaction:
            envelope = enveloped(contact)
            self.handlers.assess_contact(transaction.caused_by(envelope), envelope)
        return self.record(contact.reference)

    def takes(self, topic: str, *events: EventData) -> None:
        """Handles events as the worker does those that came on this topic, in one batch."""
        subscription = next(
            one for one in subscriptions(self.handlers) if topic in [read.name for read in one.topics]
        )
        messages = [
            a_record(enveloped(event), topic=topic, offset=offset) for offset, event in enumerate(events)
        ]
        batch.handle(self.delivery, subscription, messages, Brake(subscription.brake))

    def gets_back(self, declined: ReferralDeclined) -> Record:
        with self.delivery.transaction() as transaction:
            envelope = enveloped(declined)
            self.handlers.return_to_desk(transaction.caused_by(envelope), envelope)
        return self.record(declined.reference)

    def hears(self, agency: Agency, *answers: CheckAnswered | Envelope[Any]) -> None:
        """Handles answers as the worker does those that came on this agency's topic, in one batch."""
        topic = all_topics()[f"mash.answers.{agency}"]
        subscription = next(one for one in subscriptions(self.handlers) if topic in one.topics)
        records_of_the_log = [
            a_record(
                answer if isinstance(answer, Envelope) else enveloped(answer),
                topic=topic.name,
                offset=offset,
            )
            for offset, answer in enumerate(answers)
        ]
        batch.handle(self.delivery, subscription, records_of_the_log, Brake(subscription.brake))

    def set_aside(self) -> list[tuple[str, str]]:
        """What went to the quarantine of answers, in order: reason and detail."""
        outbox = self.delivery.outbox
        aside = select(outbox.c.headers).where(outbox.c.topic == "mash.quarantine.answers")
        with self.delivery.reading() as session:
            found = session.scalars(aside.order_by(outbox.c.sequence)).all()
        return [(dict(headers)[quarantine.REASON], dict(headers)[quarantine.DETAIL]) for headers in found]

    def decides(
        self, record: Record, choice: Choice | None = None, *, person: Professional = AMIRA
    ) -> Record:
        """Somebody decides on the record as they saw it."""
        with self.delivery.transaction() as transaction:
            return self.handlers.decide(
                transaction,
                record.reference,
                choice or following(record),
                person,
                seen_version=record.version,
            )

    def looks_again(
        self,
        record: Record,
        answer: SecondAnswer | None = SecondAnswer.CONFIRMED,
        *,
        rationale: str = "I rang the school nurse, who sees her each week and agrees.",
        person: Professional = BEN,
    ) -> Record:
        with self.delivery.transaction() as transaction:
            return self.handlers.look_again(
                transaction, record.reference, answer, rationale, person, seen_version=record.version
            )

    def record(self, reference: str) -> Record:
        with self.delivery.reading() as session:
            return records.find(session, reference)

    def lines(self, wanted: QueueFilter, **page: int) -> tuple[QueueLine, ...]:
        with self.delivery.reading() as session:
            return queue.queue(session, wanted, **page)

    def said(self, kind: type[EventData] | None = None) -> list[Any]:
        """What triage put on the log, in order; of one kind, if given."""
        outbox = self.delivery.outbox
        with self.delivery.reading() as session:
            rows = session.execute(select(outbox.c.headers, outbox.c.value).order_by(outbox.c.sequence)).all()
        said = []
        for headers, value in rows:
            attributes = dict(headers)
            event = CATALOGUE[attributes["ce_type"], int(attributes["ce_eventversion"])]
            said.append(event.model_validate_json(value))
        return [data for data in said if kind is None or isinstance(data, kind)]


def following(record: Record, **given: Any) -> Choice:
    """Exactly what was recommended, with reasons; what is given differs."""
    recommended = record.recommended
    return a_choice(
        **{
            "level": recommended.level,
            "rag": recommended.rag,
            "legal_basis": recommended.legal_basis,
            "pathways": recommended.pathways,
            "rationale": "What school reports and what she says fit together.",
            **given,
        }
    )
