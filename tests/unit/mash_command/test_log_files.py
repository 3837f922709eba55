"""A process that writes for years fills no disk with its log."""

from pathlib import Path

import pytest

from mash_command import log_files
from mash_command.log_files import KEPT, keep_within_bounds


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "LARGEST_BYTES", 100)


def test_a_small_log_stays_as_it_is(tmp_path: Path) -> None:
    log = tmp_path / "triage.log"
    log.write_text("started\n")
    assert not keep_within_bounds(log)
    assert log.read_text() == "started\n"


def test_a_large_log_is_put_aside_while_its_process_goes_on_writing(tmp_path: Path) -> None:
    log = tmp_path / "triage.log"
    with log.open("ab", buffering=0) as process:
        for number in range(KEPT + 3):
            process.write(f"{number}".encode() * 100)
            assert keep_within_bounds(log)
        process.write(b"newest")
    assert log.read_bytes() == b"newest"
    newest = KEPT + 2
    for part in range(1, KEPT + 1):
        assert log.with_name(f"triage.log.{part}").read_bytes() == f"{newest + 1 - part}".encode() * 100
    assert len(list(tmp_path.iterdir())) == KEPT + 1, "older ones are gone"


def test_a_log_that_cannot_be_copied_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "triage.log"
    log.write_bytes(b"x" * 200)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(log_files, "_copy", full)
    with pytest.raises(OSError, match="No space left"):
        keep_within_bounds(log)
    assert log.read_bytes() == b"x" * 200
    assert [each.name for each in tmp_path.iterdir()] == ["triage.log"]
