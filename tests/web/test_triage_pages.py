"""The triage desk as practitioners and managers meet it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

from mash_contracts.events import ThresholdDecided
from mash_contracts.submission import ContactSubmission, SignsOfSafety
from mash_contracts.vocabulary import Relation, Role
from mash_platform.clock import MovableClock
from mash_triage.domain.record_state import RecordState
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage import WEDNESDAY_MORNING, a_child_in_danger, a_referral_declined
from tests.builders.triage_web import BELOW, TriageHub, a_triage_hub, decision_fields
from tests.builders.web import nobody, someone, title_of


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING + timedelta(minutes=30))


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


@pytest.fixture
def hub_without_intake(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock, intake_answers=False) as hub:
        yield hub


def a_worry(**given: object) -> ContactSubmission:
    """School is worried about Rowan, who is often alone."""
    return ContactSubmission(
        **{
            "referrer": a_referrer(),
            "children": (a_child(),),
            "adults": (an_adult(),),
            "concerns": (a_concern(),),
            **given,
        }
    )


def text_of(page: Response) -> str:
    """What can be read on the page."""
    assert page.status_code in (200, 409, 422), page.status_code
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_desk_names_each_child_with_age_area_reasons_and_time_left(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())

    text = text_of(hub.practitioner().open("/triage/"))

    assert "Rowan Testcase" in text
    assert "7 years · Durham" in text
    assert record.reference in text
    assert record.assessment.recommendation.findings[0].title in text
    assert record.recommended.rag.label in text
    assert "hours left" in text


def test_a_child_whose_time_has_run_out_is_said_to_be_overdue(hub: TriageHub, clock: MovableClock) -> None:
    hub.both.takes_in(a_worry())
    clock.move(timedelta(days=3))

    assert "Overdue by" in text_of(hub.practitioner().open("/triage/"))


def test_siblings_are_marked_on_the_desk_and_linked_from_each_other(hub: TriageHub) -> None:
    rowan, ash = hub.both.takes_in(a_worry(children=(a_child(), a_child(first_names="Ash"))))
    visitor = hub.practitioner()

    assert "with 1 sibling" in text_of(visitor.open("/triage/"))
    page = visitor.open(f"/triage/{rowan.reference}")
    assert f'href="/triage/{ash.reference}"' in page.text
    assert f"Ash Testcase , 7 years {ash.reference}: waiting for a decision" in text_of(page)


def test_an_empty_desk_says_so(hub: TriageHub) -> None:
    visitor = hub.practitioner()

    assert "No child is waiting for a decision" in text_of(visitor.open("/triage/"))
    assert "No decision is waiting" in text_of(visitor.open("/triage/?state=awaiting-second-person"))
    assert "Nothing has been decided yet" in text_of(visitor.open("/triage/?state=decided"))
    assert "No child here fits" in text_of(visitor.open("/triage/?rag=red&pathway=advice"))


def test_the_desk_can_be_narrowed(hub: TriageHub) -> None:
    red = hub.desk.receives(a_child_in_danger())
    (other,) = hub.both.takes_in(a_worry())
    visitor = hub.practitioner()

    reds = text_of(visitor.open("/triage/?rag=red"))
    assert red.reference in reds
    assert other.reference not in reds
    team = text_of(visitor.open(f"/triage/?pathway={other.recommended.main_pathway.value}"))
    assert other.reference in team
    assert red.reference not in team


def test_a_filter_that_does_not_exist_narrows_nothing(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())

    assert record.reference in text_of(hub.practitioner().open("/triage/?rag=purple&pathway=x&state=lost"))


def test_twenty_five_children_are_a_page(hub: TriageHub) -> None:
    for _ in range(26):
        hub.desk.receives(a_child_in_danger())
    visitor = hub.practitioner()

    assert "Showing 1 to 25 of 26" in text_of(visitor.open("/triage/"))
    assert "Showing 26 to 26 of 26" in text_of(visitor.open("/triage/?page=2"))


def test_without_intake_the_desk_shows_references_and_says_why(hub_without_intake: TriageHub) -> None:
    hub = hub_without_intake
    (record,) = hub.both.takes_in(a_worry())
    visitor = hub.practitioner()

    desk = text_of(visitor.open("/triage/"))
    assert "Names cannot be shown just now" in desk
    assert record.reference in desk
    picture = text_of(visitor.open(f"/triage/{record.reference}"))
    assert "details cannot be shown just now" in picture
    assert record.assessment.recommendation.findings[0].sentence in picture


def test_without_intake_a_child_can_still_be_decided_about(hub_without_intake: TriageHub) -> None:
    hub = hub_without_intake
    (record,) = hub.both.takes_in(a_worry())

    answer = hub.practitioner().send(f"/triage/{record.reference}/decision", **decision_fields(record))

    assert answer.status_code == 303
    assert hub.desk.record(record.reference).state is RecordState.DECIDED


def test_the_picture_puts_what_the_child_said_and_every_reason_on_one_page(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(
        a_worry(
            children=(a_child(last_seen=date(2026, 3, 2)),),
            signs_of_safety=SignsOfSafety(
                worried_about="That she is alone.", working_well="Her nan.", scale=4
            ),
        )
    )
    recommendation = record.assessment.recommendation

    text = text_of(hub.practitioner().open(f"/triage/{record.reference}"))

    assert "I get my own tea." in text
    assert "She is often alone until late." in text
    assert "Last seen on 2 March 2026" in text
    for finding in recommendation.findings:
        assert finding.title in text
        assert finding.sentence in text
        assert finding.source in text
    for gap in recommendation.gaps:
        assert gap.question in text
    assert "Neglect – Education, fact" in text
    assert "Alone after school three times this month." in text
    assert "Sam Testcase, Mother." in text
    assert "That she is alone." in text
    assert "Her nan." in text
    assert recommendation.policy_edition in text
    assert recommendation.policy_digest in text
    assert record.assessment.picture_digest in text


def test_a_voice_that_nobody_recorded_is_a_gap_that_is_seen(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(
        a_worry(children=(a_child(what_the_child_said=None, lived_experience=None),))
    )

    text = text_of(hub.practitioner().open(f"/triage/{record.reference}"))

    assert "Nobody has recorded what this child said." in text
    assert "It is not known when the child was last seen." in text


def test_nothing_is_chosen_in_advance_on_the_decision_form(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())

    page = hub.practitioner().open(f"/triage/{record.reference}/decision")

    form = page.text[page.text.index('<form method="post" action="/triage/') :]
    assert form.count('type="radio"') == 10
    assert form.count('type="checkbox"') == 5
    assert " checked" not in form


def test_agreeing_ends_on_what_happens_next_and_the_next_waiting_child(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())
    waiting = hub.desk.receives(a_child_in_danger())
    visitor = hub.practitioner()

    answer = visitor.send(f"/triage/{record.reference}/decision", **decision_fields(record))

    assert answer.headers["location"] == f"/triage/{record.reference}/decided"
    page = visitor.open(answer.headers["location"])
    assert "has this child on its worklist now" in text_of(page)
    assert f'href="/triage/{waiting.reference}"' in page.text
    assert title_of(page).startswith("Decided: Rowan Testcase")


def test_when_the_last_child_is_decided_nobody_else_waits(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())
    visitor = hub.practitioner()
    visitor.send(f"/triage/{record.reference}/decision", **decision_fields(record))

    assert "No other child is waiting." in text_of(visitor.open(f"/triage/{record.reference}/decided"))


def test_a_half_filled_decision_names_what_is_missing_and_keeps_what_was_chosen(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())

    page = hub.practitioner().send(
        f"/triage/{record.reference}/decision", version="1", level="3", rationale="She told me herself."
    )

    assert page.status_code == 422
    assert title_of(page).startswith("Error: ")
    for field, sentence in (
        ("rag", "Select how soon someone must act"),
        ("legal_basis", "Select the legal basis"),
        ("pathways", "Select at least one team"),
    ):
        assert f'<a href="#{field}">{sentence}</a>' in page.text
        assert f'id="{field}"' in page.text
    assert "She told me herself.</textarea>" in page.text
    assert page.text.count(" checked") == 1


def test_a_code_that_does_not_exist_is_no_choice(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())

    page = hub.practitioner().send(
        f"/triage/{record.reference}/decision", **decision_fields(record, level="5", pathways=["adoption"])
    )

    assert page.status_code == 422
    assert "Select the child’s level of need" in text_of(page)
    assert "Select at least one team" in text_of(page)


def test_going_below_waits_for_a_second_person_and_then_moves_on(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())
    priya, daniel = hub.practitioner("Priya Nair"), hub.practitioner("Daniel Hughes")
    address = f"/triage/{record.reference}"

    priya.send(f"{address}/decision", **decision_fields(record, **BELOW))
    assert "Another practitioner or a manager looks" in text_of(priya.open(f"{address}/decided"))
    assert "somebody else must look at it" in text_of(priya.open(f"{address}/second-person"))
    assert hub.desk.said(ThresholdDecided) == []

    look = text_of(daniel.open(f"{address}/second-person"))
    assert "Priya Nair decided below the recommendation" in look
    assert str(BELOW["rationale"]) in look
    version = str(hub.desk.record(record.reference).version)
    daniel.send(f"{address}/second-person", version=version, answer="confirmed", rationale="I rang her nan.")

    (decided,) = hub.desk.said(ThresholdDecided)
    assert decided.relation is Relation.STEPPED_DOWN
    text = text_of(daniel.open(address))
    assert "Confirmed. Daniel Hughes" in text
    assert "I rang her nan." in text


def test_a_first_person_who_posts_their_own_confirmation_is_refused(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())
    priya = hub.practitioner()
    priya.send(f"/triage/{record.reference}/decision", **decision_fields(record, **BELOW))

    page = priya.send(
        f"/triage/{record.reference}/second-person", version="2", answer="confirmed", rationale="Yes."
    )

    assert page.status_code == 422
    assert "Someone else must look at your decision" in text_of(page)
    assert hub.desk.record(record.reference).state is RecordState.AWAITING_SECOND_PERSON


def test_a_child_sent_back_waits_again_with_the_second_persons_reasons(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())
    priya, daniel = hub.practitioner("Priya Nair"), hub.practitioner("Daniel Hughes")
    priya.send(f"/triage/{record.reference}/decision", **decision_fields(record, **BELOW))

    daniel.send(
        f"/triage/{record.reference}/second-person",
        version="2",
        answer="sent-back",
        rationale="Nobody asked her.",
    )

    assert "Sent back by a second person" in text_of(priya.open("/triage/"))
    form = text_of(priya.open(f"/triage/{record.reference}/decision"))
    assert "Daniel Hughes sent the last decision back" in form
    assert "Nobody asked her." in form


def test_a_manager_is_told_that_they_may_go_below_alone_and_does(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())
    manager = hub.manager()

    assert "As a manager you may go below" in text_of(manager.open(f"/triage/{record.reference}/decision"))
    manager.send(f"/triage/{record.reference}/decision", **decision_fields(record, **BELOW))

    assert hub.desk.record(record.reference).state is RecordState.DECIDED


def test_of_two_who_decide_at_once_the_second_keeps_every_word(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())
    priya, daniel = hub.practitioner("Priya Nair"), hub.practitioner("Daniel Hughes")
    priya.send(f"/triage/{record.reference}/decision", **decision_fields(record))

    page = daniel.send(
        f"/triage/{record.reference}/decision", **decision_fields(record, rationale="Twelve lines I typed.")
    )

    assert page.status_code == 409
    assert "Twelve lines I typed." in page.text
    assert "Priya Nair" in text_of(page)
    assert [decision.person.name for decision in hub.desk.record(record.reference).decisions] == [
        "Priya Nair"
    ]


def test_who_was_deciding_when_a_team_declined_sees_the_reason_and_keeps_every_choice(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())
    hub.desk.gets_back(a_referral_declined(reference=record.reference))

    page = hub.practitioner().send(f"/triage/{record.reference}/decision", **decision_fields(record))

    assert page.status_code == 409
    assert "more information is needed first" in text_of(page)
    assert "What school reports and what she says fit together.</textarea>" in page.text
    assert page.text.count(" checked") == 3 + len(record.recommended.pathways)
    assert 'name="version" value="2"' in page.text


def test_a_decided_child_is_listed_with_who_decided_and_what(hub: TriageHub) -> None:
    (record,) = hub.both.takes_in(a_worry())
    priya, daniel = hub.practitioner("Priya Nair"), hub.practitioner("Daniel Hughes")
    priya.send(f"/triage/{record.reference}/decision", **decision_fields(record))

    text = text_of(daniel.open("/triage/?state=decided"))
    assert "Priya Nair" in text
    assert "Agreed with the recommendation" in text
    assert "No child here fits" in text_of(daniel.open("/triage/?state=decided&whose=mine"))
    assert record.reference in text_of(priya.open("/triage/?state=decided&whose=mine"))


@pytest.mark.parametrize("page", ["decision", "second-person", "decided"])
def test_a_page_that_does_not_fit_the_state_leads_to_the_record(hub: TriageHub, page: str) -> None:
    (record,) = hub.both.takes_in(a_worry())
    if page == "decision":
        hub.desk.decides(record)

    answer = hub.practitioner().open(f"/triage/{record.reference}/{page}")

    assert answer.headers["location"] == f"/triage/{record.reference}"


@pytest.mark.parametrize("page", ["", "/decision", "/second-person", "/decided"])
def test_a_reference_that_nobody_knows_is_not_found(hub: TriageHub, page: str) -> None:
    assert hub.practitioner().open(f"/triage/9999-9999-1{page}").status_code == 404


def test_the_desk_is_closed_to_everybody_else(hub: TriageHub) -> None:
    record: Record = hub.desk.receives(a_child_in_danger())

    assert nobody(hub.app).open("/triage/").headers["location"].startswith("/sign-in")
    for role in (Role.TEAM_MEMBER, Role.ASSURANCE, Role.REFERRER, Role.ADMINISTRATOR):
        visitor = someone(hub.app, role)
        assert visitor.open("/triage/").status_code == 403
        assert visitor.open(f"/triage/{record.reference}").status_code == 403
