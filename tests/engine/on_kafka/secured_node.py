"""One node of Kafka that demands TLS and a password, and lets each user do only what was granted."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
)

from mash_contracts.access import Grant, Kind
from mash_kafka.node import Node
from mash_platform.broker_connection import connection
from tests.broker_process import wait_until

ADMINISTRATOR = "cluster-administrator"
_CLUSTER_ID = "bWFzaC1zZWN1cmVkLTAwMQ"


class Certificates:
    """An authority, and the broker's certificate that it vouches for."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.authority = folder / "authority.pem"
        self.of_broker = folder / "broker.pem"
        authority_key, broker_key = folder / "authority.key", folder / "broker.key"
        request, names = folder / "broker.csr", folder / "names"
        names.write_text("subjectAltName=IP:127.0.0.1\n")
        new = ["req", "-newkey", "rsa:2048", "-nodes", "-subj"]
        authority_files = ["-keyout", str(authority_key), "-out", str(self.authority)]
        _openssl(*new, "/CN=a test's authority", "-x509", "-days", "2", *authority_files)
        _openssl(*new, "/CN=a broker", "-keyout", str(broker_key), "-out", str(request))
        signed_by = ["-CA", str(self.authority), "-CAkey", str(authority_key), "-CAcreateserial"]
        files = ["-in", str(request), "-out", str(folder / "broker.crt"), "-extfile", str(names)]
        _openssl("x509", "-req", "-days", "2", *signed_by, *files)
        self.of_broker.write_text(broker_key.read_text() + (folder / "broker.crt").read_text())


class SecuredNode:
    """`passwords` are of its users; the administrator may do everything, and is one of them."""

    def __init__(self, folder: Path, passwords: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._passwords = passwords
        self.certificates = Certificates(folder / "certificates")
        port, controller_port, among_nodes = _free_ports(3)
        self.address = f"127.0.0.1:{port}"
        self.node = Node(1, folder / "node", port, controller_port, 384)
        users = [f"SCRAM-SHA-512=[name={name},password={word}]" for name, word in passwords.items()]
        options = [part for user in users for part in ("--add-scram", user)]
        self.node.format(_CLUSTER_ID, self._settings(port, controller_port, among_nodes), *options)

    def settings_for(self, user: str, *, password: str | None = None) -> dict[str, str]:
        """What somebody sets to connect as this user, with another password than theirs if given."""
        file = self._folder / f"{user}.password"
        file.write_text(f"{password or self._passwords[user]}\n")
        return {
            "MASH_BROKER": self.address,
            "MASH_BROKER_SECURITY": "tls-scram",
            "MASH_BROKER_CA": str(self.certificates.authority),
            "MASH_BROKER_USER": user,
            "MASH_BROKER_PASSWORD_FILE": str(file),
        }

    def grant(self, users: Mapping[str, Iterable[Grant]]) -> None:
        """As the administrator, whose settings must be in the environment."""
        rules = [
            _rule(user, grant, each) for user in users for grant in users[user] for each in grant.operations
        ]
        with closing(KafkaAdminClient(**connection(self.address))) as admin:
            assert not admin.create_acls(rules)["failed"]

    def start(self) -> None:
        self.node.start()
        wait_until(self._listens, seconds=90, what="the node listens")

    def stop(self) -> None:
        self.node.signal(signal.SIGTERM)
        self.node.wait_until_stopped(time.monotonic() + 30)

    def _listens(self) -> bool:
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.node.port)) == 0

    def _settings(self, port: int, controller_port: int, among_nodes: int) -> dict[str, object]:
        return {
            "process.roles": "broker,controller",
            "node.id": 1,
            "listeners": f"CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port},"
            f"NODES://127.0.0.1:{among_nodes}",
            "advertised.listeners": f"CLIENTS://127.0.0.1:{port},NODES://127.0.0.1:{among_nodes}",
            "listener.security.protocol.map": "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT,NODES:PLAINTEXT",
            "inter.broker.listener.name": "NODES",
            "controller.listener.names": "CONTROLLER",
            "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
            "log.dirs": self.node.folder / "log",
            "auto.create.topics.enable": "false",
            "offsets.topic.replication.factor": 1,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "group.initial.rebalance.delay.ms": 0,
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": self.certificates.of_broker,
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.clients.scram-sha-512.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            # The node itself, on the listeners that no client is told of.
            "super.users": f"User:{ADMINISTRATOR};User:ANONYMOUS",
        }


def _rule(user: str, grant: Grant, operation: str) -> ACL:
    kind = {Kind.TOPIC: ResourceType.TOPIC, Kind.GROUP: ResourceType.GROUP}[grant.kind]
    pattern = ACLResourcePatternType.PREFIXED if grant.prefix else ACLResourcePatternType.LITERAL
    named = {each.name.replace("_", "").lower(): each for each in ACLOperation}
    return ACL(
        f"User:{user}",
        "*",
        named[operation.lower()],
        ACLPermissionType.ALLOW,
        ResourcePattern(kind, grant.name, pattern),
    )


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)
