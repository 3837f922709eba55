"""The three case studies of the annual report reach the right teams, also when all is killed half way."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.running_system import RunningSystem, running_system, start_system

PATIENCE_SECONDS = 90


def is_right(outcomes: list[dict[str, Any]]) -> None:
    assert [outcome["case"] for outcome in outcomes] == ["exploitation", "neglect", "coercive-control"]
    exploitation, neglect, control = outcomes

    assert exploitation["routed"] == exploitation["recommended"] == ["cet", "child-protection"]
    assert (exploitation["level"], exploitation["rag"], exploitation["legal_basis"]) == ("4", "red", "s47")

    assert neglect["routed"] == neglect["recommended"] == ["early-help"]

    assert control["routed"] == control["recommended"] == ["child-in-need"], "stepped up from early help"
    assert len(control["records"]) == 2, "one record for each child of the family"
    named = {reason.split(":")[0] for reason in control["reasons"]}
    assert {"coercive-control", "cumulative-harm"} <= named

    for outcome in outcomes:
        assert outcome["reference"]
        assert outcome["reasons"]
        assert outcome["decided_by"] == "Priya Nair"


def accepted(data: Path) -> int:
    """How many contacts intake has on disk."""
    with closing(sqlite3.connect(f"file:{data / 'intake.db'}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM contacts").fetchone()[0])


def wait_until_accepted(system: RunningSystem, at_least: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while accepted(system.data) < at_least:
        assert time.monotonic() < deadline, system.logs()
        time.sleep(0.01)


def test_each_case_study_reaches_its_teams_and_a_second_run_gives_the_same_answer(tmp_path: Path) -> None:
    with running_system(tmp_path / "var") as system:
        for _ in range(2):
            ended = system.mash("demo", "--json")
            assert ended.returncode == 0, ended.stderr
            is_right(json.loads(ended.stdout))
        account = json.loads(system.mash("reconcile", "--wait", "30", "--json").stdout)
        assert (account["accepted"], account["routed"]) == (8, 8)


def test_the_demo_stays_right_when_every_process_is_killed_half_way_and_started_again(tmp_path: Path) -> None:
    system = start_system(tmp_path / "var")
    system.wait_ready()
    demo = subprocess.Popen(
        [sys.executable, "-m", "mash_command", "demo", "--json"],
        env={**os.environ, **system.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for contacts in (1, 2):
            wait_until_accepted(system, contacts)
            system.kill_everything()
            system = start_system(system.data, system.environment)
            system.wait_ready()
        output, said = demo.communicate(timeout=PATIENCE_SECONDS)
        assert demo.returncode == 0, said + system.logs()
        is_right(json.loads(output))
        account = json.loads(system.mash("reconcile", "--wait", "60", "--json").stdout)
        assert (account["accepted"], account["routed"]) == (4, 4), "three contacts, four children, none twice"
    finally:
        demo.kill()
        demo.communicate()
        system.stop()


def test_the_demo_starts_a_system_of_its_own_when_none_is_running(tmp_path: Path) -> None:
    unstarted = start_system(tmp_path / "var")
    unstarted.wait_ready()
    unstarted.stop()
    ended = unstarted.mash("demo", "--json")
    assert ended.returncode == 0, ended.stderr
    is_right(json.loads(ended.stdout))
