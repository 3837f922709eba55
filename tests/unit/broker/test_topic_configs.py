"""Settings of a topic: known names with possible values, and nothing else."""

import pytest

from mash_broker.errors import ErrorCode, Refused
from mash_broker.topic_configs import CONFIG_KEYS, TopicConfigs, check_configs
from mash_broker.topics import check_name


def test_every_default_is_a_value_that_would_be_taken() -> None:
    defaults = {name: key.default for name, key in CONFIG_KEYS.items()}

    assert check_configs(defaults) == defaults


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("retention.msec", "1000"),
        ("retention.ms", "a week"),
        ("retention.ms", "-2"),
        ("retention.ms", None),
        ("cleanup.policy", "burn"),
        ("message.timestamp.type", "LogAppendTime"),
        ("min.cleanable.dirty.ratio", "2"),
    ],
)
def test_a_misspelt_name_or_an_impossible_value_is_refused_by_name(name: str, value: str | None) -> None:
    with pytest.raises(Refused) as refused:
        check_configs({name: value})
    assert refused.value.code is ErrorCode.INVALID_CONFIG
    assert name in str(refused.value)


def test_what_is_set_is_used_and_the_rest_is_the_default() -> None:
    configs = TopicConfigs({"retention.ms": "5000"})

    assert configs.retention_ms == 5000
    assert configs.retention_bytes == -1
    assert configs.max_message_bytes == 1048588


@pytest.mark.parametrize("name", ["", ".", "..", "mash contacts", "a/b", "x" * 250])
def test_names_follow_the_rule_of_kafka(name: str) -> None:
    with pytest.raises(Refused) as refused:
        check_name(name)
    assert refused.value.code is ErrorCode.INVALID_TOPIC_EXCEPTION


def test_the_names_of_this_product_are_good() -> None:
    check_name("mash.routed.child-in-need")
