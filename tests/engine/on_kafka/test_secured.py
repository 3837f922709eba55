"""A broker that demands TLS and a password is used with a few settings, and keeps each user to their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import TopicAuthorizationFailedError

from mash_contracts import access
from mash_contracts.topics import all_topics
from mash_contracts.vocabulary import Pathway
from mash_platform.broker_connection import connection
from mash_platform.streams import topics_admin
from tests.broker_process import wait_until
from tests.builders.routing import a_decision, enveloped
from tests.engine.on_kafka.secured_node import ADMINISTRATOR, SecuredNode
from tests.requirements import need
from tests.streams.processes import send

pytestmark = pytest.mark.timeout(300)
PASSWORD = "correct-horse-battery"
TRIAGE, ROUTING = access.user_of_service("triage"), access.user_of_service("routing")
EARLY_HELP, ADVICE = access.user_of_team(Pathway.EARLY_HELP), access.user_of_team(Pathway.ADVICE)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredNode]:
    """With the declared topics, and with what each user is granted."""
    need("kafka")
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificates, and is not on this machine")
    users = [ADMINISTRATOR, *access.users()]
    secured = SecuredNode(tmp_path_factory.mktemp("secured"), dict.fromkeys(users, PASSWORD))
    with pytest.MonkeyPatch.context() as environment:
        as_user(environment, secured, ADMINISTRATOR)
        try:
            secured.start()
            wait_until(lambda: topics_admin.apply(secured.address) is not None, seconds=60, what="topics")
            secured.grant(access.users())
            yield secured
        finally:
            secured.stop()


def as_user(environment: pytest.MonkeyPatch, node: SecuredNode, user: str) -> None:
    for name, value in node.settings_for(user).items():
        environment.setenv(name, value)


def without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("MASH_BROKER")}


def topics(node: SecuredNode, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "mash_command", "topics", "diff", "--broker", node.address],
        env={**without_settings(), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_operator_compares_topics_with_the_settings_alone(node: SecuredNode) -> None:
    compared = topics(node, **node.settings_for(access.OPERATOR))
    assert (compared.returncode, compared.stdout) == (0, ""), compared.stdout + compared.stderr


def test_a_wrong_password_is_said_in_a_sentence_that_does_not_hold_it(node: SecuredNode) -> None:
    refused = topics(node, **node.settings_for(access.OPERATOR, password="canary-password"))
    assert refused.returncode == 1
    assert "did not let the user of MASH_BROKER_USER in" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert "canary" not in refused.stderr


def test_a_broker_that_nobody_vouches_for_is_not_trusted(node: SecuredNode) -> None:
    settings = node.settings_for(access.OPERATOR)
    del settings["MASH_BROKER_CA"]
    refused = topics(node, **settings)
    assert refused.returncode == 1
    assert "is not trusted" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_decision_is_routed_to_its_team_by_users_who_may_do_no_more_than_they_must(
    node: SecuredNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = a_decision()
    as_user(monkeypatch, node, TRIAGE)
    send(node.address, enveloped(decision), topic="mash.triage")

    as_user(monkeypatch, node, ROUTING)
    with worker(tmp_path):
        as_user(monkeypatch, node, EARLY_HELP)
        wait_until(
            lambda: decision.reference.encode() in keys_read(node, "mash.routed.early-help"),
            seconds=60,
            what="the team reads its case",
        )

    as_user(monkeypatch, node, ADVICE)
    with pytest.raises(TopicAuthorizationFailedError):
        keys_read(node, "mash.routed.early-help")
    assert keys_read(node, "mash.routed.advice") == set()


@contextmanager
def worker(data: Path) -> Iterator[None]:
    """Routing's worker with the settings of the environment."""
    log = data / "routing.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "mash_routing", "worker"],
            env={**os.environ, "MASH_DATA": str(data)},
            stdout=output,
            stderr=output,
        )
    try:
        yield
        assert process.poll() is None, log.read_text()
    finally:
        process.terminate()
        assert process.wait(60) == 0, log.read_text()


def keys_read(node: SecuredNode, topic: str) -> set[bytes]:
    """The children on a topic, read as the user of the environment."""
    places = [TopicPartition(topic, number) for number in range(all_topics()[topic].partitions)]
    with closing(KafkaConsumer(**connection(node.address), auto_offset_reset="earliest")) as consumer:
        consumer.assign(places)
        ends = consumer.end_offsets(places)
        found: set[bytes] = set()
        while any(consumer.position(place) < end for place, end in ends.items()):
            found |= {record.key for polled in consumer.poll(timeout_ms=500).values() for record in polled}
    return found
