"""The settings a topic may have: names and meanings are Apache Kafka's topic configs.

Only what is listed here is taken; any other name is refused, so that a misspelt retention is not silent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from mash_broker.errors import ErrorCode, Refused


class ConfigType(IntEnum):
    """As DescribeConfigs names them."""

    BOOLEAN = 1
    STRING = 2
    INT = 3
    LONG = 5
    DOUBLE = 6
    LIST = 7


def _whole_number(least: int) -> Callable[[str], bool]:
    def accepts(value: str) -> bool:
        try:
            return int(value) >= least
        except ValueError:
            return False

    return accepts


def _ratio(value: str) -> bool:
    try:
        return 0 <= float(value) <= 1
    except ValueError:
        return False


def _one_of(*allowed: str) -> Callable[[str], bool]:
    return lambda value: value in allowed


@dataclass(frozen=True, slots=True)
class ConfigKey:
    name: str
    default: str
    type: ConfigType
    accepts: Callable[[str], bool]
    documentation: str


_KEYS = (
    ConfigKey(
        "cleanup.policy",
        "delete",
        ConfigType.LIST,
        _one_of("delete", "compact", "compact,delete", "delete,compact"),
        "delete: retention applies. compact alone: everything is kept; this broker does not compact.",
    ),
    ConfigKey(
        "retention.ms",
        str(7 * 24 * 3600 * 1000),
        ConfigType.LONG,
        _whole_number(-1),
        "How long records are kept after their timestamp; -1 is for ever.",
    ),
    ConfigKey(
        "retention.bytes",
        "-1",
        ConfigType.LONG,
        _whole_number(-1),
        "How many bytes of a partition are kept; -1 is without limit.",
    ),
    ConfigKey(
        "max.message.bytes",
        "1048588",
        ConfigType.INT,
        _whole_number(0),
        "The largest record batch that is taken.",
    ),
    ConfigKey(
        "message.timestamp.type",
        "CreateTime",
        ConfigType.STRING,
        _one_of("CreateTime"),
        "The producer's time; this broker does not stamp records itself.",
    ),
    ConfigKey(
        "compression.type",
        "producer",
        ConfigType.STRING,
        _one_of("producer"),
        "Batches are stored as they come.",
    ),
)
# Taken and shown so that Kafka's tools and topic files work; nothing happens by them here.
_WITHOUT_EFFECT = (
    ("delete.retention.ms", "86400000", ConfigType.LONG, _whole_number(0)),
    ("flush.messages", "9223372036854775807", ConfigType.LONG, _whole_number(1)),
    ("flush.ms", "9223372036854775807", ConfigType.LONG, _whole_number(0)),
    ("min.cleanable.dirty.ratio", "0.5", ConfigType.DOUBLE, _ratio),
    ("min.compaction.lag.ms", "0", ConfigType.LONG, _whole_number(0)),
    ("max.compaction.lag.ms", "9223372036854775807", ConfigType.LONG, _whole_number(1)),
    ("min.insync.replicas", "1", ConfigType.INT, _whole_number(1)),
    ("segment.bytes", "1073741824", ConfigType.INT, _whole_number(14)),
    ("segment.ms", "604800000", ConfigType.LONG, _whole_number(1)),
    ("unclean.leader.election.enable", "false", ConfigType.BOOLEAN, _one_of("true", "false")),
)

CONFIG_KEYS: Mapping[str, ConfigKey] = {
    key.name: key
    for key in (
        *_KEYS,
        *(ConfigKey(*fields, "Has no effect on this broker.") for fields in _WITHOUT_EFFECT),
    )
}


def check_configs(configs: Mapping[str, str | None]) -> dict[str, str]:
    """The settings, known to be good. Raises `Refused` (INVALID_CONFIG) naming the first that is not."""
    checked = {}
    for name, value in configs.items():
        key = CONFIG_KEYS.get(name)
        if key is None:
            raise Refused(ErrorCode.INVALID_CONFIG, f"There is no topic setting {name}.")
        if value is None or not key.accepts(value):
            raise Refused(ErrorCode.INVALID_CONFIG, f"The topic setting {name} cannot have this value.")
        checked[name] = value
    return checked


class TopicConfigs:
    """What is set for one topic, over the defaults."""

    def __init__(self, overrides: Mapping[str, str]) -> None:
        self.overrides = dict(overrides)

    def value(self, name: str) -> str:
        return self.overrides.get(name, CONFIG_KEYS[name].default)

    @property
    def deletes(self) -> bool:
        return "delete" in self.value("cleanup.policy").split(",")

    @property
    def retention_ms(self) -> int:
        return int(self.value("retention.ms"))

    @property
    def retention_bytes(self) -> int:
        return int(self.value("retention.bytes"))

    @property
    def max_message_bytes(self) -> int:
        return int(self.value("max.message.bytes"))
