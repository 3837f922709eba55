"""Pages about a record that was erased say so, and tell nothing of the child."""

from mash_contracts.vocabulary import Role
from mash_intake.handlers.who_is_who import person_of
from mash_intake.store.erasing import erase
from tests.builders.contacts import a_child, a_submission
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.web import someone, title_of


def erases(intake: IntakeOnTheWeb, record: str) -> None:
    with intake.room.delivery.transaction() as transaction:
        erase(transaction.session, [record], intake.clock.now())


def test_whoever_opens_what_was_erased_is_told_that_it_was(intake: IntakeOnTheWeb) -> None:
    desk = someone(intake.app, Role.PRACTITIONER)
    robin, ash = intake.room.takes(
        a_submission(children=(a_child(first_names="Robin"), a_child(first_names="Ash")))
    ).records
    contact, person = robin.rpartition("-")[0], person_of(intake.room.delivery, robin)

    erases(intake, robin)
    page = desk.open(f"/contacts/{contact}")
    assert page.status_code == 200
    assert "Erased: this is kept no longer." in page.text
    assert "Robin" not in page.text
    assert "Ash" in page.text

    erases(intake, ash)
    for address in (f"/contacts/{contact}", f"/people/{person}", f"/people/questions/{robin}"):
        page = desk.open(address)
        assert (page.status_code, title_of(page)) == (410, "This record was erased - Safeguarding hub"), (
            address
        )
        assert "The time for which it may be kept is over" in page.text
    assert desk.open("/contacts").status_code == 200
    assert desk.open(f"/api/v1/records/{robin}").status_code == 410
