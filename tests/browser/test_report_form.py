"""The form in a real browser: with and without scripts, at a desk and on a telephone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from mash_contracts.vocabulary import Role
from mash_intake.web.report.views import SAFE_PLACE
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Hub, sign_in_as

FREE_TEXT = "He is outside alone until late."


def press(page: Page, button: str) -> None:
    """Presses it, and waits for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def go_on(page: Page) -> None:
    press(page, "Continue")


def choose(page: Page, *answers: str) -> None:
    for answer in answers:
        page.get_by_label(answer, exact=True).check()
    go_on(page)


def begin(page: Page) -> None:
    page.goto("/report")
    press(page, "Start now")
    choose(page, "No")


def tell_of_a_child(page: Page) -> None:
    """As an anonymous caller, up to the worry."""
    choose(page, "I would rather not say")
    page.get_by_label("First names").fill("Robin")
    go_on(page)
    page.get_by_label("About how many years old, if you do not know the date").fill("6")
    go_on(page)
    page.get_by_label("House and street").fill("Sample Terrace")
    go_on(page)
    choose(page, "No, go on")
    choose(page, "No")


def tell_the_worry(page: Page) -> None:
    page.get_by_label("What are you worried about?").fill(FREE_TEXT)
    go_on(page)
    choose(page, "Not looked after properly: food, clothes, home, care (neglect)")
    choose(page, "Left alone, or with someone unsuitable")
    choose(page, "Every week or more")
    choose(page, "Serious: the child is being harmed", "I saw or heard it, or the child told me")
    go_on(page)
    choose(page, "Check what I have said and send it")


def reference_on(page: Page) -> str:
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.locator(".govuk-panel").inner_text())
    assert found
    return found[0]


def test_an_anonymous_caller_sends_a_report_and_gets_a_reference(any_page: Page, hub: Hub) -> None:
    begin(any_page)
    tell_of_a_child(any_page)
    tell_the_worry(any_page)
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Check your answers before you send them")
    expect(any_page.locator("main")).to_contain_text(FREE_TEXT)
    press(any_page, "Send the report")
    reference = reference_on(any_page)
    sign_in_as(any_page, hub, Role.PRACTITIONER)
    any_page.goto("/contacts")
    any_page.get_by_role("link", name=reference).click()
    expect(any_page.locator("main")).to_contain_text(FREE_TEXT)


def test_going_back_and_changing_loses_nothing(any_page: Page) -> None:
    begin(any_page)
    tell_of_a_child(any_page)
    any_page.get_by_label("What are you worried about?").fill(FREE_TEXT)
    go_on(any_page)
    any_page.get_by_role("link", name="Back", exact=True).click()
    expect(any_page.get_by_label("What are you worried about?")).to_have_value(FREE_TEXT)
    any_page.go_back()
    any_page.goto("/report")
    press(any_page, "Go on with it")
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Which of these fit?")


def test_changing_from_the_check_page_says_what_is_changed_and_comes_back(page: Page) -> None:
    begin(page)
    tell_of_a_child(page)
    tell_the_worry(page)
    page.get_by_role("link", name="Change House and street (The child)").click()
    page.get_by_label("House and street").fill("9 Sample Terrace")
    go_on(page)
    expect(page.locator("main")).to_contain_text("9 Sample Terrace")
    expect(page).to_have_url(re.compile("/report/check$"))


def test_two_quick_presses_on_send_make_one_contact(page: Page, hub: Hub) -> None:
    begin(page)
    tell_of_a_child(page)
    tell_the_worry(page)
    page.get_by_role("button", name="Send the report").dblclick()
    reference = reference_on(page)
    sign_in_as(page, hub, Role.MANAGER)
    page.goto("/contacts")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("link", name=reference)).to_be_visible()


