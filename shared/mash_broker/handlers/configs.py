"""Settings of topics; those of the broker can be looked at."""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from functools import partial
from typing import Any

from kafka.protocol.admin import (
    AlterConfigsResponse,
    DescribeConfigsResponse,
    IncrementalAlterConfigsResponse,
)

from mash_broker.errors import ErrorCode, Refused, StorageFailed
from mash_broker.parts import NODE_ID, Caller, Parts
from mash_broker.topic_configs import CONFIG_KEYS, ConfigKey, ConfigType, TopicConfigs, check_configs
from mash_broker.topics import ChangeConfigs

_Result = DescribeConfigsResponse.DescribeConfigsResult
_Entry = _Result.DescribeConfigsResourceResult


class Resource(IntEnum):
    TOPIC = 2
    BROKER = 4


class Source(IntEnum):
    TOPIC = 1
    STATIC_BROKER = 4
    DEFAULT = 5


class Operation(IntEnum):
    SET = 0
    DELETE = 1
    APPEND = 2
    SUBTRACT = 3


_BROKER_CONFIGS: Mapping[str, tuple[str, ConfigType]] = {
    "auto.create.topics.enable": ("false", ConfigType.BOOLEAN),
    "default.replication.factor": ("1", ConfigType.INT),
    "delete.topic.enable": ("true", ConfigType.BOOLEAN),
    "log.retention.ms": (CONFIG_KEYS["retention.ms"].default, ConfigType.LONG),
    "message.max.bytes": (CONFIG_KEYS["max.message.bytes"].default, ConfigType.INT),
    "num.partitions": ("1", ConfigType.INT),
}


async def describe_configs(parts: Parts, request: Any, caller: Caller) -> Any:
    return DescribeConfigsResponse(
        throttle_time_ms=0, results=[_describe(parts, resource) for resource in request.resources]
    )


async def alter_configs(parts: Parts, request: Any, caller: Caller) -> Any:
    """The older call: what is not named goes back to its default."""
    result = AlterConfigsResponse.AlterConfigsResourceResponse
    responses = []
    for resource in request.resources:
        replacement = partial(_replaced, resource.configs)
        responses.append(result(**await _alter(parts, resource, replacement, request.validate_only)))
    return AlterConfigsResponse(throttle_time_ms=0, responses=responses)


async def incremental_alter_configs(parts: Parts, request: Any, caller: Caller) -> Any:
    result = IncrementalAlterConfigsResponse.AlterConfigsResourceResponse
    responses = []
    for resource in request.resources:
        changes = partial(_changed, resource.configs)
        responses.append(result(**await _alter(parts, resource, changes, request.validate_only)))
    return IncrementalAlterConfigsResponse(throttle_time_ms=0, responses=responses)


def _replaced(wanted: Sequence[Any], current: Mapping[str, str]) -> dict[str, str | None]:
    return {config.name: config.value for config in wanted}


def _changed(changes: Sequence[Any], current: Mapping[str, str]) -> dict[str, str | None]:
    """The settings after these changes; entries are added to and taken from a setting that is a list."""
    configs: dict[str, str | None] = dict(current)
    for change in changes:
        key = CONFIG_KEYS.get(change.name)
        if change.config_operation == Operation.DELETE:
            configs.pop(change.name, None)
        elif change.config_operation == Operation.SET:
            configs[change.name] = change.value
        elif key is None or key.type is not ConfigType.LIST:
            raise Refused(ErrorCode.INVALID_CONFIG, f"The topic setting {change.name} is not a list.")
        else:
            named = (change.value or "").split(",")
            kept = [
                entry for entry in (configs.get(key.name) or key.default).split(",") if entry not in named
            ]
            added = named if change.config_operation == Operation.APPEND else []
            configs[key.name] = ",".join([*kept, *added])
    return configs


async def _alter(
    parts: Parts,
    resource: Any,
    change: Callable[[Mapping[str, str]], Mapping[str, str | None]],
    validate_only: bool,
) -> dict[str, Any]:
    error, sentence = ErrorCode.NONE, None
    try:
        if resource.resource_type != Resource.TOPIC:
            raise Refused(ErrorCode.INVALID_REQUEST, "Only settings of topics can be changed.")
        write = ChangeConfigs(
            parts.topics, resource.resource_name, lambda current: check_configs(change(current))
        )
        if validate_only:
            write.prepare()
        else:
            await parts.journal.commit(write)
    except Refused as refusal:
        error, sentence = refusal.code, refusal.sentence
    except StorageFailed:
        error, sentence = ErrorCode.KAFKA_STORAGE_ERROR, "The log cannot be written."
    return {
        "error_code": error,
        "error_message": sentence,
        "resource_type": resource.resource_type,
        "resource_name": resource.resource_name,
    }


def _describe(parts: Parts, resource: Any) -> Any:
    error, sentence, entries = ErrorCode.NONE, None, []
    try:
        entries = _entries(parts, resource)
    except Refused as refusal:
        error, sentence = refusal.code, refusal.sentence
    asked = resource.configuration_keys
    return _Result(
        error_code=error,
        error_message=sentence,
        resource_type=resource.resource_type,
        resource_name=resource.resource_name,
        configs=[entry for entry in entries if not asked or entry.name in asked],
    )


def _entries(parts: Parts, resource: Any) -> list[Any]:
    if resource.resource_type == Resource.TOPIC:
        configs = parts.topics.get(resource.resource_name).configs
        return [_topic_entry(key, configs) for key in CONFIG_KEYS.values()]
    if resource.resource_type == Resource.BROKER and resource.resource_name in ("", str(NODE_ID)):
        return [
            _entry(name, value, kind, Source.STATIC_BROKER, read_only=True, documentation="")
            for name, (value, kind) in _BROKER_CONFIGS.items()
        ]
    raise Refused(ErrorCode.INVALID_REQUEST, "There are settings of topics and of broker 1.")


def _topic_entry(key: ConfigKey, configs: TopicConfigs) -> Any:
    source = Source.TOPIC if key.name in configs.overrides else Source.DEFAULT
    value = configs.value(key.name)
    return _entry(key.name, value, key.type, source, read_only=False, documentation=key.documentation)


def _entry(
    name: str, value: str, kind: ConfigType, source: Source, *, read_only: bool, documentation: str
) -> Any:
    return _Entry(
        name=name,
        value=value,
        read_only=read_only,
        config_source=source,
        is_default=source is Source.DEFAULT,
        is_sensitive=False,
        synonyms=[],
        config_type=kind,
        documentation=documentation,
    )
