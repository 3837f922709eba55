from datetime import date, timedelta
from typing import Any

import pytest

from mash_contracts.national_codes import AssessmentFactor, Sex
from mash_contracts.submission import Address, Child, ContactSubmission, SignsOfSafety
from mash_contracts.vocabulary import Answer
from mash_intake.domain.progress import Progress
from mash_intake.handlers import reading
from mash_intake.handlers.accept import Accepted, Handover, accept_contacts
from mash_intake.service import progress_of_records
from mash_platform.errors import Conflict, NotFound, Rejected
from tests.builders.assurance import a_referral_assessed, a_threshold_decided
from tests.builders.contacts import (
    A_TEST_NHS_NUMBER,
    a_child,
    a_concern,
    a_submission,
    an_adult,
)
from tests.builders.intake import Intake
from tests.builders.streams import enveloped

pytestmark = pytest.mark.usefixtures("each_database")

TODAY = date(2026, 11, 24)


def refused(intake: Intake, submission: ContactSubmission) -> set[tuple[str, str]]:
    with pytest.raises(Rejected) as caught:
        intake.takes(submission)
    return {(error.field, error.code) for error in caught.value.errors}


def test_a_caller_who_knows_a_street_and_a_first_name_gets_through(intake: Intake) -> None:
    child = Child(first_names="Robin", address=Address(street="Sample Terrace"))
    accepted = intake.takes(
        ContactSubmission(children=(child,), concerns=(a_concern(factor=AssessmentFactor.OTHER),))
    )
    assert accepted.records == (f"{accepted.reference}-1",)
    assert [event.reference for event in intake.said()] == [f"{accepted.reference}-1"]


def test_a_contact_about_three_children_is_three_records_that_know_of_each_other(intake: Intake) -> None:
    accepted = intake.takes(
        a_submission(children=(a_child(), a_child(first_names="Ash"), Child(expected_date=TODAY)))
    )
    events = intake.said()
    assert tuple(event.reference for event in events) == accepted.records
    assert [len(event.siblings) for event in events] == [2, 2, 2]
    assert [event.unborn for event in events] == [False, False, True]
    assert {event.children_in_household for event in events} == {3}


def test_a_concern_about_one_child_is_not_told_of_the_other(intake: Intake) -> None:
    intake.takes(
        a_submission(
            children=(a_child(), a_child(first_names="Ash")),
            concerns=(
                a_concern(factor=AssessmentFactor.SELF_HARM, children=(2,)),
                a_concern(factor=AssessmentFactor.NEGLECT),
            ),
        )
    )
    assert [[concern.factor for concern in event.concerns] for event in intake.said()] == [
        [AssessmentFactor.NEGLECT],
        [AssessmentFactor.SELF_HARM, AssessmentFactor.NEGLECT],
    ]


def test_a_worry_in_words_only_still_reaches_triage_as_a_worry(intake: Intake) -> None:
    intake.takes(
        a_submission(concerns=(), signs_of_safety=SignsOfSafety(worried_about="That he is hurt again."))
    )
    (event,) = intake.said()
    assert [concern.factor for concern in event.concerns] == [AssessmentFactor.OTHER]


def test_dates_travel_as_days_and_months_only(intake: Intake) -> None:
    intake.takes(
        a_submission(
            children=(a_child(date_of_birth=date(2018, 9, 14), last_seen=TODAY - timedelta(days=3)),),
            concerns=(a_concern(most_recent=TODAY - timedelta(days=9)),),
        )
    )
    (event,) = intake.said()
    assert (event.age_months, event.last_seen_days, event.concerns[0].days_since) == (98, 3, 9)


def test_adults_at_home_are_counted_only_if_someone_said_who_lives_there(intake: Intake) -> None:
    for adults in ((), (an_adult(lives_with_child=Answer.UNKNOWN),)):
        intake.takes(a_submission(adults=adults))
    intake.takes(
        a_submission(adults=(an_adult(), an_adult(lives_with_child=Answer.NO), an_adult(name="Kim")))
    )
    assert [event.adults_in_household for event in intake.said()] == [None, None, 2]


def test_the_sex_of_an_unborn_baby_is_recorded_as_not_known_with_a_word_about_it(intake: Intake) -> None:
    accepted = intake.takes(
        a_submission(children=(Child(expected_date=TODAY + timedelta(days=60), sex=Sex.MALE),))
    )
    assert [(doubt.field, doubt.code) for doubt in accepted.doubts] == [
        ("children[0].sex", "sex-before-birth")
    ]
    assert intake.said()[0].sex is Sex.UNKNOWN


