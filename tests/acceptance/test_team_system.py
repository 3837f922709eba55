"""A team answers in its own system, and everybody at the hub sees it, without anyone opening a worklist."""

import json
from pathlib import Path
from typing import Any

from mash_command.client import client_as
from mash_command.settings import MachineSettings
from tests.broker_process import wait_until
from tests.running_system import RunningSystem, running_system
from tests.streams.team_system import TeamSystem


def worklist(system: RunningSystem, state: str) -> list[dict[str, Any]]:
    """The exploitation team's cases in this state."""
    settings = MachineSettings(data=system.data, port=int(system.environment["MASH_PORT"]))
    with client_as("manager", settings) as client:
        answer = client.get("/api/v1/worklists/cet", params={"state": state}).raise_for_status()
    return list(answer.json()["cases"])


def test_the_exploitation_team_takes_a_child_on_in_its_own_system(tmp_path: Path) -> None:
    with running_system(tmp_path / "var") as system:
        told = json.loads(system.mash("demo", "--json").stdout)
        (contact,) = [outcome["reference"] for outcome in told if outcome["case"] == "exploitation"]
        assert [case["contact_reference"] for case in worklist(system, "routed")] == [contact]

        team = TeamSystem(system.broker, tmp_path / "cases.db")
        with team.running():
            wait_until(
                lambda: bool(worklist(system, "accepted")),
                seconds=60,
                what="the case accepted on the worklist",
            )

        (case,) = worklist(system, "accepted")
        assert case["contact_reference"] == contact
        assert team.kept(case["case_id"]) == 1
        account = system.mash("reconcile", "--wait", "30", "--json")
        assert account.returncode == 0, account.stdout
