"""Starting and stopping on one machine, as a newcomer would, and what can be in the way."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx

from tests.running_system import RunningSystem, free_port_range, start_system, system_environment

ROOT = Path(__file__).parents[2]


def refused(data: Path, environment: dict[str, str]) -> str:
    """What `mash up` says when it does not start; it must be one sentence or two, and no traceback."""
    ended = subprocess.run(
        [sys.executable, "-m", "mash_command", "up"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1, ended.stdout
    assert "Traceback" not in ended.stderr
    return ended.stderr


def gone(pid: int) -> bool:
    """Ended, or a zombie that only its parent can still see."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def hand_in(system: RunningSystem, name: str) -> str:
    """Hands in one of the case studies and gives its reference."""
    ended = system.mash("submit", str(ROOT / "examples" / f"{name}.json"))
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()[-1]


def test_ctrl_c_stops_every_process_and_the_second_start_is_quick_and_still_knows_the_child(
    tmp_path: Path,
) -> None:
    first = start_system(tmp_path / "var")
    first.wait_ready()
    reference = hand_in(first, "neglect")
    children = first.pids()
    assert len(children) == 6
    assert first.stop() == 0, first.said()
    assert all(gone(pid) for pid in children.values())

    # Another program may have the processors just then; a start that is slow by itself is slow every time.
    quickest = min(seconds_to_start_again(first, reference) for _ in range(3))
    assert quickest < 10


def seconds_to_start_again(earlier: RunningSystem, reference: str) -> float:
    system = start_system(earlier.data, earlier.environment)
    try:
        seconds = system.wait_ready()
        ended = system.mash("submit", str(ROOT / "examples" / "neglect.json"))
        assert ended.stdout.split()[-1] == reference, "the same contact handed in again is still the same one"
        return seconds
    finally:
        system.stop()


def test_a_worker_that_dies_is_started_again_and_the_child_arrives(tmp_path: Path) -> None:
    system = start_system(tmp_path / "var")
    try:
        system.wait_ready()
        before = system.pids()["mash_triage"]
        os.kill(before, signal.SIGKILL)
        hand_in(system, "neglect")
        ended = system.mash("reconcile", "--wait", "60", "--json")
        assert ended.returncode == 0, system.logs()
        assert json.loads(ended.stdout)["pending"] == 1
        assert system.pids()["mash_triage"] != before
    finally:
        assert system.stop() == 0


def test_a_taken_port_is_named_with_what_moves_it(tmp_path: Path) -> None:
    environment = system_environment(tmp_path / "var")
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environment["MASH_PORT"])))
        other.listen()
        said = refused(tmp_path / "var", environment)
    assert environment["MASH_PORT"] in said
    assert "MASH_PORT" in said


def test_a_second_instance_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    first = start_system(tmp_path / "var")
    try:
        first.wait_ready()
        said = refused(tmp_path / "var", {**system_environment(tmp_path / "var")})
        assert "already running" in said
        assert str(first.process.pid) in said
        assert httpx.get(first.address, trust_env=False).is_success
    finally:
        first.stop()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "var"
    in_the_way.write_text("a file where the folder should be")
    assert str(in_the_way) in refused(in_the_way, system_environment(in_the_way))


def test_a_python_that_is_too_old_is_told_so_in_a_sentence() -> None:
    check = (ROOT / "infra" / "check_python.py").read_text()
    pretend = f"import sys; sys.version_info = (3, 9, 2); exec({check!r})"
    ended = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.startswith("This product needs Python 3.11 or newer; this is Python 3.9.")


def test_free_ports_are_free() -> None:
    start = free_port_range(8)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", start))
