"""A report begun in one browser is gone on with in another, by whoever has its code and nobody else."""

import re
from datetime import timedelta

from sqlalchemy import select

from mash_contracts.vocabulary import Role
from mash_intake.store.tables import DraftRow
from mash_intake.web.report.resuming import MOST_TRIES
from mash_platform.sign_in.throttle import WINDOW
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.report import ANONYMOUS, PROFESSIONAL, Form
from tests.builders.web import Visitor, nobody, someone

WORRY = "He is outside alone until late."


def begun(intake: IntakeOnTheWeb) -> Form:
    """Told as far as the worry."""
    return Form.begun(intake.app).answer_all(ANONYMOUS[:8])


def code_from(form: Form) -> str:
    form.follow(form.visitor.open("/report/elsewhere"))
    form.follow(form.post("/report/elsewhere"))
    found = re.search(r'id="code">([0-9A-Z-]{14})<', form.page.text)
    assert found
    return found[1]


def goes_on(intake: IntakeOnTheWeb, code: str, visitor: Visitor | None = None) -> Form:
    visitor = visitor or nobody(intake.app)
    form = Form(visitor, visitor.open("/report/resume"))
    form.follow(form.post("/report/resume", {"code": code}))
    return form


def test_another_browser_goes_on_where_the_first_stopped_and_sends_it(intake: IntakeOnTheWeb) -> None:
    first = begun(intake)
    stopped_at = first.at
    code = code_from(first)

    second = goes_on(intake, code.lower().replace("-", " "))

    assert second.at == stopped_at
    second.answer_all(ANONYMOUS[8:])
    assert second.rows["What are you worried about?"] == WORRY
    assert second.send().at == "sent"


def test_the_code_still_works_after_the_first_browser_wrote_on(intake: IntakeOnTheWeb) -> None:
    first = begun(intake)
    stopped_at, code = first.at, code_from(first)
    first.go(stopped_at).answer(ANONYMOUS[8])
    assert goes_on(intake, code).at == first.at


def test_half_a_sentence_is_kept_when_somebody_goes_on_elsewhere(intake: IntakeOnTheWeb) -> None:
    first = Form.begun(intake.app).answer_all(ANONYMOUS[:7])
    stopped_at = first.at
    first.answer({"worry-what-happened": "He is out", "elsewhere": "yes"})
    assert first.heading == "Go on in another browser"
    second = goes_on(intake, code_from(first))
    assert second.at == stopped_at
    assert "He is out" in second.page.text


def test_the_code_works_once_and_the_first_browser_has_it_no_more(intake: IntakeOnTheWeb) -> None:
    first = begun(intake)
    code = code_from(first)
    goes_on(intake, code)
    assert goes_on(intake, code).errors == [
        "This code opens no report. If you began it signed in, sign in first."
    ]
    assert WORRY not in first.visitor.open("/report/what-happened").text
    assert "Go on with it" not in first.visitor.open("/report").text
    assert len(intake.room.drafts()) == 1


def test_a_new_code_takes_the_place_of_the_one_before(intake: IntakeOnTheWeb) -> None:
    first = begun(intake)
    old, new = code_from(first), code_from(first)
    assert goes_on(intake, old).errors
    assert not goes_on(intake, new).errors


def test_the_code_is_kept_as_its_hash_and_stands_in_no_address(intake: IntakeOnTheWeb) -> None:
    first = begun(intake)
    code = code_from(first)
    with intake.room.delivery.reading() as session:
        (row,) = session.scalars(select(DraftRow))
        assert row.code_hash is not None
        assert code not in row.code_hash
    assert code not in first.visitor.open("/report/elsewhere").text
    assert all(code not in address for address in (*first.visited, *goes_on(intake, code).visited))


def test_the_code_ends_with_the_draft_and_with_sending_it(intake: IntakeOnTheWeb) -> None:
    expired = code_from(begun(intake))
    intake.clock.move(timedelta(hours=24))
    assert goes_on(intake, expired).errors
    first = Form.begun(intake.app).answer_all(ANONYMOUS)
    code = code_from(first)
    first.go("check").send()
    assert goes_on(intake, code).errors


def test_what_was_begun_signed_in_is_gone_on_with_by_the_same_person_only(intake: IntakeOnTheWeb) -> None:
    teacher = someone(intake.app, Role.REFERRER)
    first = Form.begun(intake.app, teacher).answer_all(PROFESSIONAL[:8])
    code = code_from(first)
    assert goes_on(intake, code).errors
    assert goes_on(intake, code, someone(intake.app, Role.REFERRER)).errors
    first.visitor.client.cookies.delete("mash_draft")
    assert goes_on(intake, code, teacher).at == first.visited[-1]


def test_a_wrong_code_forgets_nothing_that_was_begun_here(intake: IntakeOnTheWeb) -> None:
    here = begun(intake)
    assert goes_on(intake, "3333-4444-6666", here.visitor).errors
    assert goes_on(intake, "", here.visitor).errors == ["Enter the code"]
    assert "Go on with it" in here.visitor.open("/report").text


def test_codes_cannot_be_tried_one_after_another(intake: IntakeOnTheWeb) -> None:
    code = code_from(begun(intake))
    visitor = nobody(intake.app)
    for _ in range(MOST_TRIES):
        visitor.send("/report/resume", code="3333-4444-6666")
    assert "too many tries" in goes_on(intake, code).errors[0]
    intake.clock.move(WINDOW)
    assert not goes_on(intake, code).errors


def test_without_a_report_there_is_no_code(intake: IntakeOnTheWeb) -> None:
    visitor = nobody(intake.app)
    assert visitor.open("/report/elsewhere").headers["location"] == "/report"
    assert visitor.send("/report/elsewhere").headers["location"] == "/report"
