"""The bench measures a hub that has known very many children before, and none of them is lost or doubled."""

import json
import os
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from mash_command import bench_stored
from mash_command.bench import command


def test_children_who_were_stored_before_stay_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    # Ten through the use cases, so that the others are copies of them.
    monkeypatch.setattr(bench_stored, "_ORIGINALS", 10)
    with patch.dict(os.environ):
        done = CliRunner().invoke(command, ["--stored", "50", "--referrals", "20", "--json"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    accounted = report["accounted"]
    assert report["stored"] >= 50
    assert report["referrals"] >= 20
    assert accounted["accepted"] == accounted["routed"] == report["stored"] + report["referrals"]
    assert report["lost"] == report["doubled"] == accounted["on_the_way"] == 0
