"""When so much is set aside that the fault is likely ours, the consumer stops before the topic is empty."""

from mash_platform.streams.brake import Brake
from mash_platform.streams.subscription import BrakeLimits

LIMITS = BrakeLimits(in_a_row=5, window=10, share=0.5)


def after(pattern: str) -> Brake:
    """A brake that saw good messages (.) and quarantined ones (q)."""
    brake = Brake(LIMITS)
    for mark in pattern:
        brake.count(quarantined=mark == "q")
    return brake


def test_single_bad_messages_do_not_stop_anything() -> None:
    assert not after("q...q...q..." * 20).pulled


def test_too_many_in_a_row_pull_the_brake() -> None:
    assert not after("qqqq").pulled
    assert after("qqqqq").pulled


def test_a_good_message_in_between_begins_the_row_anew() -> None:
    assert not after("qqqq.").pulled


def test_too_large_a_share_pulls_the_brake_once_the_window_is_full() -> None:
    assert not after("q.q.q.q.q").pulled
    assert after("q.q.q.q.q.").pulled


def test_a_brake_once_pulled_stays_pulled() -> None:
    assert after("qqqqq" + "." * 50).pulled


def test_a_copy_counts_on_its_own() -> None:
    brake = after("qqqq")
    twin = brake.copy()
    twin.count(quarantined=True)
    assert twin.pulled
    assert not brake.pulled
