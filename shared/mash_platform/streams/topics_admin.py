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

_DAY_MS = 24 * 60 * 60 * 1000
_QUARANTINE_BYTES = 2 * 1024 * 1024
"""A message as large as a topic takes must fit into quarantine with its extra headers."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a topic on the broker differs from its declaration."""

    topic: str
    what: str
    """`missing`, `partitions` or the name of a setting."""
    declared: str
    found: str


@dataclass(frozen=True, slots=True)
class Report:
    """What `apply` did and what it left alone."""

    created: tuple[str, ...]
    left_different: tuple[Difference, ...]
    """Existing topics are not changed: fewer days would delete, more partitions would reorder."""


def settings_of(topic: Topic) -> dict[str, str]:
    """The broker's settings of a topic, as Kafka names them."""
    settings = {"cleanup.policy": "delete", "retention.ms": str(topic.retention_days * _DAY_MS)}
    if topic.is_quarantine:
        settings["max.message.bytes"] = str(_QUARANTINE_BYTES)
    return settings


def apply(bootstrap: str, *, replication: int = -1) -> Report:
    """Makes every declared topic that is missing; repeatable. `replication` -1 is the broker's default.

    Raises `Unavailable` when the broker does not answer or refuses.
    """
    with _admin(bootstrap) as admin:
        created = _create(admin, set(all_topics()) - set(admin.list_topics()), replication)
        return Report(created, tuple(_differences(admin)))


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


def _create(admin: Any, names: set[str], replication: int) -> tuple[str, ...]:
    made = []
    for topic in all_topics().values():
        if topic.name not in names:
            continue
        try:
            admin.create_topics(
                {
                    topic.name: {
                        "num_partitions": topic.partitions,
                        "replication_factor": replication,
                        "configs": settings_of(topic),
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
    found = {topic["name"]: topic for topic in admin.describe_topics(list(admin.list_topics()))}
    present = [topic for topic in all_topics().values() if topic.name in found]
    settings = _settings_found(admin, [topic.name for topic in present]) if present else {}
    for topic in all_topics().values():
        if topic.name not in found:
            yield Difference(topic.name, "missing", "present", "missing")
            continue
        partitions = len(found[topic.name]["partitions"])
        if partitions != topic.partitions:
            yield Difference(topic.name, "partitions", str(topic.partitions), str(partitions))
        for name, declared in settings_of(topic).items():
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
