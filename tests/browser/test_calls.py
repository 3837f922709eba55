"""A call taken in a real browser, by keyboard alone: at a desk and on a telephone, with and without scripts.

How long a typical call takes at the pace of somebody who types about fifty words a minute:

    MASH_TYPING_MS=200 pytest -s tests/browser/test_calls.py -k typical
"""

import os
import re
import sys
import time

from playwright.sync_api import Page, expect

from mash_contracts.vocabulary import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Hub, sign_in_as

WORRY = (
    "Robin came to school hungry again and in yesterday's clothes. He says mum was asleep when he left and "
    "nobody was up. There was a man he does not know."
)
TYPING_MS = float(os.environ.get("MASH_TYPING_MS", "0"))
USUAL_TYPING_MS = 200


class Typist:
    """Somebody with a telephone at the ear, and no hand for the mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.pressed += 1
            self.page.wait_for_timeout(TYPING_MS)

    def types(self, text: str) -> None:
        self.page.keyboard.type(text, delay=TYPING_MS)
        self.pressed += len(text)

    def goes_to(self, field: str) -> None:
        """By Tab alone; fails where the keyboard is caught or does not come by."""
        for _ in range(20):
            self.press("Tab")
            if self.page.evaluate("document.activeElement.id || document.activeElement.value") == field:
                return
        raise AssertionError(f"20 times Tab did not lead to {field}")


def writes_a_typical_call(typist: Typist) -> None:
    """A teacher rings about a boy in her class."""
    expect(typist.page.locator("#worry-what-happened")).to_be_focused()
    typist.types(WORRY)
    typist.goes_to("immediate-danger")
    typist.press("ArrowRight")
    typist.goes_to("worry-severity")
    typist.press("ArrowDown", 2)
    typist.goes_to("worry-basis")
    typist.press("Space")
    typist.goes_to("children-1-first-names")
    typist.types("Robin")
    typist.press("Tab")
    typist.types("Testcase")
    for part in ("14", "9", "2018"):
        typist.press("Tab")
        typist.types(part)
    typist.goes_to("children-1-address-street")
    typist.types("4 Sample Terrace")
    typist.goes_to("children-1-address-postcode")
    typist.types("DH1 5UE")
    typist.goes_to("who")
    typist.press("Space")
    expect(typist.page.locator("#workplace")).to_be_visible()
    typist.goes_to("workplace")
    typist.types("School")
    typist.goes_to("referrer-name")
    typist.types("Alex Example")
    typist.press("Tab")
    typist.types("0300 000 0001")
    typist.goes_to("referrer-organisation")
    typist.types("Sample Primary")
    typist.goes_to("feedback")
    typist.press("Space")


def test_a_typical_call_takes_less_than_two_minutes_by_keyboard_alone(page: Page, hub: Hub) -> None:
    sign_in_as(page, hub, Role.PRACTITIONER)
    page.goto("/calls")
    typist, began = Typist(page), time.monotonic()
    writes_a_typical_call(typist)
    expect(page.locator("#kept")).to_have_text(re.compile("Saved"))
    assert page.url.endswith(page.locator("#call").get_attribute("action") or "nowhere")

    page.reload()  # as after a crash
    expect(page.locator("#worry-what-happened")).to_have_value(WORRY)
    expect(page.locator("#workplace")).to_have_value("2A")
    assert_accessible(page)
    page.locator("#feedback").focus()

    typist.goes_to("send")
    typist.press("Enter")
    expect(page.locator("h1")).to_have_text("Call sent")
    took = time.monotonic() - began
    sys.stdout.write(f"\n{typist.pressed} keys in {took:.0f} s\n")
    assert typist.pressed * max(TYPING_MS, USUAL_TYPING_MS) / 1000 < 120
    assert took < 120
    assert_accessible(page)
    expect(page.get_by_role("button", name="Next call")).to_be_focused()

    typist.press("Enter")
    expect(page.locator("#worry-what-happened")).to_be_focused()
    typist.types("The same boy.")
    typist.goes_to("children-1-first-names")
    typist.types("Robin")
    typist.press("Tab")
    typist.types("Testcase")
    for part in ("14", "9", "2018"):
        typist.press("Tab")
        typist.types(part)
    expect(page.locator("#known-already-1")).to_contain_text("Already known to the hub?")
    assert_accessible(page)


def test_without_scripts_and_on_a_telephone_nothing_typed_is_lost(any_page: Page, hub: Hub) -> None:
    any_page.set_viewport_size({"width": 360, "height": 740})
    sign_in_as(any_page, hub, Role.PRACTITIONER)
    any_page.goto("/calls")
    any_page.locator("#worry-what-happened").fill(WORRY)
    any_page.locator("#children-1-first-names").fill("Robin")
    any_page.locator("#children-1-date-of-birth-day").fill("31")
    with any_page.expect_navigation():
        any_page.get_by_role("button", name="Add another child").click()
    expect(any_page.locator("#children-2-first-names")).to_be_focused()
    any_page.locator("#children-2-first-names").fill("Wren")
    any_page.locator("#children-2-first-names").press("Enter")  # saves, and never removes or sends
    expect(any_page.locator("#kept")).to_have_text(re.compile("Saved"))
    with any_page.expect_navigation():
        any_page.get_by_role("button", name="Send to the hub").click()
    expect(any_page.locator(".govuk-error-summary")).to_contain_text("The call is saved, and not sent yet")
    expect(any_page.locator("#worry-what-happened")).to_have_value(WORRY)
    expect(any_page.locator("#children-2-first-names")).to_have_value("Wren")
    if any_page.locator(".govuk-frontend-supported").count():  # a page without scripts cannot be looked into
        assert any_page.evaluate("document.documentElement.scrollWidth") <= 360
        assert_accessible(any_page)
