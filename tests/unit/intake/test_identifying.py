"""A person says who a child is; every record follows, the hub is told, and it can be taken back."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mash_contracts.submission import Address, Child
from mash_contracts.vocabulary import Role
from mash_intake.domain.identity_answers import AnswerKind
from mash_intake.domain.people import Question
from mash_intake.handlers.identifying import Answerer, Said, link, nobody_known, separate, take_back
from mash_intake.handlers.likeness import look_for_likeness
from mash_intake.handlers.who_is_who import asked_about, now_known_as, one_person, person_of, queue
from mash_platform.errors import Conflict, NotFound, Rejected
from tests.builders.contacts import a_child, a_submission
from tests.builders.intake import Intake

pytestmark = pytest.mark.usefixtures("each_database")

ROBIN: dict[str, Any] = {"first_names": "Robin", "family_name": "Sample", "date_of_birth": date(2016, 5, 3)}
ROBYN = {**ROBIN, "first_names": "Robyn"}
AMIRA = Answerer("account-of-amira", "Amira Shah", Role.PRACTITIONER)
ELSEWHERE = Address(street="3 Mill Lane", postcode="DL14 6AB")


def takes(intake: Intake, *children: Child) -> list[str]:
    intake.clock.move(timedelta(minutes=1))
    return list(intake.takes(a_submission(children=children)).records)


def looks(intake: Intake) -> None:
    with intake.delivery.transaction() as transaction:
        while look_for_likeness(transaction):
            pass


def says(intake: Intake, record: str, why: str = "The school confirmed it.") -> Said:
    return Said(record, person_of(intake.delivery, record), why, AMIRA)


def links(intake: Intake, record: str, known: str) -> None:
    link(intake.delivery, says(intake, record), person_of(intake.delivery, known))


def told(intake: Intake, kind: str) -> list[dict[str, Any]]:
    """What the hub was told of that kind, after the contacts."""
    outbox = intake.delivery.outbox
    with intake.delivery.engine.connect() as connection:
        rows = connection.execute(select(outbox.c.value, outbox.c.headers).order_by(outbox.c.sequence))
        return [json.loads(value) for value, headers in rows if ["ce_type", kind] in headers]


def test_two_records_become_one_child_and_the_hub_is_told_by_whom(intake: Intake) -> None:
    (known,), (like,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBYN))
    links(intake, like, known)
    child = one_person(intake.delivery, person_of(intake.delivery, known))
    assert [each.reference for each in child.told] == [like, known]
    (event,) = told(intake, "child.linked")
    assert (event["reference"], event["person"], event["basis"]) == (
        like,
        child.person,
        "confirmed-by-person",
    )
    assert (event["linked_by"], event["linked_by_role"]) == ("account-of-amira", "practitioner")
    assert "Amira" not in json.dumps(event)


def test_what_was_said_stands_on_the_record_with_who_and_why(intake: Intake) -> None:
    (known,), (like,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBYN))
    links(intake, like, known)
    (said,) = one_person(intake.delivery, person_of(intake.delivery, known)).answers
    assert (said.kind, said.name, said.why) == (AnswerKind.LINKED, "Amira Shah", "The school confirmed it.")


def test_a_contact_that_comes_later_counts_those_that_a_person_linked(intake: Intake) -> None:
    (known,), (like,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBYN))
    links(intake, like, known)
    takes(intake, a_child(**ROBYN))
    assert intake.said_of_contacts()[-1].history.contacts_in_12_months == 2


def test_brothers_and_sisters_of_a_linked_child_join_its_household(intake: Intake) -> None:
    (known,) = takes(intake, a_child(**ROBIN))
    like, sister = takes(intake, a_child(**ROBYN), a_child(first_names="Skye"))
    links(intake, like, known)
    child = one_person(intake.delivery, person_of(intake.delivery, known))
    assert [(each.name, each.how) for each in child.at_home] == [("Skye Testcase", "Same home")]
    moved = {event["reference"]: event for event in told(intake, "child.linked")}
    assert moved.keys() == {like, sister}
    assert moved[like]["household"] == moved[sister]["household"]


def test_a_child_told_of_at_another_address_keeps_both_homes(intake: Intake) -> None:
    (known,) = takes(intake, a_child(**ROBIN), a_child(first_names="Ash"))[:1]
    like, _ = takes(intake, a_child(**ROBYN, address=ELSEWHERE), a_child(first_names="Bo", address=ELSEWHERE))
    links(intake, like, known)
    child = one_person(intake.delivery, person_of(intake.delivery, known))
    assert [each.name for each in child.at_home] == ["Ash Testcase", "Bo Testcase"]
    ash = one_person(intake.delivery, child.at_home[0].person)
    assert [each.name for each in ash.at_home] == ["Robin Sample"]


def test_taking_a_link_back_puts_everything_where_it_was(intake: Intake) -> None:
    (known,) = takes(intake, a_child(**ROBIN))
    like, sister = takes(intake, a_child(**ROBYN), a_child(first_names="Skye"))
    before = {record: person_of(intake.delivery, record) for record in (known, like, sister)}
    links(intake, like, known)
    (said,) = asked_about(intake.delivery, like).answers
    take_back(intake.delivery, said.answer, "I mixed them up.", AMIRA)
    assert {record: person_of(intake.delivery, record) for record in before} == before
    assert one_person(intake.delivery, before[known]).at_home == ()
    (event,) = told(intake, "child.separated")
    assert (event["reference"], event["separated_from"], event["person"]) == (
        like,
        before[known],
        before[like],
    )
    looks(intake)
    assert queue(intake.delivery, Question.LIKELY).counts[Question.LIKELY] == 2


def test_what_was_taken_back_cannot_be_taken_back_again(intake: Intake) -> None:
    (known,), (like,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBYN))
    links(intake, like, known)
    (said,) = asked_about(intake.delivery, like).answers
    take_back(intake.delivery, said.answer, "I mixed them up.", AMIRA)
    with pytest.raises(Conflict):
        take_back(intake.delivery, said.answer, "Again.", AMIRA)
    with pytest.raises(NotFound):
        take_back(intake.delivery, "no-such-answer", "Why not.", AMIRA)


def test_a_child_said_to_be_nobody_known_is_not_asked_about_again(intake: Intake) -> None:
    (known,), (like,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBYN))
    looks(intake)
    proposed = [one.person for one in asked_about(intake.delivery, like).proposed]
    assert proposed == [person_of(intake.delivery, known)]
    nobody_known(intake.delivery, says(intake, like, "Two girls, I know both."), proposed)
    looks(intake)
    assert asked_about(intake.delivery, like).proposed == ()
    assert asked_about(intake.delivery, known).proposed == ()
    assert sum(queue(intake.delivery, Question.LIKELY).counts.values()) == 0
    assert told(intake, "child.linked") == []


def test_that_a_child_is_nobody_known_can_be_taken_back(intake: Intake) -> None:
    (known,), (like,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBYN))
    nobody_known(intake.delivery, says(intake, like), [person_of(intake.delivery, known)])
    (said,) = asked_about(intake.delivery, like).answers
    take_back(intake.delivery, said.answer, "They are one after all.", AMIRA)
    looks(intake)
    assert len(asked_about(intake.delivery, like).proposed) == 1


def test_records_put_together_by_rule_can_be_told_apart_and_stay_so(intake: Intake) -> None:
    """Two cousins of one name and birthday: the rule takes them for one child, a person knows better."""
    (first,), (second,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBIN, address=ELSEWHERE))
    assert person_of(intake.delivery, first) == person_of(intake.delivery, second)
    now = separate(intake.delivery, says(intake, second))
    assert person_of(intake.delivery, second) == now != person_of(intake.delivery, first)
    looks(intake)
    assert asked_about(intake.delivery, second).proposed == ()
    (third,) = takes(intake, a_child(**ROBIN))
    assert person_of(intake.delivery, third) not in {now, person_of(intake.delivery, first)}
    assert len(asked_about(intake.delivery, third).proposed) == 2


def test_telling_apart_can_be_taken_back_and_who_was_left_is_found_where_the_records_are(
    intake: Intake,
) -> None:
    (first,), (second,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBIN))
    together = person_of(intake.delivery, first)
    alone = separate(intake.delivery, says(intake, second))
    (said,) = asked_about(intake.delivery, second).answers
    take_back(intake.delivery, said.answer, "One child after all.", AMIRA)
    assert person_of(intake.delivery, second) == together
    assert now_known_as(intake.delivery, alone) == together
    assert told(intake, "child.linked")[-1]["reference"] == second


def test_children_of_one_contact_are_never_linked(intake: Intake) -> None:
    robin, robyn = takes(intake, a_child(**ROBIN), a_child(**ROBYN))
    with pytest.raises(Rejected, match="same-contact"):
        links(intake, robyn, robin)


def test_a_record_that_stands_alone_has_nothing_to_be_separated_from(intake: Intake) -> None:
    (only,) = takes(intake, a_child(**ROBIN))
    with pytest.raises(Rejected, match="only-record"):
        separate(intake.delivery, says(intake, only))


@pytest.mark.parametrize("why", ["", "  ", "a" * 2_001])
def test_nobody_says_who_a_child_is_without_a_reason_that_fits(intake: Intake, why: str) -> None:
    (known,), (like,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBYN))
    with pytest.raises(Rejected, match="why"):
        link(intake.delivery, says(intake, like, why), person_of(intake.delivery, known))


def test_of_two_people_who_answer_at_once_the_second_is_told(intake: Intake) -> None:
    (known,), (like,) = takes(intake, a_child(**ROBIN)), takes(intake, a_child(**ROBYN))
    said, person = says(intake, like), person_of(intake.delivery, known)
    link(intake.delivery, said, person)
    with pytest.raises(Conflict):
        link(intake.delivery, said, person)
