"""A report is begun at a desk and sent from a telephone."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE
from tests.browser.test_report_form import begin, press, tell_of_a_child, tell_the_worry


def test_begun_in_one_browser_and_sent_from_another(page: Page, phone: Page) -> None:
    begin(page)
    tell_of_a_child(page)
    page.get_by_label("What are you worried about?").fill("He is")
    press(page, "Go on in another browser")
    assert_accessible(page)
    press(page, "Show me the code")
    assert_accessible(page)
    code = page.locator("#code").inner_text()

    phone.goto("/report")
    phone.get_by_role("link", name="Go on with a report you began elsewhere").click()
    phone.get_by_label("Code").fill("3333-4444-6666")
    press(phone, "Go on")
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_label("Code").fill(code)
    press(phone, "Go on")
    expect(phone.get_by_label("What are you worried about?")).to_have_value("He is")
    tell_the_worry(phone)
    press(phone, "Send the report")
    expect(phone.get_by_role("heading", name="Report sent")).to_be_visible()
