"""Decisions, requests and team members as routing meets them, for tests."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mash_contracts.envelope import AnyData, Envelope, EventData, new_envelope
from mash_contracts.events import (
    CaseAccepted,
    CaseAllocated,
    CaseClosed,
    CaseDeclined,
    CaseReply,
    ReferralRouted,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.national_codes import ClosureReason
from mash_contracts.topics import all_topics
from mash_contracts.vocabulary import (
    DeclineReason,
    LegalBasis,
    LevelOfNeed,
    Pathway,
    Rag,
    Relation,
    Role,
)
from mash_platform.clock import MovableClock
from mash_platform.delivery import quarantine
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers, child_reference
from mash_platform.sign_in.person import Person
from mash_platform.streams import batch
from mash_platform.streams.brake import Brake
from mash_policy.load import load_edition
from mash_routing import store
from mash_routing.handlers.answers import Answers
from mash_routing.handlers.opening import CaseOpening
from mash_routing.service import open_delivery
from mash_routing.settings import Settings
from mash_routing.store import Case
from mash_routing.stream import subscriptions
from tests.builders.streams import a_record

WEDNESDAY_MORNING = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
_IDENTIFIERS = RandomIdentifiers()


def a_decision(**given: Any) -> ThresholdDecided:
    """A practitioner decided early help for a child, as recommended; a new reference each time."""
    contact = given.pop("contact_reference", None) or _IDENTIFIERS.contact_reference()
    pathways = given.get("pathways", (Pathway.EARLY_HELP,))
    return ThresholdDecided(
        **{
            "reference": child_reference(contact, 1),
            "contact_reference": contact,
            "decided_at": WEDNESDAY_MORNING,
            "level": LevelOfNeed.EARLY_HELP,
            "rag": Rag.GREEN,
            "legal_basis": LegalBasis.NONE,
            "pathways": pathways,
            "relation": Relation.AGREED,
            "recommended_level": LevelOfNeed.EARLY_HELP,
            "recommended_pathways": pathways,
            "decided_by": "account-of-a-practitioner",
            "decided_by_role": Role.PRACTITIONER,
            "rationale_recorded": True,
            "reasons": ("neglect",),
            "policy_edition": "2026-01-01",
            "policy_digest": "0" * 64,
            **given,
        }
    )


def a_protection_decision(**given: Any) -> ThresholdDecided:
    """Significant harm: child protection must act today."""
    return a_decision(
        **{
            "level": LevelOfNeed.SPECIALIST,
            "rag": Rag.RED,
            "legal_basis": LegalBasis.S47,
            "pathways": (Pathway.CHILD_PROTECTION,),
            **given,
        }
    )


def a_strategy_discussion_request(**given: Any) -> StrategyDiscussionRequested:
    """Red findings ask for a strategy discussion the same day."""
    contact = given.pop("contact_reference", None) or _IDENTIFIERS.contact_reference()
    return StrategyDiscussionRequested(
        **{
            "reference": child_reference(contact, 1),
            "contact_reference": contact,
            "requested_at": WEDNESDAY_MORNING,
            "hold_by": datetime(2026, 3, 5, 0, 0, tzinfo=UTC),
            "reasons": ("immediate-danger",),
            "policy_edition": "2026-01-01",
            **given,
        }
    )


def a_team_member(team: Pathway = Pathway.EARLY_HELP, **given: Any) -> Person:
    """A member of a team; a new account each time."""
    return Person(
        **{
            "account_id": _IDENTIFIERS.event_id(),
            "name": "Priya Shah",
            "roles": frozenset({Role.TEAM_MEMBER}),
            "team": team,
            **given,
        }
    )


def a_manager(**given: Any) -> Person:
    return Person(
        **{
            "account_id": _IDENTIFIERS.event_id(),
            "name": "Grace Adeyemi",
            "roles": frozenset({Role.MANAGER}),
            **given,
        }
    )


def _said_of(case: Case) -> dict[str, Any]:
    return {"reference": case.reference, "case_id": case.case_id, "pathway": case.pathway}


def a_case_accepted(case: Case, **given: Any) -> CaseAccepted:
    """The team's own system takes the case on."""
    return CaseAccepted(**{**_said_of(case), "accepted_by": "duty-2", **given})


