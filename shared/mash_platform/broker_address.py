"""Where the broker is, and whether anybody answers there."""

import socket

_ANSWERS_WITHIN_SECONDS = 2.0


def addresses(broker: str) -> list[str]:
    """The addresses in a setting such as `kafka-1:9092,kafka-2:9092`."""
    return [address.strip() for address in broker.split(",")]


def answering(broker: str) -> list[str]:
    """The addresses, once one of them takes a connection; raises `ConnectionError` when none does.

    The Kafka client tries for seconds and leaves sockets behind each time it fails, which in an outage would
    use up all that a process may open. So it is only asked when somebody is there.
    """
    known = addresses(broker)
    for address in known:
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=_ANSWERS_WITHIN_SECONDS):
                return known
        except OSError:
            continue
    raise ConnectionError(f"nobody answers at {broker}")
