"""Building a Faust app: always by function, never at import, so that nothing starts by being looked at."""

from pathlib import Path
from typing import Any

import faust
from faust.auth import SASLCredentials, SSLCredentials

from mash_platform.broker_address import addresses
from mash_platform.broker_connection import SCRAM, protection
from mash_platform.streams import transport

SESSION_SECONDS = 20.0
"""A worker that is silent this long is taken for dead, and its partitions go to another."""
POLL_SECONDS = 900.0
"""A worker that waits this long for its database keeps its partitions; then another may try."""


def stream_app(
    group: str, *, broker: str, data: Path, member: str | None = None, at_once: int = 250
) -> faust.App:
    """A Faust app that consumes as `group` from `broker` (host:port, several with commas).

    Raw bytes come in, because a message that Faust cannot read would be acknowledged and lost. No tables, no
    internal topics, no web server. `member` is a name under which this process comes back to its group; no
    two living processes may share it. The client hands over up to `at_once` messages together, and a few
    times as many of each subscription wait in memory.
    """
    transport.register()
    options: dict[str, Any] = {
        "broker": [f"{transport.SCHEME}://{address}" for address in addresses(broker)],
        **_credentials(),
        "key_serializer": "raw",
        "value_serializer": "raw",
        "autodiscover": False,
        # Faust makes a folder even when it keeps nothing in it; not where somebody happens to stand.
        "datadir": data / "faust",
        "web_enabled": False,
        "table_standby_replicas": 0,
        "topic_disable_leader": True,
        "topic_allow_declare": False,
        "reply_create_topic": False,
        # A message in hand when partitions move is handled again by its next owner, once in effect; waiting
        # for it could block the whole group.
        "stream_wait_empty": False,
        # Counted in what was fetched together, see `transport`.
        "stream_buffer_maxsize": 2,
        "stream_recovery_delay": 0.0,
        "broker_max_poll_records": at_once,
        "broker_commit_interval": 0.5,
        "consumer_group_instance_id": member,
        "broker_session_timeout": SESSION_SECONDS,
        "broker_heartbeat_interval": 3.0,
        "broker_request_timeout": 40.0,
        "broker_rebalance_timeout": 30.0,
        "broker_max_poll_interval": POLL_SECONDS,
        "broker_check_crcs": True,
        "consumer_auto_offset_reset": "earliest",
        "consumer_max_fetch_size": 1024 * 1024,
    }
    return faust.App(group, **options)


def _credentials() -> dict[str, Any]:
    """How the broker is connected to, in Faust's own terms."""
    given = protection()
    if not given:
        return {}
    context = given["ssl_context"]
    if "sasl_mechanism" not in given:
        return {"broker_credentials": SSLCredentials(context)}
    user, password = given["sasl_plain_username"], given["sasl_plain_password"]
    return {
        "broker_credentials": SASLCredentials(
            mechanism=SCRAM, username=user, password=password, ssl_context=context
        )
    }
