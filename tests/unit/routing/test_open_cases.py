"""New information on an open case goes to the worker who has it, and work that has ended is said to have."""

from datetime import timedelta

import pytest

from mash_contracts.events import CaseClosed, OpenCaseOfTeam, ReferralClosed
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import DeclineReason, Pathway, Purpose
from mash_platform.errors import Conflict, Rejected
from mash_routing import store
from mash_routing.domain.case_state import CaseState
from mash_routing.store import Case
from tests.builders.routing import RoutingRoom, a_decision, a_team_member

CIN = Pathway.CHILD_IN_NEED


def an_allocated_case(room: RoutingRoom) -> Case:
    """A child in need case that Priya Shah has."""
    decision = a_decision(pathways=(CIN,))
    room.receives(decision)
    worker = a_team_member(CIN)
    case_id = room.case(decision.reference, CIN).case_id
    with room.delivery.transaction() as transaction:
        room.answers.accept(transaction, worker, case_id)
        return room.answers.allocate(transaction, worker, case_id, worker=worker)


def told_of(room: RoutingRoom, held: Case, *pathways: Pathway) -> str:
    """A later contact about the same child, decided while the team has the case; its reference."""
    known = OpenCaseOfTeam(pathway=CIN, case_id=held.case_id)
    decision = a_decision(pathways=pathways, open_cases=(known,))
    room.receives(decision)
    return decision.reference


def closes(room: RoutingRoom, case: Case, reason: ClosureReason | None) -> Case:
    with room.delivery.transaction() as transaction:
        return room.answers.close(transaction, a_team_member(case.pathway), case.case_id, reason=reason)


def standing(room: RoutingRoom, reference: str) -> list[Pathway]:
    with room.delivery.reading() as session:
        return dict(store.standing_referrals(session))[reference]


def test_a_worry_about_an_open_child_goes_to_the_worker_who_has_the_case(room: RoutingRoom) -> None:
    held = an_allocated_case(room)

    (told,) = room.cases(told_of(room, held, CIN))

    assert (told.purpose, told.state) == (Purpose.NEW_INFORMATION, CaseState.ROUTED)
    assert (told.open_case, told.worker_name) == (held.case_id, "Priya Shah")
    assert room.routed()[-1].open_case == held.case_id


def test_the_team_that_has_the_child_is_told_whatever_else_was_decided(room: RoutingRoom) -> None:
    held = an_allocated_case(room)

    reference = told_of(room, held, Pathway.CHILD_PROTECTION)

    assert {(case.pathway, case.purpose) for case in room.cases(reference)} == {
        (Pathway.CHILD_PROTECTION, Purpose.REFERRAL),
        (CIN, Purpose.NEW_INFORMATION),
    }


def test_what_a_team_was_told_counts_as_having_reached_it(room: RoutingRoom) -> None:
    reference = told_of(room, an_allocated_case(room), CIN)

    assert standing(room, reference) == [CIN]


def test_a_case_that_only_the_referrer_tells_of_is_passed_on_too(room: RoutingRoom) -> None:
    decision = a_decision(open_cases=(OpenCaseOfTeam(pathway=Pathway.EARLY_HELP),))
    room.receives(decision)

    (told,) = room.cases(decision.reference)

    assert (told.purpose, told.open_case, told.worker) == (Purpose.NEW_INFORMATION, None, None)


def test_a_team_without_such_a_case_sends_the_information_back(room: RoutingRoom) -> None:
    (told,) = room.cases(told_of(room, an_allocated_case(room), CIN))
    with room.delivery.transaction() as transaction:
        room.answers.decline(transaction, a_team_member(CIN), told.case_id, reason=DeclineReason.OUT_OF_AREA)

    assert room.case(told.reference, CIN).state is CaseState.DECLINED


def test_a_case_is_closed_with_a_national_reason_and_everybody_is_told(room: RoutingRoom) -> None:
    held = an_allocated_case(room)

    closed = closes(room, held, ClosureReason.SERVICES_CEASED)

    assert (closed.state, closed.held) == (CaseState.CLOSED, None)
    _, data, headers = room.said()[-1]
    assert headers["ce_type"] == ReferralClosed.TYPE
    assert (data["case_id"], data["reason"]) == (held.case_id, "RC7")


def test_closing_twice_for_the_same_reason_says_it_once(room: RoutingRoom) -> None:
    held = an_allocated_case(room)
    closes(room, held, ClosureReason.SERVICES_CEASED)
    said = len(room.said())

    closes(room, held, ClosureReason.SERVICES_CEASED)

    assert len(room.said()) == said


def test_a_case_is_not_closed_without_a_reason(room: RoutingRoom) -> None:
    held = an_allocated_case(room)

    with pytest.raises(Rejected):
        closes(room, held, None)

    assert room.case(held.reference, CIN).state is CaseState.ALLOCATED


def test_a_case_that_nobody_answered_cannot_be_closed(room: RoutingRoom) -> None:
    decision = a_decision(pathways=(CIN,))
    room.receives(decision)

    with pytest.raises(Conflict):
        closes(room, room.case(decision.reference, CIN), ClosureReason.SERVICES_CEASED)


def test_after_a_case_was_closed_a_new_decision_asks_the_team_anew(room: RoutingRoom) -> None:
    held = an_allocated_case(room)
    closes(room, held, ClosureReason.SERVICES_CEASED)

    room.receives(
        a_decision(
            reference=held.reference,
            contact_reference=held.contact_reference,
            pathways=(CIN,),
            decided_at=held.asked_at + timedelta(days=90),
        )
    )

    assert room.case(held.reference, CIN).round == 2
    assert standing(room, held.reference) == [CIN]


def test_a_teams_own_system_closes_a_case_by_event(room: RoutingRoom) -> None:
    held = an_allocated_case(room)

    room.hears(
        CIN,
        CaseClosed(
            reference=held.reference,
            case_id=held.case_id,
            pathway=CIN,
            closed_by="duty-2",
            reason=ClosureReason.OTHER_AUTHORITY,
        ),
    )

    assert room.set_aside() == []
    assert room.case(held.reference, CIN).closure_reason is ClosureReason.OTHER_AUTHORITY
