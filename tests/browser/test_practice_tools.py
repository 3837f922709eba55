"""The tools of practice in a real browser: with and without scripts, at a desk and on a telephone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Agency, PracticeTool, Role
from mash_triage.store.records import Record
from tests.browser.conftest import DESKTOP, PHONE, Hub, sign_in_as
from tests.browser.test_every_page import faults
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.practice_tools import TOOLS, one_of_each
from tests.builders.triage_desk import AMIRA
from tests.builders.triage_web import DeskAndIntake, desk_and_intake


@pytest.fixture
def both(hub: Hub) -> Iterator[DeskAndIntake]:
    with desk_and_intake(hub.data, hub.clock) as both:
        yield both


def a_girl(both: DeskAndIntake) -> Record:
    """Police came to domestic abuse at the home of a girl of eight."""
    (record,) = both.takes_in(
        ContactSubmission(
            referrer=a_referrer(source=ReferralSource.POLICE),
            children=(a_child(),),
            adults=(an_adult(),),
            concerns=(a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, signs=()),),
        )
    )
    return record


def a_girl_with_every_tool(both: DeskAndIntake) -> Record:
    girl = a_girl(both)
    for given in one_of_each():
        with both.desk.delivery.transaction() as transaction:
            both.desk.handlers.tools.complete(transaction, girl.reference, given, Agency.HEALTH, AMIRA)
    return girl


def test_a_practitioner_completes_a_dash_and_reads_what_it_says(
    any_page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    page, girl = any_page, a_girl(both)
    sign_in_as(page, hub, Role.PRACTITIONER)

    page.goto(f"/triage/{girl.reference}/tools")
    page.get_by_role("link", name="DASH risk checklist").click()
    for one in TOOLS.dash.question:
        question = page.get_by_role("group", name=f"{one.number}. {one.question}")
        question.get_by_label("Yes" if one.code == "strangled" else "No", exact=True).check()
    page.get_by_label("Whose practitioner completed this?").select_option("police")
    page.get_by_role("button", name="Complete", exact=True).click()

    expect(page.get_by_text("Medium risk: 1 yes of 24, 1 red flag")).to_be_visible()
    tab = page.get_by_role("navigation", name="This child").get_by_role("link", name="Tools")
    expect(tab).to_have_attribute("aria-current", "page")


def test_what_was_typed_is_there_again_after_the_window_was_closed(
    page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    girl = a_girl(both)
    sign_in_as(page, hub, Role.PRACTITIONER)
    address = f"/triage/{girl.reference}/tools/signs-of-safety"

    page.goto(address)
    with page.expect_response(lambda answer: "/triage/drafts/" in answer.url):
        page.get_by_label("Past harm").fill("He hit her mother.")
    page.goto("about:blank")
    page.goto(address)

    expect(page.get_by_label("Past harm")).to_have_value("He hit her mother.")


def test_a_half_filled_tool_is_put_by_and_gone_on_with(any_page: Page, hub: Hub, both: DeskAndIntake) -> None:
    page, girl = any_page, a_girl(both)
    sign_in_as(page, hub, Role.PRACTITIONER)

    page.goto(f"/triage/{girl.reference}/tools/graded-care-profile")
    page.get_by_role("group", name="Physical care").get_by_label("Some essential needs").check()
    page.get_by_label("What was seen: physical care").fill("No bed of her own.")
    page.get_by_role("button", name="Put it by for later").click()
    page.get_by_role("link", name="Graded Care Profile").click()

    expect(page.get_by_label("What was seen: physical care")).to_have_value("No bed of her own.")
    expect(page.get_by_role("group", name="Physical care").get_by_label("Some essential")).to_be_checked()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("completed", [False, True], ids=["empty", "completed"])
def test_every_page_of_the_tools_is_accessible_at_a_desk(
    page: Page, hub: Hub, both: DeskAndIntake, completed: bool
) -> None:
    girl = a_girl_with_every_tool(both) if completed else a_girl(both)
    sign_in_as(page, hub, Role.MANAGER)
    found = [fault for at in pages_of(girl, completed) for fault in faults(page, at, DESKTOP["width"])]
    assert not found, "\n".join(found)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("completed", [False, True], ids=["empty", "completed"])
def test_every_page_of_the_tools_fits_a_telephone(
    phone: Page, hub: Hub, both: DeskAndIntake, completed: bool
) -> None:
    girl = a_girl_with_every_tool(both) if completed else a_girl(both)
    sign_in_as(phone, hub, Role.MANAGER)
    found = [fault for at in pages_of(girl, completed) for fault in faults(phone, at, PHONE["width"])]
    assert not found, "\n".join(found)


def pages_of(girl: Record, completed: bool) -> Iterator[str]:
    """Every page of the tools about this child, and the lists that it is on."""
    home = f"/triage/{girl.reference}"
    yield from (f"{home}/tools", f"{home}/tracker-grade", f"{home}/school-notice")
    yield from ("/vulnerability-tracker/", "/school-notices/")
    yield from (f"{home}/tools/{tool.value}" for tool in PracticeTool)
    if completed:
        yield from (f"{home}/tools/{tool.value}/1" for tool in PracticeTool)
