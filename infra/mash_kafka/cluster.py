"""A cluster of one node or three on loopback, kept in one folder."""

import base64
import json
import random
import secrets
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from mash_kafka.jars import KafkaUnavailable
from mash_kafka.node import Node
from mash_platform.broker_address import answering

START_SECONDS = 90.0
STOP_SECONDS = 30.0
HEAP_MB = 384
_BELOW_PORTS_OF_CLIENTS = range(12_000, 20_000)
_YEAR_MINUTES = 366 * 24 * 60


class Cluster:
    """Made once by `made`, and found again by `opened`: ports and identity stay from start to start."""

    def __init__(self, folder: Path, cluster_id: str, ports: list[int], heap_mb: int = HEAP_MB) -> None:
        self._id = cluster_id
        count = len(ports) // 2
        places = zip(ports[:count], ports[count:], strict=True)
        self.nodes = [
            Node(number, folder / f"node-{number}", port, controller_port, heap_mb)
            for number, (port, controller_port) in enumerate(places, start=1)
        ]

    @property
    def bootstrap(self) -> str:
        """The addresses that clients are given."""
        return ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    def start(self) -> None:
        """Starts what does not run and waits until every node serves; raises `KafkaUnavailable`."""
        for node in self.nodes:
            if not node.is_running():
                _require_free(node.port, node.controller_port)
                node.format(self._id, self._settings(node))
                node.start()
        deadline = time.monotonic() + START_SECONDS
        while not self.is_serving():
            for node in self.nodes:
                if not node.is_running():
                    raise KafkaUnavailable(f"a node of Kafka ended by itself; {node.log_file} says why")
            if time.monotonic() > deadline:
                raise KafkaUnavailable(
                    f"Kafka did not answer within {START_SECONDS:.0f} seconds; see {self.nodes[0].log_file}"
                )
            time.sleep(0.2)

    def become_only_node(self) -> NoReturn:
        """Turns this process into the one node, which ends with the program that started this process.

        Raises `KafkaUnavailable` when it runs already, has several nodes, or its port is taken.
        """
        if len(self.nodes) != 1:
            raise KafkaUnavailable(f"this cluster has {len(self.nodes)} nodes, which one process cannot be")
        node = self.nodes[0]
        if node.is_running():
            raise KafkaUnavailable(f"it runs already, as process {node.process_number()}")
        _require_free(node.port, node.controller_port)
        node.format(self._id, self._settings(node))
        node.become()

    def is_serving(self) -> bool:
        """Whether clients can connect to every node, are told of every other there, and can use a group.

        A node that has just started may not know of the others yet. A client that begins there would not know
        them either, and kafka-python asks again only after minutes.
        """
        return all(self._is_served_by(node) for node in self.nodes)

    def _is_served_by(self, node: Node) -> bool:
        address = f"127.0.0.1:{node.port}"
        try:
            admin = KafkaAdminClient(bootstrap_servers=answering(address), bootstrap_timeout_ms=5000)
        except (KafkaError, OSError):
            return False
        try:
            told_of = admin._manager.cluster.brokers()
            # The first question about a group makes Kafka's own topic for groups.
            admin.list_group_offsets(["mash-none"])
            return len(told_of) == len(self.nodes)
        except KafkaError:
            return False
        finally:
            admin.close()

    def stop(self) -> None:
        """Stops every node, all at once because the last of three cannot leave a quorum in good order."""
        for node in self.nodes:
            node.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for node in self.nodes:
            node.wait_until_stopped(deadline)

    def _settings(self, node: Node) -> dict[str, object]:
        copies = len(self.nodes)
        in_sync = 2 if copies > 2 else 1
        voters = [f"{each.number}@127.0.0.1:{each.controller_port}" for each in self.nodes]
        return {
            "process.roles": "broker,controller",
            "node.id": node.number,
            "listeners": f"PLAINTEXT://127.0.0.1:{node.port},CONTROLLER://127.0.0.1:{node.controller_port}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{node.port}",
            "controller.listener.names": "CONTROLLER",
            "controller.quorum.voters": ",".join(voters),
            "log.dirs": node.folder / "log",
            "auto.create.topics.enable": "false",
            "default.replication.factor": copies,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": 10,
            "offsets.retention.minutes": _YEAR_MINUTES,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": in_sync,
            "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": in_sync,
            "group.initial.rebalance.delay.ms": 0,
        }


def made(folder: Path, *, nodes: int, port: int = 0, heap_mb: int = HEAP_MB) -> Cluster:
    """A cluster in an empty folder, or the one that is there already, which must have as many nodes.

    Clients connect to `port` and the ports after it; the nodes talk on the ones after those. 0 takes any.
    The one that is there keeps its ports; see `made_at`.
    """
    folder = folder.absolute()
    file = folder / "cluster.json"
    if file.exists():
        cluster = opened(folder, heap_mb=heap_mb)
        if len(cluster.nodes) != nodes:
            raise KafkaUnavailable(
                f"{folder} holds a cluster of {len(cluster.nodes)} node(s), not of {nodes}"
            )
        return cluster
    ports = [port + each for each in range(2 * nodes)] if port else _free_ports(2 * nodes)
    return _kept(folder, new_identity(), ports, heap_mb)


def made_at(folder: Path, port: int, *, heap_mb: int = HEAP_MB) -> Cluster:
    """One node that clients find at exactly `port`, wherever it was before; its controller takes any port.

    Raises `KafkaUnavailable` when the folder holds more than one node.
    """
    folder = folder.absolute()
    identity = made(folder, nodes=1)._id
    return _kept(folder, identity, [port, *_free_ports(1)], heap_mb)


def new_identity() -> str:
    """A random cluster id as Kafka writes them: 16 bytes in the URL alphabet of base64.

    The first bit is 0, so that none begins with a dash, which Kafka's tools would take for an option.
    """
    return base64.urlsafe_b64encode(secrets.randbits(127).to_bytes(16)).decode().rstrip("=")


def _kept(folder: Path, identity: str, ports: list[int], heap_mb: int) -> Cluster:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cluster.json").write_text(json.dumps({"cluster_id": identity, "ports": ports}))
    return Cluster(folder, identity, ports, heap_mb)


def opened(folder: Path, *, heap_mb: int = HEAP_MB) -> Cluster:
    """The cluster of a folder; raises `KafkaUnavailable` when there is none."""
    try:
        kept = json.loads((folder / "cluster.json").read_text())
    except FileNotFoundError:
        raise KafkaUnavailable(f"there is no Kafka in {folder}") from None
    return Cluster(folder.absolute(), kept["cluster_id"], kept["ports"], heap_mb)


def _free_ports(count: int) -> list[int]:
    """Below those that the kernel gives to clients, who might take one before its node does."""
    found: list[int] = []
    for port in random.sample(_BELOW_PORTS_OF_CLIENTS, len(_BELOW_PORTS_OF_CLIENTS)):
        if len(found) == count:
            break
        with suppress(OSError), socket.socket() as trial:
            trial.bind(("127.0.0.1", port))
            found.append(port)
    return found


def _require_free(*ports: int) -> None:
    for port in ports:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                raise KafkaUnavailable(
                    f"another program has port {port}; choose others with --port"
                ) from None
