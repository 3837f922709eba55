"""Strategy discussions by the rules alone: by when, with whom, and what runs from them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mash_contracts.vocabulary import Agency, LegalBasis, LevelOfNeed, Pathway, Rag, StrategyOutcome
from mash_policy.load import load_edition
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_triage.domain.decision import Outcome
from mash_triage.domain.strategy_discussions import (
    TRANSITIONS,
    StrategyRequest,
    StrategyState,
    StrategyStep,
    calls_for_discussion,
    enquiry_clocks,
    is_covered,
    is_quorate,
    moved,
    new_request,
    step_after,
    tightened,
)
from tests.builders.discussions import a_discussion, a_strategy_discussion, a_view, everybody

TIMESCALES = load_edition("2026-01-01").timescales
RULES = OVERSIGHT_RULES.load("2026-01-01")
WEDNESDAY_AT_TEN = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def asked(at: datetime = WEDNESDAY_AT_TEN, *, high_risk: bool = True) -> StrategyRequest:
    return new_request(
        "4K7Q-9XWD-1",
        1,
        asked_at=at,
        started_at=at,
        high_risk=high_risk,
        timescales=TIMESCALES,
        rules=RULES,
    )


def decided(**given: Any) -> Outcome:
    return Outcome(
        **{
            "level": LevelOfNeed.CHILD_IN_NEED,
            "rag": Rag.AMBER,
            "legal_basis": LegalBasis.S17,
            "pathways": (Pathway.CHILD_IN_NEED,),
            **given,
        }
    )


S47 = decided(legal_basis=LegalBasis.S47, pathways=(Pathway.CHILD_PROTECTION,))


def test_where_risk_is_high_it_is_held_the_same_day_and_late_in_the_day_within_hours() -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)

    assert asked().hold_by == datetime(2026, 3, 5, 0, 0, tzinfo=UTC)
    assert late < asked(late).hold_by <= late + timedelta(hours=4)


def test_otherwise_it_is_held_within_two_working_days() -> None:
    friday = datetime(2026, 3, 6, 11, 0, tzinfo=UTC)

    assert asked(friday, high_risk=False).hold_by == datetime(2026, 3, 10, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize("high_risk", [True, False])
def test_it_is_due_soon_before_it_is_overdue_at_every_hour_of_a_fortnight(high_risk: bool) -> None:
    for hour in range(0, 24 * 14, 5):
        request = asked(WEDNESDAY_AT_TEN + timedelta(hours=hour), high_risk=high_risk)
        assert request.requested_at < request.due_soon_at <= request.hold_by
        assert request.is_overdue(request.hold_by)
        assert not request.is_due_soon(request.hold_by)


def test_asked_for_again_it_is_held_by_the_earlier_of_the_two() -> None:
    slow, fast = asked(high_risk=False), asked(WEDNESDAY_AT_TEN + timedelta(hours=1))

    assert tightened(slow, fast).hold_by == fast.hold_by
    assert tightened(fast, slow) == fast


@pytest.mark.parametrize(
    ("outcome", "calls"),
    [
        (decided(), False),
        (decided(rag=Rag.RED), True),
        (decided(legal_basis=LegalBasis.S47, pathways=(Pathway.CHILD_PROTECTION,)), True),
        (decided(pathways=(Pathway.CHILD_PROTECTION,)), True),
    ],
)
def test_a_decision_for_red_significant_harm_or_child_protection_calls_for_one(
    outcome: Outcome, calls: bool
) -> None:
    assert calls_for_discussion(outcome) is calls


def test_one_that_was_held_and_found_no_reason_for_an_enquiry_does_not_cover_a_decision_for_section_47() -> (
    None
):
    held = moved(asked(), StrategyStep.HELD_WITH_QUORUM)
    no_enquiry = a_strategy_discussion(outcome=StrategyOutcome.S17)
    enquiry = a_strategy_discussion(outcome=StrategyOutcome.S47_JOINT)

    assert not is_covered(S47, [held], [no_enquiry], RULES.quorum)
    assert is_covered(S47, [held], [enquiry], RULES.quorum)
    assert is_covered(decided(rag=Rag.RED), [held], [no_enquiry], RULES.quorum)
    assert is_covered(S47, [asked()], [], RULES.quorum)
    assert not is_covered(S47, [], [], RULES.quorum)


@pytest.mark.parametrize("missing", sorted(RULES.quorum))
def test_without_social_care_police_or_health_it_stays_due(missing: Agency) -> None:
    views = [a_view(agency=agency) for agency in RULES.quorum - {missing}]
    discussion = a_strategy_discussion(views=(*views, a_view(agency=Agency.EDUCATION)), outcome=None)

    assert not is_quorate(discussion, RULES.quorum)
    step = step_after(asked(), [discussion], RULES.quorum)
    assert step is StrategyStep.HELD_WITHOUT_QUORUM
    assert moved(asked(), step).state is StrategyState.DUE


def test_a_multi_agency_discussion_with_all_three_is_no_strategy_discussion() -> None:
    assert not is_quorate(a_discussion(views=everybody()), RULES.quorum)


def test_a_correction_that_takes_the_police_out_makes_it_due_again() -> None:
    held = moved(asked(), StrategyStep.HELD_WITH_QUORUM)
    without_police = a_strategy_discussion(
        views=(a_view(agency=Agency.SOCIAL_CARE), a_view(agency=Agency.HEALTH)), outcome=None
    )

    step = step_after(held, [without_police], RULES.quorum)
    assert step is StrategyStep.CORRECTED
    assert moved(held, step).state is StrategyState.DUE


def test_a_follow_up_does_not_reset_the_conference_clock() -> None:
    first = a_strategy_discussion(number=1, held_at=WEDNESDAY_AT_TEN, outcome=StrategyOutcome.S47_JOINT)
    later = WEDNESDAY_AT_TEN + timedelta(days=8)
    follow_up = a_strategy_discussion(number=2, held_at=later, outcome=StrategyOutcome.S47_SINGLE)

    clocks = enquiry_clocks([follow_up, first], RULES.quorum, TIMESCALES)

    assert clocks is not None
    assert clocks.started_by is first
    assert clocks.enquiry_by == datetime(2026, 3, 12, 17, 0, tzinfo=UTC)
    assert clocks.conference_by == datetime(2026, 3, 25, 17, 0, tzinfo=UTC)


def test_no_enquiry_runs_from_a_discussion_that_decided_on_none_or_had_no_quorum() -> None:
    none = a_strategy_discussion(outcome=StrategyOutcome.NO_FURTHER)

    assert enquiry_clocks([none], RULES.quorum, TIMESCALES) is None


def test_every_step_is_in_the_table_once_and_only_a_quorum_leads_to_held() -> None:
    assert len({(one.before, one.step) for one in TRANSITIONS}) == len(TRANSITIONS)
    to_held = {
        one.step for one in TRANSITIONS if one.after is not one.before and one.after is StrategyState.HELD
    }
    assert to_held == {StrategyStep.HELD_WITH_QUORUM}
