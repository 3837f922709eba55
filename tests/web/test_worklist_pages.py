from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from mash_contracts.vocabulary import DeclineReason, Movement, Pathway, Rag, Role
from mash_policy.load import load_edition
from mash_routing.domain.case_state import CaseState
from mash_routing.store import Case
from tests.builders.routing import a_decision, a_protection_decision, a_strategy_discussion_request
from tests.builders.web import nobody, someone, title_of
from tests.builders.worklists import Worklists, the_worklists


@pytest.fixture
def worklists(tmp_path: Path) -> Iterator[Worklists]:
    with the_worklists(tmp_path) as worklists:
        yield worklists


def a_case(worklists: Worklists, team: Pathway = Pathway.EARLY_HELP) -> Case:
    decision = a_decision(pathways=(team,))
    worklists.room.receives(decision)
    return worklists.room.case(decision.reference, team)


def address(case: Case, step: str = "") -> str:
    return f"/worklists/cases/{case.case_id}" + (f"/{step}" if step else "")


def state_of(worklists: Worklists, case: Case) -> CaseState:
    return worklists.room.case(case.reference, case.pathway).state


def test_a_team_member_lands_on_the_list_of_their_own_team(worklists: Worklists) -> None:
    member = worklists.member(Pathway.CET)
    assert member.open("/").headers["location"] == "/worklists/"
    assert member.open("/worklists/").headers["location"] == "/worklists/cet"
    assert member.open("/worklists/cet").status_code == 200


def test_a_manager_sees_every_team_with_what_waits_there(worklists: Worklists) -> None:
    worklists.room.receives(a_protection_decision(pathways=(Pathway.CHILD_PROTECTION, Pathway.CET)))
    page = worklists.manager().open("/worklists/")
    assert page.status_code == 200
    assert '1<span class="govuk-visually-hidden"> new for Child protection</span>' in page.text
    assert all(team.label in page.text for team in Pathway)


def test_somebody_who_is_not_signed_in_is_asked_to(worklists: Worklists) -> None:
    assert nobody(worklists.app).open("/worklists/").headers["location"].startswith("/sign-in")


def test_another_teams_list_and_cases_are_closed_to_a_team_member(worklists: Worklists) -> None:
    case = a_case(worklists, Pathway.CHILD_PROTECTION)
    member = worklists.member(Pathway.EARLY_HELP)
    assert member.open("/worklists/child-protection").status_code == 403
    assert member.open(address(case)).status_code == 404
    assert member.send(address(case, "accept"), version="1").status_code == 404
    assert state_of(worklists, case) is CaseState.ROUTED


def test_a_team_that_does_not_exist_has_no_list(worklists: Worklists) -> None:
    assert worklists.manager().open("/worklists/adoption").status_code == 404


def test_the_list_says_why_each_child_came_and_who_else_helps_even_without_intake(
    worklists: Worklists,
) -> None:
    request = a_strategy_discussion_request(reasons=("immediate-danger",))
    worklists.room.receives(
        request,
        a_decision(
            contact_reference=request.contact_reference,
            pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
            movement=Movement.STEPPED_UP,
            reasons=("neglect",),
        ),
    )
    page = worklists.member(Pathway.CHILD_PROTECTION).open("/worklists/child-protection")
    assert request.reference in page.text
    assert "Strategy discussion" in page.text
    assert "Stepped up from early help" in page.text
    assert "Also with Child exploitation team." in page.text
    assert "Names, ages and areas cannot be shown" in page.text
    assert load_edition("2026-01-01").indicator("neglect").title in page.text


def test_a_strategy_discussion_comes_before_what_is_less_urgent(worklists: Worklists) -> None:
    amber = a_decision(pathways=(Pathway.CHILD_PROTECTION,), rag=Rag.AMBER)
    discussion = a_strategy_discussion_request()
    worklists.room.receives(amber, discussion)
    page = worklists.member(Pathway.CHILD_PROTECTION).open("/worklists/child-protection").text
    assert page.index(discussion.reference) < page.index(amber.reference)


def test_an_empty_list_says_so(worklists: Worklists) -> None:
    member = worklists.member()
    for state, words in {
        "routed": "No case waits for an answer",
        "accepted": "No accepted case waits for a worker",
        "allocated": "No case is allocated",
        "declined": "The team has declined no case",
    }.items():
        assert words in member.open(f"/worklists/early-help?state={state}").text


