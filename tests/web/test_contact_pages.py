from datetime import timedelta

import pytest
from sqlalchemy import update

from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Role
from mash_intake.handlers.reading import PAGE_LENGTH
from mash_intake.service import progress_of_records
from mash_platform.audit.trail import Action
from tests.builders.assurance import a_threshold_decided
from tests.builders.contacts import a_child, a_referrer, a_submission
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.streams import enveloped
from tests.builders.web import Visitor, someone, title_of


@pytest.fixture
def desk(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.PRACTITIONER)


def test_before_the_first_contact_the_list_says_what_will_appear(desk: Visitor) -> None:
    assert "No contacts yet" in desk.open("/contacts").text


def test_the_newest_contact_is_on_top_and_the_list_names_no_child(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    older = intake.room.takes(a_submission(referrer=a_referrer(source=ReferralSource.POLICE)))
    intake.clock.move(timedelta(minutes=5))
    newer = intake.room.takes(a_submission(children=(a_child(), a_child(first_names="Ash"))))
    page = desk.open("/contacts").text
    assert page.index(newer.reference) < page.index(older.reference)
    assert "Police" in page
    assert "Testcase" not in page
    assert intake.looked_at(f"{newer.reference}-1") == []


def test_a_contact_not_yet_on_the_log_is_shown_as_waiting_until_it_is(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    accepted = intake.room.takes(a_submission())
    assert "Waiting to be sent to triage" in desk.open("/contacts").text
    outbox = intake.room.delivery.outbox
    with intake.room.delivery.engine.begin() as connection:
        connection.execute(update(outbox).values(published_at=intake.clock.now()))
    assert "Waiting" not in desk.open("/contacts").text
    decided = a_threshold_decided(accepted.records[0])
    with intake.room.delivery.transaction() as transaction:
        progress_of_records().handlers[type(decided)](transaction, enveloped(decided))
    assert "Decided" in desk.open("/contacts").text


@pytest.mark.parametrize("typed", ["{0}", "{0}-1", " {0} ", "{1}"])
def test_a_reference_finds_its_contact_however_it_is_typed(
    intake: IntakeOnTheWeb, desk: Visitor, typed: str
) -> None:
    reference = intake.room.takes(a_submission()).reference
    answer = desk.client.get("/contacts", params={"reference": typed.format(reference, reference.lower())})
    assert answer.headers["location"] == f"/contacts/{reference}"


def test_a_reference_nobody_gave_out_is_said_not_to_exist(desk: Visitor) -> None:
    answer = desk.open("/contacts?reference=4K7Q")
    assert answer.status_code == 404
    assert "There is no contact with this reference." in answer.text


def test_a_long_list_goes_on_without_gap_or_repeat_even_if_all_came_at_once(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    references = []
    for _ in range(PAGE_LENGTH + 2):
        references.append(intake.room.takes(a_submission()).reference)
    first = desk.open("/contacts").text
    _, _, link = first.partition('href="/contacts?after=')
    second = desk.open("/contacts?after=" + link.partition('"')[0]).text
    shown = [[reference for reference in references if reference in page] for page in (first, second)]
    assert [len(page) for page in shown] == [PAGE_LENGTH, 2]
    assert sorted(shown[0] + shown[1]) == sorted(references)


def test_opening_a_contact_shows_all_of_it_and_is_recorded_for_each_child(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    accepted = intake.room.takes(a_submission(children=(a_child(), a_child(first_names="<b>Ash</b>"))))
    page = desk.open(f"/contacts/{accepted.reference}")
    assert title_of(page) == f"Contact {accepted.reference} - Safeguarding hub"
    for given in ("Rowan Testcase", "&lt;b&gt;Ash&lt;/b&gt;", "I get my own tea.", "Alex Example", "Neglect"):
        assert given in page.text
    assert desk.account is not None
    for record in accepted.records:
        assert intake.looked_at(record) == [
            (desk.account.account_id, "GET /contacts/{reference}", Action.VIEW)
        ]


def test_a_contact_that_does_not_exist_is_not_found(desk: Visitor) -> None:
    assert desk.open("/contacts/4K7Q-9XWD").status_code == 404


def test_neither_teams_nor_referrers_see_the_list(intake: IntakeOnTheWeb) -> None:
    for role in (Role.TEAM_MEMBER, Role.REFERRER, Role.ASSURANCE):
        assert someone(intake.app, role).open("/contacts").status_code == 403
