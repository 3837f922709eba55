"""A simulated year handed in to the system as a person starts it, and written to a file."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner

from mash_command.simulate import command
from mash_contracts.submission import ContactSubmission
from mash_platform.clock import LONDON
from tests.running_system import running_system

REFERRALS = 60


def test_a_simulated_year_is_taken_in_whole_and_handing_it_in_again_doubles_nothing(tmp_path: Path) -> None:
    # Said, so that midnight between the two makes no other contacts.
    made = ("simulate", "--referrals", str(REFERRALS), "--on", f"{datetime.now(LONDON):%Y-%m-%d}")
    with running_system(tmp_path / "var") as system:
        # A year in about four seconds.
        first = system.mash(*made, "--speed", "8000000")
        assert first.returncode == 0, first.stderr
        again = system.mash(*made)
        assert again.returncode == 0, again.stderr
        ended = system.mash("reconcile", "--wait", "60", "--json")
        account = json.loads(ended.stdout)
        assert ended.returncode == 0, account
        assert account["accepted"] == REFERRALS
        assert account["lost"] == account["doubled"] == account["stray"] == []


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("first.ndjson", "second.ndjson", "other.ndjson")]
    for number, (file, seed) in enumerate(zip(files, ("3", "3", "4"), strict=True)):
        # In processes of their own, whose sets are in another order each.
        subprocess.run(
            [
                sys.executable,
                "-m",
                "mash_command",
                "simulate",
                "--referrals",
                "50",
                "--seed",
                seed,
                "--out",
                file,
            ],
            env={**os.environ, "PYTHONHASHSEED": str(number)},
            check=True,
            timeout=60,
        )
    first, second, other = (file.read_bytes() for file in files)
    assert first == second
    assert first != other
    contacts = [ContactSubmission.model_validate_json(line) for line in first.splitlines()]
    assert sum(len(contact.children) for contact in contacts) == 50


def test_a_file_has_no_speed(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["--out", str(tmp_path / "year.ndjson"), "--speed", "60"])
    assert result.exit_code == 2
    assert not (tmp_path / "year.ndjson").exists()
