"""The declared topics on a broker: making what is missing, naming what differs."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from mash_contracts.topics import Topic, all_topics
from mash_platform.broker_connection import connection, why_no_answer
from mash_platform.errors import Unavailable

MISSING, PARTITIONS, COPIES = "missing", "partitions", "copies"
_DAY_MS = 24 * 60 * 60 * 1000
_MESSAGE_BYTES = 1_048_588
"""Kafka's own default, declared so that a topic that takes less is seen to differ."""
_QUARANTINE_BYTES = 2 * 1024 * 1024
"""A message as large as a topic takes must fit into quarantine with its extra headers."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a topic on the broker differs from its declaration."""

    topic: str
    what: str
    """`missing`, `partitions`, `copies` or the name of a setting."""
    declared: str
    found: str


@dataclass(frozen=True, slots=True)
class Report:
    """What `apply` did and what it left alone."""

    created: tuple[str, ...]
    left_different: tuple[Difference, ...]
    """More partitions would reorder, fewer days would delete, and copies are moved with Kafka's own tools."""
    mended: tuple[Difference, ...] = ()


def copies_on(nodes: int) -> int:
    """How many nodes keep each message: three where there are as many."""
    return min(nodes, 3)


def settings_of(topic: Topic, copies: int = 1) -> dict[str, str]:
    """The broker's settings of a topic, as Kafka names them.

    With three copies a message counts as written once two have it, so that one node may be away.
    """
    settings = {
        "cleanup.policy": "delete",
        "retention.ms": str(topic.retention_days * _DAY_MS),
        "max.message.bytes": str(_QUARANTINE_BYTES if topic.is_quarantine else _MESSAGE_BYTES),
    }
    if copies > 2:
        settings["min.insync.replicas"] = str(copies - 1)
    return settings


def apply(bootstrap: str, *, update: bool = False) -> Report:
    """Makes every declared topic that is missing, with the copies that the cluster's size allows; repeatable.

    With `update`, settings of existing topics are mended too, except where that would delete messages.
    Raises `Unavailable` when the broker does not answer or refuses.
    """
    with _admin(bootstrap) as admin:
        copies = copies_on(len(admin.describe_cluster()["brokers"]))
        created = _create(admin, set(all_topics()) - set(admin.list_topics()), copies)
        found = tuple(_differences(admin))
        mended = tuple(each for each in found if update and _may_be_mended(each))
        _mend(admin, mended)
        return Report(created, tuple(each for each in found if each not in mended), mended)


def differences(bootstrap: str) -> tuple[Difference, ...]:
    """Every way in which the broker's topics differ from the declared ones. Raises `Unavailable`."""
    with _admin(bootstrap) as admin:
        return tuple(_differences(admin))


def missing(bootstrap: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of these topics the broker does not have. Raises `Unavailable` when it does not answer."""
    with _admin(bootstrap) as admin:
        found = set(admin.list_topics())
        return tuple(name for name in names if name not in found)


@contextmanager
def _admin(bootstrap: str) -> Iterator[Any]:
    admin = None
    try:
        admin = KafkaAdminClient(
            **connection(bootstrap),
            client_id="mash-topics",
            bootstrap_timeout_ms=5_000,
            request_timeout_ms=10_000,
        )
        yield admin
    except (KafkaError, OSError) as error:
        raise Unavailable(why_no_answer(error)) from error
    finally:
        if admin is not None:
            admin.close()


def _may_be_mended(difference: Difference) -> bool:
    """Not what would reorder a child's messages, move all data, or let messages expire that are kept now."""
    if difference.what == "retention.ms":
        shorter = 0 <= int(difference.declared) < int(difference.found)
        return not shorter and int(difference.found) >= 0
    return difference.what not in (MISSING, PARTITIONS, COPIES)


def _mend(admin: Any, differences: Iterable[Difference]) -> None:
    for each in differences:
        resource = ConfigResource(ConfigResourceType.TOPIC, each.topic, {each.what: each.declared})
        answer = admin.alter_configs([resource], raise_on_unknown=False)["topic"][each.topic]
        if answer != "OK":
            raise Unavailable(f"the broker did not change {each.what} of {each.topic}: {answer}")


def _create(admin: Any, names: set[str], copies: int) -> tuple[str, ...]:
    made = []
    for topic in all_topics().values():
        if topic.name not in names:
            continue
        try:
            admin.create_topics(
                {
                    topic.name: {
                        "num_partitions": topic.partitions,
                        "replication_factor": copies,
                        "configs": settings_of(topic, copies),
                    }
                },
                wait_for_metadata=True,
            )
        except TopicAlreadyExistsError:
            # Another process was quicker, which is as good.
            continue
        made.append(topic.name)
    return tuple(made)


def _differences(admin: Any) -> Iterator[Difference]:
    copies = copies_on(len(admin.describe_cluster()["brokers"]))
    found = {topic["name"]: topic for topic in admin.describe_topics(list(admin.list_topics()))}
    present = [topic for topic in all_topics().values() if topic.name in found]
    settings = _settings_found(admin, [topic.name for topic in present]) if present else {}
    for topic in all_topics().values():
        if topic.name not in found:
            yield Difference(topic.name, MISSING, "present", "missing")
            continue
        partitions = found[topic.name]["partitions"]
        if len(partitions) != topic.partitions:
            yield Difference(topic.name, PARTITIONS, str(topic.partitions), str(len(partitions)))
        fewest = min(len(partition["replica_nodes"]) for partition in partitions)
        if fewest < copies:
            yield Difference(topic.name, COPIES, str(copies), str(fewest))
        for name, declared in settings_of(topic, copies).items():
            value = settings[topic.name].get(name, "")
            if value != declared:
                yield Difference(topic.name, name, declared, value)


def _settings_found(admin: Any, names: list[str]) -> Mapping[str, Mapping[str, str]]:
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    described = admin.describe_configs(resources, config_filter="all")
    return {name: _values(described, name) for name in names}


def _values(described: Mapping[str, Any], name: str) -> Mapping[str, str]:
    settings = described["topic"].get(name, {})
    return {setting: str(found["value"]) for setting, found in settings.items()}
