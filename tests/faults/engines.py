"""What the system stands on: the embedded broker with SQLite, or Apache Kafka with PostgreSQL."""

import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from mash_kafka import cluster
from mash_kafka.cluster import Cluster
from mash_kafka.node import Node
from mash_postgres import server
from mash_postgres.server import Server
from tests.broker_process import BrokerProcess, wait_until
from tests.faults.proxy import Proxy

WITH_A_DATABASE = ("intake", "triage", "routing", "assurance", "accounts")


class Engine(ABC):
    """A broker and databases, which a test can take away and give back."""

    @property
    @abstractmethod
    def broker(self) -> str:
        """Addresses for clients."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """The settings under which every process finds broker and databases."""

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    def end(self) -> None:
        """Nothing of it runs after this, whatever state it was in."""

    @abstractmethod
    def kill_broker(self) -> None:
        """kill -9."""

    @abstractmethod
    def start_broker(self) -> None:
        """Returns once it answers."""

    @abstractmethod
    def signal_broker(self, number: signal.Signals) -> None: ...

    @contextmanager
    def silent_broker(self) -> Iterator[None]:
        """Connections stay open, new ones are taken, and nobody answers."""
        self.signal_broker(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal_broker(signal.SIGCONT)


class Embedded(Engine):
    """The embedded broker, and SQLite in the data folder."""

    def __init__(self, folder: Path) -> None:
        self.process = BrokerProcess(folder / "broker")

    @property
    def broker(self) -> str:
        return self.process.address

    def environment(self) -> dict[str, str]:
        return {"MASH_BROKER": self.broker, "MASH_BROKER_PORT": str(self.process.port)}

    def start(self) -> None:
        self.process.start()

    def end(self) -> None:
        if self.process.process is not None:
            self.signal_broker(signal.SIGCONT)
            self.process.kill()

    def kill_broker(self) -> None:
        self.process.kill()

    def start_broker(self) -> None:
        self.process.start()

    def signal_broker(self, number: signal.Signals) -> None:
        assert self.process.process is not None
        self.process.process.send_signal(number)


class BehindALine(Cluster):
    """Of one node, which sends all who ask where it is to the other end of a line."""

    def __init__(self, folder: Path) -> None:
        ports = [node.port for node in cluster.made(folder / "ports", nodes=2).nodes]
        super().__init__(folder, cluster.new_identity(), ports, heap_mb=256)
        self.line = Proxy(ports[0])

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.line.port}"

    def _settings(self, node: Node) -> dict[str, object]:
        return {
            **super()._settings(node),
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.line.port}",
        }


class KafkaAndPostgres(Engine):
    """Apache Kafka of one node or three, and one PostgreSQL, behind lines that can be disturbed.

    A cluster of three has no line.
    """

    def __init__(self, folder: Path, *, nodes: int = 1) -> None:
        self.cluster: Cluster = (
            BehindALine(folder / "kafka")
            if nodes == 1
            else cluster.made(folder / "kafka", nodes=nodes, heap_mb=256)
        )
        self.postgres: Server = server.made(folder / "postgres")
        self.line_to_database = Proxy(self.postgres.port)

    @property
    def line_to_broker(self) -> Proxy:
        assert isinstance(self.cluster, BehindALine)
        return self.cluster.line

    @property
    def broker(self) -> str:
        return self.cluster.bootstrap

    def environment(self) -> dict[str, str]:
        url = make_url(self.postgres.url).set(port=self.line_to_database.port)
        databases = {
            f"MASH_{name.upper()}_DATABASE": url.set(database=name).render_as_string(hide_password=False)
            for name in WITH_A_DATABASE
        }
        port = str(self.cluster.nodes[0].port)
        return {"MASH_BROKER": self.broker, "MASH_BROKER_PORT": port, **databases}

    def start(self) -> None:
        self.postgres.start()
        administrator = create_engine(self.postgres.url, isolation_level="AUTOCOMMIT")
        with administrator.connect() as connection:
            for name in WITH_A_DATABASE:
                connection.execute(text(f"create database {name}"))
        administrator.dispose()
        self.cluster.start()

    def end(self) -> None:
        self.line_to_database.close()
        self.signal_broker(signal.SIGCONT)
        self.cluster.stop()
        if isinstance(self.cluster, BehindALine):
            self.cluster.line.close()
        self.postgres.stop()

    def kill_postgres(self) -> None:
        """kill -9 of the server's first process, at which the others end too."""
        self.postgres.signal(signal.SIGKILL)
        wait_until(lambda: not self.postgres.is_running(), seconds=10, what="PostgreSQL is gone")

    def kill_broker(self) -> None:
        for node in self.cluster.nodes:
            node.signal(signal.SIGKILL)
            node.wait_until_stopped(time.monotonic() + 10)

    def start_broker(self) -> None:
        self.cluster.start()

    def signal_broker(self, number: signal.Signals) -> None:
        for node in self.cluster.nodes:
            node.signal(number)
