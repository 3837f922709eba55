"""How one child would stand under another edition, and which of its entries makes it so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mash_contracts.signs import Sign
from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_policy.diff import Direction, Part
from mash_policy.load import load_edition
from mash_policy.model import Policy
from mash_policy_simulation.groups import (
    AGE_BANDS,
    FEWEST_SHOWN,
    NOT_KNOWN,
    UNBORN,
    age_band,
    disclosable,
)
from mash_policy_simulation.moves import Cause, Comparison, Move
from mash_triage.domain.assessment import assess
from mash_triage.domain.picture import Picture
from tests.builders.editions import FIRST
from tests.builders.pictures import a_picture, seen, years

FIRST_EDITION = load_edition(FIRST)
MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONTROLLED = a_picture(seen(Sign.CONTROLS_MONEY_OR_MOVEMENT, Sign.ISOLATED_FROM_OTHERS))


def with_indicator(code: str, **changed: Any) -> Policy:
    indicators = {**FIRST_EDITION.indicators, code: replace(FIRST_EDITION.indicator(code), **changed)}
    return replace(FIRST_EDITION, indicators=indicators, digest="another")


def with_clock(rag: Rag, amount: int) -> Policy:
    timescales = FIRST_EDITION.timescales
    clock = replace(timescales.rag[rag], amount=amount)
    return replace(
        FIRST_EDITION, timescales=replace(timescales, rag={**timescales.rag, rag: clock}), digest="another"
    )


def moved(picture: Picture, new: Policy, old: Policy = FIRST_EDITION) -> Move | None:
    before, after = assess(picture, old), assess(picture, new)
    return Comparison(old, new).move("MASH-1", MONDAY_MORNING, before, after)


def test_under_the_same_edition_nothing_moves() -> None:
    assert moved(CONTROLLED, FIRST_EDITION) is None


def test_a_raised_indicator_moves_the_child_up_and_is_named() -> None:
    new = with_indicator("coercive-control", level=LevelOfNeed.SPECIALIST, legal_basis=LegalBasis.S47)

    move = moved(CONTROLLED, new)

    assert move is not None
    assert move.direction is Direction.RAISES
    assert move.because == (Cause(Part.INDICATOR, "coercive-control"),)
    assert (move.before.level, move.after.level) == (LevelOfNeed.CHILD_IN_NEED, LevelOfNeed.SPECIALIST)
    assert (move.before.pathways, move.after.pathways) == (
        (Pathway.CHILD_IN_NEED,),
        (Pathway.CHILD_PROTECTION,),
    )


def test_a_lowered_indicator_moves_the_child_down_and_is_named() -> None:
    new = with_indicator("coercive-control", level=LevelOfNeed.EARLY_HELP, legal_basis=LegalBasis.NONE)

    move = moved(CONTROLLED, new)

    assert move is not None
    assert move.direction is Direction.LOWERS
    assert move.because == (Cause(Part.INDICATOR, "coercive-control"),)


def test_lowering_an_indicator_moves_nobody_whom_another_holds_as_high() -> None:
    also_strangled = replace(CONTROLLED, concerns=(*CONTROLLED.concerns, seen(Sign.STRANGULATION_OF_PARENT)))
    new = with_indicator("coercive-control", level=LevelOfNeed.EARLY_HELP, legal_basis=LegalBasis.NONE)

    assert moved(also_strangled, new) is None


def test_a_team_that_is_added_moves_the_child_to_more_help() -> None:
    move = moved(CONTROLLED, with_indicator("coercive-control", pathways=(Pathway.CET,)))

    assert move is not None
    assert move.direction is Direction.RAISES
    assert move.after.pathways == (Pathway.CHILD_IN_NEED, Pathway.CET)
    assert move.because == (Cause(Part.INDICATOR, "coercive-control"),)


def test_another_main_team_for_a_level_is_the_cause_itself() -> None:
    teams = dict(FIRST_EDITION.main_pathways)
    teams[LegalBasis.NONE, LevelOfNeed.UNIVERSAL] = Pathway.EARLY_HELP
    new = replace(FIRST_EDITION, main_pathways=teams, digest="another")

    move = moved(a_picture(), new)

    assert move is not None
    assert move.because == (Cause(Part.TEAM, "none.level-1"),)


def test_a_shorter_clock_brings_the_decision_forward_and_is_named() -> None:
    move = moved(CONTROLLED, with_clock(Rag.AMBER, 2))

    assert move is not None
    assert move.direction is Direction.RAISES
    assert move.because == (Cause(Part.CLOCK, "rag.amber"),)
    assert move.after.decide_by == MONDAY_MORNING + timedelta(hours=2)


def test_a_longer_clock_moves_nobody_whom_the_statutory_one_binds_anyway() -> None:
    """Green is due by the statutory clock, one working day, and more office hours change nothing."""
    assert moved(a_picture(), with_clock(Rag.GREEN, 30)) is None


def test_a_slower_answer_of_a_team_moves_those_who_wait_for_it() -> None:
    timescales = FIRST_EDITION.timescales
    key = (Pathway.CHILD_IN_NEED, Rag.AMBER)
    slower = replace(timescales.team_responses[key], amount=12)
    new = replace(
        FIRST_EDITION,
        timescales=replace(timescales, team_responses={**timescales.team_responses, key: slower}),
    )

    move = moved(CONTROLLED, new)

    assert move is not None
    assert move.direction is Direction.LOWERS
    assert move.because == (Cause(Part.CLOCK, "team_response.child-in-need.amber"),)
    assert moved(a_picture(), new) is None


def test_more_urgent_and_less_serious_at_once_is_told_as_both() -> None:
    new = with_indicator(
        "coercive-control", level=LevelOfNeed.EARLY_HELP, rag=Rag.RED, legal_basis=LegalBasis.NONE
    )

    move = moved(CONTROLLED, new)

    assert move is not None
    assert move.direction is Direction.EITHER


@pytest.mark.parametrize(
    ("given", "band"),
    [
        ({"age_months": 0}, "Under 1"),
        ({"age_months": 11}, "Under 1"),
        ({"age_months": 12}, "1 to 4"),
        ({"age_months": years(5) - 1}, "1 to 4"),
        ({"age_months": years(5)}, "5 to 9"),
        ({"age_months": years(10)}, "10 to 15"),
        ({"age_months": years(16)}, "16 and over"),
        ({"age_months": None}, NOT_KNOWN),
        ({"age_months": None, "unborn": True}, UNBORN),
    ],
)
def test_children_are_counted_by_the_age_bands_of_the_census(given: dict[str, Any], band: str) -> None:
    assert age_band(a_picture(**given)) == band
    assert band in AGE_BANDS


def test_no_count_of_children_in_a_group_is_shown_as_it_is() -> None:
    shown = [disclosable(count) for count in range(101)]

    assert shown[0] == 0
    assert shown[1:FEWEST_SHOWN] == [None] * (FEWEST_SHOWN - 1)
    assert all(count is not None and count % 5 == 0 and count >= 5 for count in shown[FEWEST_SHOWN:])
    assert all(abs(count - exact) <= 2 for exact, count in enumerate(shown) if count is not None)
