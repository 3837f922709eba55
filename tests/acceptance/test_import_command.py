"""`mash import`: a folder of what came by e-mail, taken over from a terminal."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mash_command.import_documents import command
from mash_contracts.vocabulary import Role
from tests.builders.documents import a_letter, a_pdf_document, a_word_document
from tests.builders.files import a_docx_with_macros
from tests.builders.intake import IntakeOnTheWeb, intake_on_the_web
from tests.builders.serving import serving
from tests.builders.web import an_account


@pytest.fixture
def intake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IntakeOnTheWeb]:
    with intake_on_the_web(tmp_path) as intake, serving(intake.app) as served:
        an_account(intake.app.state.sign_in, Role.PRACTITIONER, sign_in_name="practitioner")
        monkeypatch.setenv("MASH_DATA", str(tmp_path))
        monkeypatch.setenv("MASH_PORT", str(served.port))
        yield intake


def imported(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_each_file_of_a_folder_ends_somewhere_and_a_repetition_doubles_nothing(
    intake: IntakeOnTheWeb, tmp_path: Path
) -> None:
    folder = tmp_path / "post"
    folder.mkdir()
    (folder / "a.docx").write_bytes(a_word_document())
    (folder / "b.pdf").write_bytes(a_pdf_document({"children[1].first_names": "Ash"}))
    (folder / "c.docx").write_bytes(a_letter("I worry about Robin."))
    first = imported(str(folder))
    assert first.exit_code == 0, first.output
    assert first.output.splitlines()[-1] == "1 contact, 2 to complete"
    (folder / "d.docx").write_bytes(a_docx_with_macros())
    again = imported(str(folder), "--json")
    assert again.exit_code == 1
    endings = [json.loads(line)["ending"] for line in again.output.splitlines()]
    assert endings == ["contact", "to-complete", "to-complete", "refused"]
    assert len(intake.room.contacts()) == 1