def test_a_long_list_is_read_page_by_page(worklists: Worklists) -> None:
    worklists.room.receives(*(a_decision() for _ in range(26)))
    member = worklists.member()
    first, second = (member.open(f"/worklists/early-help?page={page}").text for page in (1, 2))
    assert "Showing 1 to 25 of 26" in first
    assert "page=2" in first
    assert "Showing 26 to 26 of 26" in second


def test_a_team_accepts_a_child_and_gives_them_a_worker(worklists: Worklists) -> None:
    case = a_case(worklists)
    member = worklists.member(name="Aisha Rahman")
    assert "Accept" in member.open(address(case)).text
    accepted = member.send(address(case, "accept"), version=str(case.version))
    assert accepted.headers["location"] == address(case) + "?done=accept"
    page = member.open(accepted.headers["location"])
    assert "The team has accepted this case." in page.text
    assert member.account is not None
    allocated = member.send(
        address(case, "allocate"), version=str(case.version + 1), worker=member.account.account_id
    )
    assert "Aisha Rahman</strong> has this case" in member.open(allocated.headers["location"]).text


def test_a_worker_who_left_cannot_be_given_a_child(worklists: Worklists) -> None:
    case = a_case(worklists)
    member, left = worklists.member(), worklists.member(name="Someone who left")
    assert left.account is not None
    worklists.app.state.sign_in.accounts.disable(left.account.sign_in_name)
    member.send(address(case, "accept"), version=str(case.version))
    page = member.send(
        address(case, "allocate"), version=str(case.version + 1), worker=left.account.account_id
    )
    assert page.status_code == 422
    assert "Select a member of the team" in page.text
    assert "Someone who left" not in page.text


def test_nothing_is_preselected_when_a_team_declines(worklists: Worklists) -> None:
    case = a_case(worklists)
    page = worklists.member().open(address(case, "decline"))
    assert "checked" not in page.text
    assert all(reason.label in unescape(page.text) for reason in DeclineReason)


def test_declining_without_a_reason_names_the_field_and_keeps_what_was_written(worklists: Worklists) -> None:
    case = a_case(worklists)
    page = worklists.member().send(
        address(case, "decline"), version=str(case.version), note="His school knows more."
    )
    assert page.status_code == 422
    assert title_of(page).startswith("Error: ")
    assert "Select why the team will not take this case" in page.text
    assert "His school knows more." in page.text
    assert state_of(worklists, case) is CaseState.ROUTED


def test_a_declined_child_is_back_with_the_hub_and_shown_so(worklists: Worklists) -> None:
    case = a_case(worklists)
    member = worklists.member()
    done = member.send(
        address(case, "decline"), version=str(case.version), reason="wrong-team", note="Youth justice."
    )
    page = member.open(done.headers["location"])
    assert "back with the hub" in page.text
    assert "Youth justice." in page.text
    assert case.reference in member.open("/worklists/early-help?state=declined").text


def test_two_workers_at_once_and_the_second_is_told_and_loses_no_words(worklists: Worklists) -> None:
    case = a_case(worklists)
    first, second = worklists.member(), worklists.member(name="Tom Reed")
    second.open(address(case, "decline"))
    first.send(address(case, "accept"), version=str(case.version))
    page = second.send(
        address(case, "decline"), version=str(case.version), reason="out-of-area", note="Lives in Leeds."
    )
    assert page.status_code == 409
    assert "has been accepted" in page.text
    assert state_of(worklists, case) is CaseState.ACCEPTED


def test_when_the_hub_decides_again_meanwhile_what_was_written_stays(worklists: Worklists) -> None:
    case = a_case(worklists)
    worklists.room.receives(
        a_decision(contact_reference=case.contact_reference, decided_at=case.asked_at.replace(hour=11))
    )
    page = worklists.member().send(
        address(case, "decline"), version=str(case.version), reason="out-of-area", note="Lives in Leeds."
    )
    assert page.status_code == 409
    assert "decided again in the meantime" in page.text
    assert "Lives in Leeds." in page.text


def test_pressing_accept_twice_is_accepting_once(worklists: Worklists) -> None:
    case = a_case(worklists)
    member = worklists.member()
    for _ in range(2):
        assert member.send(address(case, "accept"), version=str(case.version)).status_code == 303
    said = [headers["ce_type"] for _, _, headers in worklists.room.said()]
    assert said.count("referral.accepted") == 1


