"""The same commands on Apache Kafka and PostgreSQL, chosen by one setting."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.test_one_machine import ROOT, gone, hand_in, refused
from tests.broker_process import wait_until
from tests.requirements import need
from tests.running_system import RunningSystem, start_system, system_environment

pytestmark = pytest.mark.timeout(600)


def from_another_terminal(system: RunningSystem, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A `mash` command that is told no more than where the data are."""
    return subprocess.run(
        [sys.executable, "-m", "mash_command", *arguments],
        env={**os.environ, "MASH_DATA": str(system.data)},
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_the_demo_passes_and_a_kill_of_everything_loses_no_child_and_no_account(tmp_path: Path) -> None:
    need("kafka")
    need("postgres")
    first = start_system(tmp_path / "var", engine="kafka")
    first.wait_ready()
    children = first.pids()
    assert {"java", "postgres", "mash_intake", "mash_command.web"} <= children.keys()

    demo = from_another_terminal(first, "demo", "--json")
    assert demo.returncode == 0, demo.stderr + first.logs()
    assert len(json.loads(demo.stdout)) == 3
    reference = hand_in(first, "neglect")

    first.kill_everything()
    wait_until(lambda: all(map(gone, children.values())), seconds=15, what="nothing is left of it")

    second = start_system(first.data, first.environment)
    try:
        second.wait_ready()
        assert hand_in(second, "neglect") == reference, "the same contact handed in again is still the same"
        account = from_another_terminal(second, "reconcile", "--wait", "60", "--json")
        assert account.returncode == 0, account.stdout + second.logs()
        found = json.loads(account.stdout)
        assert (found["lost"], found["doubled"]) == ([], [])
        assert found["accepted"] == 5
        assert from_another_terminal(second, "topics", "diff").returncode == 0
        assert "practitioner" in from_another_terminal(second, "users", "list").stdout
        children = second.pids()
    finally:
        assert second.stop() == 0, second.said()
    assert all(gone(pid) for pid in children.values())
    assert not list(second.data.glob("*.db")), "nothing is kept beside PostgreSQL"

    assert "Start the system first" in from_another_terminal(second, "users", "list").stderr
    said = refused(second.data, {**second.environment, "MASH_ENGINE": "embedded"})
    assert "is of the engine kafka, not embedded" in said


def test_kafka_or_postgresql_that_dies_is_started_again_and_the_child_arrives(tmp_path: Path) -> None:
    need("kafka")
    need("postgres")
    system = start_system(tmp_path / "var", engine="kafka")
    try:
        system.wait_ready()
        hand_in(system, "neglect")
        before = system.pids()
        for program in ("java", "postgres"):
            os.kill(before[program], signal.SIGKILL)
        second = str(ROOT / "examples" / "exploitation.json")
        wait_until(
            lambda: system.mash("submit", second).returncode == 0, seconds=120, what="the next is taken in"
        )
        account = from_another_terminal(system, "reconcile", "--wait", "120", "--json")
        assert account.returncode == 0, account.stdout + account.stderr + system.logs()
        assert json.loads(account.stdout)["pending"] == 2
        after = system.pids()
        assert after["java"] != before["java"]
        assert after["postgres"] != before["postgres"]
    finally:
        assert system.stop() == 0


@pytest.mark.parametrize(
    ("lacking", "sentence"), [("java", "needs Java 17 or newer"), ("mvn", "there is no mvn on this machine")]
)
def test_what_the_machine_lacks_is_said_before_anything_starts(
    lacking: str, sentence: str, tmp_path: Path
) -> None:
    need("kafka")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in {"java", "mvn"} - {lacking}:
        found = shutil.which(name)
        assert found is not None
        (programs / name).symlink_to(found)
    environment = system_environment(tmp_path / "var", "kafka")
    environment |= {"PATH": str(programs), "JAVA_HOME": "", "XDG_CACHE_HOME": str(tmp_path / "no-jars")}
    said = refused(tmp_path / "var", environment)
    assert sentence in said
    assert "Nothing was started" in said
    assert not (tmp_path / "var" / "kafka").exists()


def test_an_engine_that_there_is_not_is_named(tmp_path: Path) -> None:
    said = refused(tmp_path / "var", {**system_environment(tmp_path / "var"), "MASH_ENGINE": "rabbit"})
    assert said == "Error: MASH_ENGINE: Input should be 'embedded' or 'kafka'.\n"
