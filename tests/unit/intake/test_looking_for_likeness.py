"""The hub looks by itself who a child could be, asks where somebody could be, and never decides."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from mash_contracts.submission import Address, Adult, Child
from mash_intake.domain.people import Question
from mash_intake.domain.weighing import Strength
from mash_intake.handlers.likeness import Candidate, candidates_for, look_for_likeness
from mash_intake.store import people, tables
from tests.builders.contacts import (
    A_TEST_NHS_NUMBER,
    ANOTHER_TEST_NHS_NUMBER,
    a_child,
    a_submission,
    an_adult,
)
from tests.builders.intake import Intake

pytestmark = pytest.mark.usefixtures("each_database")

ROBIN: dict[str, Any] = {"first_names": "Robin", "family_name": "Sample", "date_of_birth": date(2016, 5, 3)}


def takes(intake: Intake, *children: Child, **given: Any) -> list[str]:
    return list(intake.takes(a_submission(children=children, **given)).records)


def looked_up(intake: Intake, reference: str) -> tuple[Candidate, ...]:
    with intake.delivery.transaction() as transaction:
        (record,) = people.told_in(transaction.session, [reference])
        return candidates_for(transaction.session, [record])[0]


def questions(intake: Intake) -> dict[str, Question]:
    with intake.delivery.transaction() as transaction:
        while look_for_likeness(transaction):
            pass
    with intake.delivery.reading() as session:
        rows = session.execute(select(tables.ChildRecordRow.reference, tables.ChildRecordRow.question))
        return {reference: Question(question) for reference, question in rows}


def test_a_child_told_of_under_another_spelling_is_found_with_reasons(intake: Intake) -> None:
    (known,) = takes(intake, a_child(**ROBIN))
    (like,) = takes(intake, a_child(**{**ROBIN, "first_names": "Robyn"}))
    (candidate,) = looked_up(intake, like)
    assert candidate.record.reference == known
    assert candidate.strength is Strength.LIKELY
    assert "First name is spelt almost the same" in candidate.reasons
    assert questions(intake) == {known: Question.LIKELY, like: Question.LIKELY}


@pytest.mark.parametrize(
    "told",
    [
        {"date_of_birth": date(2016, 3, 5)},
        {"first_names": "Rob", "date_of_birth": None},
        {"family_name": None, "date_of_birth": None},
        {"first_names": "Sample", "family_name": "Robin"},
        {"address": Address(no_fixed_address=True), "date_of_birth": date(2016, 5, 8)},
    ],
)
def test_a_child_is_found_by_whatever_was_told_right(intake: Intake, told: dict[str, Any]) -> None:
    (known,) = takes(intake, a_child(**ROBIN))
    (like,) = takes(intake, a_child(**{**ROBIN, **told}))
    assert [one.record.reference for one in looked_up(intake, like)] == [known]


def test_a_child_who_is_known_for_certain_is_no_question(intake: Intake) -> None:
    takes(intake, a_child(**ROBIN))
    (again,) = takes(intake, a_child(**ROBIN))
    assert looked_up(intake, again) == ()
    assert set(questions(intake).values()) == {Question.NONE}


def test_brothers_sisters_and_twins_are_never_asked_about(intake: Intake) -> None:
    takes(intake, a_child(**ROBIN), a_child(**{**ROBIN, "first_names": "Ash"}))
    (skye,) = takes(intake, a_child(**{**ROBIN, "first_names": "Skye"}))
    assert looked_up(intake, skye) == ()


def test_two_babies_of_one_contact_are_not_each_other_but_could_be_one_told_of_later(intake: Intake) -> None:
    due = intake.clock.now().date() + timedelta(days=3)
    unborn = Child(family_name="Sample", expected_date=due, address=a_child().address)
    twins = takes(intake, unborn, unborn)
    assert looked_up(intake, twins[0]) == ()
    intake.clock.move(timedelta(days=7))
    born = a_child(**{**ROBIN, "date_of_birth": intake.clock.now().date() - timedelta(days=2)})
    (later,) = takes(intake, born)
    assert {one.record.reference for one in looked_up(intake, later)} == set(twins)


def test_an_unborn_baby_is_found_by_the_mother_where_no_address_is_known(intake: Intake) -> None:
    due = intake.clock.now().date() + timedelta(days=20)
    baby = Child(family_name="Sample", expected_date=due)
    mother = (an_adult(name="Samantha Sample"),)
    (first,) = takes(intake, baby, adults=mother)
    (again,) = takes(intake, baby, adults=(Adult(name="SAMANTHA SAMPLE"),))
    (other,) = takes(intake, baby, adults=(Adult(name="Jo Elsewhere"),))
    assert [one.record.reference for one in looked_up(intake, again)] == [first]
    assert looked_up(intake, other) == ()


def test_two_numbers_for_what_seems_one_child_are_shown_and_not_hidden(intake: Intake) -> None:
    takes(intake, a_child(**ROBIN, nhs_number=A_TEST_NHS_NUMBER))
    (other,) = takes(intake, a_child(**ROBIN, nhs_number=ANOTHER_TEST_NHS_NUMBER))
    (candidate,) = looked_up(intake, other)
    assert candidate.reasons[-1] == "NHS numbers differ"


def test_a_child_nobody_knows_anything_of_is_no_question(intake: Intake) -> None:
    takes(intake, a_child(**ROBIN))
    (seen,) = takes(intake, Child(description="A girl in a red coat", age_years=6))
    assert questions(intake)[seen] is Question.NONE


def test_records_of_an_earlier_version_are_indexed_and_looked_at_by_the_worker(intake: Intake) -> None:
    (known,) = takes(intake, a_child(**ROBIN))
    (like,) = takes(intake, a_child(**{**ROBIN, "first_names": "Robyn"}))
    with intake.delivery.engine.begin() as connection:
        connection.execute(text("delete from search_keys"))
        connection.execute(text("update child_records set question = 'not-indexed'"))
    found = questions(intake)
    assert [one.record.reference for one in looked_up(intake, like)] == [known]
    assert Question.LIKELY in found.values()


def test_children_who_are_looked_at_together_are_found_as_each_alone(intake: Intake) -> None:
    takes(intake, a_child(**ROBIN))
    takes(
        intake,
        a_child(**ROBIN, nhs_number=A_TEST_NHS_NUMBER),
        a_child(first_names="Kit", family_name="Sample"),
    )
    takes(intake, a_child(first_names="Kit", family_name="Sample", date_of_birth=date(2012, 1, 9)))
    with intake.delivery.transaction() as transaction:
        waiting = people.still_to_look_at(transaction.session, 20)
        together = candidates_for(transaction.session, waiting)
        assert together == [candidates_for(transaction.session, [record])[0] for record in waiting]
    assert any(together)
