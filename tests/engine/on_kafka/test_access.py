"""On a cluster each service, each team and the operator can do all that they need, and nothing else."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError
from kafka.structs import OffsetAndMetadata

from mash_contracts.access import OPERATOR, SERVICES, user_of_agency, user_of_service, user_of_team
from mash_contracts.envelope import AnyData, Envelope
from mash_contracts.topics import all_topics
from mash_contracts.vocabulary import Agency, Pathway
from mash_platform.clock import SystemClock
from mash_platform.delivery.quarantine import list_quarantined, redrive
from mash_platform.streams import topics_admin
from mash_platform.streams.reading_again import read_again
from tests.broker_process import wait_until
from tests.builders import routing, triage
from tests.requirements import need
from tests.secured_kafka import SecuredKafka

pytestmark = pytest.mark.timeout(300)
SECONDS = 60.0
EXAMPLES = Path(__file__).parents[3] / "examples"
CET = user_of_team(Pathway.CET)
POLICE = user_of_agency(Agency.POLICE)


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    need("kafka")
    kafka = SecuredKafka(tmp_path_factory.mktemp("secured"))
    try:
        kafka.start()
        with acting_as(kafka, OPERATOR):
            topics_admin.apply(kafka.address)
        yield kafka
    finally:
        kafka.stop()


@contextmanager
def acting_as(kafka: SecuredKafka, user: str) -> Iterator[None]:
    """What this process asks of the broker meanwhile, it asks as this user."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in kafka.settings_of(user).items():
            environment.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def workers(kafka: SecuredKafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The worker of every service, each as its own user."""
    folder = tmp_path_factory.mktemp("workers")
    started = []
    try:
        for service in SERVICES:
            environment = {
                **os.environ,
                **kafka.settings_of(user_of_service(service)),
                "MASH_DATA": str(folder),
            }
            with (folder / f"{service}.log").open("wb") as log:
                command = [sys.executable, "-m", f"mash_{service}", "worker"]
                started.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        yield folder
    finally:
        for worker in started:
            worker.send_signal(signal.SIGTERM)
        for worker in started:
            worker.wait(30)


def say(kafka: SecuredKafka, user: str, topic: str, envelope: Envelope[AnyData]) -> None:
    write(kafka, user, topic, envelope.reference, envelope.value(), envelope.headers())


def write(
    kafka: SecuredKafka, user: str, topic: str, key: str, value: bytes, headers: list[tuple[str, bytes]]
) -> None:
    with closing(KafkaProducer(acks="all", max_block_ms=10_000, **kafka.connection_of(user))) as producer:
        producer.send(topic, key=key.encode(), value=value, headers=headers).get(20)


def read(kafka: SecuredKafka, user: str, topic: str) -> list[Any]:
    with closing(KafkaConsumer(enable_auto_commit=False, **kafka.connection_of(user))) as consumer:
        partitions = [TopicPartition(topic, number) for number in range(all_topics()[topic].partitions)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        found: list[Any] = []
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            for polled in consumer.poll(timeout_ms=500).values():
                found += polled
        return found


def is_refused(kafka: SecuredKafka, user: str, topic: str) -> None:
    """Who may write to a topic may ask where it ends, and is refused only its messages."""
    with closing(KafkaConsumer(enable_auto_commit=False, **kafka.connection_of(user))) as consumer:
        partitions = [TopicPartition(topic, number) for number in range(all_topics()[topic].partitions)]
        consumer.assign(partitions)

        def ask() -> bool:
            return bool(consumer.end_offsets(partitions) and consumer.poll(500))

        with pytest.raises(TopicAuthorizationFailedError):
            wait_until(ask, seconds=20, what="a refusal")


def on_the_log(kafka: SecuredKafka, topic: str, event: str, reference: str) -> Callable[[], bool]:
    def look() -> bool:
        return any(
            record.key == reference.encode() and dict(record.headers).get("ce_type") == event.encode()
            for record in read(kafka, OPERATOR, topic)
        )

    return look


def test_every_topic_is_as_declared_after_the_operator_made_it(kafka: SecuredKafka) -> None:
    with acting_as(kafka, OPERATOR):
        assert topics_admin.differences(kafka.address) == ()


def compared_topics(environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mash_command", "topics", "diff"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_operator_compares_topics_by_command(kafka: SecuredKafka) -> None:
    compared = compared_topics(kafka.settings_of(OPERATOR))
    assert (compared.returncode, compared.stdout, compared.stderr) == (0, "", "")


def test_a_wrong_password_is_said_in_a_sentence_that_does_not_hold_it(
    kafka: SecuredKafka, tmp_path: Path
) -> None:
    wrong = tmp_path / "password"
    wrong.write_text("canary-password")
    refused = compared_topics({**kafka.settings_of(OPERATOR), "MASH_BROKER_PASSWORD_FILE": str(wrong)})
    assert refused.returncode == 1
    assert "did not let the user of MASH_BROKER_USER in" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert "canary" not in refused.stderr


def test_a_broker_that_nobody_vouches_for_is_not_trusted(kafka: SecuredKafka) -> None:
    settings = kafka.settings_of(OPERATOR)
    del settings["MASH_BROKER_CA"]
    refused = compared_topics(settings)
    assert refused.returncode == 1
    assert "is not trusted" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_team_answers_its_own_case_with_its_own_system(
    kafka: SecuredKafka, workers: Path, tmp_path: Path
) -> None:
    decision = routing.enveloped(routing.a_decision(pathways=(Pathway.CET,)))
    say(kafka, user_of_service("triage"), "mash.triage", decision)
    accepted = on_the_log(kafka, "mash.routing", "referral.accepted", decision.reference)
    with their_own_system(kafka, CET, "consume_routed_cases.py", "cet", str(tmp_path / "cases.db")):
        wait_until(accepted, seconds=SECONDS, what="the case accepted")


def test_an_agency_answers_what_it_is_asked_with_its_own_system(
    kafka: SecuredKafka, workers: Path, tmp_path: Path
) -> None:
    contact = triage.enveloped(triage.a_contact_received(immediate_danger="yes"))
    say(kafka, user_of_service("intake"), "mash.contacts", contact)
    checks = tmp_path / "checks.db"
    answered = on_the_log(kafka, "mash.checks.police", "agency-check.answered", contact.reference)
    with their_own_system(kafka, POLICE, "answer_agency_checks.py", "police", str(checks)):

        def somebody_answers() -> bool:
            answer = json.dumps({"outcome": "nothing-known", "answered_by": "intel-4"})
            with closing(sqlite3.connect(checks, timeout=30, isolation_level=None)) as database:
                with suppress(sqlite3.OperationalError):  # Not there yet: their system makes it.
                    database.execute("update checks set answer = ?", (answer,))
                return answered()

        wait_until(somebody_answers, seconds=SECONDS, what="the check answered")


@contextmanager
def their_own_system(kafka: SecuredKafka, user: str, example: str, *arguments: str) -> Iterator[None]:
    environment = os.environ | {"KAFKA_CONNECTION": json.dumps(kafka.connection_of(user))}
    system = subprocess.Popen([sys.executable, str(EXAMPLES / example), *arguments], env=environment)
    try:
        yield
    finally:
        system.kill()
        system.wait()


def test_what_cannot_be_read_is_set_aside_by_each_reader_and_sent_on_by_the_operator(
    kafka: SecuredKafka, workers: Path
) -> None:
    contact = triage.enveloped(triage.a_contact_received())
    write(kafka, user_of_service("intake"), "mash.contacts", contact.reference, b"{", contact.headers())

    with acting_as(kafka, OPERATOR):

        def set_aside() -> list[Any]:
            return [one for one in list_quarantined(kafka.address) if one.reference == contact.reference]

        def by_both() -> bool:
            return {one.service for one in set_aside()} == {"triage", "assurance"}

        wait_until(by_both, seconds=SECONDS, what="both readers setting it aside")
        assert redrive(kafka.address, [set_aside()[0].identity], SystemClock())


@pytest.mark.parametrize(
    "topic", ["mash.routed.advice", "mash.contacts", "mash.replies.cet", "mash.quarantine.replies"]
)
def test_a_team_reads_nothing_but_what_is_routed_to_it(kafka: SecuredKafka, topic: str) -> None:
    is_refused(kafka, CET, topic)


@pytest.mark.parametrize("topic", ["mash.replies.advice", "mash.routed.cet", "mash.routing", "mash.triage"])
def test_a_team_writes_nothing_but_its_own_replies(kafka: SecuredKafka, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        write(kafka, CET, topic, "4K7Q-9XWD-1", b"{}", [])


@pytest.mark.parametrize("topic", ["mash.checks.health", "mash.answers.police", "mash.triage"])
def test_an_agency_reads_nothing_but_what_it_is_asked(kafka: SecuredKafka, topic: str) -> None:
    read(kafka, POLICE, "mash.checks.police")
    is_refused(kafka, POLICE, topic)


@pytest.mark.parametrize("topic", ["mash.answers.health", "mash.checks.police", "mash.replies.early-help"])
def test_an_agency_writes_nothing_but_its_own_answers(kafka: SecuredKafka, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        write(kafka, POLICE, topic, "4K7Q-9XWD-1", b"{}", [])


@pytest.mark.parametrize("group", ["mash-routing", "advice-cases", "cases"])
def test_a_team_reads_in_no_group_but_its_own(kafka: SecuredKafka, group: str) -> None:
    given = {"group_id": group, "enable_auto_commit": False, **kafka.connection_of(CET)}
    with (
        closing(KafkaConsumer("mash.routed.cet", **given)) as consumer,
        pytest.raises(GroupAuthorizationFailedError),
    ):
        wait_until(lambda: bool(consumer.poll(500)), seconds=20, what="a refusal")


@pytest.mark.parametrize(
    ("service", "topic"),
    [
        ("intake", "mash.triage"),
        ("triage", "mash.routing"),
        ("routing", "mash.replies.cet"),
        ("triage", "mash.answers.police"),
        ("assurance", "mash.triage"),
    ],
)
def test_a_service_says_nothing_in_another_s_name(kafka: SecuredKafka, service: str, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        write(kafka, user_of_service(service), topic, "4K7Q-9XWD-1", b"{}", [])


def test_the_operator_lets_a_service_read_again_after_its_database_was_restored(
    kafka: SecuredKafka,
) -> None:
    with acting_as(kafka, OPERATOR):
        assert read_again(kafka.address, "mash-nobody-reads-as-this", datetime.now(UTC)) == {}
        with closing(KafkaAdminClient(**kafka.connection_of(OPERATOR))) as admin:
            place = TopicPartition("mash.contacts", 0)
            admin.alter_group_offsets("mash-restored", {place: OffsetAndMetadata(0, "", -1)})
        assert list(read_again(kafka.address, "mash-restored", datetime.now(UTC))) == [("mash.contacts", 0)]
