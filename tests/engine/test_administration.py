"""What an operator's tools ask: topics, settings, groups, the cluster."""

import uuid
from collections.abc import Callable

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import (
    GroupIdNotFoundError,
    InvalidConfigurationError,
    InvalidPartitionsError,
    InvalidReplicationFactorError,
    InvalidTopicError,
    NonEmptyGroupError,
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
)
from kafka.structs import OffsetAndMetadata

from tests.broker_process import wait_until
from tests.engine.conftest import MakeTopic
from tests.engine.test_groups import settle

MakeConsumer = Callable[..., KafkaConsumer]


def settings_of(admin: KafkaAdminClient, topic: str) -> dict[str, str]:
    resource = ConfigResource(ConfigResourceType.TOPIC, topic)
    described = admin.describe_configs([resource], config_filter="all")
    entries = described["topic"][topic]
    return {name: entry["value"] for name, entry in entries.items()}


def test_a_topic_is_made_with_its_partitions_and_settings(
    admin: KafkaAdminClient, make_topic: MakeTopic
) -> None:
    topic = make_topic(partitions=5, **{"retention.ms": "123456"})

    (described,) = admin.describe_topics([topic])

    assert len(described["partitions"]) == 5
    assert settings_of(admin, topic)["retention.ms"] == "123456"
    assert settings_of(admin, topic)["cleanup.policy"] == "delete"
    assert topic in admin.list_topics()


def test_what_cannot_be_made_is_refused_and_says_why(admin: KafkaAdminClient, topic: str) -> None:
    plain = {"num_partitions": 1, "replication_factor": 1}
    new = f"engine-{uuid.uuid4()}"

    for name, wanted, error in (
        (topic, plain, TopicAlreadyExistsError),
        ("a name with spaces", plain, InvalidTopicError),
        (new, {**plain, "replication_factor": 99}, InvalidReplicationFactorError),
        (new, {**plain, "num_partitions": 0}, InvalidPartitionsError),
        (new, {**plain, "configs": {"retention.msec": "1"}}, InvalidConfigurationError),
        (new, {**plain, "configs": {"retention.ms": "a week"}}, InvalidConfigurationError),
    ):
        with pytest.raises(error):
            admin.create_topics({name: wanted})
    assert new not in admin.list_topics()


def test_a_rehearsal_makes_nothing(admin: KafkaAdminClient) -> None:
    new = f"engine-{uuid.uuid4()}"
    admin.create_topics({new: {"num_partitions": 1, "replication_factor": 1}}, validate_only=True)

    assert new not in admin.list_topics()


def test_a_deleted_topic_is_gone_and_its_name_starts_afresh(
    admin: KafkaAdminClient, topic: str, producer: KafkaProducer, make_consumer: MakeConsumer
) -> None:
    producer.send(topic, b"before").get(timeout=30)
    admin.delete_topics([topic])
    wait_until(lambda: topic not in admin.list_topics(), seconds=20, what="the topic is gone")
    with pytest.raises(UnknownTopicOrPartitionError):
        admin.delete_topics([topic])

    admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}})
    place = TopicPartition(topic, 0)
    assert make_consumer().end_offsets([place]) == {place: 0}


def test_a_topic_can_get_more_partitions_but_not_fewer(admin: KafkaAdminClient, topic: str) -> None:
    admin.create_partitions({topic: 4})
    wait_until(
        lambda: len(admin.describe_topics([topic])[0]["partitions"]) == 4, seconds=20, what="four partitions"
    )
    with pytest.raises(InvalidPartitionsError):
        admin.create_partitions({topic: 2})


def test_one_setting_is_changed_and_the_others_stay(admin: KafkaAdminClient, make_topic: MakeTopic) -> None:
    topic = make_topic(**{"retention.ms": "123456", "max.message.bytes": "5000"})

    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": "777777"})])
    wait_until(
        lambda: settings_of(admin, topic)["retention.ms"] == "777777", seconds=20, what="the new retention"
    )
    assert settings_of(admin, topic)["max.message.bytes"] == "5000"

    admin.reset_configs([ConfigResource(ConfigResourceType.TOPIC, topic, ["max.message.bytes"])])
    wait_until(
        lambda: settings_of(admin, topic)["max.message.bytes"] == "1048588", seconds=20, what="the default"
    )


def test_a_setting_that_makes_no_sense_is_refused_and_changes_nothing(
    admin: KafkaAdminClient, make_topic: MakeTopic
) -> None:
    topic = make_topic(**{"retention.ms": "123456"})
    nonsense = ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": "a week"})

    (answer,) = admin.alter_configs([nonsense])["topic"].values()

    assert InvalidConfigurationError.__name__ in answer
    assert settings_of(admin, topic)["retention.ms"] == "123456"


def test_records_can_be_deleted_up_to_an_offset(
    admin: KafkaAdminClient, topic: str, producer: KafkaProducer, make_consumer: MakeConsumer
) -> None:
    place = TopicPartition(topic, 0)
    for number in range(10):
        producer.send(topic, b"%d" % number).get(timeout=30)

    assert admin.delete_records({place: 6})[place]["low_watermark"] == 6

    consumer = make_consumer()
    assert consumer.beginning_offsets([place]) == {place: 6}
    assert consumer.end_offsets([place]) == {place: 10}
    consumer.assign([place])
    consumer.seek_to_beginning(place)
    records = [record for batch in consumer.poll(timeout_ms=10_000).values() for record in batch]
    assert records[0].value == b"6"


def test_groups_are_listed_described_and_deleted_when_nobody_is_in_them(
    admin: KafkaAdminClient, topic: str, group: str, producer: KafkaProducer, make_consumer: MakeConsumer
) -> None:
    producer.send(topic, b"{}").get(timeout=30)
    consumer = make_consumer(topic, group_id=group)
    settle(consumer, partitions=1)

    wait_until(
        lambda: admin.describe_groups([group])[group]["group_state"] == "Stable", seconds=20, what="stable"
    )
    described = admin.describe_groups([group])[group]
    assert described["protocol_type"] == "consumer"
    assert len(described["members"]) == 1
    assert group in {listed["group_id"] for listed in admin.list_groups()}
    assert admin.delete_groups([group]) == {group: NonEmptyGroupError.__name__}

    consumer.commit({TopicPartition(topic, 0): OffsetAndMetadata(1, "", -1)})
    consumer.close(autocommit=False)
    assert admin.describe_groups([group])[group]["group_state"] == "Empty"
    assert admin.delete_groups([group]) == {group: "OK"}
    assert group not in {listed["group_id"] for listed in admin.list_groups()}
    assert admin.delete_groups([group]) == {group: GroupIdNotFoundError.__name__}


def test_the_cluster_says_who_it_is(admin: KafkaAdminClient, bootstrap: str) -> None:
    cluster = admin.describe_cluster()
    brokers = cluster["brokers"]

    assert cluster["cluster_id"]
    assert {broker["port"] for broker in brokers} == {
        int(address.rpartition(":")[2]) for address in bootstrap.split(",")
    }
    assert cluster["controller_id"] in (-1, *(broker["broker_id"] for broker in brokers))
