"""The pages that all services share, as people meet them."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.vocabulary import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Hub, sign_in_as
from tests.builders.web import PASSWORD, an_account


def test_someone_with_a_worry_finds_the_way_in_without_signing_in(any_page: Page) -> None:
    any_page.goto("/")
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Report a worry about a child")
    any_page.get_by_role("button", name="Report a worry").click()
    assert any_page.url.endswith("/report")


def test_a_practitioner_signs_in_sees_their_name_and_signs_out(any_page: Page, hub: Hub) -> None:
    name = sign_in_as(any_page, hub, Role.PRACTITIONER)
    expect(any_page.get_by_role("banner")).to_contain_text(name)
    any_page.get_by_role("button", name="Sign out").click()
    expect(any_page.get_by_role("link", name="Sign in").first).to_be_visible()
    any_page.goto("/account/password")
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_wrong_password_leads_from_the_summary_to_the_field(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Sign-in name").fill("someone")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Error: Sign in - Safeguarding hub")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("link", name="The sign-in name or the password is not right").click()
    expect(page.get_by_label("Sign-in name")).to_be_focused()
    expect(page.get_by_label("Sign-in name")).to_have_value("someone")


def test_the_password_can_be_looked_at_where_there_are_scripts(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Password", exact=True).fill("see me")
    page.get_by_role("button", name="Show password").click()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")


def test_what_was_typed_when_the_session_timed_out_is_sent_after_signing_in_again(
    any_page: Page, hub: Hub
) -> None:
    account = an_account(hub.sign_in, Role.PRACTITIONER)

    def sign_in() -> None:
        any_page.get_by_label("Sign-in name").fill(account.sign_in_name)
        any_page.get_by_label("Password", exact=True).fill(PASSWORD)
        any_page.get_by_role("button", name="Sign in").click()

    any_page.goto("/sign-in?next=/account/password")
    sign_in()
    any_page.get_by_label("Current password").fill(PASSWORD)
    any_page.get_by_label("New password").fill("three random words")
    hub.clock.move(timedelta(minutes=31))
    any_page.get_by_role("button", name="Change password").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Sign in again to carry on")
    sign_in()
    any_page.get_by_role("button", name="Send it now").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Your password has been changed")


def test_the_first_press_of_tab_offers_to_skip_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_face_is_our_own_and_not_that_of_the_government(page: Page) -> None:
    page.goto("/")
    family = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert family.startswith("Arial")
    assert "GOV.UK" not in page.inner_text("body")
    assert (
        page.evaluate(
            "document.fonts.size ? [...document.fonts].filter(f => f.status == 'loaded').length : 0"
        )
        == 0
    )


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere"])
def test_pages_for_people_who_are_not_signed_in_are_accessible(page: Page, path: str) -> None:
    page.goto(path)
    assert_accessible(page)


@pytest.mark.parametrize("path", ["/account/password", "/accounts", "/nowhere", "/triage"])
def test_pages_for_people_who_are_signed_in_are_accessible(page: Page, hub: Hub, path: str) -> None:
    sign_in_as(page, hub, Role.ADMINISTRATOR)
    page.goto(path)
    assert_accessible(page)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/accounts", "/account/password"])
def test_nothing_has_to_be_pushed_sideways_on_a_telephone(phone: Page, hub: Hub, path: str) -> None:
    sign_in_as(phone, hub, Role.ADMINISTRATOR, display_name="Bartholomew Featherstonehaugh-Smythe")
    phone.goto(path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(phone)


def test_the_menu_opens_on_a_telephone_and_is_open_without_scripts(phone: Page, hub: Hub) -> None:
    sign_in_as(phone, hub, Role.MANAGER)
    phone.goto("/account/password")
    link = phone.get_by_role("navigation").get_by_role("link", name="Worklists")
    expect(link).to_be_hidden()
    phone.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    assert_accessible(phone)


def test_the_check_itself_finds_a_page_without_a_language(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    with pytest.raises(AssertionError, match="html-has-lang"):
        assert_accessible(page)
