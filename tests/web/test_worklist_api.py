from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from mash_contracts.vocabulary import Agency, Pathway, Role
from mash_routing.domain.case_state import CaseState
from mash_routing.store import Case
from tests.builders.routing import a_decision, a_protection_decision
from tests.builders.web import partner, someone
from tests.builders.worklists import Worklists, the_worklists


@pytest.fixture
def worklists(tmp_path: Path) -> Iterator[Worklists]:
    with the_worklists(tmp_path) as worklists:
        yield worklists


@pytest.fixture
def case(worklists: Worklists) -> Case:
    decision = a_decision()
    worklists.room.receives(decision)
    return worklists.room.case(decision.reference, Pathway.EARLY_HELP)


def the_system_of(worklists: Worklists, team: Pathway = Pathway.EARLY_HELP) -> TestClient:
    """A team's own system, with its token."""
    return partner(worklists.app, f"{team}-system", Role.TEAM_SYSTEM, team=team)


def address(case: Case, step: str = "") -> str:
    return f"/api/v1/cases/{case.case_id}" + (f"/{step}" if step else "")


def test_a_teams_own_system_reads_its_worklist_without_learning_who_the_child_is(
    worklists: Worklists,
) -> None:
    decision = a_protection_decision(pathways=(Pathway.CHILD_PROTECTION, Pathway.CET), reasons=("neglect",))
    worklists.room.receives(decision)
    answer = the_system_of(worklists, Pathway.CET).get("/api/v1/worklists/cet")
    assert answer.status_code == 200
    body = answer.json()
    (listed,) = body.pop("cases")
    assert body == {"team": "cet", "state": "routed", "total": 1}
    assert listed["reference"] == decision.reference
    assert (listed["rag"], listed["legal_basis"], listed["level"]) == ("red", "s47", "4")
    assert listed["also_routed_to"] == ["child-protection"]
    assert [reason["code"] for reason in listed["reasons"]] == ["neglect"]
    assert "name" not in listed


def test_a_teams_own_system_accepts_and_allocates(worklists: Worklists, case: Case) -> None:
    system = the_system_of(worklists)
    worker = worklists.member(name="Tom Reed").account
    assert worker is not None
    assert system.post(address(case, "accept")).json()["state"] == "accepted"
    known = system.get("/api/v1/worklists/early-help/workers").json()
    assert known == [{"account_id": worker.account_id, "name": "Tom Reed"}]
    answer = system.post(address(case, "allocate"), json={"worker": worker.account_id})
    assert (answer.json()["state"], answer.json()["worker"]) == ("allocated", worker.account_id)


def test_accepting_again_after_no_answer_came_is_accepting_once(worklists: Worklists, case: Case) -> None:
    system = the_system_of(worklists)
    answers = [system.post(address(case, "accept"), json={"version": 1}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    said = [headers["ce_type"] for _, _, headers in worklists.room.said()]
    assert said.count("referral.accepted") == 1


def test_declining_needs_a_reason_from_the_list(worklists: Worklists, case: Case) -> None:
    system = the_system_of(worklists)
    for given, field, code in (
        ({}, "reason", "missing"),
        ({"reason": "too-busy"}, "reason", "unknown-code"),
        ({"reason": "wrong-team"}, "note", "required"),
        ({"reason": "out-of-area", "note": "x" * 4_001}, "note", "too-long"),
        ({"reason": "out-of-area", "comment": "x"}, "comment", "unknown-field"),
    ):
        answer = system.post(address(case, "decline"), json=given)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert worklists.room.case(case.reference, case.pathway).state is CaseState.ROUTED


def test_a_body_that_is_not_json_is_refused_in_words(worklists: Worklists, case: Case) -> None:
    answer = the_system_of(worklists).post(
        address(case, "decline"), content=b"{not json", headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "malformed-json"


def test_an_answer_to_a_case_that_changed_meanwhile_is_a_conflict(worklists: Worklists, case: Case) -> None:
    system = the_system_of(worklists)
    system.post(address(case, "decline"), json={"reason": "out-of-area"})
    answer = system.post(address(case, "accept"))
    assert answer.status_code == 409
    assert "back with the hub" in answer.json()["errors"][0]["detail"]


def test_a_member_of_another_team_finds_no_such_case(worklists: Worklists, case: Case) -> None:
    stranger = worklists.member(Pathway.CET)
    assert stranger.open(address(case)).status_code == 404
    assert stranger.open("/api/v1/worklists/early-help").status_code == 403


def test_a_team_s_system_sees_no_other_team_s_cases(worklists: Worklists, case: Case) -> None:
    stranger = the_system_of(worklists, Pathway.CET)
    for step in ("", "child"):
        assert stranger.get(address(case, step)).status_code == 404
    assert stranger.post(address(case, "accept")).status_code == 404
    assert stranger.get("/api/v1/worklists/early-help").status_code == 403


@pytest.mark.parametrize(
    ("role", "whose"), [(Role.AGENCY_SYSTEM, {"agency": Agency.EARLY_HELP}), (Role.REFERRING_SYSTEM, {})]
)
def test_a_token_for_something_else_opens_no_case(
    worklists: Worklists, case: Case, role: Role, whose: dict[str, Any]
) -> None:
    assert partner(worklists.app, "other", role, **whose).get(address(case)).status_code == 403


def test_only_teams_managers_and_systems_may_ask(worklists: Worklists, case: Case) -> None:
    for role in (Role.REFERRER, Role.ASSURANCE, Role.PRACTITIONER, Role.ADMINISTRATOR):
        assert someone(worklists.app, role).open(address(case)).status_code == 403


def test_a_team_that_does_not_exist_is_named_as_the_fault(worklists: Worklists) -> None:
    answer = the_system_of(worklists).get("/api/v1/worklists/adoption")
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("team", "unknown-code")]


def test_the_hub_asks_where_a_child_went(worklists: Worklists) -> None:
    decision = a_protection_decision(pathways=(Pathway.CHILD_PROTECTION, Pathway.CET))
    worklists.room.receives(decision)
    address = f"/api/v1/cases?reference={decision.reference}"
    cases = someone(worklists.app, Role.PRACTITIONER).open(address).json()
    assert {case["pathway"] for case in cases} == {"child-protection", "cet"}
    assert worklists.member(Pathway.CET).open(address).status_code == 403
