"""A real Kafka that asks for TLS and a password; users may do only what infra/kubernetes/users.yaml says.

The users and their rules are put into it as Strimzi would put them there, from the same file.
"""

import secrets
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from mash_kafka import jars
from mash_kafka.cluster import Cluster, made
from mash_kafka.node import Node

USERS = Path(__file__).parents[1] / "infra" / "kubernetes" / "users.yaml"
_OPERATIONS = {
    "Read": AclOperation.READ,
    "Write": AclOperation.WRITE,
    "Create": AclOperation.CREATE,
    "Describe": AclOperation.DESCRIBE,
    "DescribeConfigs": AclOperation.DESCRIBE_CONFIGS,
    "AlterConfigs": AclOperation.ALTER_CONFIGS,
}
_KINDS = {"topic": ResourceType.TOPIC, "group": ResourceType.GROUP}
_PATTERNS = {"literal": ResourcePatternType.LITERAL, "prefix": ResourcePatternType.PREFIXED}


class SecuredKafka(Cluster):
    """One node. Its own port is for its nodes and for whoever sets it up; users come to `address`."""

    def __init__(self, folder: Path) -> None:
        with_ports = made(folder / "ports", nodes=2)
        ports = [port for node in with_ports.nodes for port in (node.port, node.controller_port)]
        super().__init__(folder / "kafka", "M2FzaC10ZXN0cy1zZWN1cg", ports[:2])
        self.address = f"127.0.0.1:{ports[2]}"
        self._folder = folder
        self.ca = folder / "broker.pem"
        self._password = secrets.token_urlsafe(24)
        self._passwords: dict[str, Path] = {}

    def start(self) -> None:
        _make_certificate(self._folder, self._password)
        super().start()
        self._make_users()

    def settings_of(self, user: str) -> dict[str, str]:
        """What a process of this user has in its environment."""
        return {
            "MASH_BROKER": self.address,
            "MASH_BROKER_SECURITY": "tls-scram",
            "MASH_BROKER_CA": str(self.ca),
            "MASH_BROKER_USER": user,
            "MASH_BROKER_PASSWORD_FILE": str(self._passwords[user]),
        }

    def connection_of(self, user: str) -> dict[str, Any]:
        """How this user's own kafka-python connects."""
        return {
            "bootstrap_servers": self.address,
            "security_protocol": "SASL_SSL",
            "ssl_cafile": str(self.ca),
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": user,
            "sasl_plain_password": self._passwords[user].read_text(),
        }

    def _settings(self, node: Node) -> dict[str, object]:
        users_port = self.address.rpartition(":")[2]
        return {
            **super()._settings(node),
            "listeners": f"INSIDE://127.0.0.1:{node.port},USERS://127.0.0.1:{users_port},"
            f"CONTROLLER://127.0.0.1:{node.controller_port}",
            "advertised.listeners": f"INSIDE://127.0.0.1:{node.port},USERS://127.0.0.1:{users_port}",
            "listener.security.protocol.map": "INSIDE:PLAINTEXT,USERS:SASL_SSL,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "INSIDE",
            "listener.name.users.sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.users.scram-sha-512.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
            "listener.name.users.ssl.keystore.type": "PKCS12",
            "listener.name.users.ssl.keystore.location": self._folder / "broker.p12",
            "listener.name.users.ssl.keystore.password": self._password,
            "listener.name.users.ssl.key.password": self._password,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            # Whoever is inside already, on loopback: the node itself and these tests.
            "super.users": "User:ANONYMOUS",
        }

    def _make_users(self) -> None:
        admin = AdminClient({"bootstrap.servers": self.bootstrap})
        for user in yaml.safe_load_all(USERS.read_text()):
            name = user["metadata"]["name"]
            password = secrets.token_urlsafe(24)
            self._passwords[name] = self._folder / f"{name}.password"
            self._passwords[name].write_text(password)
            credential = UserScramCredentialUpsertion(
                name, ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password.encode()
            )
            admin.alter_user_scram_credentials([credential])[name].result(30)
            rules = [rule for acl in user["spec"]["authorization"]["acls"] for rule in _rules(name, acl)]
            for made_rule in admin.create_acls(rules).values():
                made_rule.result(30)


def _rules(user: str, acl: Mapping[str, Any]) -> list[AclBinding]:
    resource = acl["resource"]
    return [
        AclBinding(
            _KINDS[resource["type"]],
            resource["name"],
            _PATTERNS[resource["patternType"]],
            f"User:{user}",
            "*",
            _OPERATIONS[operation],
            AclPermissionType.ALLOW,
        )
        for operation in acl["operations"]
    ]


def _make_certificate(folder: Path, password: str) -> None:
    """A certificate of the broker that vouches for itself: one file for the broker, one for its clients."""
    keytool = str(Path(jars.java()).with_name("keytool"))
    store = ["-alias", "broker", "-keystore", str(folder / "broker.p12"), "-storepass", password]
    make = ["-genkeypair", "-keyalg", "RSA", "-dname", "CN=broker", "-ext", "SAN=IP:127.0.0.1"]
    export = ["-exportcert", "-rfc", "-file", str(folder / "broker.pem")]
    for command in (make, export):
        subprocess.run([keytool, *command, *store], check=True, capture_output=True, timeout=60)
