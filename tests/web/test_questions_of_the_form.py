"""What the form asks, scripts or not: which answers it takes, which it calls wrong, and where it leads."""

import pytest

from tests.builders.intake import IntakeOnTheWeb, arrived
from tests.builders.report import ANONYMOUS, PROFESSIONAL, Form


def test_immediate_danger_shows_999_first(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer({"immediate-danger": "yes"})
    assert (form.at, form.heading) == ("call-999", "Call 999 now")
    assert form.answer().at == "who"


def test_what_is_blank_may_stay_blank_but_for_a_few_questions(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app)
    assert form.answer().errors == ["Say whether a child is in immediate danger."]
    form.answer({"immediate-danger": "unknown"})
    assert form.answer().errors == ["Say who you are, or that you would rather not say."]
    form.answer({"who": "self"}).answer({"gives-name": "yes"}).answer().answer()
    assert form.at == "children/1/name"


def test_a_child_who_cannot_be_found_is_said_so_with_the_way_to_mend_it(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(
        ({"immediate-danger": "no"}, {"who": "rather-not-say"}, {}, {}, {}, {})
    )
    assert form.at == "children"
    form.answer({"another-children": "no"})
    assert (form.page.status_code, form.at) == (422, "children")
    assert form.errors[0].startswith("Say something by which the child can be found")
    assert 'href="/report/children/1/name#description"' in form.page.text
    form.go("children/1/name").answer({"description": "The baby at number 4"})
    form.go("children").answer()
    assert form.at == "worry"


def test_no_worry_at_all_is_no_report(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:7]).answer().answer()
    assert form.errors == ["Say what you are worried about, in your own words or by ticking what fits."]


def test_a_wrong_answer_is_kept_as_typed_and_named_on_its_page(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:3])
    wrong: dict[str, str | list[str]] = {
        "date-of-birth-day": "31",
        "date-of-birth-month": "2",
        "date-of-birth-year": "2018",
    }
    form.answer(wrong)
    assert (form.page.status_code, form.at) == (422, "children/1/age")
    assert form.errors == ["Write the date as day, month and year, for example 27 3 2015."]
    assert 'href="#date-of-birth-day"' in form.page.text
    assert "<title>Error: " in form.page.text
    form.go("children/1/age")
    assert form.errors == []
    assert 'value="31"' in form.page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"age-years": "six"}, "Write a whole number."),
        ({"age-years": "19"}, "The highest number here is 18."),
        (
            {"date-of-birth-day": "1", "date-of-birth-month": "1", "date-of-birth-year": "2030"},
            "The date of birth is in the future.",
        ),
        (
            {"expected-date-day": "1/1/2031"},
            "A baby cannot be expected more than 40 weeks from now. Check the date.",
        ),
        (
            {"date-of-birth-day": "1/1/2026", "expected-date-day": "1/1/2027"},
            "Give either a date of birth or the date the baby is expected, not both.",
        ),
    ],
)
def test_each_kind_of_age_is_checked(intake: IntakeOnTheWeb, fields: dict[str, str], sentence: str) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:3]).answer(dict(fields))
    assert form.errors == [sentence]


def test_text_that_is_too_long_is_kept_and_said_to_be_too_long(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:7]).answer({"worry-what-happened": "x" * 20_001})
    assert form.errors == ["Write at most 20,000 characters here."]
    assert "x" * 20_001 in form.page.text


def test_a_date_may_be_written_into_the_first_box_alone(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:3])
    form.answer({"date-of-birth-day": "14/9/2018"})
    assert form.at == "children/1/home"


def test_what_is_no_longer_asked_is_not_sent(intake: IntakeOnTheWeb) -> None:
    """Someone gives a name, thinks again, and stays anonymous."""
    form = Form.begun(intake.app).answer_all(PROFESSIONAL)
    form.go("who").answer({"who": "rather-not-say"})
    assert form.at == "parents-know"
    assert form.answer().at == "check"
    form.send()
    referrer = arrived(intake, form.reference).contact.referrer
    assert (referrer.anonymous, referrer.name, referrer.email) == (True, None, None)


def test_a_changed_answer_leads_back_to_checking_by_way_of_pages_it_opened(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS)
    assert form.go("worry").answer({"worry-what-happened": "Worse now."}).at == "check"
    form.go("who").answer({"who": "knows"})
    assert form.at == "how-you-know-the-child"
    form.answer({"acquaintance": "1B"}).answer({"gives-name": "no"})
    assert form.at == "check"
    assert form.rows["How do you know the child?"] == "I am a friend, neighbour or childminder"


def test_checking_shows_every_answer_and_folds_away_what_was_left_blank(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS)
    rows = form.rows
    assert rows["About how many years old, if you do not know the date"] == "6"
    assert rows["Which of these fit?"] == "Not looked after properly: food, clothes, home, care (neglect)"
    assert 'Change<span class="govuk-visually-hidden"> House and street (The child)</span>' in form.page.text
    assert "What has Robin said, or shown?" not in rows
    assert "What has Robin said, or shown? (What the child says)" in form.unanswered
    assert "Postcode (The child)" in form.unanswered
    assert not any("Where do you work?" in question for question in {*rows, *form.unanswered})


def test_a_doubtful_number_is_remarked_on_and_holds_nothing_up(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(PROFESSIONAL)
    assert "no person has it" in form.rows["NHS number"]
    assert form.send().at == "sent"


def test_an_error_left_behind_stops_the_sending_and_names_the_page(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS)
    form.go("when").answer({"worry-most-recent-day": "99"})
    form.go("check").answer()
    assert form.page.status_code == 422
    assert form.errors == ["Write the date as day, month and year, for example 27 3 2015."]
    assert 'href="/report/when"' in form.page.text
    assert intake.room.contacts() == []


def test_a_child_told_of_by_mistake_is_taken_out_with_everything_said(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(PROFESSIONAL)
    form.go("children").follow(form.post("/report/children/1/remove"))
    assert form.at == "children"
    form.go("check").send()
    details = arrived(intake, form.reference)
    assert [child.first_names for child in details.contact.children] == ["Ash"]
    form = Form.begun(intake.app).answer_all(ANONYMOUS)
    form.go("children").follow(form.post("/report/children/1/remove"))
    assert form.go("check").rows["First names"] == "Robin", "the last child stays"


def test_twenty_children_are_the_most(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS[:6])
    for _ in range(19):
        form.answer({"another-children": "yes"})
        form.answer().answer().answer({"home": "same"}).answer()
    assert "no room for more" in form.page.text
    assert form.answer({"another-children": "yes"}).at == "worry"


def test_an_answer_that_was_never_offered_is_no_answer(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app)
    assert form.answer({"immediate-danger": "maybe"}).errors == [
        "Say whether a child is in immediate danger."
    ]
    form.answer_all(ANONYMOUS[:8]).answer({"worry-factors": ["16A", "99Z"]})
    form.answer({"worry-signs": ["<script>"]}).answer_all(ANONYMOUS[10:]).send()
    assert [concern.factor for concern in arrived(intake, form.reference).contact.concerns] == ["16A"]


def test_script_in_an_answer_comes_back_as_text(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app).answer_all(ANONYMOUS)
    form.go("children/1/name").answer({"first-names": '"><script>alert(1)</script>'})
    for page in ("check", "children/1/name", "children/1/age", "children"):
        assert "<script>alert" not in form.go(page).page.text


def test_a_page_that_is_not_asked_leads_to_the_start(intake: IntakeOnTheWeb) -> None:
    form = Form.begun(intake.app)
    for page in ("dash", "no-such-page", "children/7/name", "adults/1/person"):
        assert form.go(page).at == ""
