"""The clocks of one child as practitioners meet them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mash_contracts.vocabulary import Rag
from mash_platform.clock import MovableClock
from mash_triage.handlers.clocks import Standing
from mash_triage.store.records import Record
from mash_triage.web.rating_plot import HEIGHT, WIDTH, rating_plot
from tests.builders.agency_checks import an_answer
from tests.builders.agency_checks_at_the_desk import SEVERE, a_worry_about_violence_at_home, answers
from tests.builders.clocks import london
from tests.builders.triage import BELOW, a_child_in_danger, a_referral_declined
from tests.builders.triage_desk import following
from tests.builders.triage_web import TriageHub, a_triage_hub
from tests.web.test_triage_pages import text_of

WORDS = "The health visitor is there at two and rings at once."


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(london("2026-12-02", "10:00"))


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


def an_amber_child(hub: TriageHub, clock: MovableClock) -> Record:
    return hub.desk.receives(a_worry_about_violence_at_home(received_at=clock.now()))


def a_red_child(hub: TriageHub, clock: MovableClock) -> Record:
    return hub.desk.receives(a_child_in_danger(received_at=clock.now()))


def clocks_of(record: Record) -> str:
    return f"/triage/{record.reference}/clocks"


def standing(hub: TriageHub, record: Record) -> Standing:
    with hub.desk.delivery.reading() as session:
        return hub.desk.handlers.clocks.standing(session, hub.desk.record(record.reference))


def test_both_clocks_are_shown_with_what_is_left(hub: TriageHub, clock: MovableClock) -> None:
    record = an_amber_child(hub, clock)
    clock.move(timedelta(hours=1))

    text = text_of(hub.practitioner().open(clocks_of(record)))

    assert "Statutory: one working day 30 hours left By 3 December 2026 at 5:00pm" in text
    assert "Local: amber 22 hours left By 3 December 2026 at 9:30am. 8 office hours." in text
    assert "1. 2 December 2026 at 10:00am Amber" in text
    assert "Assessed when the contact came in Education" in text


def test_a_practitioner_pauses_the_local_clock_and_lets_it_go_on(hub: TriageHub, clock: MovableClock) -> None:
    record = an_amber_child(hub, clock)
    priya = hub.practitioner()

    sent = priya.send(f"{clocks_of(record)}/pause", reason="visit", words=WORDS)
    assert sent.status_code == 303
    text = text_of(priya.open(clocks_of(record)))
    assert "Paused: somebody is on the way to see the child" in text
    assert WORDS in text
    assert "Pause the local clock" not in text
    assert "Local clock paused" in text_of(priya.open(f"/triage/{record.reference}"))

    clock.move(timedelta(minutes=20))
    priya.send(f"{clocks_of(record)}/resume")
    text = text_of(priya.open(clocks_of(record)))
    assert "Pauses of the local clock" in text
    assert "went on 2 December 2026 at 10:20am (Priya Nair)" in text
    assert "By 3 December 2026 at 9:50am" in text


def test_a_pause_without_a_reason_says_so_and_keeps_the_words(hub: TriageHub, clock: MovableClock) -> None:
    record = an_amber_child(hub, clock)
    priya = hub.practitioner()

    refused = priya.send(f"{clocks_of(record)}/pause", words=WORDS)

    assert refused.status_code == 422
    assert "Select what you wait for" in text_of(refused)
    assert WORDS in text_of(refused)
    assert WORDS in text_of(priya.open(clocks_of(record)))
    assert standing(hub, record).pauses == ()


def test_a_red_offers_no_pause_and_says_so(hub: TriageHub, clock: MovableClock) -> None:
    record = a_red_child(hub, clock)
    priya = hub.practitioner()

    assert "it may not be paused" in text_of(priya.open(clocks_of(record)))
    assert "Pause the local clock" not in text_of(priya.open(clocks_of(record)))
    refused = priya.send(f"{clocks_of(record)}/pause", reason="visit", words=WORDS)
    assert "The clock for red may not be paused" in text_of(refused)


def test_letting_go_on_what_runs_is_refused_with_a_sentence(hub: TriageHub, clock: MovableClock) -> None:
    record = an_amber_child(hub, clock)

    refused = hub.practitioner().send(f"{clocks_of(record)}/resume")

    assert refused.status_code == 422
    assert "The local clock is running" in text_of(refused)


def test_a_clock_that_ended_with_a_decision_is_not_paused(hub: TriageHub, clock: MovableClock) -> None:
    record = an_amber_child(hub, clock)
    hub.desk.decides(record)

    refused = hub.practitioner().send(f"{clocks_of(record)}/pause", reason="visit", words=WORDS)

    assert refused.status_code == 409


def test_a_missed_deadline_is_said_on_the_record_for_good(hub: TriageHub, clock: MovableClock) -> None:
    record = a_red_child(hub, clock)
    clock.move(timedelta(hours=5))
    hub.desk.decides(hub.desk.record(record.reference))
    clock.move(timedelta(days=30))
    priya = hub.practitioner()

    text = text_of(priya.open(clocks_of(record)))
    assert "Not decided in time" in text
    assert "By urgency, as agreed locally, red: due by 2 December 2026 at 2:00pm" in text
    assert "Local: red Missed" in text
    assert "Statutory: one working day Met" in text
    assert "1 deadline missed" in text_of(priya.open(f"/triage/{record.reference}"))


def test_how_the_rating_went_says_who_and_why(hub: TriageHub, clock: MovableClock) -> None:
    record = an_amber_child(hub, clock)
    clock.move(timedelta(hours=1))
    answers(hub.desk, record.reference, an_answer(SEVERE))
    clock.move(timedelta(minutes=10))
    hub.desk.decides(hub.desk.record(record.reference))
    clock.move(timedelta(hours=1))
    hub.desk.gets_back(a_referral_declined(reference=record.reference, declined_at=clock.now()))

    text = text_of(hub.practitioner().open(clocks_of(record)))

    assert "2. 2 December 2026 at 11:00am Red" in text
    assert "Assessed again, as more is known Police" in text
    assert "Decided Amira Shah" in text
    assert "Came back from a team that would not take it Back at the desk Early help" in text
    assert "Earlier times at the desk" in text


def test_the_line_of_ratings_stays_in_its_drawing_and_covers_no_number(
    hub: TriageHub, clock: MovableClock
) -> None:
    record = an_amber_child(hub, clock)
    clock.move(timedelta(seconds=1))
    answers(hub.desk, record.reference, an_answer(SEVERE))
    stands = standing(hub, record)
    assert stands.running is not None

    begins, due = stands.running.clocks.started_at, stands.running.clocks.due
    plot = rating_plot(begins, stands.ratings, [("Decide by", due)], clock.now())

    first, second = plot.marks
    assert second.x - first.x >= 24
    assert first.y > second.y
    assert all(0 < mark.x < WIDTH and 0 < mark.y < HEIGHT for mark in plot.marks)
    assert [label for label, _ in plot.lanes] == [rag.label for rag in Rag]


def test_a_proposal_does_not_move_the_line_before_a_second_person_confirms(
    hub: TriageHub, clock: MovableClock
) -> None:
    record = a_red_child(hub, clock)
    clock.move(timedelta(hours=1))
    hub.desk.decides(record, following(record, **BELOW))
    stands = standing(hub, record)

    plot = rating_plot(clock.now() - timedelta(hours=1), stands.ratings, (), clock.now())

    assert [mark.in_force for mark in plot.marks] == [True, False]
    heights = {point.split(",")[1] for point in plot.line.split()}
    assert heights == {str(plot.marks[0].y)}
