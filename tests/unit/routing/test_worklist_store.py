from datetime import timedelta

from sqlalchemy import text

from mash_contracts.vocabulary import DeclineReason, Pathway, Rag
from mash_routing import store
from mash_routing.domain.case_state import CaseState
from tests.builders.routing import (
    WEDNESDAY_MORNING,
    RoutingRoom,
    a_decision,
    a_manager,
    a_protection_decision,
)

MINUTE = timedelta(minutes=1)


def test_red_comes_first_and_then_whose_answer_is_due_first(room: RoutingRoom) -> None:
    team = Pathway.CHILD_PROTECTION
    later_red = a_protection_decision(rag=Rag.RED, decided_at=WEDNESDAY_MORNING + MINUTE)
    amber = a_protection_decision(rag=Rag.AMBER, decided_at=WEDNESDAY_MORNING - MINUTE)
    green = a_protection_decision(rag=Rag.GREEN, decided_at=WEDNESDAY_MORNING - 2 * MINUTE)
    first_red = a_protection_decision(rag=Rag.RED, decided_at=WEDNESDAY_MORNING)
    room.receives(green, amber, later_red, first_red)
    with room.delivery.reading() as session:
        listed = [case.reference for case in store.worklist(session, team, CaseState.ROUTED)]
    assert listed == [one.reference for one in (first_red, later_red, amber, green)]


def test_a_worklist_is_read_page_by_page_without_gap_or_double(room: RoutingRoom) -> None:
    room.receives(*(a_decision() for _ in range(7)))
    with room.delivery.reading() as session:
        pages = [
            store.worklist(session, Pathway.EARLY_HELP, CaseState.ROUTED, offset=offset, limit=3)
            for offset in (0, 3, 6)
        ]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert len({case.case_id for page in pages for case in page}) == 7


def test_what_was_declined_last_is_on_top(room: RoutingRoom) -> None:
    decisions = [a_decision(), a_decision()]
    room.receives(*decisions)
    for decision in decisions:
        room.clock.move(MINUTE)
        with room.delivery.transaction() as transaction:
            case = room.case(decision.reference, Pathway.EARLY_HELP)
            room.answers.decline(transaction, a_manager(), case.case_id, reason=DeclineReason.OUT_OF_AREA)
    with room.delivery.reading() as session:
        listed = store.worklist(session, Pathway.EARLY_HELP, CaseState.DECLINED)
    assert [case.reference for case in listed] == [one.reference for one in reversed(decisions)]


def test_a_manager_sees_how_many_wait_and_how_many_are_late(room: RoutingRoom) -> None:
    room.receives(a_protection_decision(), a_protection_decision(), a_decision())
    room.clock.move(timedelta(hours=2))  # a red case is answered within an hour
    with room.delivery.reading() as session:
        counted = store.counts(session)
        late = store.overdue(session, room.clock.now())
    assert counted[Pathway.CHILD_PROTECTION][CaseState.ROUTED] == 2
    assert counted[Pathway.EARLY_HELP] == {
        CaseState.ROUTED: 1,
        CaseState.ACCEPTED: 0,
        CaseState.ALLOCATED: 0,
        CaseState.DECLINED: 0,
        CaseState.CLOSED: 0,
        CaseState.WITHDRAWN: 0,
    }
    assert (late[Pathway.CHILD_PROTECTION], late[Pathway.EARLY_HELP]) == (2, 0)


def test_a_worklist_is_found_by_its_index_however_many_cases_there_are(room: RoutingRoom) -> None:
    with room.delivery.engine.connect() as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT * FROM team_case WHERE pathway = 'cet' AND state = 'routed' "
                "ORDER BY urgency, respond_by, case_id LIMIT 25"
            )
        ).all()
    steps = " ".join(str(row[-1]) for row in plan)
    assert "team_case_worklist" in steps
    assert "SCAN" not in steps
