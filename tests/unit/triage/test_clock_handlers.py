"""A child's clocks at the desk: how the rating went, pausing and going on, and deadlines that ran out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mash_contracts.events import ContactReceived, DeadlineBreached
from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import DecisionClock, LevelOfNeed, Rag
from mash_platform.clock import MovableClock
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_triage.domain.clocks import PauseReason
from mash_triage.domain.decision import SecondAnswer
from mash_triage.domain.ratings import RatingCause
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.clocks import Standing
from mash_triage.store.clock_tables import clock_pauses
from mash_triage.store.queue import QueueFilter
from tests.builders.agency_checks import a_fact, an_answer
from tests.builders.agency_checks_at_the_desk import SEVERE, answers
from tests.builders.clocks import london
from tests.builders.triage import BELOW, a_child_in_danger, a_concern, a_contact_received, a_referral_declined
from tests.builders.triage_desk import AMIRA, BEN, MARY, Desk, following

pytestmark = pytest.mark.usefixtures("each_database")

WEDNESDAY = london("2026-12-02", "10:00")
FRIDAY_TEN_TO_FIVE = london("2026-12-04", "16:50")
WORDS = "The health visitor is there at two and rings at once."


@pytest.fixture
def clock() -> MovableClock:
    """A Wednesday under the edition that knows pauses."""
    return MovableClock(WEDNESDAY)


def an_amber_child(desk: Desk, clock: MovableClock) -> str:
    """A school believes that a mother is hit by her partner."""
    return desk.receives(violence_at_home(clock)).reference


def violence_at_home(clock: MovableClock) -> ContactReceived:
    worry = a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, severity="moderate")
    return a_contact_received(concerns=(worry,), received_at=clock.now())


def a_red_child(desk: Desk, clock: MovableClock) -> str:
    return desk.receives(a_child_in_danger(received_at=clock.now())).reference


def standing(desk: Desk, reference: str) -> Standing:
    with desk.delivery.reading() as session:
        return desk.handlers.clocks.standing(session, desk.record(reference))


def pauses(
    desk: Desk, reference: str, reason: PauseReason | None = PauseReason.VISIT, words: str = WORDS
) -> None:
    with desk.delivery.transaction() as transaction:
        desk.handlers.clocks.pause(transaction, reference, reason, words, AMIRA)


def goes_on(desk: Desk, reference: str) -> None:
    with desk.delivery.transaction() as transaction:
        desk.handlers.clocks.resume(transaction, reference, BEN)


def looks_at_the_clock(desk: Desk) -> int:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.clocks.look_at_the_clock(transaction)


def test_both_clocks_of_a_child_who_waits_run_from_when_the_contact_came_in(
    desk: Desk, clock: MovableClock
) -> None:
    reference = an_amber_child(desk, clock)
    clock.move(timedelta(hours=3))

    (waits,) = standing(desk, reference).waits

    assert waits.clocks.started_at == WEDNESDAY
    assert waits.clocks.statutory == london("2026-12-03", "17:00")
    assert waits.clocks.local == london("2026-12-03", "09:30")
    assert desk.record(reference).decide_by == waits.clocks.due


def test_a_red_on_a_friday_evening_is_late_that_night_and_somebody_is_told_at_once(
    desk: Desk, clock: MovableClock
) -> None:
    clock.move(FRIDAY_TEN_TO_FIVE - clock.now())
    reference = a_red_child(desk, clock)
    clock.move(timedelta(hours=3, minutes=59))
    assert looks_at_the_clock(desk) == 0

    clock.move(timedelta(minutes=2))
    assert looks_at_the_clock(desk) == 1

    (breached,) = desk.said(DeadlineBreached)
    assert breached.reference == reference
    assert breached.clock is DecisionClock.LOCAL
    assert breached.rag is Rag.RED
    assert breached.due_at == FRIDAY_TEN_TO_FIVE + timedelta(hours=4)
    assert breached.breached_at == clock.now()


def test_each_of_the_two_clocks_that_runs_out_is_told_once(desk: Desk, clock: MovableClock) -> None:
    reference = a_red_child(desk, clock)
    for _ in range(40):
        clock.move(timedelta(hours=1))
        looks_at_the_clock(desk)

    assert [one.clock for one in desk.said(DeadlineBreached)] == [
        DecisionClock.LOCAL,
        DecisionClock.STATUTORY,
    ]
    assert [one.clock for one in standing(desk, reference).breaches] == [
        DecisionClock.LOCAL,
        DecisionClock.STATUTORY,
    ]


def test_a_breach_is_still_there_when_the_child_has_been_decided_on(desk: Desk, clock: MovableClock) -> None:
    reference = a_red_child(desk, clock)
    clock.move(timedelta(hours=5))
    looks_at_the_clock(desk)

    desk.decides(desk.record(reference))

    stays = standing(desk, reference)
    assert stays.running is None
    assert [(one.clock, one.rag) for one in stays.breaches] == [(DecisionClock.LOCAL, Rag.RED)]


def test_who_decides_just_after_the_time_does_not_make_the_breach_unseen(
    desk: Desk, clock: MovableClock
) -> None:
    reference = a_red_child(desk, clock)
    clock.move(timedelta(hours=4, seconds=1))

    desk.decides(desk.record(reference))

    assert [one.clock for one in desk.said(DeadlineBreached)] == [DecisionClock.LOCAL]
    assert looks_at_the_clock(desk) == 0


def test_a_child_decided_on_in_time_is_never_told_as_late(desk: Desk, clock: MovableClock) -> None:
    reference = a_red_child(desk, clock)
    clock.move(timedelta(hours=3))
    desk.decides(desk.record(reference))
    clock.move(timedelta(days=9))

    assert looks_at_the_clock(desk) == 0
    assert desk.said(DeadlineBreached) == []
    assert standing(desk, reference).breaches == ()


def test_the_clock_goes_on_while_a_second_person_is_awaited(desk: Desk, clock: MovableClock) -> None:
    reference = a_red_child(desk, clock)
    record = desk.record(reference)
    desk.decides(record, following(record, **BELOW))
    clock.move(timedelta(hours=5))

    assert looks_at_the_clock(desk) == 1
    assert standing(desk, reference).running is not None


def test_a_paused_clock_stands_still_and_says_why_and_the_statutory_one_is_to_be_met(
    desk: Desk, clock: MovableClock
) -> None:
    reference = an_amber_child(desk, clock)
    clock.move(timedelta(hours=1))

    pauses(desk, reference)

    stands = standing(desk, reference)
    assert stands.running is not None
    assert stands.running.clocks.local is None
    assert stands.paused is not None
    assert (stands.paused.reason, stands.paused.words) == (PauseReason.VISIT, WORDS)
    assert stands.paused.started_by == AMIRA
    assert desk.record(reference).decide_by == london("2026-12-03", "17:00")
    (line,) = desk.lines(QueueFilter(RecordState.WAITING))
    assert line.decide_by == london("2026-12-03", "17:00")


def test_after_a_pause_what_was_left_is_left(desk: Desk, clock: MovableClock) -> None:
    reference = an_amber_child(desk, clock)
    clock.move(timedelta(hours=1))
    pauses(desk, reference)
    clock.move(timedelta(hours=2))

    goes_on(desk, reference)

    stands = standing(desk, reference)
    assert stands.paused is None
    (pause,) = stands.pauses
    assert (pause.ended_by, pause.ended_at) == (BEN, clock.now())
    assert desk.record(reference).decide_by == london("2026-12-03", "11:30")


@pytest.mark.parametrize(
    ("reason", "words", "codes"),
    [(None, WORDS, ["required"]), (PauseReason.FAMILY, " ", ["required"]), (None, "", ["required"] * 2)],
)
def test_nobody_pauses_without_a_reason_in_their_own_words(
    desk: Desk, clock: MovableClock, reason: PauseReason | None, words: str, codes: list[str]
) -> None:
    reference = an_amber_child(desk, clock)

    with pytest.raises(Rejected) as refused:
        pauses(desk, reference, reason, words)

    assert [error.code for error in refused.value.errors] == codes
    assert standing(desk, reference).pauses == ()


def test_nobody_pauses_a_red(desk: Desk, clock: MovableClock) -> None:
    reference = a_red_child(desk, clock)

    with pytest.raises(Rejected) as refused:
        pauses(desk, reference)

    assert [error.code for error in refused.value.errors] == ["may-not-pause"]


def test_a_clock_is_not_paused_twice_nor_let_go_on_twice(desk: Desk, clock: MovableClock) -> None:
    reference = an_amber_child(desk, clock)
    pauses(desk, reference)
    with pytest.raises(Rejected):
        pauses(desk, reference)

    goes_on(desk, reference)
    with pytest.raises(Rejected):
        goes_on(desk, reference)

    assert len(standing(desk, reference).pauses) == 1


def test_no_clock_is_paused_once_somebody_has_decided(desk: Desk, clock: MovableClock) -> None:
    reference = an_amber_child(desk, clock)
    desk.decides(desk.record(reference))

    with pytest.raises(Conflict):
        pauses(desk, reference)
    with pytest.raises(NotFound):
        pauses(desk, "9999-9999-1")


def test_a_pause_longer_than_the_statutory_clock_is_late_all_the_same(
    desk: Desk, clock: MovableClock
) -> None:
    reference = an_amber_child(desk, clock)
    pauses(desk, reference)
    clock.move(timedelta(days=2))

    looks_at_the_clock(desk)

    assert [(one.clock, one.rag) for one in desk.said(DeadlineBreached)] == [
        (DecisionClock.STATUTORY, Rag.AMBER)
    ]
    assert [one.clock for one in standing(desk, reference).breaches] == [DecisionClock.STATUTORY]


def test_what_makes_a_child_red_during_a_pause_is_due_in_hours(desk: Desk, clock: MovableClock) -> None:
    reference = an_amber_child(desk, clock)
    pauses(desk, reference)
    clock.move(timedelta(hours=2))

    answers(desk, reference, an_answer(SEVERE))

    assert desk.record(reference).decide_by == clock.now() + timedelta(hours=4)
    assert desk.record(reference).waiting_as.rag is Rag.RED


def test_an_answer_that_changes_no_urgency_neither_ends_a_pause_nor_starts_a_clock(
    desk: Desk, clock: MovableClock
) -> None:
    reference = an_amber_child(desk, clock)
    clock.move(timedelta(hours=1))
    pauses(desk, reference)
    clock.move(timedelta(hours=1))

    answers(desk, reference, an_answer(a_fact(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT)))

    stands = standing(desk, reference)
    assert stands.running is not None
    assert stands.running.clocks.local is None
    assert desk.record(reference).decide_by == stands.running.clocks.due == stands.running.clocks.statutory


def test_the_rating_is_a_series_of_who_and_why(desk: Desk, clock: MovableClock) -> None:
    reference = an_amber_child(desk, clock)
    clock.move(timedelta(hours=1))
    answers(desk, reference, an_answer(SEVERE))
    clock.move(timedelta(hours=1))
    record = desk.record(reference)
    proposed = desk.decides(record, following(record, **BELOW), person=AMIRA)
    clock.move(timedelta(minutes=10))
    back = desk.looks_again(proposed, SecondAnswer.SENT_BACK, person=BEN)
    clock.move(timedelta(minutes=10))
    desk.decides(back, person=BEN)

    series = standing(desk, reference).ratings

    assert [one.cause for one in series] == [
        RatingCause.ASSESSED,
        RatingCause.MORE_KNOWN,
        RatingCause.PROPOSED,
        RatingCause.SENT_BACK,
        RatingCause.DECIDED,
    ]
    assert [one.rag for one in series] == [Rag.AMBER, Rag.RED, Rag.GREEN, Rag.RED, Rag.RED]
    assert [one.level for one in series][1:3] == [LevelOfNeed.SPECIALIST, LevelOfNeed.UNIVERSAL]
    assert [one.who for one in series] == ["Education", "Police", AMIRA.name, BEN.name, BEN.name]
    assert all(one.why for one in series)
    assert [one.at for one in series] == sorted(one.at for one in series)


def test_a_child_who_comes_back_waits_a_second_time_and_the_first_stays_to_be_seen(
    desk: Desk, clock: MovableClock
) -> None:
    reference = a_red_child(desk, clock)
    clock.move(timedelta(hours=5))
    desk.decides(desk.record(reference), person=MARY)
    decided_at = clock.now()
    clock.move(timedelta(hours=1))
    desk.gets_back(a_referral_declined(reference=reference, declined_at=clock.now()))

    stands = standing(desk, reference)

    first, second = stands.waits
    assert first.wait.ended_at == decided_at
    assert second.wait.ended_at is None
    assert second.clocks.due == clock.now() + timedelta(hours=4) == desk.record(reference).decide_by
    assert len(stands.breaches) == 1


def test_a_team_whose_clock_is_an_hour_behind_gives_the_child_back_after_the_decision(
    desk: Desk, clock: MovableClock
) -> None:
    record = desk.record(an_amber_child(desk, clock))
    desk.decides(record)
    clock.move(timedelta(minutes=10))
    hour_behind = clock.now() - timedelta(hours=1)
    desk.gets_back(a_referral_declined(reference=record.reference, declined_at=hour_behind))

    assert standing(desk, record.reference).running is not None


def test_a_pause_of_an_earlier_time_does_not_stop_the_clock_of_the_next(
    desk: Desk, clock: MovableClock
) -> None:
    reference = an_amber_child(desk, clock)
    pauses(desk, reference)
    clock.move(timedelta(hours=1))
    desk.decides(desk.record(reference))
    clock.move(timedelta(hours=1))
    desk.gets_back(a_referral_declined(reference=reference, declined_at=clock.now()))

    stands = standing(desk, reference)

    assert stands.running is not None
    assert stands.running.clocks.local is not None
    assert stands.paused is None
    pauses(desk, reference)
    clock.move(timedelta(hours=1))
    goes_on(desk, reference)
    earlier, later = standing(desk, reference).pauses
    assert earlier.ended_at is None
    assert later.ended_at == clock.now()


def test_the_words_of_a_pause_stay_in_triage(desk: Desk, clock: MovableClock) -> None:
    reference = an_amber_child(desk, clock)
    pauses(desk, reference, words="Her aunt in SECRETTOWN knows more.")

    with desk.delivery.reading() as session:
        values = session.execute(select(desk.delivery.outbox.c.value)).scalars().all()
        assert len(session.execute(select(clock_pauses)).all()) == 1
    assert not any(b"SECRETTOWN" in value for value in values)
    assert "SECRETTOWN" not in repr(standing(desk, reference))
