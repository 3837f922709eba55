"""Management oversight as managers and practitioners meet it: the queue, a grade, and its feedback."""

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
from mash_contracts.vocabulary import Role
from mash_platform.clock import MovableClock
from mash_triage.domain.professional_differences import Subject
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.discussions import THE_SCHOOL, differing
from tests.builders.triage import WEDNESDAY_MORNING
from tests.builders.triage_web import BELOW, TriageHub, a_triage_hub, decision_fields
from tests.builders.web import Visitor, someone

GRADED: dict[str, str | list[str]] = {
    "grade": "requires-improvement",
    "strengths": "Her voice is at the centre.",
    "learning": "Say why her grandmother is enough.",
}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING + timedelta(minutes=30))


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


def a_girl(hub: TriageHub, concern: object = None) -> Record:
    (record,) = hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            children=(a_child(),),
            adults=(an_adult(),),
            concerns=(concern or a_concern(),),
        )
    )
    return record


def a_girl_in_danger(hub: TriageHub) -> Record:
    return a_girl(
        hub, a_concern(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,))
    )


def decided_below(hub: TriageHub, first: Visitor, second: Visitor) -> Record:
    """One practitioner went below the recommendation, and another confirmed it."""
    record = a_girl(hub)
    first.send(f"/triage/{record.reference}/decision", **decision_fields(record, **BELOW))
    waiting = hub.desk.record(record.reference)
    second.send(
        f"/triage/{record.reference}/second-person",
        version=str(waiting.version),
        answer="confirmed",
        rationale="I rang her nan.",
    )
    return hub.desk.record(record.reference)


def text_of(page: Response) -> str:
    assert page.status_code in (200, 409, 422), page.status_code
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_an_empty_queue_says_that_nothing_is_overdue(hub: TriageHub) -> None:
    page = text_of(hub.manager().open("/oversight/"))

    assert "Nothing is overdue. 0 wait for a second person, 0 to grade." in page
    assert "No strategy discussion is still to be held." in page


def test_whatever_needs_a_manager_is_on_one_page_with_what_is_overdue(
    hub: TriageHub, clock: MovableClock
) -> None:
    proposed, danger = a_girl(hub), a_girl_in_danger(hub)
    hub.practitioner().send(f"/triage/{proposed.reference}/decision", **decision_fields(proposed, **BELOW))
    with hub.desk.delivery.transaction() as transaction:
        hub.desk.handlers.differences.raise_difference(
            transaction, danger.reference, differing(subject=Subject.HANDLING), THE_SCHOOL
        )
    clock.move(timedelta(days=2))

    page = text_of(hub.manager().open("/oversight/"))

    assert "2 overdue. 1 waits for a second person" in page
    assert "Priya Nair decided below the recommendation" in page
    assert "The same day, risk is high: Overdue by" in page
    assert "Education, stage 1 (the professionals talk it over): Overdue by" in page
    whole = text_of(hub.manager().open("/oversight/strategy-discussions"))
    assert danger.reference in whole
    assert "By the recommendation" in whole


def test_a_practitioner_has_no_queue_of_a_managers(hub: TriageHub) -> None:
    priya = hub.practitioner()

    for address in ("/oversight/", "/oversight/audits", "/oversight/strategy-discussions"):
        assert priya.open(address).status_code == 403, address


def test_a_graded_decision_is_read_by_who_decided_on_their_own_page(hub: TriageHub) -> None:
    priya, manager = hub.practitioner(), hub.manager()
    record = decided_below(hub, priya, hub.practitioner("Daniel Hughes"))
    address = f"/oversight/audits/{record.reference}/1"
    assert record.reference in text_of(manager.open("/oversight/audits"))
    assert "Her grandmother looks after her" in text_of(manager.open(address))

    manager.send(address, **GRADED)

    assert record.reference not in text_of(manager.open("/oversight/audits"))
    assert "Requires improvement." in text_of(manager.open(address))
    assert "1 of your decisions was graded" in text_of(priya.open("/triage/"))
    feedback = text_of(priya.open("/feedback/"))
    assert "Requires improvement. Margaret Osei" in feedback
    assert "Say why her grandmother is enough." in feedback

    priya.send(f"/feedback/{record.reference}/1")
    assert "was graded" not in text_of(priya.open("/triage/"))
    assert "Read on 4 March 2026" in text_of(priya.open("/feedback/"))


def test_a_grade_without_its_reasons_is_refused_and_no_word_is_lost(hub: TriageHub) -> None:
    record = decided_below(hub, hub.practitioner(), hub.practitioner("Daniel Hughes"))
    manager, address = hub.manager(), f"/oversight/audits/{record.reference}/1"

    refused = manager.send(address, grade="good", strengths="Her voice is at the centre.")

    assert refused.status_code == 422
    assert "Enter what to learn" in refused.text
    assert "Her voice is at the centre." in manager.open(address).text


def test_a_manager_who_confirmed_it_is_not_asked_to_grade_it(hub: TriageHub) -> None:
    manager = hub.manager()
    record = decided_below(hub, hub.practitioner(), manager)
    address = f"/oversight/audits/{record.reference}/1"

    assert record.reference not in text_of(manager.open("/oversight/audits"))
    assert "You had a say in this decision" in text_of(manager.open(address))
    assert manager.send(address, **GRADED).status_code == 422


def test_of_two_managers_who_grade_the_second_is_told_and_sees_what_they_wrote(hub: TriageHub) -> None:
    record = decided_below(hub, hub.practitioner(), hub.practitioner("Daniel Hughes"))
    address = f"/oversight/audits/{record.reference}/1"
    hub.manager().send(address, **GRADED)

    other = someone(hub.app, Role.MANAGER, display_name="John Kerr")
    late = other.send(address, **{**GRADED, "learning": "What John wrote."})

    assert late.status_code == 409
    assert "Somebody graded this decision already" in late.text
    assert "What John wrote." in late.text


def test_nobody_reads_or_ticks_off_feedback_on_anothers_decision(hub: TriageHub) -> None:
    record = decided_below(hub, hub.practitioner(), hub.practitioner("Daniel Hughes"))
    hub.manager().send(f"/oversight/audits/{record.reference}/1", **GRADED)
    sam = hub.practitioner("Sam Reed")

    assert "None of your decisions was graded yet" in text_of(sam.open("/feedback/"))
    assert sam.send(f"/feedback/{record.reference}/1").status_code == 404


def test_what_was_said_of_a_child_whose_record_was_closed_since_is_shown_no_more(hub: TriageHub) -> None:
    priya, manager = hub.practitioner(), hub.manager()
    record = decided_below(hub, priya, hub.practitioner("Daniel Hughes"))
    manager.send(f"/oversight/audits/{record.reference}/1", **GRADED)

    manager.send(f"/restricted-records/{record.contact_reference}", reason="Priya’s niece")

    assert "Her voice is at the centre." not in priya.open("/feedback/").text
    assert "Her voice is at the centre." not in priya.open("/api/v1/feedback").text
