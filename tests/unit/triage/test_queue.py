"""The desk shows who must be looked at first."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from mash_contracts.events import ContactReceived
from mash_contracts.vocabulary import Pathway, Rag
from mash_platform.clock import MovableClock
from mash_triage.domain.record_state import RecordState
from mash_triage.store import queue
from mash_triage.store.queue import QueueFilter
from tests.builders.triage import BELOW, WEDNESDAY_MORNING, a_child_in_danger, a_contact_received
from tests.builders.triage_desk import AMIRA, BEN, Desk, following

WAITING = QueueFilter(RecordState.WAITING)


def received_hours_ago(hours: int) -> ContactReceived:
    return a_contact_received(received_at=WEDNESDAY_MORNING - timedelta(hours=hours))


def test_red_comes_first_and_then_the_nearest_deadline(desk: Desk) -> None:
    late = desk.receives(received_hours_ago(1)).reference
    overdue = desk.receives(received_hours_ago(60)).reference
    red = desk.receives(a_child_in_danger()).reference

    assert [line.reference for line in desk.lines(WAITING)] == [red, overdue, late]


def test_a_page_continues_where_the_one_before_ended(desk: Desk) -> None:
    for hours in range(5):
        desk.receives(received_hours_ago(hours))
    whole = desk.lines(WAITING)

    assert desk.lines(WAITING, limit=2) + desk.lines(WAITING, offset=2, limit=3) == whole


def test_the_desk_can_be_narrowed_to_an_urgency_or_a_team(desk: Desk) -> None:
    red = desk.receives(a_child_in_danger())
    other = desk.receives(a_contact_received())

    assert [line.reference for line in desk.lines(QueueFilter(RecordState.WAITING, rag=Rag.RED))] == [
        red.reference
    ]
    team = other.recommended.main_pathway
    assert [line.reference for line in desk.lines(QueueFilter(RecordState.WAITING, pathway=team))] == [
        other.reference
    ]
    assert desk.lines(QueueFilter(RecordState.WAITING, pathway=Pathway.CET)) == ()


def test_each_list_counts_its_own(desk: Desk) -> None:
    desk.receives(a_contact_received())
    below = desk.receives(a_child_in_danger())
    desk.decides(below, following(below, **BELOW))
    desk.decides(desk.receives(a_contact_received()))

    with desk.delivery.reading() as session:
        assert queue.counts(session) == dict.fromkeys(RecordState, 1)
        assert queue.count(session, WAITING) == 1


def test_a_person_finds_their_own_decisions_latest_first(desk: Desk, clock: MovableClock) -> None:
    first = desk.decides(desk.receives(a_contact_received()), person=AMIRA)
    clock.move(timedelta(minutes=5))
    desk.decides(desk.receives(a_contact_received()), person=BEN)
    clock.move(timedelta(minutes=5))
    last = desk.decides(desk.receives(a_contact_received()), person=AMIRA)

    mine = desk.lines(QueueFilter(RecordState.DECIDED, decided_by=AMIRA.account_id))

    assert [line.reference for line in mine] == [last.reference, first.reference]


def test_while_a_second_person_is_awaited_a_child_stands_as_recommended(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())
    desk.decides(record, following(record, **BELOW))

    (line,) = desk.lines(QueueFilter(RecordState.AWAITING_SECOND_PERSON))

    assert line.rag is Rag.RED
    assert line.main_pathway is record.recommended.main_pathway


def test_a_sibling_not_yet_here_has_no_state(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    with desk.delivery.reading() as session:
        states = queue.states_of(session, [record.reference, "9999-9999-2"])

    assert states == {record.reference: RecordState.WAITING}


@pytest.mark.parametrize(
    ("wanted", "index"),
    [(WAITING, "record_queue"), (QueueFilter(RecordState.DECIDED), "record_latest")],
)
def test_a_page_of_a_long_list_is_read_in_its_order_and_not_sorted(
    desk: Desk, wanted: QueueFilter, index: str
) -> None:
    statements: list[tuple[str, Any]] = []
    event.listen(
        desk.delivery.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, parameters, *_: statements.append((statement, parameters)),
    )
    desk.lines(wanted)
    ((statement, parameters),) = [one for one in statements if "FROM record" in one[0]]

    with desk.delivery.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert any(index in row.detail for row in plan)