def a_case_declined(case: Case, **given: Any) -> CaseDeclined:
    """The team's own system has the child open already."""
    said = {**_said_of(case), "declined_by": "duty-2", "reason": DeclineReason.ALREADY_OPEN}
    return CaseDeclined(**{**said, **given})


def a_case_allocated(case: Case, **given: Any) -> CaseAllocated:
    """The team's own system gives the case to worker 1042."""
    return CaseAllocated(**{**_said_of(case), "allocated_by": "duty-2", "worker": "1042", **given})


def a_case_closed(case: Case, **given: Any) -> CaseClosed:
    """The team's own system says that its work has ended."""
    said = {**_said_of(case), "closed_by": "duty-2", "reason": ClosureReason.SERVICES_CEASED}
    return CaseClosed(**{**said, **given})


def enveloped(data: AnyData, **given: Any) -> Envelope[AnyData]:
    """The event as it travels, with an identity of its own."""
    return new_envelope(
        data,
        **{
            "event_id": _IDENTIFIERS.event_id(),
            "source": "/mash/triage",
            "occurred_at": WEDNESDAY_MORNING,
            **given,
        },
    )


@dataclass(frozen=True)
class RoutingRoom:
    """Routing over a database of its own, without the log: events are handed in, what is said is read."""

    delivery: Delivery
    clock: MovableClock
    opening: CaseOpening
    answers: Answers
    _offsets: Iterator[int] = field(default_factory=count)

    @classmethod
    def at(cls, folder: Path, clock: MovableClock | None = None) -> "RoutingRoom":
        clock = clock or MovableClock(WEDNESDAY_MORNING)
        identifiers = RandomIdentifiers()
        delivery = open_delivery(Settings(data=folder), clock, identifiers)
        return cls(delivery, clock, CaseOpening(clock, identifiers, load_edition), Answers(clock))

    def receives(self, *messages: EventData | Envelope[Any]) -> None:
        """Handles each as the worker does: once an event id, in one transaction with the inbox mark."""
        handlers: dict[type[EventData], Any] = {
            ThresholdDecided: self.opening.threshold_decided,
            StrategyDiscussionRequested: self.opening.strategy_discussion_requested,
        }
        for message in messages:
            envelope = message if isinstance(message, Envelope) else enveloped(message)
            with self.delivery.transaction() as transaction:
                if transaction.first_time(envelope.event_id, "mash.triage"):
                    handlers[type(envelope.data)](transaction.caused_by(envelope), envelope)

    def hears(self, team: Pathway, *replies: CaseReply | Envelope[Any]) -> None:
        """Handles replies as the worker does those that came on this team's topic, in one batch."""
        topic = all_topics()[f"mash.replies.{team}"]
        subscription = next(one for one in subscriptions(self.opening, self.answers) if topic in one.topics)
        records = [
            a_record(
                reply if isinstance(reply, Envelope) else enveloped(reply, source=f"/{team}/cases"),
                topic=topic.name,
                offset=next(self._offsets),
            )
            for reply in replies
        ]
        batch.handle(self.delivery, subscription, records, Brake(subscription.brake))

    def set_aside(self) -> list[tuple[str, str]]:
        """What went to the quarantine of replies, in order: reason and detail."""
        return [
            (headers[quarantine.REASON], headers[quarantine.DETAIL])
            for topic, _, headers in self.said()
            if topic == "mash.quarantine.replies"
        ]

    def cases(self, reference: str) -> tuple[Case, ...]:
        with self.delivery.reading() as session:
            return store.cases_of(session, reference)

    def case(self, reference: str, team: Pathway) -> Case:
        """The latest case this team has for the child."""
        return [case for case in self.cases(reference) if case.pathway is team][-1]

    def said(self) -> list[tuple[str, dict[str, Any], dict[str, str]]]:
        """Everything published so far, in order: topic, data, headers."""
        outbox = self.delivery.outbox
        with self.delivery.reading() as session:
            rows = session.execute(select(outbox).order_by(outbox.c.sequence)).all()
        return [(row.topic, json.loads(row.value), dict(row.headers)) for row in rows]

    def routed(self) -> list[ReferralRouted]:
        """Every case the teams were told of, in order."""
        return [
            ReferralRouted.model_validate(data)
            for _, data, headers in self.said()
            if headers["ce_type"] == ReferralRouted.TYPE
        ]
