"""A call written down on one page: what is kept, what is shown meanwhile, what arrives."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from mash_contracts.details import RecordDetails
from mash_contracts.envelope import EventData
from mash_contracts.events import ReferralAccepted, ReferralAllocated, ReferralClosed
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import Pathway, Purpose, Role
from mash_intake.handlers.calls import UNDO_FOR
from mash_intake.handlers.reading import record_details
from mash_intake.service import progress_of_records
from mash_intake.web.report.call_table import ANSWERED_BY_THE_PAGE, PARTS, paths_of
from mash_intake.web.report.journey import all_pages
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.streams import enveloped
from tests.builders.web import TUESDAY_EVENING, Visitor, nobody, someone

Fields = dict[str, str | list[str]]

A_CALL: Fields = {
    "children": "1",
    "worry-what-happened": "He is outside alone until late.",
    "immediate-danger": "no",
    "children-1-first-names": "Robin",
    "children-1-family-name": "Testcase",
    "children-1-date-of-birth-day": "1",
    "children-1-date-of-birth-month": "2",
    "children-1-date-of-birth-year": "2018",
    "who": "knows",
    "gives-name": "no",
    "channel": "phone",
}


@pytest.fixture
def amira(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.PRACTITIONER, display_name="Amira Shah")


def picks_up(visitor: Visitor) -> str:
    """The address of a new call."""
    found = re.search(r'action="(/calls/[0-9a-f]{32})"', visitor.open("/calls").text)
    assert found
    return found[1]


def arrived(intake: IntakeOnTheWeb, child: int = 1) -> RecordDetails:
    (contact,) = intake.room.contacts()
    return record_details(intake.room.delivery, f"{contact}-{child}")


def team_says(intake: IntakeOnTheWeb, event: EventData) -> None:
    with intake.room.delivery.transaction() as transaction:
        progress_of_records().handlers[type(event)](transaction, enveloped(event))


def test_the_page_asks_everything_that_the_form_asks() -> None:
    of_the_form = {
        question.path for page in all_pages() if page.lists is None for question in page.questions
    } - set(ANSWERED_BY_THE_PAGE)
    on_the_page = [path for part in PARTS for path in paths_of(part)]
    assert sorted(on_the_page) == sorted(of_the_form)


def test_a_call_is_sent_and_arrives_as_a_call(intake: IntakeOnTheWeb, amira: Visitor) -> None:
    call = picks_up(amira)
    answer = amira.send(call, do="send", **A_CALL)
    assert answer.headers["location"] == f"{call}/sent"
    details = arrived(intake)
    assert (details.contact.channel, details.contact.referrer.anonymous) == ("phone", True)
    assert (details.child.first_names, str(details.child.date_of_birth)) == ("Robin", "2018-02-01")
    assert details.contact.concerns[0].what_happened == "He is outside alone until late."
    page = amira.open(answer.headers["location"]).text
    assert details.contact_reference in page
    assert "Next call" in page


def test_two_presses_on_send_at_once_make_one_contact(intake: IntakeOnTheWeb, amira: Visitor) -> None:
    call, csrf = picks_up(amira), amira.csrf()
    with ThreadPoolExecutor(2) as presses:
        answers = list(
            presses.map(
                lambda _: amira.client.post(call, data={"csrf": csrf, "do": "send", **A_CALL}), range(2)
            )
        )
    assert {answer.headers.get("location") for answer in answers} == {f"{call}/sent"}
    assert len(intake.room.contacts()) == 1


def test_what_was_typed_is_there_again_after_a_crash_and_the_next_call_says_so(
    intake: IntakeOnTheWeb, amira: Visitor
) -> None:
    call = picks_up(amira)
    kept = amira.send(call, do="keep", **A_CALL)
    assert "Saved 21:56" in kept.text
    again = Visitor(intake.app, amira.account)
    page = again.open("/calls").text
    assert "1 call not finished" in page
    assert f'href="{call}">Go on with the call about Robin Testcase' in page
    assert "He is outside alone until late.</textarea>" in again.open(call).text


def test_what_is_wrong_is_named_beside_its_field_and_everything_typed_stays(
    intake: IntakeOnTheWeb, amira: Visitor
) -> None:
    wrong = {**A_CALL, "children-1-date-of-birth-day": "31", "who": ""}
    answer = amira.send(picks_up(amira), do="send", **wrong)
    assert answer.status_code == 422
    assert 'href="#children-1-date-of-birth-day"' in answer.text
    assert 'href="#who"' in answer.text
    assert "Say who the caller is" in answer.text
    assert answer.text.count("Write the date as day, month and year") == 2
    assert "He is outside alone until late.</textarea>" in answer.text
    assert intake.room.contacts() == []


def test_nothing_that_was_written_is_left_out_in_silence(intake: IntakeOnTheWeb, amira: Visitor) -> None:
    call = picks_up(amira)
    answer = amira.send(call, do="send", **{**A_CALL, "referrer-organisation": "Sample Primary"})
    assert answer.status_code == 422
    assert 'href="#referrer-organisation"' in answer.text
    assert "This would not be sent, because of another answer on this page" in answer.text


def test_a_sister_is_added_without_losing_the_place_and_removed_again(
    intake: IntakeOnTheWeb, amira: Visitor
) -> None:
    call = picks_up(amira)
    added = amira.send(call, do="add children", **A_CALL)
    assert added.headers["location"] == f"{call}#children-2-first-names"
    both = {**A_CALL, "children": ["1", "2"], "children-2-first-names": "Wren", "children-2-home": "same"}
    both["children-1-address-street"] = "4 Sample Terrace"
    amira.send(call, do="add adults", **both)
    amira.send(call, do="remove adults 1", adults="1", **both)
    assert amira.send(call, do="send", **both).status_code == 303
    assert arrived(intake, 2).child.first_names == "Wren"
    assert arrived(intake, 2).child.address.street == "4 Sample Terrace"
    assert arrived(intake).contact.adults == ()


def test_a_child_added_in_another_window_is_not_emptied_by_this_one(
    intake: IntakeOnTheWeb, amira: Visitor
) -> None:
    call = picks_up(amira)
    both: Fields = {**A_CALL, "children": ["1", "2"], "children-2-first-names": "Wren"}
    amira.send(call, do="save", **both)
    amira.send(call, do="save", **A_CALL)
    assert 'value="Wren"' in amira.open(call).text


def test_a_colleagues_call_is_nobody_elses(intake: IntakeOnTheWeb, amira: Visitor) -> None:
    call = picks_up(amira)
    amira.send(call, do="save", **A_CALL)
    ben = someone(intake.app, Role.MANAGER)
    assert ben.open(call).headers["location"] == "/calls"
    assert ben.send(call, do="save", **A_CALL).status_code == 404
    ben.send(f"{call}/forget")
    assert "outside alone" in amira.open(call).text
    assert nobody(intake.app).open("/calls").headers["location"].startswith("/sign-in")


def test_a_call_is_forgotten_when_its_writer_says_so_and_after_a_day(
    intake: IntakeOnTheWeb, amira: Visitor
) -> None:
    forgotten, left = picks_up(amira), picks_up(amira)
    amira.send(forgotten, do="save", **A_CALL)
    amira.send(left, do="save", **A_CALL)
    amira.send(f"{forgotten}/forget")
    assert amira.open(forgotten).headers["location"] == "/calls"
    intake.clock.move(UNDO_FOR)
    assert "have it back" not in amira.open("/calls").text
    amira.send(f"{forgotten}/bring-back")
    intake.room.tidy_up()
    assert len(intake.room.drafts()) == 1
    intake.clock.move(timedelta(hours=25))
    amira = Visitor(intake.app, amira.account)
    amira.send(picks_up(amira), do="save", children="1")
    assert not any("outside" in str(draft) for draft in intake.room.drafts())


def test_a_call_deleted_by_mistake_is_had_back_by_its_writer_and_nobody_else(
    intake: IntakeOnTheWeb, amira: Visitor
) -> None:
    call = picks_up(amira)
    amira.send(call, do="save", **A_CALL)
    amira.send(f"{call}/forget")
    page = amira.open("/calls").text
    assert f'action="{call}/bring-back"' in page
    assert "is deleted. Until 24 November 2026 at 10:06pm you can have it back." in page
    assert "not finished" not in page
    ben = someone(intake.app, Role.MANAGER)
    ben.send(f"{call}/bring-back")
    assert "have it back" not in ben.open("/calls").text
    assert amira.send(f"{call}/bring-back").headers["location"] == call
    assert "outside alone" in amira.open(call).text
    assert "have it back" not in amira.open("/calls").text


def test_a_child_who_is_open_to_a_team_is_shown_while_the_caller_speaks(
    intake: IntakeOnTheWeb, amira: Visitor
) -> None:
    amira.send(picks_up(amira), do="send", **A_CALL)
    of_case = {
        "reference": arrived(intake).reference,
        "case_id": "case-1",
        "pathway": Pathway.CHILD_IN_NEED,
        "purpose": Purpose.REFERRAL,
    }
    team_says(intake, ReferralAccepted(**of_case, accepted_at=TUESDAY_EVENING, accepted_by="cin:duty"))
    call = picks_up(amira)
    assert "no worker named yet" in amira.send(call, do="keep", **A_CALL).text
    worker = someone(intake.app, Role.TEAM_MEMBER, display_name="Sam Worker", team=Pathway.CHILD_IN_NEED)
    assert worker.account
    team_says(
        intake,
        ReferralAllocated(
            **of_case,
            allocated_at=TUESDAY_EVENING,
            allocated_by="cin:duty",
            worker=worker.account.account_id,
        ),
    )
    page = amira.send(call, do="keep", **A_CALL).text
    assert "Robin Testcase" in page
    assert "Open to Child in need, worker Sam Worker." in page
    team_says(
        intake,
        ReferralClosed(
            **of_case, closed_at=TUESDAY_EVENING, closed_by="cin:duty", reason=ClosureReason.SERVICES_CEASED
        ),
    )
    assert "Open to Child" not in amira.send(call, do="keep", **A_CALL).text


def test_who_was_shown_which_known_child_is_kept_once_a_call(intake: IntakeOnTheWeb, amira: Visitor) -> None:
    amira.send(picks_up(amira), do="send", **A_CALL)
    reference = arrived(intake).reference
    call = picks_up(amira)
    trail = intake.app.state.sign_in.trail
    for _ in range(3):
        amira.send(call, do="keep", **A_CALL)
    views = [entry for entry in trail.latest(subjects=[reference]) if entry.act.route == "POST /calls/{key}"]
    assert len(views) == 1


def test_danger_now_is_answered_at_once_with_what_to_do(amira: Visitor) -> None:
    page = amira.send(picks_up(amira), do="keep", **{**A_CALL, "immediate-danger": "yes"}).text
    assert "Ask the caller to call 999 now" in page
