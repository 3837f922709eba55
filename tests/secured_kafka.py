"""A real Kafka that asks for TLS and a password; users may do only what infra/kubernetes/users.yaml says.

The users and their rules are put into it as Strimzi would put them there, from the same file. One more user
shows a certificate instead of a password, at an address of its own: whoever moves up to this cluster.
"""

import secrets
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

from mash_kafka.cluster import Cluster, made
from mash_kafka.node import Node
from tests.certificates import Certificate, vouching_for_itself

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


MOVER = "mash-move-up"
_OF_THE_MOVER = (
    (
        {"type": "topic", "name": "mash.", "patternType": "prefix"},
        ["Create", "Describe", "DescribeConfigs", "Read", "Write"],
    ),
    ({"type": "group", "name": "*", "patternType": "literal"}, ["Read"]),
)
"""What docs/operate.md says that the user of moving up needs."""


class SecuredKafka(Cluster):
    """One node. Its own port is for its nodes and for whoever sets it up; users come to `address`, or with a
    certificate to `address_for_certificates`."""

    def __init__(self, folder: Path) -> None:
        with_ports = made(folder / "ports", nodes=2)
        ports = [port for node in with_ports.nodes for port in (node.port, node.controller_port)]
        super().__init__(folder / "kafka", "M2FzaC10ZXN0cy1zZWN1cg", ports[:2])
        self.address = f"127.0.0.1:{ports[2]}"
        self.address_for_certificates = f"127.0.0.1:{ports[3]}"
        self._folder = folder
        self._broker: Certificate = vouching_for_itself(folder, "broker")
        self._mover: Certificate = vouching_for_itself(folder, MOVER)
        self._passwords: dict[str, Path] = {}

    @property
    def ca(self) -> Path:
        return self._broker.certificate

    def start(self) -> None:
        super().start()
        self._make_users()

    def settings_of_mover(self) -> dict[str, str]:
        """What whoever moves up has in the environment: a certificate, and no password."""
        return {
            "MASH_BROKER_SECURITY": "tls",
            "MASH_BROKER_CA": str(self.ca),
            "MASH_BROKER_CERTIFICATE": str(self._mover.certificate),
            "MASH_BROKER_KEY": str(self._mover.key),
        }

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
        ports = {
            "INSIDE": node.port,
            "USERS": self.address.rpartition(":")[2],
            "CERTIFIED": self.address_for_certificates.rpartition(":")[2],
        }
        listening = [f"{name}://127.0.0.1:{port}" for name, port in ports.items()]
        return {
            **super()._settings(node),
            "listeners": ",".join([*listening, f"CONTROLLER://127.0.0.1:{node.controller_port}"]),
            "advertised.listeners": ",".join(listening),
            "listener.security.protocol.map": (
                "INSIDE:PLAINTEXT,USERS:SASL_SSL,CERTIFIED:SSL,CONTROLLER:PLAINTEXT"
            ),
            "inter.broker.listener.name": "INSIDE",
            "listener.name.users.sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.users.scram-sha-512.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": self._broker.both,
            "listener.name.certified.ssl.client.auth": "required",
            "listener.name.certified.ssl.truststore.type": "PEM",
            "listener.name.certified.ssl.truststore.location": self._mover.certificate,
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
            _allow(admin, rules)
        of_mover = [{"resource": resource, "operations": may} for resource, may in _OF_THE_MOVER]
        _allow(admin, [rule for acl in of_mover for rule in _rules(f"CN={MOVER}", acl)])


def _allow(admin: AdminClient, rules: list[AclBinding]) -> None:
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
