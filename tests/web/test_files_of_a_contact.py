"""Files of a contact that is in: listed, downloaded by whoever may open it, added by staff and by systems."""

from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from mash_contracts.vocabulary import Role
from mash_intake.domain.attached_files import MOST_OF_A_CONTACT
from mash_intake.handlers.attachments import attachments_of, verify
from mash_platform.audit.trail import Action
from tests.builders.contacts import a_child, a_submission, a_submission_json
from tests.builders.files import JPEG, PDF, PNG, a_docx_with_macros
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.web import Visitor, partner, someone

LETTER = ("Zoë's letter.pdf", PDF)
Files = tuple[str, bytes]


@pytest.fixture
def desk(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.PRACTITIONER, display_name="Amira Shah")


@pytest.fixture
def reference(intake: IntakeOnTheWeb) -> str:
    return intake.room.takes(a_submission(children=(a_child(), a_child(first_names="Ash")))).reference


def added(desk: Visitor, reference: str, *files: Files) -> Response:
    return desk.client.post(
        f"/contacts/{reference}/attachments",
        data={"csrf": desk.csrf()},
        files=[("files", file) for file in files] or [("files", ("", b""))],
    )


def sent(system: TestClient, reference: str, *files: Files) -> Response:
    return system.post(f"/api/v1/contacts/{reference}/attachments", files=[("files", file) for file in files])


def link_to(intake: IntakeOnTheWeb, reference: str) -> str:
    (file,) = attachments_of(intake.room.delivery, reference)
    return f"/contacts/{reference}/attachments/{file.digest}"


def test_a_contact_without_files_says_so(desk: Visitor, reference: str) -> None:
    assert "Nothing came with this contact" in desk.open(f"/contacts/{reference}").text


def test_a_practitioner_adds_a_letter_and_the_contact_says_what_when_and_by_whom(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str
) -> None:
    assert added(desk, reference, LETTER).headers["location"] == f"/contacts/{reference}#attached"
    page = desk.open(f"/contacts/{reference}").text
    assert "Zoë&#39;s letter.pdf" in page
    assert "PDF, 77 bytes<br>Added 24 November 2026 at 9:56pm by Amira Shah" in page


def test_a_download_is_the_same_file_of_no_kind_that_a_browser_would_show(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str
) -> None:
    added(desk, reference, LETTER)
    answer = desk.open(link_to(intake, reference))
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Zo%C3%AB%27s%20letter.pdf"


def test_every_download_is_recorded_for_each_child(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str
) -> None:
    added(desk, reference, LETTER)
    desk.open(link_to(intake, reference))
    assert desk.account is not None
    route = "GET /contacts/{reference}/attachments/{digest}"
    for number in (1, 2):
        assert intake.looked_at(f"{reference}-{number}")[-1] == (
            desk.account.account_id,
            route,
            Action.EXPORT,
        )


def test_a_file_of_another_contact_is_not_found_under_this_one(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str
) -> None:
    other = intake.room.takes(a_submission()).reference
    added(desk, other, LETTER)
    digest = link_to(intake, other).rpartition("/")[2]
    for wrong in (digest, "f" * 64, "..%2f..%2fsecret.key"):
        assert desk.open(f"/contacts/{reference}/attachments/{wrong}").status_code == 404
    assert desk.open(f"/contacts/4K7Q-9XWD/attachments/{digest}").status_code == 404


def test_a_restricted_contact_keeps_its_files_to_the_people_named(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str
) -> None:
    added(desk, reference, LETTER)
    manager = someone(intake.app, Role.MANAGER)
    assert manager.account is not None
    intake.app.state.sign_in.restrictions.restrict(
        reference, "a colleague's family", named=[], by=manager.account.person()
    )
    assert desk.open(link_to(intake, reference)).status_code == 403
    assert manager.open(link_to(intake, reference)).content == PDF


def test_a_file_that_was_changed_on_the_disk_is_not_served_and_verify_names_it(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    added(desk, reference, LETTER)
    assert verify(intake.room.delivery, intake.room.folder).holds
    link = link_to(intake, reference)
    digest = link.rpartition("/")[2]
    place = tmp_path / "attachments" / digest[:2] / digest
    place.write_bytes(b"something else")
    assert desk.open(link).status_code == 503
    assert (reference in caplog.text, "Zoë" in caplog.text) == (True, False)
    assert verify(intake.room.delivery, intake.room.folder).changed == (f"{reference} {digest}",)
    place.unlink()
    assert desk.open(link).status_code == 503
    assert verify(intake.room.delivery, intake.room.folder).missing == (f"{reference} {digest}",)
    added(desk, reference, LETTER)
    assert desk.open(link).content == PDF


def test_one_bad_file_among_good_ones_is_named_and_the_good_ones_stay(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str
) -> None:
    answer = added(desk, reference, ("bruise.png", PNG), ("form.docx", a_docx_with_macros()))
    assert answer.status_code == 422
    assert "form.docx holds macros." in answer.text
    assert "bruise.png</a>" in answer.text
    assert "Choose at least one file." in added(desk, reference).text


def test_a_contact_has_room_for_twenty(intake: IntakeOnTheWeb, desk: Visitor, reference: str) -> None:
    for start in range(0, MOST_OF_A_CONTACT, 5):
        added(desk, reference, *((f"{start + more}.pdf", PDF + bytes([start + more])) for more in range(5)))
    assert "There is room for 20 files, and all are taken." in desk.open(f"/contacts/{reference}").text
    assert (
        "one.pdf was not added, because there is room for 20" in added(desk, reference, ("one.pdf", PDF)).text
    )


def test_the_system_that_sent_a_contact_adds_a_file_to_it_once(intake: IntakeOnTheWeb) -> None:
    police = partner(intake.app)
    reference = police.post("/api/v1/contacts", json=a_submission_json()).json()["reference"]
    first, again = (sent(police, reference, LETTER, ("bruise.jpg", JPEG)) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert [file["name"] for file in first.json()["attachments"]] == ["Zoë's letter.pdf", "bruise.jpg"]
    assert len(attachments_of(intake.room.delivery, reference)) == 2


def test_another_system_does_not_even_hear_that_the_contact_exists(intake: IntakeOnTheWeb) -> None:
    police, school = partner(intake.app), partner(intake.app, "school-system")
    reference = police.post("/api/v1/contacts", json=a_submission_json()).json()["reference"]
    assert sent(school, reference, LETTER).status_code == 404
    assert attachments_of(intake.room.delivery, reference) == ()


def test_the_api_adds_all_or_none_and_says_which_and_why_without_repeating_names(
    intake: IntakeOnTheWeb,
) -> None:
    police = partner(intake.app)
    reference = police.post("/api/v1/contacts", json=a_submission_json()).json()["reference"]
    answer = sent(police, reference, LETTER, ("Rowan Testcase.docx", a_docx_with_macros()))
    assert answer.status_code == 422
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("files[1]", "macros")]
    assert "Rowan" not in answer.text
    assert attachments_of(intake.room.delivery, reference) == ()


def test_a_request_without_a_file_is_told_what_to_send(intake: IntakeOnTheWeb) -> None:
    police = partner(intake.app)
    reference = police.post("/api/v1/contacts", json=a_submission_json()).json()["reference"]
    answer = police.post(f"/api/v1/contacts/{reference}/attachments", json={"files": []})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "missing")
