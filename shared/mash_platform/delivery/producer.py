"""The one way in which this product writes to the log: acknowledged by all replicas, without doubles."""

from kafka import KafkaProducer

from mash_platform.broker_connection import connection

ACKNOWLEDGED_WITHIN_SECONDS = 10.0
"""After this long an event counts as failed, and its writer decides what then."""


def open_producer(broker: str, client: str) -> KafkaProducer:
    """Connects to `broker` (host:port, several with commas); raises `KafkaError` or `ConnectionError`."""
    return KafkaProducer(
        **connection(broker),
        client_id=client,
        acks="all",
        enable_idempotence=True,
        allow_auto_create_topics=False,
        linger_ms=2,
        max_request_size=2 * 1024 * 1024,
        max_block_ms=5_000,
        bootstrap_timeout_ms=5_000,
        request_timeout_ms=8_000,
        delivery_timeout_ms=int(ACKNOWLEDGED_WITHIN_SECONDS * 1000),
        reconnect_backoff_max_ms=1_000,
        metrics_enabled=False,
    )
