"""What must hold after every fault: everybody accounted for, nothing doubled, order kept, reasons told."""

import json
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from click.testing import CliRunner
from sqlalchemy import text

from mash_command import quarantine as quarantine_command
from mash_command import reconcile
from mash_contracts.topics import all_topics
from mash_platform.database import open_database
from mash_platform.settings import database_url
from tests.faults.hub import SERVICES, Hub
from tests.faults.people import Practitioner
from tests.streams.processes import records

GETS_ON_WITHIN = 120.0

_DOUBLED = {
    "triage": {
        "one assessment a child": "select reference from assessment group by reference having count(*) > 1",
        "one decision a child": "select reference from decision group by reference having count(*) > 1",
    },
    "routing": {
        "one case a child, team and purpose": (
            "select reference from team_case group by reference, pathway, purpose having count(*) > 1"
        ),
    },
}
_KEPT = {"intake": "child_records", "triage": "record", "assurance": "child_records"}


def account() -> dict[str, Any]:
    """What `mash reconcile` says once nothing is on the way, or in a while; the broker may be back late."""
    result = CliRunner().invoke(reconcile.command, ["--json", "--wait", "20"])
    assert result.stdout.startswith("{"), result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def in_quarantine() -> list[dict[str, Any]]:
    result = CliRunner().invoke(quarantine_command.command, ["list", "--json"])
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def redrive(*identities: str) -> None:
    """`mash quarantine redrive`."""
    result = CliRunner().invoke(quarantine_command.command, ["redrive", *identities])
    assert result.output == f"Sent on: {len(identities)}.\n"


def wait_until_everybody_is_routed(children: set[str], practitioner: Practitioner, *, but: int = 0) -> None:
    """Returns once every one of these children reached a team, `but` for so many in quarantine.

    However many they are and however slow the machine is: fails once nobody more reached a team for long.
    """
    routed, since = -1, time.monotonic()
    while True:
        if practitioner.failure is not None:
            raise practitioner.failure
        found = account()
        assert found["lost"] == found["doubled"] == found["stray"] == [], found
        if found["accepted"] == found["routed"] + but == len(children) and found["on_the_way"] == 0:
            return
        if found["routed"] > routed:
            routed, since = found["routed"], time.monotonic()
        if time.monotonic() - since > GETS_ON_WITHIN:
            raise AssertionError(
                f"nobody more was routed for {GETS_ON_WITHIN:.0f} s: {found}, expected {len(children)}"
            )
        time.sleep(0.25)


def assert_nothing_is_lost_doubled_or_out_of_order(hub: Hub, children: set[str]) -> None:
    """Looks into every service's tables and at the whole log."""
    for service, checks in _DOUBLED.items():
        for what, query in checks.items():
            assert query_all(hub, service, query) == [], what
    for service, table in _KEPT.items():
        kept = {row[0] for row in query_all(hub, service, f"select reference from {table}")}
        assert kept == children, f"{service} knows every child and no other"
    for service in SERVICES:
        assert_log_tells_what_was_written(hub, service)


def assert_log_tells_what_was_written(hub: Hub, service: str) -> None:
    """Each event of the outbox is on the log, in the order in which its child's events were written; one
    that is there again has the same id."""
    written: dict[tuple[str, bytes], list[str]] = defaultdict(list)
    query = "select topic, key, event_id from outbox where published_at is not null order by sequence"
    for topic, key, event_id in query_all(hub, service, query):
        if not all_topics()[topic].is_quarantine:
            written[topic, bytes(key)].append(event_id)
    for topic in {topic for topic, _ in written}:
        told = first_told(records(hub.engine.broker, topic))
        for (_, key), event_ids in ((place, ids) for place, ids in written.items() if place[0] == topic):
            theirs = [event_id for event_id in told[key] if event_id in set(event_ids)]
            assert theirs == event_ids, f"{service} told {topic} in another order than it was written"


def first_told(on_the_log: Iterable[Any]) -> dict[bytes, list[str]]:
    """The ids of each key's events in the order in which they first appear; a key keeps to one partition."""
    told: dict[bytes, dict[str, None]] = defaultdict(dict)
    partitions: dict[bytes, set[int]] = defaultdict(set)
    for record in on_the_log:
        event_id = dict(record.headers).get("ce_id")
        if record.key is not None and event_id:
            told[record.key].setdefault(event_id.decode())
            partitions[record.key].add(record.partition)
    assert all(len(used) == 1 for used in partitions.values())
    return {key: list(ids) for key, ids in told.items()}


def query_all(hub: Hub, service: str, query: str) -> list[Any]:
    engine = open_database(database_url(service, hub.data))
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            return list(connection.execute(text(query)))
    finally:
        engine.dispose()
