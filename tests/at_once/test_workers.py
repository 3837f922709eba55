"""Two workers that hold the same events while partitions move, or events of one child on two topics."""

from functools import partial

from mash_assurance.store import record_of
from mash_platform.delivery.transaction import Delivery
from tests.builders.assurance import (
    a_referral_accepted,
    a_referral_assessed,
    a_referral_routed,
    a_threshold_decided,
    hear,
)
from tests.builders.at_once import at_once
from tests.builders.routing import RoutingRoom, a_decision, enveloped
from tests.builders.triage import a_contact_received


def test_two_workers_that_hold_one_decision_open_its_cases_once(routing: RoutingRoom) -> None:
    for _ in range(5):
        event = enveloped(a_decision())

        ended = at_once(*[partial(routing.receives, event)] * 3)

        assert ended == [None] * 3
        cases = routing.cases(event.data.reference)
        assert len(cases) == len({(case.pathway, case.purpose) for case in cases})
    assert len(routing.routed()) == len({event.case_id for event in routing.routed()})


def test_what_four_topics_say_of_one_child_at_once_is_all_kept(assurance: Delivery) -> None:
    for number in range(5):
        child = f"4K7Q-9XW{number}-1"
        told = (
            a_contact_received(reference=child),
            a_referral_assessed(child),
            a_threshold_decided(child),
            a_referral_routed(child),
            a_referral_accepted(child),
        )

        ended = at_once(*[partial(hear, assurance, event) for event in told])

        assert ended == [None] * len(told)
        with assurance.reading() as session:
            known = record_of(session, child)
        assert known is not None
        assert known.contact
        assert known.assessment
        assert known.decision
        assert [(case.routed_at is not None, case.accepted_at is not None) for case in known.cases] == [
            (True, True)
        ]
