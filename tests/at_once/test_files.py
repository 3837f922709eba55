"""Files of contacts and forms, added and deleted by several people and processes at the same moment."""

from datetime import timedelta
from functools import partial

from mash_intake.handlers.attachments import (
    OfferedFile,
    Taken,
    add_to_contact,
    attachments_of,
    delete_unnamed,
    verify,
)
from mash_intake.store.attachment_folder import digest_of
from tests.builders.at_once import at_once
from tests.builders.contacts import a_submission
from tests.builders.files import PDF
from tests.builders.intake import Intake

LETTER = OfferedFile("letter.pdf", lambda: PDF)


def added(intake: Intake, reference: str) -> Taken:
    return add_to_contact(intake.delivery, intake.folder, reference, [LETTER], by="amira")


def deleted_again_and_again(intake: Intake) -> None:
    for _ in range(40):
        delete_unnamed(intake.delivery, intake.folder, [digest_of(PDF)])


def test_a_file_that_one_person_adds_is_never_deleted_because_another_form_let_go_of_it(
    intake: Intake,
) -> None:
    for _ in range(5):
        references = [intake.takes(a_submission()).reference for _ in range(4)]
        done = at_once(
            partial(deleted_again_and_again, intake), *(partial(added, intake, each) for each in references)
        )
        assert not [each for each in done if isinstance(each, Exception)]
        assert all(len(attachments_of(intake.delivery, each)) == 1 for each in references)
        assert verify(intake.delivery, intake.folder).holds


def test_two_who_add_the_same_file_to_one_contact_add_it_once(intake: Intake) -> None:
    reference = intake.takes(a_submission()).reference
    done = at_once(*(partial(added, intake, reference) for _ in range(4)))
    assert [type(each) for each in done] == [Taken] * 4
    assert len(attachments_of(intake.delivery, reference)) == 1


def test_two_workers_that_tidy_up_delete_what_belongs_to_nothing_once(intake: Intake) -> None:
    kept = intake.takes(a_submission()).reference
    added(intake, kept)
    intake.folder.write(b"loose", intake.clock.now())
    intake.clock.move(timedelta(minutes=11))
    done = at_once(intake.tidy_up, intake.tidy_up)
    assert sum(each for each in done if isinstance(each, int)) >= 1
    assert not [each for each in done if isinstance(each, Exception)]
    assert intake.kept_files() == [digest_of(PDF)]
