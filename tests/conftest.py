"""What several folders of tests share: one real Kafka and one PostgreSQL a session, when first needed."""

import os
from collections.abc import Iterator
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from kafka.net import KafkaNetSocket
from kafka.net.selector import NetworkSelector

from mash_kafka import cluster
from tests.prepared import quick_beginnings
from tests.real_postgres import Databases, postgres_for_the_session
from tests.requirements import need


@pytest.fixture(scope="session", autouse=True)
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is the same at the beginning of every test in this process is done once."""
    with quick_beginnings(tmp_path_factory.mktemp("tables")):
        yield


@pytest.fixture(scope="session", autouse=True)
def clients_close_what_they_opened() -> Iterator[None]:
    """A client of kafka-python that is closed while it connects, or before all is sent, leaves that socket to
    whoever collects it, in the middle of another test.
    """
    connect, close = KafkaNetSocket.sock_connect, NetworkSelector.close

    async def closed_when_given_up(
        self: KafkaNetSocket, net: Any, sock: socket, address: Any, timeout_at: float | None = None
    ) -> Any:
        try:
            return await connect(self, net, sock, address, timeout_at=timeout_at)
        except BaseException:
            sock.close()
            raise

    def closed_with_its_sockets(self: NetworkSelector) -> None:
        self.stop()
        waiting = [] if self._closed else [key.fileobj for key in self._selector.get_map().values()]
        close(self)
        for each in waiting:
            if isinstance(each, socket):
                each.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KafkaNetSocket, "sock_connect", closed_when_given_up)
        patch.setattr(NetworkSelector, "close", closed_with_its_sockets)
        yield


@pytest.fixture(scope="session")
def kafka_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a real Apache Kafka of one node answers: our own, or the one that MASH_TEST_KAFKA names."""
    need("kafka")
    given = os.environ.get("MASH_TEST_KAFKA")
    if given:
        yield given
        return
    kafka = cluster.made(tmp_path_factory.mktemp("kafka"), nodes=1)
    try:
        kafka.start()
        yield kafka.bootstrap
    finally:
        kafka.stop()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A real PostgreSQL: our own, or the one that MASH_TEST_POSTGRES names. Ask it for a `fresh_url()`."""
    with postgres_for_the_session(tmp_path_factory.mktemp("postgres")) as databases:
        yield databases


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, of each kind the product runs on."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'service.db'}"
    postgres: Databases = request.getfixturevalue("postgres")
    return postgres.fresh_url()


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test opens by a service's settings is kept in each kind of database in turn."""
    if request.param == "postgresql":
        postgres: Databases = request.getfixturevalue("postgres")
        monkeypatch.setenv("MASH_DATABASE", postgres.fresh_url())
