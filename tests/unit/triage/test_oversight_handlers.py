"""Audits of decisions at triage: drawn by rule, graded by somebody who had no say, read by who decided."""

from dataclasses import replace

import pytest

from mash_contracts.events import DecisionAudited
from mash_contracts.vocabulary import AuditGrade, AuditReason, Pathway, Role
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_triage.domain.audits import Audit, DrawnDecision
from mash_triage.domain.decision import Professional
from mash_triage.store import audits
from mash_triage.store.records import Record
from tests.builders.discussions import graded
from tests.builders.triage import BELOW, a_contact_received, a_referral_declined
from tests.builders.triage_desk import AMIRA, BEN, MARY, Desk, following

pytestmark = pytest.mark.usefixtures("each_database")

JOHN = Professional("account-of-john", "John Kerr", Role.MANAGER)


def a_step_down(desk: Desk, *, second: Professional = MARY) -> Record:
    """Amira decided below the recommendation, and a second person confirmed it."""
    waiting = desk.receives(a_contact_received())
    proposed = desk.decides(waiting, following(waiting, **BELOW))
    return desk.looks_again(proposed, person=second)


def to_grade(desk: Desk, person: Professional) -> tuple[DrawnDecision, ...]:
    with desk.delivery.reading() as session:
        found = audits.to_grade(session, person.account_id)
        assert audits.count_to_grade(session, person.account_id) == len(found)
        return found


def grades(desk: Desk, record: Record, person: Professional = JOHN, number: int = 1) -> Audit:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.oversight.grade(transaction, record.reference, number, graded(), person)


def feedback(desk: Desk, person: Professional) -> tuple[Audit, ...]:
    with desk.delivery.reading() as session:
        return audits.feedback_for(session, person.account_id)


def unread(desk: Desk, person: Professional) -> int:
    with desk.delivery.reading() as session:
        return audits.count_feedback(session, person.account_id, unread=True)


def reads(desk: Desk, record: Record, person: Professional) -> None:
    with desk.delivery.transaction() as transaction:
        desk.handlers.oversight.read(transaction, record.reference, 1, person)


def test_every_decision_below_the_recommendation_is_drawn_once_it_is_final(desk: Desk) -> None:
    waiting = desk.receives(a_contact_received())
    proposed = desk.decides(waiting, following(waiting, **BELOW))
    assert to_grade(desk, JOHN) == ()

    record = desk.looks_again(proposed, person=BEN)

    (drawn,) = to_grade(desk, JOHN)
    assert (drawn.reference, drawn.because) == (record.reference, AuditReason.BELOW)
    assert (drawn.decided_by, drawn.second_by) == (AMIRA.account_id, BEN.account_id)


def test_of_the_others_about_one_in_ten_is_drawn_and_nobody_chooses(desk: Desk) -> None:
    for _ in range(60):
        desk.decides(desk.receives(a_contact_received()))

    drawn = to_grade(desk, JOHN)
    assert 0 < len(drawn) < 30
    assert {one.because for one in drawn} == {AuditReason.SAMPLE}


def test_a_manager_with_a_say_in_it_neither_finds_nor_grades_it(desk: Desk) -> None:
    record = a_step_down(desk, second=MARY)

    assert to_grade(desk, MARY) == ()
    with pytest.raises(Rejected) as refused:
        grades(desk, record, MARY)

    assert [error.code for error in refused.value.errors] == ["own-decision"]


def test_a_practitioner_grades_nobody(desk: Desk) -> None:
    record = a_step_down(desk)

    with pytest.raises(Rejected):
        grades(desk, record, replace(JOHN, role=Role.PRACTITIONER))


def test_a_grade_is_read_by_who_decided_with_what_was_good_and_what_to_learn(desk: Desk) -> None:
    record = a_step_down(desk)

    grades(desk, record)

    (audit,) = feedback(desk, AMIRA)
    assert (audit.grade, audit.strengths, audit.learning) == (
        AuditGrade.GOOD,
        graded().strengths,
        graded().learning,
    )
    assert audit.audited_by == JOHN
    assert unread(desk, AMIRA) == 1
    assert feedback(desk, BEN) == ()
    (said,) = desk.said(DecisionAudited)
    assert (said.grade, said.decision) == (AuditGrade.GOOD, 1)
    assert to_grade(desk, JOHN) == ()


def test_a_grade_stays_once_it_is_given(desk: Desk) -> None:
    record = a_step_down(desk)
    grades(desk, record)

    with pytest.raises(Conflict):
        grades(desk, record)

    assert len(desk.said(DecisionAudited)) == 1


def test_who_decided_says_that_they_read_it_and_nobody_else_can(desk: Desk) -> None:
    record = a_step_down(desk)
    with pytest.raises(NotFound):
        reads(desk, record, AMIRA)
    grades(desk, record)
    with pytest.raises(NotFound):
        reads(desk, record, BEN)

    reads(desk, record, AMIRA)
    reads(desk, record, AMIRA)

    assert unread(desk, AMIRA) == 0
    assert feedback(desk, AMIRA)[0].read_at is not None


def test_what_was_not_drawn_is_not_graded(desk: Desk) -> None:
    record = a_step_down(desk)

    with pytest.raises(NotFound):
        grades(desk, record, number=2)


def test_a_child_decided_again_is_drawn_again_as_another_decision(desk: Desk) -> None:
    record = a_step_down(desk)
    returned = desk.gets_back(
        a_referral_declined(
            reference=record.reference, declined_at=desk.handlers.clock.now(), pathway=Pathway.ADVICE
        )
    )
    proposed = desk.decides(returned, following(returned, **BELOW))
    desk.looks_again(proposed, person=BEN)

    assert [one.number for one in to_grade(desk, JOHN)] == [1, 2]
