"""A referrer looks up what became of a report, and challenges it: with and without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from mash_contracts.vocabulary import Pathway, Role
from mash_intake.handlers.accept import Accepted
from mash_intake.handlers.feedback import status_code_of
from mash_intake.service import progress_of_records
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as
from tests.builders.assurance import a_threshold_decided
from tests.builders.contacts import a_child, a_referrer, a_submission
from tests.builders.intake import Intake
from tests.builders.streams import enveloped


@pytest.fixture
def intake(hub: Hub) -> Iterator[Intake]:
    intake = Intake.at(hub.data, hub.clock)
    yield intake
    intake.delivery.engine.dispose()


def a_decided_contact(intake: Intake) -> Accepted:
    contact = intake.takes(
        a_submission(referrer=a_referrer(), children=(a_child(), a_child(first_names="Ash")))
    )
    event = a_threshold_decided(contact.records[0], pathways=(Pathway.ADVICE,))
    with intake.delivery.transaction() as transaction:
        progress_of_records().handlers[type(event)](transaction, enveloped(event))
    return contact


def looks_up(page: Page, intake: Intake, contact: Accepted) -> None:
    page.goto("/report")
    page.get_by_role("link", name="See what became of it").click()
    page.get_by_label("Reference").fill(contact.reference.lower())
    page.get_by_label("Code").fill(status_code_of(intake.delivery, contact.reference) or "")
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()


def test_a_teacher_looks_it_up_and_challenges_the_outcome(any_page: Page, intake: Intake) -> None:
    page, contact = any_page, a_decided_contact(intake)

    looks_up(page, intake, contact)
    expect(page.get_by_text("The hub gave information and advice.")).to_be_visible()
    page.get_by_role("button", name="Challenge this outcome").click()
    page.get_by_role("button", name="Send the challenge").click()
    expect(page.get_by_role("alert").first).to_contain_text("Select what you disagree about")
    page.get_by_label("A referral is held not to meet the threshold").check()
    page.get_by_label("Why do you disagree").fill("She came in with a new bruise.")
    page.get_by_role("button", name="Send the challenge").click()

    expect(page.get_by_text("Your challenge has reached the hub.")).to_be_visible()
    expect(page.get_by_text("You challenged this.")).to_be_visible()


def test_a_teacher_saves_a_copy_that_needs_nothing_but_a_browser(
    browser: Browser, page: Page, intake: Intake
) -> None:
    looks_up(page, intake, a_decided_contact(intake))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a copy of what you sent").click()
    with browser.new_context(offline=True) as elsewhere:
        copy = elsewhere.new_page()
        copy.set_content(download.value.path().read_text())
        expect(copy.get_by_text("Alone after school three times this month.")).to_be_visible()
        assert_accessible(copy)


def test_every_page_of_the_loop_is_accessible_and_fits_a_telephone(
    phone: Page, hub: Hub, intake: Intake
) -> None:
    contact = a_decided_contact(intake)
    unreachable = intake.takes(a_submission(referrer=a_referrer(email="alex at example")))

    def looked_at(name: str) -> None:
        assert_accessible(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name

    def press(name: str) -> None:
        with phone.expect_navigation():
            phone.get_by_role("button", name=name).first.click()

    looks_up(phone, intake, contact)
    looked_at("status")
    press("Challenge this outcome")
    looked_at("challenge")
    press("Send the challenge")
    looked_at("challenge-refused")
    phone.goto("/report/status")
    press("Show")
    looked_at("refused")
    sign_in_as(phone, hub, Role.PRACTITIONER)
    phone.goto("/acknowledgements")
    looked_at("acknowledgements")
    press("Acknowledge")
    looked_at("acknowledged")
    expect(phone.get_by_role("heading", name="Could not be e-mailed")).to_be_visible()
    phone.goto(f"/contacts/{unreachable.reference}")
    looked_at("contact-not-emailed")
