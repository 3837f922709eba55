"""What the system stands on: the embedded broker with SQLite, or Apache Kafka with PostgreSQL."""

import signal
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mash_kafka.cluster import Cluster, made
from tests.broker_process import BrokerProcess


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


class KafkaEngine(Engine):
    """Apache Kafka of one node or three; the services' databases are where `databases` says."""

    def __init__(self, folder: Path, *, nodes: int = 1, databases: dict[str, str] | None = None) -> None:
        self.cluster: Cluster = made(folder / "kafka", nodes=nodes)
        self._databases = databases or {}

    @property
    def broker(self) -> str:
        return self.cluster.bootstrap

    def environment(self) -> dict[str, str]:
        port = str(self.cluster.nodes[0].port)
        return {"MASH_BROKER": self.broker, "MASH_BROKER_PORT": port, **self._databases}

    def start(self) -> None:
        self.cluster.start()

    def end(self) -> None:
        for node in self.cluster.nodes:
            node.signal(signal.SIGCONT)
        self.cluster.stop()

    def kill_broker(self) -> None:
        for node in self.cluster.nodes:
            node.signal(signal.SIGKILL)

    def start_broker(self) -> None:
        self.cluster.start()

    def signal_broker(self, number: signal.Signals) -> None:
        for node in self.cluster.nodes:
            node.signal(number)
