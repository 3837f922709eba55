"""What compose and Kubernetes are told. Neither runs here: the files are held to what the code needs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mash_contracts.access import SERVICES, users
from mash_contracts.topics import all_topics
from mash_kafka import jars
from mash_platform.streams.topics_admin import settings_of

INFRA = Path(__file__).parents[2] / "infra"
COMPOSE: dict[str, Any] = yaml.safe_load((INFRA / "compose.yaml").read_text())
OURS = {name: one for name, one in COMPOSE["services"].items() if one["image"] == "mash"}
MANIFESTS: list[dict[str, Any]] = [
    document
    for name in yaml.safe_load((INFRA / "kubernetes" / "kustomization.yaml").read_text())["resources"]
    for document in yaml.safe_load_all((INFRA / "kubernetes" / name).read_text())
    if document is not None
]
DEPLOYMENTS = {one["metadata"]["name"]: one["spec"] for one in MANIFESTS if one["kind"] == "Deployment"}
each_deployment = pytest.mark.parametrize("name", DEPLOYMENTS)


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in MANIFESTS if one["kind"] == kind}


def pod(name: str) -> dict[str, Any]:
    spec: dict[str, Any] = DEPLOYMENTS[name]["template"]["spec"]
    return spec


def container(name: str) -> dict[str, Any]:
    (only,) = pod(name)["containers"]
    return dict(only)


def test_compose_runs_every_worker_the_pages_and_the_account_on_the_kafka_that_is_tested() -> None:
    assert {tuple(one["command"][:2]) for one in OURS.values()} >= {
        *((f"mash_{service}", "worker") for service in SERVICES),
        ("mash_command.preparing",),
    }
    assert OURS["web"]["command"] == ["mash_command.web"]
    assert COMPOSE["services"]["kafka"]["image"] == f"apache/kafka:{jars.version()}"


def test_compose_waits_for_what_is_there_and_keeps_what_must_stay() -> None:
    for name, service in COMPOSE["services"].items():
        assert set(service.get("depends_on", ())) <= set(COMPOSE["services"]), name
        kept = {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith(".")}
        assert kept <= set(COMPOSE["volumes"]), name
        assert "healthcheck" in service, name


def test_compose_starts_with_no_password_that_others_know() -> None:
    text = (INFRA / "compose.yaml").read_text()
    asked = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = dict(
        line.split("=") for line in (INFRA / "compose.env.example").read_text().splitlines() if "=" in line
    )
    assert asked == set(example)
    assert set(example.values()) == {""}
    for name in asked:
        assert f"${{{name}:?" in text, f"{name} may be empty"


def test_compose_opens_nothing_beyond_this_machine() -> None:
    for service in COMPOSE["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_prometheus_asks_every_process_of_ours() -> None:
    scraped = yaml.safe_load((INFRA / "prometheus" / "prometheus.yml").read_text())
    (job,) = scraped["scrape_configs"]
    assert job["job_name"] == "mash"
    asked = {name for found in job["dns_sd_configs"] for name in found["names"]}
    assert asked == set(OURS) - {"prepare"}
    rules = yaml.safe_load((INFRA / "prometheus" / "rules.yaml").read_text())
    assert all(rule["alert"] for group in rules["groups"] for rule in group["rules"])


def test_grafana_finds_its_boards_and_prometheus() -> None:
    provisioning = INFRA / "grafana" / "provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources" / "prometheus.yaml").read_text())["datasources"]
    assert source["url"].split("//")[1].split(":")[0] in COMPOSE["services"]
    (provider,) = yaml.safe_load((provisioning / "dashboards" / "boards.yaml").read_text())["providers"]
    mounted = dict(volume.split(":")[:2][::-1] for volume in COMPOSE["services"]["grafana"]["volumes"])
    boards = INFRA / mounted[provider["options"]["path"]]
    for board in boards.glob("*.json"):
        assert json.loads(board.read_text())["title"]


def test_every_topic_and_user_is_a_resource_of_the_cluster() -> None:
    topics, cluster_users = of_kind("KafkaTopic"), of_kind("KafkaUser")
    assert set(topics) == set(all_topics())
    assert set(cluster_users) == set(users())
    for name, topic in all_topics().items():
        assert topics[name]["spec"]["partitions"] == topic.partitions
        assert settings_of(topic).items() <= topics[name]["spec"]["config"].items()


def test_every_resource_belongs_to_the_cluster_that_is_declared() -> None:
    (kafka,) = of_kind("Kafka")
    for kind in ("KafkaNodePool", "KafkaTopic", "KafkaUser"):
        for resource in of_kind(kind).values():
            assert resource["metadata"]["labels"]["strimzi.io/cluster"] == kafka


def test_whoever_is_not_named_may_do_nothing_on_the_cluster() -> None:
    (kafka,) = of_kind("Kafka").values()
    assert kafka["spec"]["kafka"]["authorization"] == {"type": "simple"}
    for listener in kafka["spec"]["kafka"]["listeners"]:
        assert listener["tls"] is True
        assert listener["authentication"] == {"type": "scram-sha-512"}


@each_deployment
def test_a_process_is_restarted_when_dead_and_left_out_when_not_ready(name: str) -> None:
    ports = {port["name"] for port in container(name)["ports"]}
    assert container(name)["livenessProbe"]["httpGet"]["path"] == "/live"
    for probe in ("livenessProbe", "readinessProbe"):
        assert container(name)[probe]["httpGet"]["port"] in ports
    assert {"requests", "limits"} <= set(container(name)["resources"])


@each_deployment
def test_a_process_may_do_no_more_on_its_machine_than_it_needs(name: str) -> None:
    assert pod(name)["securityContext"]["runAsNonRoot"] is True
    assert pod(name)["automountServiceAccountToken"] is False
    limits = container(name)["securityContext"]
    assert (limits["readOnlyRootFilesystem"], limits["allowPrivilegeEscalation"]) == (True, False)
    assert limits["capabilities"] == {"drop": ["ALL"]}


@each_deployment
def test_a_process_is_given_what_it_mounts_and_is_itself_on_the_broker(name: str) -> None:
    volumes = {volume["name"]: volume for volume in pod(name)["volumes"]}
    assert {mount["name"] for mount in container(name)["volumeMounts"]} == set(volumes)
    given = dict(_given(name))
    assert volumes["broker-user"]["secret"]["secretName"] == given["MASH_BROKER_USER"]
    assert given["MASH_BROKER_USER"] in of_kind("KafkaUser")


def _given(name: str) -> Iterator[tuple[str, str | None]]:
    for variable in container(name)["env"]:
        yield variable["name"], variable.get("value")


def test_a_worker_knows_its_own_database_and_the_master_key_only_where_it_seals() -> None:
    for service in SERVICES:
        secrets = [
            one["valueFrom"]["secretKeyRef"] for one in container(service)["env"] if "valueFrom" in one
        ]
        sealing = {"name": "mash-secret", "key": "encryption-keys"}
        assert secrets[0] == {"name": "mash-databases", "key": service}
        assert secrets[1:] == ([] if service == "assurance" else [sealing])


def test_the_last_worker_of_a_service_is_not_taken_away_for_maintenance() -> None:
    budgets = of_kind("PodDisruptionBudget")
    for name in (*SERVICES, "web"):
        assert budgets[name]["spec"]["selector"] == DEPLOYMENTS[name]["selector"]
        assert DEPLOYMENTS[name]["replicas"] > budgets[name]["spec"]["maxUnavailable"]


def test_the_image_has_what_the_code_asks_for_and_runs_as_nobody_in_particular() -> None:
    lines = (INFRA / "Dockerfile").read_text().splitlines()
    assert "USER 10001" in lines
    copied = [line for line in lines if line.startswith("COPY ") and "--from" not in line]
    for line in copied:
        for source in line.split()[1:-1]:
            assert (INFRA.parent / source).exists(), line
    allowed = (INFRA.parent / ".dockerignore").read_text().splitlines()
    for line in copied:
        for source in line.split()[1:-1]:
            assert f"!{source}" in allowed, f"{source} is kept out of the build"
