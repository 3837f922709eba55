"""Files are sealed on the disk, and read as they were handed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mash_intake.store.attachment_folder import NotAsWritten, digest_of
from tests.builders.intake import Intake
from tests.builders.web import TUESDAY_EVENING

LETTER = b"Zephaniah hides in the airing-cupboard."
DIGEST = digest_of(LETTER)


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    opened = Intake.at(tmp_path)
    yield opened
    opened.delivery.engine.dispose()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "attachments" / DIGEST[:2] / DIGEST


def test_whoever_takes_a_file_from_the_disk_cannot_read_it(intake: Intake, place: Path) -> None:
    assert intake.folder.write(LETTER, TUESDAY_EVENING) == DIGEST
    assert b"Zephaniah" not in place.read_bytes()
    assert intake.folder.read(DIGEST) == LETTER


def test_a_file_from_before_there_was_sealing_is_sealed_when_it_is_read(intake: Intake, place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_bytes(LETTER)
    assert intake.folder.read(DIGEST) == LETTER
    assert b"Zephaniah" not in place.read_bytes()
    assert intake.folder.read(DIGEST) == LETTER


def test_a_file_that_was_altered_or_cut_off_is_not_shown(intake: Intake, place: Path) -> None:
    intake.folder.write(LETTER, TUESDAY_EVENING)
    whole = place.read_bytes()
    for damaged in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:16], b""):
        place.write_bytes(damaged)
        with pytest.raises(NotAsWritten):
            intake.folder.read(DIGEST)
    intake.folder.write(LETTER, TUESDAY_EVENING)
    assert intake.folder.read(DIGEST) == LETTER
