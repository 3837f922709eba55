"""Brothers and sisters on one screen, as the hub meets it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

from mash_contracts.submission import ContactSubmission
from mash_platform.audit.trail import Action
from mash_platform.clock import MovableClock
from mash_triage.domain.record_state import RecordState
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage_web import BELOW, TriageHub, a_triage_hub, decision_fields
from tests.builders.web import Visitor

WEDNESDAY_IN_NOVEMBER = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
Fields = dict[str, str | list[str]]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, MovableClock(WEDNESDAY_IN_NOVEMBER)) as hub:
        yield hub


def siblings(hub: TriageHub, *names: str) -> tuple[Record, ...]:
    """School is worried about children who are often alone."""
    return hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=tuple(a_child(first_names=name) for name in names or ("Rowan", "Ash")),
            adults=(an_adult(),),
            concerns=(a_concern(),),
        )
    )


def together(records: Sequence[Record], **given: str | list[str]) -> Fields:
    """What the form brings that decides about each as recommended; what is given differs."""
    fields: Fields = {"reference": [record.reference for record in records]}
    for record in records:
        fields |= {f"{record.reference}-{name}": value for name, value in decision_fields(record).items()}
    return fields | given


def test_it_shows_each_child_with_what_was_found_and_chooses_nothing(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)

    page = hub.practitioner().open(f"/triage/{rowan.reference}/together").text

    for record, name in ((rowan, "Rowan"), (ash, "Ash")):
        assert f"What is {name} Testcase’s level of need?" in page
        assert f'name="{record.reference}-level"' in page
    assert page.count("Recommended for") == 2
    assert " checked" not in page


def test_the_record_and_its_decision_lead_to_it(hub: TriageHub) -> None:
    rowan, _ = siblings(hub)
    priya = hub.practitioner()

    for path in ("", "/decision"):
        assert (
            "Decide about all 2 of this home together" in priya.open(f"/triage/{rowan.reference}{path}").text
        )


def test_one_submit_makes_one_decision_a_record(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)
    priya = hub.practitioner()

    answer = priya.send(f"/triage/{rowan.reference}/together", **together((rowan, ash)))

    page = priya.open(answer.headers["location"]).text
    assert page.count("has this child on the worklist now") + page.count("have this child") == 2
    assert [hub.desk.record(one.reference).state for one in (rowan, ash)] == [RecordState.DECIDED] * 2


def test_words_for_all_stand_before_each_childs_own(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)

    hub.practitioner().send(
        f"/triage/{rowan.reference}/together",
        **together((rowan, ash), **{"shared": "Nobody is home.", f"{ash.reference}-rationale": "He is two."}),
    )

    assert hub.desk.record(ash.reference).decisions[-1].rationale == "Nobody is home.\n\nHe is two."


def test_words_for_all_are_no_reasons_of_a_childs_own(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)

    answer = hub.practitioner().send(
        f"/triage/{rowan.reference}/together",
        **together((rowan, ash), **{"shared": "Nobody is home.", f"{ash.reference}-rationale": ""}),
    )

    assert answer.status_code == 422
    assert f'href="#{ash.reference}-rationale">Ash Testcase: Enter your reasons' in answer.text


def test_each_mistake_leads_to_the_field_of_its_child_and_nothing_is_recorded(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)
    given = together((rowan, ash), **{f"{rowan.reference}-rationale": "What I wrote of Rowan."})
    del given[f"{ash.reference}-level"]

    answer = hub.practitioner().send(f"/triage/{rowan.reference}/together", **given)

    assert answer.status_code == 422
    assert f'href="#{ash.reference}-level">Ash Testcase: Select the child’s level of need' in unescape(
        answer.text
    )
    assert f'id="{ash.reference}-level"' in answer.text
    assert "What I wrote of Rowan." in answer.text
    assert hub.desk.record(rowan.reference).state is RecordState.WAITING


def test_a_child_who_goes_on_waiting_needs_no_answer(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)
    given = together((rowan, ash), **{f"{ash.reference}-later": "yes", f"{ash.reference}-rationale": ""})
    priya = hub.practitioner()

    answer = priya.send(f"/triage/{rowan.reference}/together", **given)

    assert "Still waiting" in priya.open(answer.headers["location"]).text
    assert hub.desk.record(rowan.reference).state is RecordState.DECIDED
    assert hub.desk.record(ash.reference).state is RecordState.WAITING


def test_somebody_has_to_be_decided_about(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)
    later: Fields = {f"{one.reference}-later": "yes" for one in (rowan, ash)}

    answer = hub.practitioner().send(f"/triage/{rowan.reference}/together", **together((rowan, ash), **later))

    assert answer.status_code == 422
    assert 'href="#together">Decide about at least one child' in answer.text


def test_what_a_colleague_decided_meanwhile_is_told_and_every_word_stays(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)
    daniel, priya = hub.practitioner("Daniel Hughes"), hub.practitioner("Priya Nair")
    daniel.send(f"/triage/{ash.reference}/decision", **decision_fields(ash, rationale="I know his nan."))

    answer = priya.send(
        f"/triage/{rowan.reference}/together",
        **together(
            (rowan, ash),
            **{f"{rowan.reference}-rationale": "Of Rowan.", f"{ash.reference}-rationale": "Of Ash."},
        ),
    )

    assert answer.status_code == 409
    assert "Nothing was recorded, because somebody else was first with one child" in answer.text
    assert "I know his nan." in answer.text
    assert "Of Ash." in answer.text
    assert "Of Rowan.</textarea>" in answer.text
    assert hub.desk.record(rowan.reference).state is RecordState.WAITING
    again = priya.send(f"/triage/{rowan.reference}/together", **together((rowan,)))
    assert again.status_code == 303


def test_a_step_down_waits_for_a_second_person_and_the_page_says_so(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)
    priya = hub.practitioner()
    below: Fields = {f"{ash.reference}-{name}": value for name, value in BELOW.items()}

    answer = priya.send(f"/triage/{rowan.reference}/together", **together((rowan, ash), **below))

    assert "Until a second person confirms it" in priya.open(answer.headers["location"]).text
    assert hub.desk.record(ash.reference).state is RecordState.AWAITING_SECOND_PERSON


def test_what_was_written_is_there_again_from_either_childs_page(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)
    priya = hub.practitioner()
    priya.send(
        f"/triage/{rowan.reference}/together",
        reference=[rowan.reference, ash.reference],
        **{"shared": "Nobody is home.", f"{ash.reference}-rationale": "He is two."},
    )

    page = priya.open(f"/triage/{ash.reference}/together").text

    assert "Nobody is home.</textarea>" in page
    assert "He is two.</textarea>" in page


def test_when_nobody_of_the_home_waits_it_says_so(hub: TriageHub) -> None:
    (rowan,) = siblings(hub, "Rowan")
    hub.desk.decides(rowan)

    page = hub.practitioner().open(f"/triage/{rowan.reference}/together").text

    assert "No child of this home is waiting for a decision" in page


def test_a_child_of_another_home_is_not_decided_about_from_here(hub: TriageHub) -> None:
    (rowan,) = siblings(hub, "Rowan")
    (stranger,) = hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=(a_child(first_names="Wren", family_name="Elsewhere"),),
            concerns=(a_concern(),),
        )
    )

    answer = hub.practitioner().send(f"/triage/{rowan.reference}/together", **together((rowan, stranger)))

    assert answer.status_code == 404
    assert hub.desk.record(stranger.reference).state is RecordState.WAITING


def test_the_desk_leads_to_it_from_each_of_them(hub: TriageHub) -> None:
    rowan, _ = siblings(hub)

    assert f'href="/triage/{rowan.reference}/together"' in hub.practitioner().open("/triage/").text


def test_whoever_is_looked_at_and_decided_about_is_in_the_trail(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)
    visitor = hub.practitioner()

    visitor.open(f"/triage/{rowan.reference}/together")
    visitor.send(f"/triage/{rowan.reference}/together", **together((rowan, ash)))

    about_ash = hub.app.state.sign_in.trail.latest(subjects=[ash.reference])
    assert {entry.act.action for entry in about_ash} >= {Action.VIEW, Action.CHANGE}


def by_api(visitor: Visitor, of: Record, *records: Record, **given: object) -> Response:
    """Decides about each as recommended; what is given differs for the first."""
    decisions: list[dict[str, object]] = [
        {**decision_fields(record), "reference": record.reference, "version": record.version}
        for record in records
    ]
    decisions[0] |= given
    return visitor.client.post(
        f"/api/v1/decisions/{of.reference}/together",
        json={"decisions": decisions},
        headers={"x-csrf-token": visitor.csrf()},
    )


def test_another_system_decides_about_them_together_too(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)

    answer = by_api(hub.practitioner(), rowan, rowan, ash)

    assert [(one["reference"], one["state"]) for one in answer.json()] == [
        (rowan.reference, "decided"),
        (ash.reference, "decided"),
    ]


def test_by_api_one_missing_choice_is_named_at_its_place_and_nobody_is_decided_about(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)

    answer = by_api(hub.practitioner(), rowan, rowan, ash, level=None)

    assert answer.status_code == 422
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("decisions[0].level", "required")
    ]
    assert {hub.desk.record(one.reference).state for one in (rowan, ash)} == {RecordState.WAITING}


def test_by_api_what_somebody_did_to_one_of_them_meanwhile_holds_up_all(hub: TriageHub) -> None:
    rowan, ash = siblings(hub)
    hub.desk.decides(ash)

    answer = by_api(hub.practitioner(), rowan, rowan, ash)

    assert answer.status_code == 409
    assert ash.reference in answer.json()["errors"][0]["detail"]
    assert hub.desk.record(rowan.reference).state is RecordState.WAITING


def test_by_api_neither_a_stranger_nor_a_child_named_twice_is_decided_about(hub: TriageHub) -> None:
    (rowan,) = siblings(hub, "Rowan")
    (stranger,) = hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=(a_child(first_names="Juno", family_name="Elsewhere"),),
            concerns=(a_concern(),),
        )
    )

    answer = by_api(hub.practitioner(), rowan, rowan, rowan, stranger)

    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("decisions[1].reference", "named-twice"),
        ("decisions[2].reference", "not-together"),
    ]
    assert {hub.desk.record(one.reference).state for one in (rowan, stranger)} == {RecordState.WAITING}
