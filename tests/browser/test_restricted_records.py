"""A restricted record in a real browser: refused, opened for a reason, and looked at by a manager."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.vocabulary import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Hub, sign_in_as
from tests.builders.contacts import a_submission
from tests.builders.triage_web import DeskAndIntake, desk_and_intake


@pytest.fixture
def both(hub: Hub) -> Iterator[DeskAndIntake]:
    with desk_and_intake(hub.data, hub.clock) as both:
        yield both


def test_a_colleague_opens_a_restricted_record_for_a_reason_and_a_manager_reviews_it(
    page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    (record,) = both.takes_in(a_submission())

    sign_in_as(page, hub, Role.MANAGER, display_name="Ada Manager")
    page.goto(f"/triage/{record.reference}")
    page.get_by_role("link", name="Who may open this record").click()
    assert_accessible(page)
    page.get_by_role("button", name="Restrict the record").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    page.get_by_label("Why is it restricted?").fill("A colleague’s niece")
    page.get_by_role("button", name="Restrict the record").click()
    expect(page.get_by_role("heading", name="Restricted now")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Sign out").click()

    sign_in_as(page, hub, Role.PRACTITIONER, display_name="Peter Colleague")
    page.goto("/triage")
    page.get_by_role("link", name="Restricted record").click()
    expect(page.get_by_role("heading", name="This record is restricted")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Why do you need to open it?").fill("She is at the front desk now.")
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rowan Testcase")
    page.get_by_role("button", name="Sign out").click()

    sign_in_as(page, hub, Role.MANAGER)
    page.goto("/restricted-records")
    expect(page.get_by_role("heading", name="Peter Colleague opened")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nothing to look at")).to_be_visible()
    assert_accessible(page)
