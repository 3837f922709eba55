"""The policy in a real browser: long pages that everybody can read, and places that links lead to."""

from playwright.sync_api import Page, expect

from mash_contracts.vocabulary import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as

PAGES = (
    "/policy/",
    "/policy/2026-11-01",
    "/policy/agency-checks/2026-11-01",
    "/policy/practice-tools/2026-11-01",
)


def test_every_page_of_the_policy_is_accessible_at_a_desk(page: Page, hub: Hub) -> None:
    sign_in_as(page, hub, Role.PRACTITIONER)
    for address in PAGES:
        page.goto(address)
        assert_accessible(page)


def test_every_page_of_the_policy_fits_a_telephone(phone: Page, hub: Hub) -> None:
    sign_in_as(phone, hub, Role.AGENCY_MEMBER)
    for address in PAGES:
        phone.goto(address)
        assert_accessible(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


def test_a_day_is_asked_for_and_a_sentence_is_found(any_page: Page, hub: Hub) -> None:
    page = any_page
    sign_in_as(page, hub, Role.PRACTITIONER)
    page.goto("/policy/")
    page.get_by_label("Day").fill("4")
    page.get_by_label("Month").fill("3")
    page.get_by_label("Year").fill("2026")
    page.get_by_role("button", name="Show the policy of that day").click()
    page.get_by_role("link", name="Thresholds: edition 2026-01-01").first.click()
    page.goto("/policy/2026-01-01#hungry")

    expect(page.locator("#hungry")).to_be_in_viewport()
