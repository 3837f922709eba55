"""The contacts of a run as they travel, for whoever does the same work with them in another way."""

from contextlib import closing

from kafka import KafkaConsumer

from mash_platform.broker_address import answering

_SILENCE_MS = 5_000


def contacts_on_the_log(broker: str, number: int) -> list[bytes]:
    """The values of so many contact.received events, again from the first when there are fewer. Blocks."""
    found: list[bytes] = []
    with closing(
        KafkaConsumer(
            "mash.contacts",
            bootstrap_servers=answering(broker),
            auto_offset_reset="earliest",
            consumer_timeout_ms=_SILENCE_MS,
        )
    ) as consumer:
        for record in consumer:
            found.append(record.value)
            if len(found) == number:
                break
    if not found:
        raise RuntimeError("there are no contacts on the log")
    return [found[place % len(found)] for place in range(number)]
