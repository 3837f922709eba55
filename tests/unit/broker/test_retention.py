"""Which of the oldest batches have passed their topic's retention."""

from collections.abc import Sequence

import pytest

from mash_broker.retention import StoredExtent, expired
from mash_broker.topic_configs import TopicConfigs
from tests.builders.broker import NOON_MS

HOUR_MS = 3_600_000


def batches(*hours_ago: int, size: int = 100) -> Sequence[StoredExtent]:
    return [
        StoredExtent(last_offset=place, max_timestamp=NOON_MS - hours * HOUR_MS, size=size)
        for place, hours in enumerate(hours_ago)
    ]


def how_many(oldest: Sequence[StoredExtent], **configs: str) -> int:
    overrides = {name.replace("_", "."): value for name, value in configs.items()}
    return expired(oldest, sum(extent.size for extent in oldest), TopicConfigs(overrides), NOON_MS)


def test_what_is_older_than_its_topic_keeps_goes() -> None:
    assert how_many(batches(5, 4, 3, 2, 1), retention_ms=str(3 * HOUR_MS)) == 2


def test_without_a_setting_a_week_is_kept() -> None:
    assert how_many(batches(8 * 24, 6 * 24)) == 1


def test_for_ever_is_for_ever() -> None:
    assert how_many(batches(99999), retention_ms="-1") == 0


def test_an_old_batch_behind_a_young_one_waits_for_it() -> None:
    assert how_many(batches(5, 1, 9), retention_ms=str(3 * HOUR_MS)) == 1


@pytest.mark.parametrize(("limit", "gone"), [("500", 0), ("400", 1), ("350", 1), ("150", 3), ("0", 5)])
def test_a_limit_in_bytes_is_never_undercut(limit: str, gone: int) -> None:
    assert how_many(batches(1, 1, 1, 1, 1), retention_bytes=limit, retention_ms="-1") == gone


def test_a_compacted_topic_is_kept_whole() -> None:
    assert how_many(batches(99999), cleanup_policy="compact", retention_ms="1") == 0
    assert how_many(batches(99999), cleanup_policy="compact,delete", retention_ms="1") == 1
