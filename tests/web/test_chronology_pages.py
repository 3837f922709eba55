"""The chronology of a child as the hub meets it: reading, narrowing, drawing, adding and taking back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.submission import ContactSubmission
from mash_platform.clock import MovableClock
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage_web import TriageHub, a_triage_hub

WEDNESDAY_IN_NOVEMBER = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
KNOWN = {
    "kind": "missing-episode",
    "first-day": "3",
    "first-month": "11",
    "first-year": "2026",
    "agency": "police",
    "source": "Missing persons log",
    "words": "Out all night.",
}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, MovableClock(WEDNESDAY_IN_NOVEMBER)) as hub:
        yield hub


def siblings(hub: TriageHub) -> tuple[Record, ...]:
    """School is worried about Rowan and Ash, who are often alone."""
    return hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=(a_child(), a_child(first_names="Ash")),
            adults=(an_adult(),),
            concerns=(a_concern(),),
        )
    )


def test_it_names_everybody_at_home_and_links_to_their_records(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)

    page = hub.practitioner().open(f"/triage/{rowan.reference}/chronology")

    assert "Ash Testcase" in page.text
    assert "Same home" in page.text
    assert f'href="/triage/{ash.reference}"' in page.text
    assert "Nothing is known from before this contact." in page.text


def test_it_says_that_nothing_fits_what_was_chosen(hub: TriageHub) -> None:
    rowan, _ = siblings(hub)

    page = hub.practitioner().open(f"/triage/{rowan.reference}/chronology?kind=incident")

    assert "Nothing here fits what you chose" in page.text


def test_somebody_who_is_not_of_this_home_narrows_nothing(hub: TriageHub) -> None:
    rowan, _ = siblings(hub)

    page = hub.practitioner().open(f"/triage/{rowan.reference}/chronology?who=PER-0000-0000&kind=nothing")

    assert "Ash Testcase" in page.text
    assert "Show all" not in page.text


def test_the_plot_is_an_svg_without_script_and_the_same_each_time(hub: TriageHub) -> None:
    rowan, _ = siblings(hub)
    priya = hub.practitioner()

    for shape in ("wide", "narrow"):
        plot = priya.open(f"/triage/{rowan.reference}/chronology/plot.svg?shape={shape}")
        assert plot.headers["content-type"] == "image/svg+xml"
        assert "<script" not in plot.text
        assert "Contacts" in plot.text
        assert plot.text == priya.open(f"/triage/{rowan.reference}/chronology/plot.svg?shape={shape}").text
    assert priya.open(f"/triage/{rowan.reference}/chronology/plot.svg?kind=incident").status_code == 200


def test_what_is_known_from_elsewhere_is_shown_with_source_and_writer(hub: TriageHub) -> None:
    rowan, _ = siblings(hub)
    priya = hub.practitioner()

    answer = priya.send(f"/triage/{rowan.reference}/chronology/add", **KNOWN)
    page = priya.open(answer.headers["location"]).text

    assert "Missing episode" in page
    assert "3 November 2026" in page
    assert "Missing persons log" in page
    assert "Written down by Priya Nair" in page


def test_what_is_missing_is_named_and_what_was_written_stays(hub: TriageHub) -> None:
    rowan, _ = siblings(hub)
    priya = hub.practitioner()

    answer = priya.send(
        f"/triage/{rowan.reference}/chronology/add", **{**KNOWN, "first-day": "31", "agency": ""}
    )

    assert answer.status_code == 422
    assert 'href="#first">The day it happened or began must be a real date' in unescape(answer.text)
    assert "Out all night." in answer.text
    assert "Out all night." in priya.open(f"/triage/{rowan.reference}/chronology/add").text


def test_a_mistake_is_taken_back_with_a_reason(hub: TriageHub) -> None:
    rowan, _ = siblings(hub)
    priya = hub.practitioner()
    priya.send(f"/triage/{rowan.reference}/chronology/add", **KNOWN)

    assert "Out all night." in priya.open(f"/triage/{rowan.reference}/chronology/1/take-back").text
    assert priya.send(f"/triage/{rowan.reference}/chronology/1/take-back", reason="").status_code == 422
    priya.send(f"/triage/{rowan.reference}/chronology/1/take-back", reason="It was her cousin.")
    again = priya.send(f"/triage/{rowan.reference}/chronology/1/take-back", reason="Once more.")

    page = priya.open(again.headers["location"]).text
    assert "It was her cousin." in page
    assert "Once more." not in page


def test_an_entry_of_another_home_is_not_found_from_here(hub: TriageHub) -> None:
    rowan, _ = siblings(hub)
    (stranger,) = hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=(a_child(first_names="Wren", family_name="Elsewhere"),),
            concerns=(a_concern(),),
        )
    )
    priya = hub.practitioner()
    priya.send(f"/triage/{rowan.reference}/chronology/add", **KNOWN)

    assert priya.open(f"/triage/{stranger.reference}/chronology/1/take-back").status_code == 404


def test_without_intake_it_says_so_and_still_tells_what_happened(tmp_path: Path) -> None:
    with a_triage_hub(tmp_path, MovableClock(WEDNESDAY_IN_NOVEMBER), intake_answers=False) as hub:
        rowan, _ = siblings(hub)
        page = hub.practitioner().open(f"/triage/{rowan.reference}/chronology").text

    assert "Names and addresses cannot be shown just now" in page
    assert "This child" in page
    assert "Neglect" in page


def test_of_a_record_that_is_open_to_named_people_only_nothing_is_told_but_that_it_is_there(
    hub: TriageHub,
) -> None:
    rowan, _ = siblings(hub)
    (hidden,) = hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=(a_child(),),
            concerns=(a_concern(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT),),
        )
    )
    hub.manager().send(f"/restricted-records/{hidden.contact_reference}", reason="Her father works here.")
    priya = hub.practitioner()

    page = priya.open(f"/triage/{rowan.reference}/chronology").text

    assert "One more record of this home is open to named people only" in page
    assert AssessmentFactor.SEXUAL_ABUSE_BY_ADULT.label not in page
    assert hidden.reference not in priya.open(f"/triage/{rowan.reference}/together").text
