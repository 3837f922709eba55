"""Which children have a message on the log that a service has not handled yet."""

from collections.abc import Sequence
from contextlib import closing

from kafka import TopicPartition
from kafka.errors import KafkaError

from mash_platform.broker_connection import why_no_answer
from mash_platform.delivery.log_reading import open_reader, records_between
from mash_platform.errors import Unavailable
from mash_platform.streams.lag import LagReader


def unread_keys(broker: str, group: str, topics: Sequence[str]) -> frozenset[bytes]:
    """The keys of every message that waits for this group. Blocks; raises `Unavailable`.

    What the group is handling at this moment still counts as unread.
    """
    try:
        with closing(LagReader(broker, group, topics)) as lag_reader:
            lag = lag_reader.read()
        ends = {TopicPartition(*place): end for place, end in lag.end.items() if lag.behind(place)}
        if not ends:
            return frozenset()
        starts = {
            TopicPartition(*place): max(lag.committed[place], lag.start[place]) for place in map(tuple, ends)
        }
        with closing(open_reader(broker, "mash-unread")) as reader:
            keys = {record.key for record in records_between(reader, starts, ends)}
    except (KafkaError, OSError) as error:
        raise Unavailable(why_no_answer(error)) from error
    return frozenset(key for key in keys if key is not None)
