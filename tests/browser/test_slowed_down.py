"""Whoever is slowed down reads why, and loses nothing."""

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.vocabulary import Role
from mash_platform.sign_in.throttle import FAILURES, WINDOW
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub
from tests.browser.test_report_form import begin, press, tell_of_a_child, tell_the_worry
from tests.builders.web import PASSWORD, an_account


@pytest.fixture(autouse=True)
def one_report_a_quarter_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASH_REPORTS_A_QUARTER_HOUR", "1")


def test_a_caller_who_has_to_wait_sends_the_same_words_later(phone: Page, hub: Hub) -> None:
    for _ in range(2):
        begin(phone)
        tell_of_a_child(phone)
        tell_the_worry(phone)
        press(phone, "Send the report")
    expect(phone.get_by_text("Everything you wrote is kept")).to_be_visible()
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    hub.clock.move(WINDOW)
    press(phone, "Try again")
    expect(phone.get_by_role("heading", name="Report sent")).to_be_visible()


def test_who_was_locked_out_reads_so_when_they_sign_in(page: Page, hub: Hub) -> None:
    name = an_account(hub.sign_in, Role.PRACTITIONER).sign_in_name

    def signs_in(password: str) -> None:
        page.goto("/sign-in")
        page.get_by_label("Sign-in name").fill(name)
        page.get_by_label("Password", exact=True).fill(password)
        press(page, "Sign in")

    for _ in range(FAILURES):
        signs_in("wrong")
    hub.clock.move(WINDOW)
    signs_in(PASSWORD)
    expect(page.get_by_role("heading", name="Somebody gave wrong passwords for you")).to_be_visible()
    assert_accessible(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()
    expect(
        page.get_by_role("link", name="Sign out").or_(page.get_by_role("button", name="Sign out"))
    ).to_be_visible()
