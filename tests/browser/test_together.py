"""Deciding about brothers and sisters together in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Role
from mash_triage.domain.record_state import RecordState
from mash_triage.store.records import Record
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage_web import DeskAndIntake, desk_and_intake


@pytest.fixture
def both(hub: Hub) -> Iterator[DeskAndIntake]:
    with desk_and_intake(hub.data, hub.clock) as both:
        yield both


def rowan_and_ash(both: DeskAndIntake) -> tuple[Record, ...]:
    """School is worried about Rowan and Ash, who are often alone."""
    return both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=(a_child(), a_child(first_names="Ash")),
            adults=(an_adult(),),
            concerns=(a_concern(),),
        )
    )


def choose_as_recommended(page: Page, record: Record, name: str) -> None:
    child = page.get_by_role("region", name=name)
    recommended = record.recommended
    child.get_by_label(recommended.level.label).check()
    child.get_by_label(f"{recommended.rag.label}, within").check()
    child.get_by_label(recommended.legal_basis.label).check()
    for pathway in recommended.pathways:
        child.get_by_role("checkbox", name=pathway.label).check()
    child.get_by_label(f"Why do you decide this for {name}?").fill(f"What school says of {name}.")


def test_two_siblings_are_decided_on_one_screen(any_page: Page, hub: Hub, both: DeskAndIntake) -> None:
    rowan, ash = rowan_and_ash(both)
    sign_in_as(any_page, hub, Role.PRACTITIONER)
    any_page.goto(f"/triage/{rowan.reference}")
    any_page.get_by_role("link", name="Decide about all 2 of this home together").click()

    choose_as_recommended(any_page, rowan, "Rowan Testcase")
    any_page.get_by_role("button", name="Record the decisions").click()
    any_page.get_by_role("link", name="Ash Testcase: Select the legal basis").click()
    expect(
        any_page.get_by_role("region", name="Ash Testcase").get_by_label("None: by agreement")
    ).to_be_focused()
    choose_as_recommended(any_page, ash, "Ash Testcase")
    any_page.get_by_role("button", name="Record the decisions").click()

    expect(any_page.get_by_role("heading", level=1)).to_have_text("What was recorded")
    assert [both.desk.record(one.reference).state for one in (rowan, ash)] == [RecordState.DECIDED] * 2


def test_it_is_accessible_empty_refused_and_decided_at_a_desk_and_on_a_telephone(
    page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    rowan, ash = rowan_and_ash(both)
    sign_in_as(page, hub, Role.PRACTITIONER)
    for width in (None, PHONE):
        if width:
            page.set_viewport_size(width)
        page.goto(f"/triage/{rowan.reference}/together")
        assert_accessible(page)
        page.get_by_role("button", name="Record the decisions").click()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    for record, name in ((rowan, "Rowan Testcase"), (ash, "Ash Testcase")):
        choose_as_recommended(page, record, name)
    page.get_by_role("button", name="Record the decisions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was recorded")
    assert_accessible(page)