def test_a_form_from_elsewhere_accepts_nothing(worklists: Worklists) -> None:
    case = a_case(worklists)
    answer = worklists.member().client.post(address(case, "accept"), data={"version": "1"})
    assert answer.status_code == 403
    assert state_of(worklists, case) is CaseState.ROUTED


def test_a_case_under_an_edition_that_is_not_here_is_still_shown(worklists: Worklists) -> None:
    request = a_strategy_discussion_request(policy_edition="2099-01-01", reasons=("of-the-future",))
    worklists.room.receives(request)
    page = worklists.manager().open("/worklists/child-protection")
    assert page.status_code == 200
    assert "of-the-future" in page.text


def test_a_practitioner_of_the_hub_has_the_desk_and_no_worklist(worklists: Worklists) -> None:
    assert someone(worklists.app, Role.PRACTITIONER).open("/worklists/").status_code == 403


def test_the_hub_reads_what_a_team_wrote_and_nobody_else_does(worklists: Worklists) -> None:
    case = a_case(worklists)
    worklists.member().send(
        address(case, "decline"), version=str(case.version), reason="wrong-team", note="Youth justice."
    )
    at_the_hub = someone(worklists.app, Role.PRACTITIONER).open(f"/worklists/records/{case.reference}")
    assert "Another team should help" in at_the_hub.text
    assert "Youth justice." in at_the_hub.text
    assert worklists.member(Pathway.CET).open(f"/worklists/records/{case.reference}").status_code == 403
    assert worklists.manager().open("/worklists/records/4K7Q-9XWD-1").status_code == 404


def test_a_child_with_a_strategy_discussion_and_a_referral_is_shown_as_one_child(
    worklists: Worklists,
) -> None:
    request = a_strategy_discussion_request()
    worklists.room.receives(request, a_protection_decision(contact_reference=request.contact_reference))
    page = worklists.member(Pathway.CHILD_PROTECTION).open("/worklists/child-protection")
    assert "The team is also asked to hold a strategy discussion" in page.text
    assert "The team is also asked to take on the referral" in page.text


def left_out(worklists: Worklists, *, taken_on: bool) -> Case:
    """The hub decides again an hour later, for the child in need team alone."""
    first = a_decision()
    worklists.room.receives(first)
    case = worklists.room.case(first.reference, Pathway.EARLY_HELP)
    if taken_on:
        worklists.member().send(address(case, "accept"), version="1")
    later = first.decided_at + timedelta(hours=1)
    worklists.room.receives(
        first.model_copy(update={"decided_at": later, "pathways": (Pathway.CHILD_IN_NEED,)})
    )
    return worklists.room.case(first.reference, Pathway.EARLY_HELP)


def test_a_team_sees_what_it_is_asked_no_longer_and_need_do_nothing(worklists: Worklists) -> None:
    case = left_out(worklists, taken_on=False)
    member = worklists.member()

    assert case.reference not in member.open("/worklists/early-help").text
    assert case.reference in member.open("/worklists/early-help?state=withdrawn").text
    page = unescape(member.open(address(case)).text)
    assert "No longer asked." in page
    assert "for child in need" in page
    assert member.send(address(case, "accept"), version="2").status_code == 409


def test_a_team_that_has_the_child_sees_that_the_hub_decided_without_it(worklists: Worklists) -> None:
    case = left_out(worklists, taken_on=True)
    member = worklists.member()

    assert "Hub decided without the team" in member.open("/worklists/early-help?state=accepted").text
    page = unescape(member.open(address(case)).text)
    assert "without this team" in page
    assert "It asked child in need." in page
    assert "The hub decided again without the team" in page


def test_going_back_from_a_case_leads_to_the_worklist_as_it_was_and_to_the_case(worklists: Worklists) -> None:
    case = a_case(worklists)
    member = worklists.member()
    assert f'href="/worklists/early-help?state=routed#{case.case_id}"' in member.open(address(case)).text

    member.open("/worklists/early-help?state=routed&page=3")

    back = f'href="/worklists/early-help?state=routed&amp;page=3#{case.case_id}"'
    assert back in member.open(address(case)).text
    assert f'id="{case.case_id}"' in member.open("/worklists/early-help").text
