"""A flood of reports buries nobody, and nobody who means it loses a word."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.requests import Request

from mash_contracts.vocabulary import Role
from mash_intake.handlers.feedback import status_code_of
from mash_intake.web.status_pages import MOST_FROM_ONE_PLACE
from mash_platform.sign_in.throttle import WINDOW
from mash_platform.web.origin import origin_of
from tests.builders.contacts import a_submission
from tests.builders.intake import IntakeOnTheWeb, intake_on_the_web
from tests.builders.report import ANONYMOUS, PROFESSIONAL, Form
from tests.builders.web import nobody, someone


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[IntakeOnTheWeb]:
    with intake_on_the_web(tmp_path, reports_a_quarter_hour=2) as intake:
        yield intake


def sends(intake: IntakeOnTheWeb) -> Form:
    return Form.begun(intake.app).answer_all(ANONYMOUS).send()


def test_the_third_report_waits_keeps_every_word_and_goes_out_later(intake: IntakeOnTheWeb) -> None:
    for _ in range(2):
        assert sends(intake).at == "sent"

    third = sends(intake)

    assert third.page.status_code == 429
    assert int(third.page.headers["retry-after"]) == WINDOW.total_seconds()
    assert "Everything you wrote is kept" in third.page.text
    assert "03000 267 979" in third.page.text
    intake.clock.move(WINDOW)
    assert third.go("check").rows["What are you worried about?"] == "He is outside alone until late."
    assert third.send().at == "sent"
    assert len(intake.room.contacts()) == 3


def test_a_form_that_was_begun_is_not_forgotten_when_another_may_not_be_begun(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:8])
    for _ in range(9):
        Form.begun(intake.app)
    form.follow(form.visitor.open("/report"))
    assert form.post("/report").status_code == 429
    assert any("He is outside" in str(answers) for answers in intake.room.drafts())


def test_who_is_signed_in_is_not_counted(intake: IntakeOnTheWeb) -> None:
    for _ in range(3):
        teacher = someone(intake.app, Role.REFERRER)
        assert Form.begun(intake.app, teacher).answer_all(PROFESSIONAL).send().at == "sent"


def test_the_address_is_kept_nowhere_in_clear(intake: IntakeOnTheWeb, tmp_path: Path) -> None:
    sends(intake)
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
    assert b"testclient" not in kept
    with intake.app.state.sign_in._engine.connect() as connection:
        names = connection.execute(text("select name_hash from failed_sign_ins")).scalars().all()
    assert {len(name) for name in names} == {64}


def test_reports_are_taken_when_they_cannot_be_counted(intake: IntakeOnTheWeb) -> None:
    with intake.app.state.sign_in._engine.begin() as connection:
        connection.execute(text("alter table failed_sign_ins rename to away"))
    assert [sends(intake).at for _ in range(3)] == ["sent"] * 3


def test_nobody_tries_references_one_after_another_from_one_place(intake: IntakeOnTheWeb) -> None:
    contact = intake.room.takes(a_submission())
    code = status_code_of(intake.room.delivery, contact.reference) or ""
    visitor = nobody(intake.app)
    for number in range(MOST_FROM_ONE_PLACE):
        visitor.send("/report/status", reference=f"4K7Q-{number:04}", code="3333-4444-6666")
    refused = visitor.send("/report/status", reference=contact.reference, code=code)
    assert "too many tries from where you are" in refused.text
    intake.clock.move(WINDOW + timedelta(seconds=1))
    assert visitor.send("/report/status", reference=contact.reference, code=code).status_code == 200


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("somewhere", "somewhere"),
    ],
)
def test_one_line_counts_as_one_however_many_addresses_it_has(address: str, counted_as: str) -> None:
    assert origin_of(Request({"type": "http", "client": (address, 1)})) == counted_as
