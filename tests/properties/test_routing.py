"""What must hold for every decision and every order in which it may arrive."""

import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mash_contracts.envelope import Envelope
from mash_contracts.events import ReferralRouted, ReferralWithdrawn, ThresholdDecided
from mash_contracts.vocabulary import (
    DeclineReason,
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Rag,
)
from mash_routing.domain.case_state import CaseState, has_the_child, taken_on
from mash_routing.domain.routes import routes_decided
from mash_routing.store import Case
from tests.builders.routing import WEDNESDAY_MORNING, RoutingRoom, a_decision, a_manager, enveloped

MANAGER = a_manager()
pathways = st.lists(st.sampled_from(list(Pathway)), min_size=1, max_size=6).map(tuple)


def valid(decided: tuple[Pathway, ...], legal_basis: LegalBasis) -> bool:
    """A section 47 decision names child protection; triage refuses any other."""
    return legal_basis is not LegalBasis.S47 or Pathway.CHILD_PROTECTION in decided


@given(pathways, st.sampled_from(list(LegalBasis)), st.sampled_from(list(Movement)))
def test_a_decision_reaches_exactly_the_teams_it_names(
    decided: tuple[Pathway, ...], legal_basis: LegalBasis, movement: Movement
) -> None:
    reached = [route.pathway for route in routes_decided(decided, legal_basis, movement)]
    assert len(reached) == len(set(reached)) > 0
    if valid(decided, legal_basis):
        assert set(reached) == set(decided)


@given(pathways, st.sampled_from(list(LegalBasis)))
def test_at_significant_harm_the_exploitation_team_never_has_a_child_without_child_protection(
    decided: tuple[Pathway, ...], legal_basis: LegalBasis
) -> None:
    reached = {route.pathway for route in routes_decided(decided, legal_basis, Movement.NEW)}
    if legal_basis is LegalBasis.S47 and Pathway.CET in reached:
        assert Pathway.CHILD_PROTECTION in reached


@st.composite
def decisions_about_one_child(draw: st.DrawFn) -> list[Envelope[ThresholdDecided]]:
    """Up to four decisions about one child, delivered in any order, some of them more than once."""
    first = a_decision()
    made = [
        enveloped(
            first.model_copy(
                update={
                    "decided_at": WEDNESDAY_MORNING + timedelta(hours=hour),
                    "pathways": draw(pathways),
                    "rag": draw(st.sampled_from(list(Rag))),
                    "level": draw(st.sampled_from(list(LevelOfNeed))),
                }
            )
        )
        for hour in range(draw(st.integers(1, 4)))
    ]
    again = draw(st.lists(st.sampled_from(made), max_size=4))
    return draw(st.permutations(made + again))


@settings(max_examples=40, deadline=None)
@given(decisions_about_one_child(), st.data())
def test_no_order_no_duplicate_and_no_answer_ever_doubles_a_case(
    deliveries: list[Envelope[ThresholdDecided]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = RoutingRoom.at(Path(folder))
        reference = deliveries[0].reference
        for envelope in deliveries:
            room.receives(envelope)
            _some_team_answers(room, reference, data)
        cases = room.cases(reference)
        told = room.routed()
        because_of = [
            (data["case_id"], headers["ce_causationid"])
            for _, data, headers in room.said()
            if headers["ce_type"] == ReferralRouted.TYPE
        ]
        withdrawn_from = {
            data["case_id"]
            for _, data, headers in room.said()
            if headers["ce_type"] == ReferralWithdrawn.TYPE
        }
        room.delivery.engine.dispose()

    assert {case.pathway for case in cases} == {p for one in deliveries for p in one.data.pathways}
    for team in Pathway:
        rounds = [case for case in cases if case.pathway is team]
        assert [case.round for case in rounds] == list(range(1, len(rounds) + 1))
        assert sum(has_the_child(case.state) for case in rounds) <= 1
    assert {case.case_id for case in cases} == {one.case_id for one in told}
    assert len(because_of) == len(set(because_of)), "one decision told a team twice"
    _nobody_is_left_out_unseen(cases, deliveries)
    for case in cases:
        if case.case_id in withdrawn_from:
            # It was told that it is asked no longer, so that it is asked again is news.
            continue
        news = [one for one in told if one.case_id == case.case_id]
        assert all(before != after for before, after in pairwise(news)), "a team was told nothing new"


def _nobody_is_left_out_unseen(cases: tuple[Case, ...], deliveries: list[Envelope[ThresholdDecided]]) -> None:
    """Each team still asked is of the latest decision; others that have the child know that it went on."""
    latest = max((one.data for one in deliveries), key=lambda decided: decided.decided_at)
    for case in cases:
        named = case.pathway in latest.pathways
        if case.state is CaseState.ROUTED:
            assert named, "a team waits for a child whom others have"
        if taken_on(case.state):
            assert (case.left_out_at is None) == named, "a team works on without knowing what was decided"


def _some_team_answers(room: RoutingRoom, reference: str, data: st.DataObject) -> None:
    waiting = [case for case in room.cases(reference) if case.state is CaseState.ROUTED]
    answer = data.draw(st.sampled_from(["none", "accept", "decline"]))
    if not waiting or answer == "none":
        return
    case = data.draw(st.sampled_from(waiting))
    with room.delivery.transaction() as transaction:
        if answer == "accept":
            room.answers.accept(transaction, MANAGER, case.case_id)
        else:
            room.answers.decline(transaction, MANAGER, case.case_id, reason=DeclineReason.ALREADY_OPEN)
