"""`mash attachments verify`: is every file that came with a contact there as it was handed in?"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mash_command.attachments import command
from mash_intake.handlers.attachments import OfferedFile, add_to_contact
from tests.builders.contacts import a_submission
from tests.builders.files import PDF
from tests.builders.intake import Intake


@pytest.fixture
def intake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Intake:
    monkeypatch.setenv("MASH_DATA", str(tmp_path))
    return Intake.at(tmp_path)


def test_it_says_that_all_are_there_until_one_is_not(intake: Intake, tmp_path: Path) -> None:
    reference = intake.takes(a_submission()).reference
    letter = OfferedFile("Rowan.pdf", lambda: PDF)
    (file,) = add_to_contact(intake.delivery, intake.folder, reference, [letter], by="amira").kept
    intake.delivery.engine.dispose()
    holds = CliRunner().invoke(command, ["verify"])
    assert (holds.exit_code, holds.output) == (
        0,
        "1 files of contacts are recorded; each is there as it was handed in.\n",
    )
    (tmp_path / "attachments" / file.digest[:2] / file.digest).unlink()
    broken = CliRunner().invoke(command, ["verify", "--json"])
    assert broken.exit_code == 1
    assert json.loads(broken.output)["missing"] == [f"{reference} {file.digest}"]
    assert "Rowan" not in broken.output
