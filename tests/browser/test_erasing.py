"""Keeping a record longer, and erasing one: by two people, on pages that everybody can use."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.events import RecordErased
from mash_contracts.vocabulary import Pathway, Role
from mash_intake.domain.progress import Progress
from mash_intake.store import contacts, feedback
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import DESKTOP, PHONE, Hub, sign_in_as
from tests.builders.contacts import a_child, a_referrer, a_submission
from tests.builders.intake import Intake

WHY = "The inquiry into the school has asked for it."


@pytest.fixture
def intake(hub: Hub) -> Iterator[Intake]:
    intake = Intake.at(hub.data, hub.clock)
    yield intake
    intake.delivery.engine.dispose()


def advised(intake: Intake) -> str:
    """A child about whom advice was given; the referrer gave no name, so nobody is owed anything."""
    (record,) = intake.takes(
        a_submission(referrer=a_referrer(anonymous=True), children=(a_child(first_names="Robin"),))
    ).records
    with intake.delivery.transaction() as transaction:
        now = intake.clock.now()
        contacts.move_on(transaction.session, [(record, Progress.DECIDED)])
        feedback.keep_outcomes(transaction.session, [(record, Pathway.ADVICE, now)])
    return record


def looked_at(page: Page) -> None:
    for window in (DESKTOP, PHONE):
        page.set_viewport_size(window)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]


def test_a_record_is_held_let_go_and_erased_by_two_managers_once_its_time_is_over(
    page: Page, hub: Hub, intake: Intake
) -> None:
    record = advised(intake)
    sign_in_as(page, hub, Role.MANAGER)
    page.goto("/erasures")
    expect(page.get_by_text("No record is due")).to_be_visible()
    page.goto(f"/erasures/{record}")
    page.get_by_text("Keep this record longer").click()
    page.get_by_label("A legal hold").check()
    page.get_by_label("In words").fill(WHY)
    page.get_by_role("button", name="Keep it longer").click()
    expect(page.get_by_text("It is on a legal hold")).to_be_visible()
    looked_at(page)
    hub.clock.move(timedelta(days=365 * 40))
    sign_in_as(page, hub, Role.MANAGER)
    page.goto(f"/erasures/{record}")
    page.get_by_text("This is over").click()
    page.get_by_label("Why it is over").fill("The inquiry has ended.")
    page.get_by_role("button", name="It is over").click()
    page.goto("/erasures")
    page.get_by_role("link", name=record).click()
    page.get_by_role("button", name="Ask a second person to agree").click()
    expect(page.get_by_role("link", name="Select why it is erased")).to_be_visible()
    looked_at(page)
    page.get_by_label("It has been kept as long as the policy says").check()
    page.get_by_role("button", name="Ask a second person to agree").click()
    expect(page.get_by_text("Another manager has to agree.")).to_be_visible()
    looked_at(page)
    page.context.clear_cookies()
    sign_in_as(page, hub, Role.MANAGER)
    page.goto("/erasures")
    page.get_by_role("link", name=record).first.click()
    page.get_by_role("button", name="Agree, and erase").click()
    expect(page.get_by_role("heading", name=re.compile("^Erased on"))).to_be_visible()
    assert "Robin" not in page.content()
    looked_at(page)
    for address in ("/erasures", f"/people/of/{record}", f"/contacts/{record.rpartition('-')[0]}"):
        answer = page.goto(address)
        assert answer
        assert answer.status < 500
        assert "Robin" not in page.content()
    assert RecordErased.TYPE in intake.headers_said()
