"""Whoever is shown a child is in the audit trail first, whichever page, service or file shows it."""

import pytest
from sqlalchemy import text

from mash_contracts.vocabulary import Role
from mash_intake.handlers.feedback import status_code_of
from mash_platform.audit.trail import Action
from mash_platform.web.auditing import NOT_SIGNED_IN
from tests.builders.contacts import a_child, a_submission
from tests.builders.documents import a_word_document
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.web import Visitor, nobody, someone, title_of
from tests.web.test_files_of_a_contact import LETTER, added, link_to
from tests.web.test_importing import taken_over, waiting

TESTCASE = "Testcase"


@pytest.fixture
def desk(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.MANAGER, display_name="Ada Manager")


@pytest.fixture
def reference(intake: IntakeOnTheWeb) -> str:
    return intake.room.takes(a_submission(children=(a_child(), a_child(first_names="Ash")))).reference


def without_a_trail(intake: IntakeOnTheWeb) -> None:
    with intake.app.state.sign_in._engine.begin() as connection:
        connection.execute(text("alter table audit_entries rename to somewhere_else"))


def test_nothing_of_a_child_is_shown_that_the_trail_could_not_keep(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str
) -> None:
    added(desk, reference, LETTER)
    taken_over(desk, ("letter.docx", a_word_document({}, below="Rowan Testcase is not safe.")))
    document = waiting(desk)[0]
    file = desk.open(document).text.partition("/files/")[2].partition('"')[0]
    code = status_code_of(intake.room.delivery, reference) or ""
    visitor = nobody(intake.app)
    csrf = visitor.csrf()
    without_a_trail(intake)

    answers = [
        desk.open(f"/contacts/{reference}"),
        desk.open(link_to(intake, reference)),
        desk.open(f"/people?name={TESTCASE}"),
        desk.open(f"/api/v1/people?name={TESTCASE}"),
        desk.open(f"/api/v1/records/{reference}-1"),
        desk.open(f"/api/v1/records?reference={reference}-1&reference={reference}-2"),
        desk.open(document),
        desk.open(f"{document}/files/{file}"),
        visitor.client.post("/report/status/copy", data={"csrf": csrf, "reference": reference, "code": code}),
    ]

    assert [answer.status_code for answer in answers] == [503] * len(answers)
    assert not any(TESTCASE in answer.text for answer in answers)


def test_the_copy_that_somebody_takes_with_a_code_is_kept_as_of_nobody_signed_in(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str
) -> None:
    code = status_code_of(intake.room.delivery, reference) or ""
    nobody(intake.app).send("/report/status/copy", reference=reference, code=code)

    for record in (f"{reference}-1", f"{reference}-2"):
        assert intake.looked_at(record) == [(NOT_SIGNED_IN, "POST /report/status/copy", Action.EXPORT)]
    assert NOT_SIGNED_IN in desk.open(f"/audit?reference={reference}-2").text


def test_who_looked_at_a_document_that_waits_is_one_click_for_those_who_may_ask(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    taken_over(desk, ("letter.docx", a_word_document({}, below="He is not safe.")))
    document = waiting(desk)[0]
    digest = document.rpartition("/")[2]
    file = desk.open(document).text.partition(f"{digest}/files/")[2].partition('"')[0]
    desk.open(f"{document}/files/{file}")

    assert desk.account is not None
    assert intake.looked_at(digest) == [
        (desk.account.account_id, "GET /import/{digest}", Action.VIEW),
        (desk.account.account_id, "GET /import/{digest}/files/{file}", Action.EXPORT),
    ]
    assert f'href="/audit?reference={digest}"' in desk.open(document).text
    page = desk.open(f"/audit?reference={digest}")
    assert title_of(page).startswith(f"Who looked at {digest[:12]}…")
    assert page.text.count("Ada Manager") >= 3
    assert "/audit?" not in someone(intake.app, Role.PRACTITIONER).open(document).text


def test_who_looked_at_a_contact_includes_who_looked_at_the_document_it_was(
    intake: IntakeOnTheWeb, desk: Visitor
) -> None:
    taken_over(desk, ("form.docx", a_word_document()))
    [reference] = intake.room.contacts()

    page = desk.open(f"/contacts/{reference}").text

    assert f'href="/audit?reference={reference}&amp;reference=' in page


def test_the_trail_of_several_references_has_what_was_done_to_any(
    intake: IntakeOnTheWeb, desk: Visitor, reference: str
) -> None:
    desk.open(f"/contacts/{reference}")
    other = intake.room.takes(a_submission()).reference
    desk.open(f"/api/v1/records/{other}-1")

    page = desk.open(f"/audit?reference={reference}&reference={other}-1").text

    assert "GET /contacts/{reference}" in page
    assert "GET /api/v1/records/{reference}" in page
