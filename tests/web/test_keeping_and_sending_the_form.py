"""The form as it is sent by browsers, scripts or not: what arrives, and what is kept for whom until then."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import text

from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Role
from mash_intake.web.report.views import DRAFT_COOKIE
from mash_platform.sign_in.access import SESSION_COOKIE
from tests.builders.intake import IntakeOnTheWeb, arrived
from tests.builders.report import ANONYMOUS, PROFESSIONAL, Form
from tests.builders.web import nobody, someone


def test_an_anonymous_caller_gets_through_in_fourteen_short_pages(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS)
    assert len(ANONYMOUS) == 14
    form.send()
    details = arrived(intake, form.reference)
    assert (details.contact.referrer.anonymous, details.contact.referrer.source) == (True, "9")
    assert (details.child.first_names, details.child.age_years) == ("Robin", 6)
    assert details.contact.channel == "form"
    concerns = {str(concern.factor): concern for concern in details.contact.concerns}
    assert set(concerns) == {"16A", "20"}
    assert concerns["16A"].signs == ("left-alone",)
    assert concerns["20"].signs == ("bruise",)
    assert concerns["16A"].what_happened == "He is outside alone until late."
    assert {concern.severity for concern in concerns.values()} == {"serious"}


def test_everything_a_teacher_knows_arrives(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(PROFESSIONAL).send()
    contact = arrived(intake, form.reference).contact
    assert contact == ContactSubmission.model_validate(
        {
            "channel": "form",
            "referrer": {
                "source": "2A",
                "name": "Alex Example",
                "role": "Lead",
                "organisation": "Sample Primary",
                "email": "alex@example.org",
                "feedback_wanted": True,
            },
            "consent": {"state": "not-sought", "reason": "increases-risk"},
            "children": [
                {
                    "first_names": "Rowan",
                    "family_name": "Testcase",
                    "date_of_birth": "2018-09-14",
                    "sex": "F",
                    "ethnicity": "WBRI",
                    "disabilities": ["HEAR"],
                    "nhs_number": "9990000018",
                    "upn": "K840200005001",
                    "address": {"street": "4 Sample Terrace", "postcode": "DH1 5UE"},
                    "school": "Sample Primary",
                    "what_the_child_said": "I put my head under the pillow.",
                    "lived_experience": "She is tired.",
                },
                {
                    "first_names": "Ash",
                    "expected_date": "2027-02-01",
                    "address": {"street": "4 Sample Terrace", "postcode": "DH1 5UE"},
                },
            ],
            "adults": [
                {
                    "name": "Sam Testcase",
                    "relationship": "Mother",
                    "lives_with_child": "yes",
                    "may_pose_risk": "no",
                }
            ],
            "concerns": [
                {
                    "factor": "3B",
                    "signs": ["child-present", "controls-money-or-movement"],
                    "what_happened": "Shouting and something breaking, most nights.",
                    "basis": "fact",
                    "most_recent": "2026-11-20",
                    "frequency": "often",
                    "severity": "serious",
                },
                {
                    "factor": "17A",
                    "signs": ["scapegoated"],
                    "basis": "fact",
                    "most_recent": "2026-11-20",
                    "frequency": "often",
                    "severity": "serious",
                },
            ],
            "four_questions": {"domestic_abuse": "yes", "mental_illness": "unknown"},
            "immediate_danger": "no",
            "exploitation": {"missing_episodes_90_days": 0},
            "dash_ticks": 11,
            "signs_of_safety": {
                "worried_about": "That she is hurt.",
                "working_well": "She comes to school every day.",
                "scale": 4,
            },
            "strengths": ["attends-school"],
            "history": {"same_worry_before": "yes", "open_case": "early-help", "early_help_episodes": 2},
        }
    )


def test_a_member_of_staff_writes_down_what_a_caller_says(intake: IntakeOnTheWeb) -> None:
    desk = someone(intake.app, Role.PRACTITIONER)
    form = Form.begun(intake.app, desk).answer({"immediate-danger": "no"})
    assert (form.at, form.heading) == ("call", "How did this reach you?")
    form.answer({"channel": "phone"}).answer_all(ANONYMOUS[1:]).send()
    assert arrived(intake, form.reference).contact.channel == "phone"
    assert desk.account is not None
    status = desk.open(f"/api/v1/contacts/{form.reference}")
    assert status.status_code == 200


def test_sending_ten_times_at_once_makes_one_contact(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS)
    with ThreadPoolExecutor(10) as several:
        answers = list(several.map(lambda _: form.post("/report/check"), range(10)))
    assert {answer.headers["location"] for answer in answers} == {"/report/sent"}
    assert len(intake.room.contacts()) == 1


def test_a_form_that_could_not_be_closed_was_not_sent_and_can_be_changed_and_sent_again(
    intake: IntakeOnTheWeb,
) -> None:
    """Whoever saw sending fail, and adds a word before the next try, is neither doubled nor turned away."""
    form = Form.begun(intake.app).answer_all(ANONYMOUS)
    with intake.room.delivery.engine.begin() as connection:
        connection.execute(
            text(
                "create trigger fault before update on drafts when new.sent_reference is not null "
                "begin select raise(abort, 'fault'); end"
            )
        )
    assert form.send().page.status_code == 500
    assert intake.room.contacts() == []
    with intake.room.delivery.engine.begin() as connection:
        connection.execute(text("drop trigger fault"))
    form.go("worry").answer(
        {"worry-what-happened": "He is outside alone until late, and it is getting cold."}
    )
    form.go("check").send()
    assert len(intake.room.contacts()) == 1
    assert "cold" in (arrived(intake, form.reference).contact.concerns[0].what_happened or "")


def test_after_sending_every_page_leads_to_the_reference_and_the_answers_are_gone(
    intake: IntakeOnTheWeb,
) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS).send()
    reference = form.reference
    assert intake.room.drafts() == [{}]
    for page in ("worry", "check", "children/1/name"):
        assert form.go(page).reference == reference
    form.follow(form.visitor.send("/report/worry", **{"worry-what-happened": "more"}))
    assert form.reference == reference


def test_a_second_report_is_a_second_contact(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS).send()
    Form.begun(intake.app, form.visitor).answer_all(ANONYMOUS).send()
    assert len(intake.room.contacts()) == 2


def test_the_referrer_sees_on_the_last_page_how_far_the_hub_has_come(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS).send()
    assert form.rows == {"Where it is now": "Received"}


def test_a_form_that_was_left_is_gone_on_with_where_it_was_left(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:4])
    start = form.visitor.open("/report")
    assert 'href="/report/children/1/home"' in start.text


def test_nobody_else_can_go_on_with_it_not_even_who_reads_the_database(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:4])
    token = form.visitor.client.cookies[DRAFT_COOKIE]
    with intake.room.delivery.engine.connect() as connection:
        (kept,) = connection.scalars(text("select token_hash from drafts"))
    assert kept == hashlib.sha256(token.encode()).hexdigest()
    other = Form.begun(intake.app)
    other.visitor.keep_cookie(DRAFT_COOKIE, kept)
    assert other.go("worry").at == ""


def test_a_form_not_touched_for_a_day_is_really_gone(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:4])
    intake.clock.move(timedelta(hours=23))
    form.answer({"address-street": "Sample Terrace"})
    intake.clock.move(timedelta(hours=23))
    assert form.go("children/1/more").at == "children/1/more"
    intake.clock.move(timedelta(hours=1, seconds=1))
    assert form.go("children/1/more").at == ""
    Form.begun(intake.app)
    assert [draft["values"] for draft in intake.room.drafts()] == [{}]


def test_text_sent_from_a_page_that_was_open_overnight_is_kept_in_a_new_form(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:6])
    form.answer({"another-children": "no"})
    intake.clock.move(timedelta(hours=25))
    form.answer({"worry-what-happened": "All that I typed last night."})
    assert form.at == "danger"
    assert "All that I typed last night." in form.go("worry").page.text


def test_exit_this_page_leads_away_and_forgets_what_was_written(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:4])
    assert 'href="/report/leave"' in form.page.text
    answer = form.visitor.open("/report/leave")
    assert answer.headers["location"].startswith("https://www.bbc.co.uk/")
    assert intake.room.drafts() == []
    assert form.go("children/1/home").at == ""


def test_on_a_shared_computer_nobody_sees_the_form_that_a_colleague_began(intake: IntakeOnTheWeb) -> None:
    colleague = Form.begun(intake.app, someone(intake.app, Role.PRACTITIONER))
    colleague.answer_all(({"immediate-danger": "no"}, {"channel": "phone"}, *ANONYMOUS[1:3]))
    draft = colleague.visitor.client.cookies[DRAFT_COOKIE]
    for other in (someone(intake.app, Role.PRACTITIONER), nobody(intake.app)):
        other.keep_cookie(DRAFT_COOKIE, draft)
        assert "Go on with it" not in other.open("/report").text
        answer = other.open("/report/children/1/age")
        assert answer.status_code == 303
        assert "Robin" not in answer.text
        Form.begun(intake.app, other)
    assert colleague.go("children/1/age").heading == "How old is Robin?"


def test_what_a_colleague_sends_from_an_old_page_is_not_mixed_into_the_form_begun_since(
    intake: IntakeOnTheWeb,
) -> None:
    colleague = Form.begun(intake.app, someone(intake.app, Role.PRACTITIONER))
    colleague.answer_all(({"immediate-danger": "no"}, {"channel": "phone"}, *ANONYMOUS[1:3]))
    other = Form.begun(intake.app, someone(intake.app, Role.PRACTITIONER))
    other.answer_all(({"immediate-danger": "no"}, {"channel": "phone"}, *ANONYMOUS[1:2]))
    assert other.at == "children/1/name"
    other.visitor.keep_cookie(DRAFT_COOKIE, colleague.visitor.client.cookies[DRAFT_COOKIE])

    other.post("/report/children/1/name", {"first-names": "Ash"})

    assert colleague.go("children/1/age").heading == "How old is Robin?"
    assert "Ash" in str(intake.room.drafts())


def test_staff_whose_session_ended_sign_in_again_and_go_on(intake: IntakeOnTheWeb) -> None:
    desk = someone(intake.app, Role.PRACTITIONER)
    form = Form.begun(intake.app, desk).answer_all(({"immediate-danger": "no"}, {"channel": "phone"}))
    intake.clock.move(timedelta(hours=2))
    answer = form.visitor.open("/report/who")
    assert answer.headers["location"] == "/sign-in?next=%2Freport%2Fwho"
    assert desk.account is not None
    sign_in = intake.app.state.sign_in
    desk.keep_cookie(SESSION_COOKIE, sign_in.sessions.start(desk.account))
    assert form.go("who").heading == "Who are you?"
