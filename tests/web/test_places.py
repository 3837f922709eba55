"""Lists keep their place: into a child and back, and on to the next one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mash_platform.clock import MovableClock
from mash_triage.store.records import Record
from tests.builders.triage import WEDNESDAY_MORNING, a_child_in_danger, a_contact_received
from tests.builders.triage_web import TriageHub, a_triage_hub
from tests.web.test_triage_pages import text_of


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING + timedelta(minutes=30))


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


def waiting(hub: TriageHub, *hours_ago: float) -> list[Record]:
    return [
        hub.desk.receives(a_contact_received(received_at=WEDNESDAY_MORNING - timedelta(hours=hours)))
        for hours in hours_ago
    ]


def test_going_back_leads_to_the_list_as_it_was_and_to_the_row(hub: TriageHub) -> None:
    (record,) = waiting(hub, 1)
    priya = hub.practitioner()
    priya.open("/triage/?state=waiting&rag=amber&sort=time-left&page=3")

    page = priya.open(f"/triage/{record.reference}")

    back = f'href="/triage/?state=waiting&amp;rag=amber&amp;sort=time-left&amp;page=3#{record.reference}"'
    assert back in page.text
    assert back in priya.open(f"/triage/{record.reference}/clocks").text
    assert f'id="{record.reference}"' in priya.open("/triage/").text


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/agency-checks/?agency=police", "Agency checks"),
        ("/vulnerability-tracker/", "Vulnerability tracker"),
        ("/school-notices/", "School notices"),
    ],
)
def test_each_list_is_gone_back_to(hub: TriageHub, address: str, name: str) -> None:
    (record,) = waiting(hub, 1)
    priya = hub.practitioner()
    priya.open(address)

    page = priya.open(f"/triage/{record.reference}").text

    assert f'href="{address}#{record.reference}" class="govuk-back-link">{name}</a>' in page


def test_without_a_list_before_it_a_child_leads_back_to_the_list_it_stands_in(hub: TriageHub) -> None:
    decided = hub.desk.decides(waiting(hub, 1)[0])

    page = hub.practitioner().open(f"/triage/{decided.reference}").text

    assert f'href="/triage/?state=decided#{decided.reference}"' in page


def test_the_list_of_whoever_used_the_browser_before_is_nobody_else_s(hub: TriageHub) -> None:
    (record,) = waiting(hub, 1)
    priya, margaret = hub.practitioner(), hub.manager()
    priya.open("/triage/?state=decided&whose=mine")
    margaret.client.cookies.set("mash_list", priya.client.cookies["mash_list"])

    assert "whose=mine" not in margaret.open(f"/triage/{record.reference}").text


@pytest.mark.parametrize("kept", ["//elsewhere.example/ ", "/sign-out ", '/triage/ "><script>', "/triage"])
def test_a_way_back_leads_nowhere_else(hub: TriageHub, kept: str) -> None:
    (record,) = waiting(hub, 1)
    priya = hub.practitioner()
    assert priya.account
    priya.client.cookies.set("mash_list", f"{priya.account.account_id} {kept}")

    page = priya.open(f"/triage/{record.reference}").text

    assert f'href="/triage/?state=waiting#{record.reference}"' in page


def test_a_list_opened_from_the_navigation_hides_nobody_for_a_filter_of_before(hub: TriageHub) -> None:
    (record,) = waiting(hub, 1)
    priya = hub.practitioner()
    assert record.reference not in text_of(priya.open("/triage/?rag=red"))

    assert record.reference in text_of(priya.open("/triage/"))


def test_the_next_child_in_the_list_is_one_step_away(hub: TriageHub) -> None:
    first, second, third = waiting(hub, 3, 2, 1)
    priya = hub.practitioner()
    priya.open("/triage/")

    page = priya.open(f"/triage/{second.reference}").text
    assert f'href="/triage/{first.reference}">Previous' in page
    assert f'href="/triage/{third.reference}">Next' in page
    assert ">Previous<" not in priya.open(f"/triage/{first.reference}").text
    assert ">Next<" not in priya.open(f"/triage/{third.reference}").text


def test_next_follows_what_the_list_was_narrowed_to_and_how_it_was_sorted(hub: TriageHub) -> None:
    overdue, later = waiting(hub, 60, 1)
    red = hub.desk.receives(a_child_in_danger())
    priya = hub.practitioner()

    priya.open("/triage/")
    assert f'href="/triage/{overdue.reference}">Next' in priya.open(f"/triage/{red.reference}").text
    priya.open("/triage/?sort=time-left")
    assert f'href="/triage/{red.reference}">Next' in priya.open(f"/triage/{overdue.reference}").text
    priya.open(f"/triage/?rag={later.recommended.rag}")
    assert f'href="/triage/{red.reference}"' not in priya.open(f"/triage/{overdue.reference}").text


def test_after_a_decision_the_list_goes_on_where_it_was(hub: TriageHub) -> None:
    first, second, third = waiting(hub, 3, 2, 1)
    priya = hub.practitioner()
    priya.open("/triage/")
    hub.desk.decides(second)

    page = priya.open(f"/triage/{second.reference}/decided").text

    assert f'href="/triage/{third.reference}"' in page
    assert "Next child in your list" in page
    assert f'href="/triage/{first.reference}"' in page


def test_who_has_the_least_time_left_can_stand_first_whatever_the_urgency(hub: TriageHub) -> None:
    overdue, _ = waiting(hub, 60, 1)
    red = hub.desk.receives(a_child_in_danger())
    priya = hub.practitioner()

    by_urgency = text_of(priya.open("/triage/"))
    by_time = text_of(priya.open("/triage/?sort=time-left"))

    assert by_urgency.index(red.reference) < by_urgency.index(overdue.reference)
    assert by_time.index(overdue.reference) < by_time.index(red.reference)


def test_the_desk_says_who_is_overdue_and_due_within_the_hour_and_shows_only_them(
    hub: TriageHub, clock: MovableClock
) -> None:
    overdue, later = waiting(hub, 60, 1)
    red = hub.desk.receives(a_child_in_danger())
    clock.move(timedelta(hours=3))
    priya = hub.practitioner()

    text = text_of(priya.open("/triage/"))
    assert "1 overdue · 1 due within the hour" in text

    only_late = text_of(priya.open("/triage/?left=overdue"))
    assert overdue.reference in only_late
    assert red.reference not in only_late
    within_the_hour = text_of(priya.open("/triage/?left=hour"))
    assert red.reference in within_the_hour
    assert later.reference not in within_the_hour
