"""What the broker knows when it starts: read from the file as the last transaction left it.

Nothing has to be repaired after a kill: a transaction that was not acknowledged is there whole or not at all.
"""

import sqlite3
from dataclasses import dataclass

from mash_broker.committed_offsets import CommittedOffset, CommittedOffsets
from mash_broker.partition import Partition
from mash_broker.producer_ids import ProducerIds
from mash_broker.producer_state import ProducerState
from mash_broker.tail_cache import TailCache
from mash_broker.topic_configs import TopicConfigs
from mash_broker.topics import Topic, Topics


@dataclass(frozen=True, slots=True)
class Recovered:
    cluster_id: str
    topics: Topics
    offsets: CommittedOffsets
    producer_ids: ProducerIds


def recover(connection: sqlite3.Connection, cache: TailCache) -> Recovered:
    """Blocks; the work grows with partitions, producers and groups, not with records."""
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    last_ids = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    topics = Topics(cache, last_ids.get("topic", 0), last_ids.get("partition", 0))
    for topic_id, name in connection.execute("SELECT topic_id, name FROM topic").fetchall():
        configs = dict(
            connection.execute("SELECT name, value FROM topic_config WHERE topic_id = ?", (topic_id,))
        )
        topics.add(Topic(topic_id, name, _partitions(connection, topic_id, cache), TopicConfigs(configs)))
    return Recovered(
        cluster_id=meta["cluster_id"],
        topics=topics,
        offsets=_offsets(connection),
        producer_ids=ProducerIds(int(meta["next_producer_id"])),
    )


def _partitions(connection: sqlite3.Connection, topic_id: int, cache: TailCache) -> list[Partition]:
    rows = connection.execute(
        "SELECT partition_id, number, log_start,"
        " (SELECT last_offset FROM batch WHERE batch.partition_id = partition.partition_id"
        "  ORDER BY base_offset DESC LIMIT 1)"
        " FROM partition WHERE topic_id = ? ORDER BY number",
        (topic_id,),
    ).fetchall()
    return [
        Partition(
            partition_id,
            number,
            cache,
            log_start=log_start,
            # When retention took everything, the log goes on where it was, never at 0 again.
            end_offset=max(log_start, -1 if last_offset is None else last_offset + 1),
            producers=_producers(connection, partition_id),
        )
        for partition_id, number, log_start, last_offset in rows
    ]


def _producers(connection: sqlite3.Connection, partition_id: int) -> dict[int, ProducerState]:
    rows = connection.execute(
        "SELECT producer_id, epoch, batches, last_write FROM producer WHERE partition_id = ?",
        (partition_id,),
    )
    return {
        producer_id: ProducerState.from_json(epoch, batches, last_write)
        for producer_id, epoch, batches, last_write in rows
    }


def _offsets(connection: sqlite3.Connection) -> CommittedOffsets:
    offsets = CommittedOffsets()
    rows = connection.execute(
        "SELECT group_id, topic, number, next_offset, leader_epoch, metadata FROM committed_offset"
    )
    for group_id, topic, number, next_offset, leader_epoch, metadata in rows:
        offsets.put(group_id, {(topic, number): CommittedOffset(next_offset, leader_epoch, metadata)})
    return offsets