def test_nothing_to_find_a_child_by_and_nothing_to_worry_about_are_both_named(intake: Intake) -> None:
    assert refused(intake, ContactSubmission(children=(Child(age_years=6),))) == {
        ("children", "child-not-identified"),
        ("concerns", "no-worry"),
    }
    assert intake.contacts() == []


@pytest.mark.parametrize(
    "worry",
    [
        {"immediate_danger": Answer.YES},
        {"dash_ticks": 15},
        {"four_questions": {"domestic_abuse": "yes"}},
        {"exploitation": {"missing_episodes_90_days": 2}},
        {"signs_of_safety": {"worried_about": "That it gets worse."}},
        {"children": [{"first_names": "Robin", "what_the_child_said": "He hits me."}]},
    ],
)
def test_a_worry_counts_wherever_on_the_form_it_was_said(intake: Intake, worry: dict[str, Any]) -> None:
    intake.takes(ContactSubmission.model_validate({"children": [{"first_names": "Robin"}], **worry}))
    assert len(intake.said()) == 1


def test_everything_that_is_wrong_is_named_at_once_by_its_place(intake: Intake) -> None:
    tomorrow = TODAY + timedelta(days=1)
    submission = a_submission(
        children=(
            a_child(
                date_of_birth=tomorrow,
                expected_date=TODAY,
                nhs_number="4857773456",
                upn="A840200005001",
                address=Address(postcode="nowhere"),
                last_seen=tomorrow,
            ),
        ),
        adults=(an_adult(date_of_birth=tomorrow),),
        concerns=(a_concern(most_recent=tomorrow, children=(1, 2)),),
    )
    assert refused(intake, submission) == {
        ("children[0].date_of_birth", "birth-in-future"),
        ("children[0].expected_date", "born-and-expected"),
        ("children[0].nhs_number", "nhs-number-check-digit"),
        ("children[0].upn", "upn-check-letter"),
        ("children[0].address.postcode", "postcode-format"),
        ("children[0].last_seen", "date-in-future"),
        ("adults[0].date_of_birth", "date-in-future"),
        ("concerns[0].most_recent", "date-in-future"),
        ("concerns[0].children[1]", "no-such-child"),
    }


def test_today_is_the_day_in_england(intake: Intake) -> None:
    """At half past midnight in summer it is still yesterday in UTC."""
    intake.clock.move(timedelta(days=200, hours=1, minutes=34))
    assert intake.clock.now().isoformat() == "2027-06-12T23:30:00+00:00"
    intake.takes(a_submission(children=(a_child(last_seen=date(2027, 6, 13)),)))
    assert intake.said()[0].last_seen_days == 0


def test_a_postcode_and_numbers_are_kept_in_one_form(intake: Intake) -> None:
    child = a_child(nhs_number="999 000 0018", upn="k840200005001", address=Address(postcode="dh15ue"))
    accepted = intake.takes(a_submission(children=(child,)))
    kept = reading.record_details(intake.delivery, accepted.records[0]).child
    assert (kept.nhs_number, kept.upn, kept.address.postcode) == ("9990000018", "K840200005001", "DH1 5UE")


def test_a_replay_with_the_same_key_makes_no_second_contact(intake: Intake) -> None:
    first = intake.takes(a_submission(), key="police-1")
    intake.clock.move(timedelta(days=40))
    again = intake.takes(a_submission(), key="police-1")
    assert (again.reference, again.records, again.received_at, again.doubts) == (
        first.reference,
        first.records,
        first.received_at,
        first.doubts,
    )
    assert (first.replayed, again.replayed) == (False, True)
    assert len(intake.said()) == 1


def test_the_same_key_for_another_contact_is_refused_and_loses_nothing(intake: Intake) -> None:
    intake.takes(a_submission(), key="police-1")
    with pytest.raises(Conflict):
        intake.takes(a_submission(children=(a_child(first_names="Ash"),)), key="police-1")
    assert len(intake.contacts()) == 1


def test_two_senders_may_use_the_same_key(intake: Intake) -> None:
    intake.takes(a_submission(), submitted_by="police", key="1")
    intake.takes(a_submission(), submitted_by="school", key="1")
    assert len(intake.contacts()) == 2


def counted(intake: Intake) -> int | None:
    return intake.said()[-1].history.contacts_in_12_months


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"nhs_number": A_TEST_NHS_NUMBER, "date_of_birth": None}, {"nhs_number": "999 000 0018"}),
        ({"upn": "K840200005001", "first_names": None}, {"upn": "k840200005001"}),
        ({"first_names": "Zoë"}, {"first_names": "ZOE", "nhs_number": A_TEST_NHS_NUMBER}),
    ],
)
def test_an_earlier_contact_about_the_same_child_is_counted(
    intake: Intake, first: dict[str, Any], second: dict[str, Any]
) -> None:
    intake.takes(a_submission(children=(a_child(**first),)))
    assert counted(intake) == 0
    intake.takes(a_submission(children=(a_child(**second),)))
    assert counted(intake) == 1


