"""However far one topic runs ahead of another, the desk ends with the same knowledge of a child.

Contacts come on intake's topic, teams' steps on routing's, and answers on one topic an agency.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash_contracts.events import (
    ChildLinked,
    OutcomeChallenged,
    ProfessionalDifferenceRaised,
    ReferralAccepted,
    ReferralAllocated,
    ReferralClosed,
    ThresholdDecided,
)
from mash_contracts.national_codes import AssessmentFactor, ClosureReason
from mash_contracts.vocabulary import (
    Agency,
    CheckOutcome,
    DifferenceGround,
    LinkBasis,
    Pathway,
    Purpose,
    Severity,
)
from mash_platform.clock import MovableClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.record_state import RecordState
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store import agency_checks, chronology
from mash_triage.store.records import Record
from tests.builders.agency_checks import a_check_answered, a_fact_known
from tests.builders.triage import (
    WEDNESDAY_MORNING,
    a_choice,
    a_concern,
    a_contact_received,
    a_referral_declined,
)
from tests.builders.triage_desk import MARY, Desk
from tests.properties.orders import Hear, each_topic_at_its_own_pace

CIN, EARLY_HELP = Pathway.CHILD_IN_NEED, Pathway.EARLY_HELP
POLICE, HEALTH = Agency.POLICE, Agency.HEALTH
NOW = WEDNESDAY_MORNING.replace(month=11, day=25)
IDENTIFIERS = RandomIdentifiers()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all: each child is somebody of their own."""
    clock = MovableClock(NOW)
    delivery = open_delivery(Settings(data=tmp_path_factory.mktemp("triage")), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


def a_worry(days_ago: int = 0, **given: Any) -> Any:
    concern = a_concern(severity=Severity.LOW)
    return a_contact_received(
        **{"concerns": (concern,), "received_at": NOW - timedelta(days=days_ago), **given}
    )


def steps_of_teams(record: Record, *, closes: bool) -> list[Any]:
    """Early help sends the child back; a child in need team takes them on, and may end its work."""
    case = {"reference": record.reference, "case_id": IDENTIFIERS.event_id(), "pathway": CIN}
    case["purpose"] = Purpose.REFERRAL
    steps: list[Any] = [
        a_referral_declined(reference=record.reference, declined_at=NOW + timedelta(hours=1)),
        ReferralAccepted(**case, accepted_at=NOW + timedelta(hours=2), accepted_by="cin:duty-2"),
        ReferralAllocated(
            **case, allocated_at=NOW + timedelta(hours=3), allocated_by="cin:duty-2", worker="cin:1042"
        ),
    ]
    if closes:
        closed_at, reason = NOW + timedelta(hours=4), ClosureReason.SERVICES_CEASED
        steps.append(ReferralClosed(**case, closed_at=closed_at, closed_by="cin:1042", reason=reason))
    return steps


def what_is_known(desk: Desk, earlier: Record, reference: str) -> Mapping[str, Any]:
    record = desk.record(reference)
    with desk.delivery.reading() as session:
        checks = agency_checks.checks_of(session, reference)
        entries = chronology.entries_of(session, [earlier.reference, reference])
        held = chronology.open_cases(session, reference)
    return {
        "recommended": record.recommended,
        "reasons": sorted(record.assessment.recommendation.reasons),
        "teams with the child": [case.pathway for case in held],
        "checks": sorted((check.agency, check.state, len(check.answers)) for check in checks),
        "chronology": sorted((entry.kind, entry.at) for entry in entries),
        "the earlier record": desk.record(earlier.reference).state,
    }


def hear_all(order: Sequence[Hear]) -> None:
    for hear in order:
        hear()


@settings(max_examples=25)
@given(st.data(), st.booleans())
def test_contact_link_team_and_agencies_may_be_heard_in_any_order(
    desk: Desk, data: st.DataObject, closes: bool
) -> None:
    """A second worry turns out to be about a child for whom a team is just answering."""

    def a_child(turns: Callable[[Mapping[str, list[Hear]]], Sequence[Hear]]) -> dict[str, Any]:
        person, home = f"PER-{IDENTIFIERS.contact_reference()}", f"HSE-{IDENTIFIERS.contact_reference()}"
        first = desk.receives(a_worry(10, person=person, household=home))
        earlier = desk.decides(first, a_choice(pathways=(CIN, EARLY_HELP)), person=MARY)
        contact = a_worry()
        linked = ChildLinked(
            reference=contact.reference,
            person=person,
            household=home,
            basis=LinkBasis.CERTAIN,
            linked_at=NOW,
        )
        fact = a_fact_known(factor=AssessmentFactor.DOMESTIC_ABUSE_CHILD, dated=NOW.date())
        of_agencies = {
            POLICE: a_check_answered(contact.reference, outcome=CheckOutcome.ANSWERED, facts=(fact,)),
            HEALTH: a_check_answered(contact.reference, agency=HEALTH),
        }
        too_early: list[Hear] = []

        def answers(agency: Agency) -> None:
            before = len(desk.set_aside())
            desk.hears(agency, of_agencies[agency])
            for reason, _ in desk.set_aside()[before:]:
                assert reason == "unknown-check"
                too_early.append(partial(answers, agency))

        def on(topic: str, event: Any) -> Hear:
            return lambda: desk.takes(topic, event)

        topics: dict[str, list[Hear]] = {
            "mash.contacts": [on("mash.contacts", event) for event in (contact, linked)],
            "mash.routing": [on("mash.routing", step) for step in steps_of_teams(earlier, closes=closes)],
            **{f"mash.answers.{agency}": [partial(answers, agency)] for agency in of_agencies},
        }
        hear_all(turns(topics))
        sent_on, too_early[:] = too_early[:], []
        hear_all(sent_on)
        assert too_early == [], "an answer is set aside again although the agency was asked"
        known = what_is_known(desk, earlier, contact.reference)
        decided = desk.decides(desk.record(contact.reference), person=MARY)
        told = desk.said(ThresholdDecided)[-1]
        assert decided.state is RecordState.DECIDED
        said = {**known, "told": [(one.pathway, bool(one.case_id)) for one in told.open_cases]}
        # What was assessed while the team still had the child may stay higher, and is never lower.
        return said if not closes else {**said, "recommended": None, "reasons": None}

    in_order = a_child(lambda topics: [hear for events in topics.values() for hear in events])
    otherwise = a_child(lambda topics: data.draw(each_topic_at_its_own_pace(topics)))

    for known in (in_order, otherwise):
        assert known["told"] == ([] if closes else [(CIN, True)])
    assert otherwise == in_order


@settings(max_examples=20)
@given(st.data())
def test_whichever_of_a_child_s_worries_comes_last_somebody_sees_that_they_add_up(
    desk: Desk, data: st.DataObject
) -> None:
    """Three contacts on three partitions, or one of them set aside and sent on days later."""

    def highest(order: Sequence[int]) -> Any:
        person = f"PER-{IDENTIFIERS.contact_reference()}"
        worries = [a_worry(days_ago, person=person) for days_ago in (40, 20, 0)]
        for turn in order:
            desk.takes("mash.contacts", worries[turn])
        recommended = [desk.record(worry.reference).recommended for worry in worries]
        return max((one.level, one.rag, one.legal_basis) for one in recommended)

    assert highest(data.draw(st.permutations(range(3)))) == highest(range(3))


def test_a_challenge_to_a_contact_that_was_set_aside_waits_with_its_reason_and_holds_up_nobody(
    desk: Desk,
) -> None:
    contact, another = a_worry(), a_worry()
    challenge = OutcomeChallenged(
        reference=contact.reference,
        contact_reference=contact.contact_reference,
        challenge=1,
        ground=DifferenceGround.THRESHOLD,
        challenged_at=NOW,
    )
    desk.takes("mash.contacts", challenge, another)
    assert desk.record(another.reference).state is RecordState.WAITING
    assert desk.said(ProfessionalDifferenceRaised) == []

    desk.takes("mash.contacts", contact, challenge)

    assert [one.reference for one in desk.said(ProfessionalDifferenceRaised)] == [contact.reference]
