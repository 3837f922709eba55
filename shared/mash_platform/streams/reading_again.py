"""Letting a service read its topics again from an earlier time, after its database was restored from then."""

from datetime import datetime

from kafka.admin import KafkaAdminClient, OffsetTimestamp
from kafka.errors import KafkaError

from mash_platform.broker_connection import connection, why_no_answer
from mash_platform.errors import Conflict, Unavailable
from mash_platform.streams.positions import Partition


def read_again(broker: str, group: str, since: datetime) -> dict[Partition, int]:
    """Moves the group to the first message at or after `since` on all it reads; where it stands now.

    What the service handled before has no second effect, so an earlier time than needed does no harm. Blocks.
    Raises `Conflict` while a worker of the group is at work, `Unavailable` when the broker does not answer.
    """
    try:
        admin = KafkaAdminClient(**connection(broker), request_timeout_ms=10_000)
        try:
            # A worker that has only begun has no place yet that could be refused.
            if admin.describe_groups([group])[group]["members"]:
                raise Conflict("A worker of this service is at work: stop every one of them first.")
            partitions = admin.list_group_offsets([group])[group]
            at = OffsetTimestamp(int(since.timestamp() * 1000))
            moved = admin.reset_group_offsets(group, dict.fromkeys(partitions, at)) if partitions else {}
        finally:
            admin.close()
    except (KafkaError, OSError) as error:
        raise Unavailable(why_no_answer(error)) from error
    if any(place["error"].errno for place in moved.values()):
        raise Conflict("A worker of this service is at work: stop every one of them first.")
    return {tuple(partition): place["offset"] for partition, place in moved.items()}
