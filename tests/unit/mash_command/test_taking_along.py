"""What moves up beside tables and messages."""

from pathlib import Path

from mash_command.moving.sides import take_along
from mash_intake.store.attachment_folder import AttachmentFolder
from tests.builders.files import PDF
from tests.builders.intake import Intake
from tests.builders.web import TUESDAY_EVENING


def test_the_files_of_contacts_move_up_with_them_also_when_it_is_begun_again(tmp_path: Path) -> None:
    old, new = tmp_path / "var", tmp_path / "var-kafka"
    new.mkdir()
    intake = Intake.at(old)
    digest = intake.folder.write(PDF, TUESDAY_EVENING)
    for _ in range(2):
        take_along(old, new)
    moved = AttachmentFolder(new / "attachments", intake.delivery.how_it_seals)
    assert moved.read(digest) == PDF
    intake.delivery.engine.dispose()