def test_an_error_is_announced_and_leads_to_its_field(page: Page) -> None:
    begin(page)
    choose(page, "I would rather not say")
    go_on(page)
    page.get_by_label("Year").first.fill("2018")
    go_on(page)
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    assert_accessible(page)
    page.get_by_role("link", name="Write the date as day, month and year, for example 27 3 2015.").click()
    expect(page.locator("#date-of-birth-day")).to_be_focused()
    expect(page.locator("#date-of-birth-year")).to_have_value("2018")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_exit_this_page_leads_away_at_once_and_nothing_is_left(
    browser: Browser, hub: Hub, scripts: bool
) -> None:
    with browser.new_context(base_url=hub.address, java_script_enabled=scripts) as context:
        page = context.new_page()
        page.route(f"{SAFE_PLACE}**", lambda route: route.fulfill(body="sunny"))
        begin(page)
        tell_of_a_child(page)
        page.get_by_label("What are you worried about?").fill(FREE_TEXT)
        go_on(page)
        page.get_by_role("button", name="Exit this page").click()
        page.wait_for_url(f"{SAFE_PLACE}**")
        page.goto("/report/worry")
        expect(page.get_by_role("button", name="Start now")).to_be_visible()


def walk_every_page(page: Page, look: object) -> list[str]:
    """A professional who is asked everything; `look` is called on each page. Returns the paths walked."""
    assert callable(look)
    walked: list[str] = []

    def at() -> str:
        return page.url.partition("/report/")[2].partition("?")[0]

    page.goto("/report")
    look()
    press(page, "Start now")
    answers = {
        "danger": ["Yes"],
        "who": ["I work with children or families"],
        "where-you-work": ["Police"],
        "children/1/more": ["Yes"],
        "kind-of-worry": ["Violence, threats or control towards a parent or carer", "Goes missing"],
        "agreement": ["They do not know: I have not asked"],
        "enough": ["Tell you more"],
    }
    once = {"children": ["Yes"], "adults": ["Yes"]}
    while at() != "check":
        assert len(walked) < 60, "the form goes round in circles"
        path = at()
        walked.append(path)
        look()
        if path == "children/1/name":
            page.get_by_label("First names").fill("Rowan")
        for answer in once.pop(path, answers.get(path, [])):
            page.get_by_label(answer, exact=True).check()
        if path == "call-999":
            press(page, "Go on with the report")
        else:
            go_on(page)
    look()
    press(page, "Send the report")
    look()
    return walked


def test_every_page_is_accessible_at_a_desk(page: Page) -> None:
    walked = walk_every_page(page, lambda: assert_accessible(page))
    assert {
        "children/2/same-home",
        "why-not-asked",
        "adults/1/person",
        "dash",
        "outside-the-home",
        "what-next",
    } <= set(walked)


def test_every_page_fits_a_telephone_and_is_accessible_there(phone: Page) -> None:
    def look() -> None:
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, phone.url
        assert_accessible(phone)

    walk_every_page(phone, look)


def test_what_has_the_focus_is_never_hidden_below_the_way_out(phone: Page) -> None:
    begin(phone)
    choose(phone, "I would rather not say")
    for _ in range(12):
        phone.keyboard.press("Tab")
    for _ in range(8):
        phone.keyboard.press("Shift+Tab")
        focused, way_out = (
            phone.evaluate(f"(({element}) || document.body).getBoundingClientRect().toJSON()")
            for element in ("document.activeElement", "document.querySelector('.govuk-exit-this-page')")
        )
        inside = phone.evaluate("document.activeElement.closest('.govuk-exit-this-page') !== null")
        hidden = focused["top"] >= way_out["top"] and focused["bottom"] <= way_out["bottom"]
        assert inside or not hidden


@pytest.mark.parametrize("path", ["/contacts", "/contacts?reference=nothing"])
def test_the_list_of_contacts_is_accessible(page: Page, hub: Hub, path: str) -> None:
    begin(page)
    tell_of_a_child(page)
    tell_the_worry(page)
    press(page, "Send the report")
    reference = reference_on(page)
    sign_in_as(page, hub, Role.PRACTITIONER)
    page.goto(path)
    assert_accessible(page)
    page.get_by_role("link", name=reference).click()
    assert_accessible(page)