def test_another_child_is_not_counted_however_much_alike(intake: Intake) -> None:
    intake.takes(a_submission())
    intake.takes(a_submission(children=(a_child(date_of_birth=date(2018, 9, 15)),)))
    assert counted(intake) == 0
    intake.takes(a_submission(children=(a_child(date_of_birth=None),)))
    assert counted(intake) is None


def test_contacts_older_than_a_year_are_not_counted_and_what_the_referrer_knows_is(intake: Intake) -> None:
    intake.takes(a_submission())
    intake.clock.move(timedelta(days=366))
    intake.takes(a_submission())
    assert counted(intake) == 0
    intake.takes(a_submission(history={"contacts_in_12_months": 4}))
    assert counted(intake) == 4


def test_the_same_child_twice_in_one_contact_is_no_earlier_contact(intake: Intake) -> None:
    intake.takes(a_submission(children=(a_child(), a_child())))
    assert [event.history.contacts_in_12_months for event in intake.said()] == [0, 0]


def test_the_detail_is_given_from_one_childs_side(intake: Intake) -> None:
    accepted = intake.takes(
        a_submission(
            children=(a_child(), a_child(first_names="Ash")),
            concerns=(a_concern(children=(1,)), a_concern(what_happened="Both", children=())),
        )
    )
    details = reading.record_details(intake.delivery, accepted.records[1])
    assert details.child.first_names == "Ash"
    assert [sibling.name for sibling in details.siblings] == ["Rowan Testcase"]
    assert [concern.what_happened for concern in details.contact.concerns] == ["Both"]
    assert len(details.contact.children) == 2


def test_summaries_come_in_the_order_asked_for(intake: Intake) -> None:
    first, second = intake.takes(a_submission()), intake.takes(a_submission(children=(Child(school="S"),)))
    asked = [second.records[0], "4K7Q-9XWD-1", first.records[0], second.records[0]]
    found = reading.record_summaries(intake.delivery, asked)
    assert [(each.name, each.age, each.area) for each in found] == [
        ("Name not known", "Age not known", "Address not known"),
        ("Rowan Testcase", "8 years", "Durham"),
    ]


def test_a_record_nobody_handed_in_is_not_found(intake: Intake) -> None:
    with pytest.raises(NotFound):
        reading.record_details(intake.delivery, "4K7Q-9XWD-1")


def test_the_status_follows_triage_and_never_goes_back(intake: Intake) -> None:
    accepted = intake.takes(a_submission())

    def status() -> Progress:
        return reading.contact_status(intake.delivery, accepted.reference, of_sender="school").records[0][1]

    assert status() is Progress.RECEIVED
    handlers = progress_of_records().handlers
    for event, after in (
        (a_referral_assessed(accepted.records[0]), Progress.BEING_LOOKED_AT),
        (a_threshold_decided(accepted.records[0]), Progress.DECIDED),
        (a_referral_assessed(accepted.records[0]), Progress.DECIDED),
    ):
        with intake.delivery.transaction() as transaction:
            handlers[type(event)](transaction, enveloped(event))
        assert status() is after


def test_the_status_of_many_children_moves_on_together(intake: Intake) -> None:
    children = [intake.takes(a_submission()) for _ in range(3)]
    handlers = progress_of_records().handlers
    with intake.delivery.transaction() as transaction:
        for child in children:
            event = a_threshold_decided(child.records[0])
            handlers[type(event)](transaction, enveloped(event))
    for child in children:
        status = reading.contact_status(intake.delivery, child.reference, of_sender="school")
        assert status.records == ((child.records[0], Progress.DECIDED),)


def test_contacts_that_come_together_are_answered_one_by_one(intake: Intake) -> None:
    """A wrong one holds up no other, and one that is there twice is one contact."""
    good, wrong = a_submission(), a_submission(children=(a_child(nhs_number="1234567890"),))
    answers = accept_contacts(
        intake.delivery,
        [Handover(good, "school", "a"), Handover(wrong, "school", "b"), Handover(good, "school", "a")],
        test_nhs_numbers=True,
    )
    first, refused, again = answers
    assert isinstance(first, Accepted)
    assert isinstance(refused, Rejected)
    assert isinstance(again, Accepted)
    assert (again.reference, again.replayed) == (first.reference, True)


def test_nobody_follows_a_contact_that_someone_else_handed_in(intake: Intake) -> None:
    accepted = intake.takes(a_submission())
    with pytest.raises(NotFound):
        reading.contact_status(intake.delivery, accepted.reference, of_sender="police")
