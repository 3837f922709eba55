"""Two clocks run on every child: the statutory working day and the local tier; the tighter is shown."""

from datetime import UTC, datetime, timedelta

from mash_contracts.vocabulary import Rag
from mash_policy.load import load_edition
from mash_triage.domain.clocks import decide_by

TIMESCALES = load_edition("2026-01-01").timescales
FRIDAY_TEN_TO_FIVE = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)


def test_a_red_at_ten_to_five_on_a_friday_does_not_wait_for_monday() -> None:
    assert decide_by(FRIDAY_TEN_TO_FIVE, Rag.RED, TIMESCALES) == FRIDAY_TEN_TO_FIVE + timedelta(hours=4)


def test_what_is_not_red_is_due_by_the_close_of_the_next_working_day_at_the_latest() -> None:
    monday_close = datetime(2026, 3, 9, 17, 0, tzinfo=UTC)

    assert decide_by(FRIDAY_TEN_TO_FIVE, Rag.GREEN, TIMESCALES) == monday_close
    assert decide_by(FRIDAY_TEN_TO_FIVE, Rag.AMBER, TIMESCALES) <= monday_close


def test_more_urgency_is_never_due_later() -> None:
    for hour in range(0, 24 * 14, 5):
        start = FRIDAY_TEN_TO_FIVE + timedelta(hours=hour)
        red, amber, green = (decide_by(start, rag, TIMESCALES) for rag in (Rag.RED, Rag.AMBER, Rag.GREEN))
        assert start < red <= amber <= green
