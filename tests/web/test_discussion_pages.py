"""What agencies say to each other, as the hub records and reads it; no half-written word is lost."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.submission import ContactSubmission
from mash_platform.clock import MovableClock
from mash_triage.domain.discussions import Discussion
from mash_triage.store import discussions
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage import WEDNESDAY_MORNING
from tests.builders.triage_web import TriageHub, a_triage_hub


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING + timedelta(hours=4))


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


def a_child_at_the_desk(hub: TriageHub, **given: object) -> Record:
    """A girl told her teacher of sexual abuse."""
    told = a_concern(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,))
    contact = {"referrer": a_referrer(), "children": (a_child(),), "adults": (an_adult(),)}
    (record,) = hub.both.takes_in(ContactSubmission(**{**contact, "concerns": (told,), **given}))
    return record


def text_of(page: Response) -> str:
    assert page.status_code in (200, 409, 422), page.status_code
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def kept(hub: TriageHub, record: Record) -> tuple[Discussion, ...]:
    with hub.desk.delivery.reading() as session:
        return discussions.discussions_of(session, record.reference)


def somebody(number: int, agency: str, **given: str) -> dict[str, str | list[str]]:
    view = {
        "agency": agency,
        "name": f"Somebody at {agency}",
        "role": "Safeguarding lead",
        "words": f"What {agency} thinks.",
        "stance": "agrees",
        **given,
    }
    return {f"view_{number}_{part}": text for part, text in view.items()}


HELD = {"held-day": "4", "held-month": "3", "held-year": "2026", "held_time": "13:30"}
CAME_OF_IT: dict[str, str | list[str]] = {
    **HELD,
    "decision": "She is seen at school today.",
    "rationale": "What she told fits what the school nurse saw.",
    "family_told": "Mother is told by the social worker after that.",
    "referrer_told": "School is told at once.",
}
STRATEGY: dict[str, str | list[str]] = {
    "kind": "strategy",
    **CAME_OF_IT,
    **somebody(1, "social-care"),
    **somebody(2, "police"),
    **somebody(3, "health"),
    "outcome": "s47-joint",
}
WITHOUT_POLICE: dict[str, str | list[str]] = {
    "kind": "strategy",
    **CAME_OF_IT,
    **somebody(1, "social-care"),
    "view_2_agency": "police",
    **somebody(3, "health"),
}


def test_what_each_said_is_read_in_their_own_words_with_who_differs_and_why(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    differs = somebody(2, "education", stance="dissents", reason="She will not go home.")
    priya.send(
        f"/triage/{record.reference}/discussions/record",
        **{"kind": "multi-agency", **CAME_OF_IT, **somebody(1, "health"), **differs},
    )

    page = text_of(priya.open(f"/triage/{record.reference}/discussions/1"))
    assert "What health thinks." in page
    assert "Does not agree , because: She will not go home." in page
    assert "Mother is told by the social worker after that." in page
    assert "Education does not agree: She will not go home." in text_of(
        priya.open(f"/triage/{record.reference}/discussions")
    )


def test_the_form_of_a_strategy_discussion_names_whom_it_needs_and_chooses_nothing_else(
    hub: TriageHub,
) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    page = priya.open(f"/triage/{record.reference}/discussions/record?kind=strategy").text

    selected = re.findall(r'<option value="([^"]+)" selected', page)
    assert selected == ["social-care", "police", "health"]
    assert re.findall(r'value="([^"]+)"[^>]* checked', page) == ["strategy"]
    assert "checked" not in priya.open(f"/triage/{record.reference}/discussions/record").text


def test_held_without_the_police_it_says_so_decides_nothing_and_stays_due(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    home = f"/triage/{record.reference}"

    priya.send(f"{home}/discussions/record", **WITHOUT_POLICE)

    assert "Not quorate: Police was missing." in text_of(priya.open(f"{home}/discussions/1"))
    standing = text_of(priya.open(f"{home}/discussions"))
    assert "A strategy discussion is to be held the same day: risk is high" in standing
    assert "Police was missing on 4 March 2026 at 1:30pm" in standing
    assert "Police was missing" in text_of(priya.open(home))


def test_with_all_three_the_enquiry_and_the_conference_have_their_times(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    home = f"/triage/{record.reference}"

    priya.send(f"{home}/discussions/record", **STRATEGY)

    standing = text_of(priya.open(f"{home}/discussions"))
    assert "is to be held" not in standing
    assert "The enquiry is complete by 12 March 2026" in standing
    assert "conference is held by 25 March 2026" in standing


def test_what_is_missing_is_named_at_its_person_and_no_word_is_lost(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    address = f"/triage/{record.reference}/discussions/record"

    answer = priya.send(
        address,
        kind="multi-agency",
        **HELD,
        **somebody(1, "health"),
        **somebody(3, "education", stance="", words="She falls asleep in class."),
    )

    assert answer.status_code == 422
    assert 'href="#view_2_stance"' in answer.text
    assert "Enter what was decided" in answer.text
    assert kept(hub, record) == ()
    again = priya.open(address).text
    assert "She falls asleep in class." in again
    assert "and did not send is filled in below" in again


def test_a_time_that_cannot_be_read_is_asked_for_again_and_not_the_day(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    answer = priya.send(
        f"/triage/{record.reference}/discussions/record", **{**STRATEGY, "held_time": "after lunch"}
    )

    assert 'href="#held_time"' in answer.text
    assert 'href="#held"' not in answer.text


def test_a_half_written_discussion_is_put_by_and_gone_on_with(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    home = f"/triage/{record.reference}/discussions"

    priya.send(f"{home}/record", kind="strategy", **somebody(2, "police"), later="yes")

    assert "You began to record a discussion" in text_of(priya.open(home))
    assert "What police thinks." in priya.open(f"{home}/record").text
    assert kept(hub, record) == ()


def test_words_typed_after_it_was_put_by_come_back_with_it_and_are_deleted_with_it(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    home = f"/triage/{record.reference}/discussions"
    priya.send(f"{home}/record", kind="strategy", **somebody(2, "police"), later="yes")
    priya.send(f"/triage/drafts/discussions/{record.reference}", decision="Seen at school.")

    page = priya.open(f"{home}/record").text
    assert "What police thinks." in page
    assert "Seen at school." in page

    priya.send(f"/triage/drafts/discussion-parts/{record.reference}", forget="yes", back=home)
    assert "Seen at school." not in priya.open(f"{home}/record").text


def test_there_is_room_for_one_more_person_each_time_it_is_asked_for(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    people = {
        **somebody(1, "health"),
        **somebody(2, "education"),
        **somebody(3, "police"),
        **somebody(4, "housing"),
    }
    page = priya.send(f"/triage/{record.reference}/discussions/record", **people, more="yes")

    assert "Person 5" in page.text
    assert "Person 6" not in page.text
    assert "What housing thinks." in page.text
    assert "error-summary" not in page.text


def test_a_correction_stands_beside_what_it_corrects(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    home = f"/triage/{record.reference}/discussions"
    priya.send(f"{home}/record", **STRATEGY)
    begun = priya.open(f"{home}/1/correct").text
    assert "What police thinks." in begun

    corrected = {**STRATEGY, **somebody(2, "police", words="What the police really think.")}
    priya.send(f"{home}/1/correct", **corrected, revision="1", correction="Taken down wrongly.")

    page = text_of(priya.open(f"{home}/1"))
    assert "This was corrected: Taken down wrongly." in page
    assert "What the police really think." in page
    assert "As Priya Nair recorded it on" in page
    assert "What police thinks." in page


def test_of_two_who_correct_the_second_is_told_and_keeps_what_they_wrote(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    home = f"/triage/{record.reference}/discussions"
    priya.send(f"{home}/record", **STRATEGY)
    priya.send(f"{home}/1/correct", **STRATEGY, revision="1", correction="A name.")

    answer = priya.send(f"{home}/1/correct", **STRATEGY, revision="1", correction="Another name.")

    assert answer.status_code == 409
    assert "Another name." in answer.text
    assert len(kept(hub, record)[0].revisions) == 2


def test_a_discussion_that_is_not_there_is_not_found(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    for address in ("/discussions/1", "/discussions/1/correct", "/discussions/x"):
        assert priya.open(f"/triage/{record.reference}{address}").status_code in (404, 422), address
    assert priya.open("/triage/4K7Q-9XWD-1/discussions").status_code == 404
    assert kept(hub, record) == ()
