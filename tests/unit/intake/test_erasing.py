"""A record is erased: its key is destroyed, nobody finds the child by it, and what is counted stays."""

import pytest
from sqlalchemy import select

from mash_contracts.submission import Child
from mash_intake.handlers.attachments import attachments_of
from mash_intake.handlers.finding import Wanted, find_people
from mash_intake.handlers.reading import contact_status, record_details, record_summaries, whole_contact
from mash_intake.handlers.who_is_who import asked_about, one_person, person_of
from mash_intake.store import tables
from mash_intake.store.erasing import erase
from mash_platform.errors import Erased
from mash_platform.sealing.keyring import keyring_of
from tests.builders.contacts import A_TEST_NHS_NUMBER, a_child, a_submission
from tests.builders.intake import Intake

pytestmark = pytest.mark.usefixtures("each_database")

ROBIN = a_child(first_names="Robin", family_name="Sample", nhs_number=A_TEST_NHS_NUMBER)
ASH = a_child(first_names="Ash", family_name="Sample")


def erases(intake: Intake, *references: str) -> frozenset[str]:
    with intake.delivery.transaction() as transaction:
        return erase(transaction.session, references, intake.clock.now())


def takes(intake: Intake, *children: Child) -> tuple[str, ...]:
    return intake.takes(a_submission(children=children)).records


def test_nobody_is_told_of_a_record_that_was_erased_but_that_it_was(intake: Intake) -> None:
    (record,) = takes(intake, ROBIN)
    person = person_of(intake.delivery, record)
    assert erases(intake, record) == {record.rpartition("-")[0]}

    with pytest.raises(Erased):
        record_details(intake.delivery, record)
    with pytest.raises(Erased):
        whole_contact(intake.delivery, record.rpartition("-")[0])
    with pytest.raises(Erased):
        one_person(intake.delivery, person)
    with pytest.raises(Erased):
        asked_about(intake.delivery, record)
    (summary,) = record_summaries(intake.delivery, [record])
    assert summary.name == "Erased record"
    assert contact_status(intake.delivery, record.rpartition("-")[0], of_sender=None).records


def test_an_erased_child_is_neither_found_nor_known_again(intake: Intake) -> None:
    (record,) = takes(intake, ROBIN)
    before = person_of(intake.delivery, record)
    erases(intake, record)
    for wanted in (Wanted(name="Robin Sample"), Wanted(number=A_TEST_NHS_NUMBER), Wanted(reference=record)):
        assert find_people(intake.delivery, wanted).people == ()
    (again,) = takes(intake, ROBIN)
    assert person_of(intake.delivery, again) != before


def test_a_contact_is_kept_until_the_last_of_its_children_is_erased(intake: Intake) -> None:
    robin, ash = takes(intake, ROBIN, ASH)
    contact = robin.rpartition("-")[0]
    assert erases(intake, robin) == frozenset()
    found = whole_contact(intake.delivery, contact)
    assert [record.summary.name for record in found.records] == ["Erased record", "Ash Sample"]
    assert record_details(intake.delivery, ash).siblings[0].name == "Erased record"
    assert erases(intake, ash) == {contact}
    assert erases(intake, ash, robin) == {contact}
    assert attachments_of(intake.delivery, contact) == ()


def test_no_key_is_left_with_which_what_is_still_in_the_table_could_be_opened(intake: Intake) -> None:
    (record,) = takes(intake, ROBIN)
    erases(intake, record)
    with intake.delivery.reading() as session:
        row = session.scalars(select(tables.ChildRecordRow)).one()
        assert (row.nhs_number, row.upn, row.name_and_birth) == (None, None, None)
        assert row.contact.digest == ""
        assert keyring_of(session).is_destroyed(record)
        assert keyring_of(session).is_destroyed(row.contact_reference)
        assert session.scalars(select(tables.SearchKeyRow)).all() == []
