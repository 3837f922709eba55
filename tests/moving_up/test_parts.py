"""What is carried over arrives whole, in its order, and may be begun again after it was broken off."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, TopicPartition
from kafka.structs import OffsetAndMetadata
from sqlalchemy import text

import mash_intake.service
from mash_command.moving import log, tables
from mash_platform.database import open_database, schema_url
from mash_platform.delivery.log_reading import open_reader, records_between
from mash_platform.delivery.producer import open_producer
from mash_platform.streams import topics_admin
from tests.broker_process import BrokerProcess
from tests.builders.contacts import a_child, a_submission
from tests.builders.intake import Intake
from tests.real_postgres import Databases

TOPIC = "mash.contacts"


class BrokenOff(Exception):
    """Somebody pulled the plug."""


@pytest.fixture
def brokers(tmp_path: Path) -> Iterator[tuple[str, str]]:
    old, new = BrokerProcess(tmp_path / "old"), BrokerProcess(tmp_path / "new")
    try:
        for broker in (old, new):
            broker.start()
            topics_admin.apply(broker.address)
        yield old.address, new.address
    finally:
        old.kill()
        new.kill()


def say(broker: str, messages: int) -> None:
    with closing(open_producer(broker, "test")) as producer:
        for number in range(messages):
            producer.send(
                TOPIC,
                key=f"4K7Q-9XW{number % 7}-1".encode(),
                value=f"message {number}".encode(),
                headers=[("number", str(number).encode())],
                timestamp_ms=1_790_000_000_000 + number,
            )


def everything_on(broker: str) -> list[tuple[object, ...]]:
    begin, end = log.ends_of(broker)
    with closing(open_reader(broker, "test")) as reader:
        found = list(records_between(reader, begin, end))
    return sorted(
        (
            each.topic,
            each.partition,
            each.offset - begin[TopicPartition(each.topic, each.partition)],
            each.key,
            each.value,
            tuple(each.headers),
            each.timestamp,
        )
        for each in found
    )


def test_every_message_keeps_its_place_its_order_and_its_time(brokers: tuple[str, str]) -> None:
    old, new = brokers
    say(old, 50)

    assert log.carry_over(old, new, lambda _: None) == 50

    assert everything_on(new) == everything_on(old)


def test_a_log_that_was_broken_off_is_finished_and_nothing_is_doubled(brokers: tuple[str, str]) -> None:
    old, new = brokers
    say(old, 1_200)

    def pull_the_plug(carried: int) -> None:
        if carried:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        log.carry_over(old, new, pull_the_plug)
    there = len(everything_on(new))
    assert 0 < there < 1_200

    log.carry_over(old, new, lambda _: None)
    log.carry_over(old, new, lambda _: None)

    assert everything_on(new) == everything_on(old)


def test_a_group_goes_on_with_the_first_message_that_it_has_not_read(brokers: tuple[str, str]) -> None:
    old, new = brokers
    say(old, 60)
    _, end = log.ends_of(old)
    places = {place: last - 1 for place, last in end.items() if place.topic == TOPIC and last}
    with closing(KafkaAdminClient(bootstrap_servers=old)) as admin:
        offsets = {place: OffsetAndMetadata(offset, "", -1) for place, offset in places.items()}
        admin.alter_group_offsets("a-team", offsets)

    log.carry_over(old, new, lambda _: None)
    assert log.carry_groups_over(old, new) == {"a-team": len(places)}

    with closing(KafkaAdminClient(bootstrap_servers=new)) as admin:
        found = admin.list_group_offsets(["a-team"])["a-team"]
    assert {place: committed.offset for place, committed in found.items()} == places


def test_a_log_that_holds_something_else_is_left_alone(brokers: tuple[str, str]) -> None:
    old, new = brokers
    say(old, 20)
    with closing(open_producer(new, "test")) as producer:
        producer.send(TOPIC, key=b"4K7Q-9XW1-1", value=b"of another hub")
    before = everything_on(new)

    with pytest.raises(log.NotACopy):
        log.carry_over(old, new, lambda _: None)

    assert everything_on(new) == before


def test_every_row_arrives_and_the_next_row_gets_a_number_of_its_own(
    tmp_path: Path, postgres: Databases
) -> None:
    intake = Intake.at(tmp_path)
    for _ in range(5):
        intake.takes(a_submission(children=(a_child(), a_child(first_names="Sam"))))
    intake.delivery.engine.dispose()
    schema = mash_intake.service.schema()
    old = open_database(f"sqlite:///{tmp_path / 'intake.db'}")
    new = open_database(schema_url(postgres.fresh_url(), "intake"))
    schema.bring_up(new)
    assert tables.is_empty(schema, new)

    def pull_the_plug(_rows: int) -> None:
        raise BrokenOff

    with pytest.raises(BrokenOff):
        tables.carry_over(schema, old, new, pull_the_plug)
    assert tables.is_empty(schema, new)

    carried: list[int] = []
    contents = tables.carry_over(schema, old, new, carried.append)
    assert tables.carry_over(schema, old, new, carried.append) == contents

    assert contents["contacts"].rows == 5
    assert contents["child_records"].rows == contents["outbox"].rows == 10
    assert sum(carried) == 2 * tables.rows_in(schema, old)
    with new.connect() as connection:
        assert (
            connection.execute(text("select nextval(pg_get_serial_sequence('outbox', 'sequence'))")).scalar()
            == 11
        )
    for engine in (old, new):
        engine.dispose()
