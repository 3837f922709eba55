"""The triage desk in a real browser: with and without scripts, by keyboard, on a telephone, for everyone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Role
from mash_triage.domain.record_state import RecordState
from mash_triage.store.records import Record
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import Hub, sign_in_as
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage import BELOW, a_child_in_danger, a_referral_declined
from tests.builders.triage_desk import following
from tests.builders.triage_web import DeskAndIntake, desk_and_intake


@pytest.fixture
def both(hub: Hub) -> Iterator[DeskAndIntake]:
    with desk_and_intake(hub.data, hub.clock) as both:
        yield both


def siblings_at_the_desk(both: DeskAndIntake) -> tuple[Record, ...]:
    """School is worried about Rowan and Ash, who are often alone."""
    return both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=(a_child(), a_child(first_names="Ash", what_the_child_said=None)),
            adults=(an_adult(),),
            concerns=(a_concern(),),
        )
    )


def choose_as_recommended(page: Page, record: Record) -> None:
    recommended = record.recommended
    page.get_by_label(recommended.level.label).check()
    page.get_by_label(recommended.rag.label, exact=True).check()
    page.get_by_label(recommended.legal_basis.label).check()
    for pathway in recommended.pathways:
        page.get_by_label(pathway.label, exact=True).check()


def test_a_practitioner_goes_from_the_desk_to_a_decision_and_on_to_the_next_child(
    any_page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    rowan, ash = siblings_at_the_desk(both)
    sign_in_as(any_page, hub, Role.PRACTITIONER)

    any_page.goto("/triage/")
    any_page.get_by_role("link", name="Rowan Testcase").click()
    expect(any_page.get_by_text("I get my own tea.")).to_be_visible()
    any_page.get_by_role("button", name="Decide").click()
    choose_as_recommended(any_page, rowan)
    any_page.get_by_label("Why do you decide this?").fill("School and what she says agree.")
    any_page.get_by_role("button", name="Record the decision").click()

    expect(any_page.get_by_role("heading", level=1)).to_have_text("Decided")
    expect(any_page.get_by_role("link", name="Ash Testcase")).to_be_visible()
    any_page.get_by_role("button", name="Next waiting child").click()
    expect(any_page).to_have_url(f"{hub.address}/triage/{ash.reference}")
    assert both.desk.record(rowan.reference).state is RecordState.DECIDED


def test_going_below_is_confirmed_by_a_second_person(any_page: Page, hub: Hub, both: DeskAndIntake) -> None:
    rowan, _ash = siblings_at_the_desk(both)
    sign_in_as(any_page, hub, Role.PRACTITIONER, display_name="Priya Nair")
    any_page.goto(f"/triage/{rowan.reference}/decision")
    any_page.get_by_label("Level 1: universal").check()
    any_page.get_by_label("Green", exact=True).check()
    any_page.get_by_label("None: by agreement").check()
    any_page.get_by_label("Information and advice").check()
    any_page.get_by_label("Why do you decide this?").fill("Her nan is there every evening.")
    any_page.get_by_role("button", name="Record the decision").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Rowan Testcase")
    expect(any_page.get_by_text("Another practitioner or a manager looks")).to_be_visible()
    any_page.get_by_role("button", name="Sign out").click()

    sign_in_as(any_page, hub, Role.PRACTITIONER, display_name="Daniel Hughes")
    any_page.goto("/triage/?state=awaiting-second-person")
    any_page.get_by_role("link", name="Rowan Testcase").click()
    any_page.get_by_role("button", name="Look again as the second person").click()
    expect(any_page.get_by_text("Her nan is there every evening.")).to_be_visible()
    any_page.get_by_label("Confirm the decision").check()
    any_page.get_by_label("Why?").fill("I rang her nan.")
    any_page.get_by_role("button", name="Record").click()

    expect(any_page.get_by_role("heading", level=1)).to_have_text("Decided")
    assert both.desk.record(rowan.reference).state is RecordState.DECIDED


def test_each_mistake_leads_from_the_summary_to_its_question_and_loses_no_word(
    page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    rowan, _ash = siblings_at_the_desk(both)
    sign_in_as(page, hub, Role.PRACTITIONER)
    page.goto(f"/triage/{rowan.reference}/decision")
    page.get_by_label("Why do you decide this?").fill("What I wrote first.")
    page.get_by_role("button", name="Record the decision").click()

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Why do you decide this?")).to_have_value("What I wrote first.")
    page.get_by_role("link", name="Select the legal basis").click()
    expect(page.get_by_label("None: by agreement")).to_be_focused()
    assert_accessible(page)


def test_a_decision_can_be_taken_by_keyboard_alone(page: Page, hub: Hub, both: DeskAndIntake) -> None:
    rowan, _ash = siblings_at_the_desk(both)
    sign_in_as(page, hub, Role.MANAGER)
    page.goto(f"/triage/{rowan.reference}/decision")

    page.get_by_label("Level 1: universal").focus()
    for key in ("Space", "Tab", "Space", "Tab", "Space", "Tab", "Space"):
        page.keyboard.press(key)
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Why do you decide this?")).to_be_focused()
    page.keyboard.type("Her nan is there every evening.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Decided")
    (decision,) = both.desk.record(rowan.reference).decisions
    assert [pathway.value for pathway in decision.outcome.pathways] == ["advice"]
    assert decision.outcome.rag.value == "red"


def test_two_practitioners_at_once_and_the_second_still_has_what_they_wrote(
    any_page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    rowan, _ash = siblings_at_the_desk(both)
    sign_in_as(any_page, hub, Role.PRACTITIONER)
    any_page.goto(f"/triage/{rowan.reference}/decision")
    choose_as_recommended(any_page, rowan)
    any_page.get_by_label("Why do you decide this?").fill("Twelve lines I typed.")
    both.desk.decides(rowan)

    any_page.get_by_role("button", name="Record the decision").click()

    expect(any_page.get_by_text("nothing of theirs was overwritten")).to_be_visible()
    expect(any_page.get_by_label("Copy it if you still need it")).to_have_value("Twelve lines I typed.")


def test_going_back_from_a_child_leads_to_its_row_in_the_list_as_it_was(
    any_page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    rowan, ash = siblings_at_the_desk(both)
    sign_in_as(any_page, hub, Role.PRACTITIONER)
    any_page.goto("/triage/?sort=time-left")
    any_page.get_by_role("link", name="Rowan Testcase").click()
    any_page.get_by_role("link", name="Next child in the list").click()
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Ash Testcase")

    any_page.locator(".govuk-back-link").click()

    expect(any_page).to_have_url(f"{hub.address}/triage/?sort=time-left#{ash.reference}")
    any_page.keyboard.press("Tab")
    expect(any_page.get_by_role("link", name="Ash Testcase")).to_be_focused()
    assert rowan.reference != ash.reference


def every_page(both: DeskAndIntake) -> list[str]:
    """One of each of the desk's pages, with as much on it as there can be."""
    rowan, ash = siblings_at_the_desk(both)
    both.desk.gets_back(a_referral_declined(reference=ash.reference))
    red = both.desk.receives(a_child_in_danger())
    proposed = both.desk.decides(red, following(red, **BELOW))
    decided = both.desk.decides(both.desk.receives(a_child_in_danger()))
    return [
        "/triage/",
        "/triage/?state=awaiting-second-person&whose=mine&rag=green",
        "/triage/?state=decided",
        "/triage/?left=overdue&sort=time-left",
        f"/triage/{rowan.reference}/clocks",
        f"/triage/{proposed.reference}/clocks",
        f"/triage/{rowan.reference}",
        f"/triage/{ash.reference}/decision",
        f"/triage/{proposed.reference}",
        f"/triage/{proposed.reference}/second-person",
        f"/triage/{proposed.reference}/decided",
        f"/triage/{decided.reference}/decided",
    ]


def test_every_page_is_accessible(page: Page, hub: Hub, both: DeskAndIntake) -> None:
    sign_in_as(page, hub, Role.PRACTITIONER)
    for address in every_page(both):
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("element => element.open = true")
        assert_accessible(page)


def test_every_page_fits_a_telephone(phone: Page, hub: Hub, both: DeskAndIntake) -> None:
    sign_in_as(phone, hub, Role.PRACTITIONER)
    for address in every_page(both):
        phone.goto(address)
        wider = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, f"{address} is {wider} pixels too wide"
        assert_accessible(phone)
