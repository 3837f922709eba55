"""A team and its worklist, as the team meets it."""

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.envelope import EventData
from mash_contracts.vocabulary import Movement, Pathway, Rag, Role
from mash_routing.domain.case_state import CaseState
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as
from tests.builders.contacts import a_child, a_submission
from tests.builders.routing import (
    RoutingRoom,
    a_decision,
    a_protection_decision,
    a_strategy_discussion_request,
)
from tests.builders.web import an_account, partner


@pytest.fixture
def room(hub: Hub) -> RoutingRoom:
    return RoutingRoom.at(hub.data, hub.clock)


def a_known_child(hub: Hub, **given: str) -> dict[str, str]:
    """A child of a contact that intake took in: the references for a decision."""
    submission = a_submission(children=(a_child(**given),))
    answer = partner(hub.app).post("/api/v1/contacts", json=submission.model_dump(mode="json"))
    assert answer.status_code == 201, answer.text
    accepted = answer.json()
    return {"reference": accepted["records"][0], "contact_reference": accepted["reference"]}


def sent_to(room: RoutingRoom, decided: EventData, team: Pathway) -> str:
    """The address of the case that comes of it."""
    room.receives(decided)
    return f"/worklists/cases/{room.case(decided.reference, team).case_id}"


def test_a_member_of_early_help_accepts_a_child_and_takes_them_on(
    any_page: Page, hub: Hub, room: RoutingRoom
) -> None:
    child = a_known_child(hub, first_names="Rowan", family_name="Testcase")
    sent_to(room, a_decision(**child, decided_at=hub.clock.now()), Pathway.EARLY_HELP)
    name = sign_in_as(any_page, hub, Role.TEAM_MEMBER, team=Pathway.EARLY_HELP)

    expect(any_page.get_by_role("heading", level=1)).to_have_text("Early help")
    any_page.get_by_role("link", name="Rowan Testcase").click()
    expect(any_page.get_by_role("main")).to_contain_text("I get my own tea.")
    any_page.get_by_role("button", name="Accept").click()
    expect(any_page.get_by_role("main")).to_contain_text("The team has accepted this case.")
    any_page.get_by_role("button", name="Allocate to me").click()
    expect(any_page.get_by_role("main")).to_contain_text(f"{name} has this case.")

    any_page.get_by_role("link", name="Early help", exact=True).click()
    any_page.get_by_role("link", name="Allocated (1)").click()
    expect(any_page.get_by_role("link", name="Allocated (1)")).to_have_attribute("aria-current", "page")
    case = room.case(child["reference"], Pathway.EARLY_HELP)
    assert case.state is CaseState.ALLOCATED


def test_a_case_moves_to_another_worker(any_page: Page, hub: Hub, room: RoutingRoom) -> None:
    address = sent_to(room, a_decision(decided_at=hub.clock.now()), Pathway.EARLY_HELP)
    an_account(hub.sign_in, Role.TEAM_MEMBER, display_name="Tom Reed")
    sign_in_as(any_page, hub, Role.TEAM_MEMBER, team=Pathway.EARLY_HELP)
    any_page.goto(address)
    any_page.get_by_role("button", name="Accept").click()
    any_page.get_by_role("button", name="Allocate to me").click()
    any_page.get_by_label("Another worker").select_option("Tom Reed")
    any_page.get_by_role("button", name="Allocate", exact=True).click()
    expect(any_page.get_by_role("main")).to_contain_text("Tom Reed has this case.")


def test_nobody_is_allocated_by_pressing_without_choosing(page: Page, hub: Hub, room: RoutingRoom) -> None:
    address = sent_to(room, a_decision(decided_at=hub.clock.now()), Pathway.EARLY_HELP)
    an_account(hub.sign_in, Role.TEAM_MEMBER, display_name="Tom Reed")
    sign_in_as(page, hub, Role.TEAM_MEMBER, team=Pathway.EARLY_HELP)
    page.goto(address)
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("button", name="Allocate", exact=True).click()
    page.get_by_role("link", name="Select a member of the team").click()
    expect(page.get_by_label("A worker of the team")).to_be_focused()
    assert_accessible(page)


def test_a_team_declines_with_a_reason_and_the_hub_reads_its_note(
    any_page: Page, hub: Hub, room: RoutingRoom
) -> None:
    decision = a_decision(decided_at=hub.clock.now())
    address = sent_to(room, decision, Pathway.EARLY_HELP)
    sign_in_as(any_page, hub, Role.TEAM_MEMBER, team=Pathway.EARLY_HELP)
    any_page.goto(address)
    any_page.get_by_role("button", name="Decline with a reason").click()
    expect(any_page.locator("input[type=radio]:checked")).to_have_count(0)
    any_page.get_by_role("button", name="Decline and send back to the hub").click()
    expect(any_page.locator(".govuk-error-summary")).to_contain_text("Select why the team")

    any_page.get_by_label("Another team should help").check()
    any_page.get_by_label("What should the hub know?").fill("Youth justice already works with him.")
    any_page.get_by_role("button", name="Decline and send back to the hub").click()
    expect(any_page.get_by_role("main")).to_contain_text("It is back with the hub")

    any_page.get_by_role("button", name="Sign out").click()
    sign_in_as(any_page, hub, Role.PRACTITIONER)
    any_page.goto(f"/worklists/records/{decision.reference}")
    expect(any_page.get_by_role("main")).to_contain_text("Youth justice already works with him.")


def test_a_manager_goes_from_the_numbers_to_a_team(page: Page, hub: Hub, room: RoutingRoom) -> None:
    sent_to(room, a_protection_decision(decided_at=hub.clock.now()), Pathway.CHILD_PROTECTION)
    sign_in_as(page, hub, Role.MANAGER)
    page.goto("/worklists/")
    assert_accessible(page)
    page.get_by_role("link", name="1 new for Child protection").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Child protection")


def test_every_page_of_a_worklist_can_be_used_by_everybody(page: Page, hub: Hub, room: RoutingRoom) -> None:
    pages = _pages_with_children(hub, room)
    sign_in_as(page, hub, Role.TEAM_MEMBER, team=Pathway.CHILD_PROTECTION)
    for address in pages:
        page.goto(address)
        assert_accessible(page)


def test_no_page_of_a_worklist_is_wider_than_a_telephone(phone: Page, hub: Hub, room: RoutingRoom) -> None:
    pages = _pages_with_children(hub, room)
    sign_in_as(phone, hub, Role.TEAM_MEMBER, team=Pathway.CHILD_PROTECTION)
    for address in pages:
        phone.goto(address)
        width = phone.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], address


def _pages_with_children(hub: Hub, room: RoutingRoom) -> list[str]:
    """A list and cases with everything that can be shown on them."""
    child = a_known_child(hub, family_name="Featherstonehaugh-Cholmondeley")
    now = hub.clock.now()
    room.receives(
        a_strategy_discussion_request(**child, requested_at=now, hold_by=now),
        a_protection_decision(
            **child,
            decided_at=now,
            rag=Rag.AMBER,
            movement=Movement.STEPPED_UP,
            pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
            reasons=("neglect", "immediate-danger", "critical-harm", "missing-often"),
        ),
    )
    cases = [case for case in room.cases(child["reference"]) if case.pathway is Pathway.CHILD_PROTECTION]
    addresses = [f"/worklists/cases/{case.case_id}" for case in cases]
    states = [f"/worklists/child-protection?state={state}" for state in CaseState]
    return [*states, *addresses, f"{addresses[0]}/decline"]
