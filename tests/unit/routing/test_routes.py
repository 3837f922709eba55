from datetime import timedelta

import pytest

from mash_contracts.vocabulary import LegalBasis, Movement, Pathway, Purpose
from mash_routing.domain.routes import Asked, Asking, Route, routes_decided, what_to_ask
from tests.builders.routing import WEDNESDAY_MORNING as NOW

AN_HOUR = timedelta(hours=1)


def teams(*pathways: Pathway, legal_basis: LegalBasis = LegalBasis.NONE) -> list[Pathway]:
    return [route.pathway for route in routes_decided(pathways, legal_basis, Movement.NEW)]


def test_a_child_at_high_risk_of_exploitation_goes_to_child_protection_and_to_the_exploitation_team() -> None:
    assert teams(Pathway.CHILD_PROTECTION, Pathway.CET, legal_basis=LegalBasis.S47) == [
        Pathway.CET,
        Pathway.CHILD_PROTECTION,
    ]


def test_the_exploitation_team_is_never_put_in_the_place_of_child_protection() -> None:
    assert Pathway.CHILD_PROTECTION in teams(Pathway.CET, Pathway.EARLY_HELP, legal_basis=LegalBasis.S47)


def test_a_child_below_significant_harm_goes_to_the_exploitation_team_and_the_team_decided_only() -> None:
    assert set(teams(Pathway.CET, Pathway.CHILD_IN_NEED, legal_basis=LegalBasis.S17)) == {
        Pathway.CET,
        Pathway.CHILD_IN_NEED,
    }


def test_early_help_and_child_in_need_both_have_the_child_only_when_both_were_decided() -> None:
    assert teams(Pathway.EARLY_HELP) == [Pathway.EARLY_HELP]
    assert teams(Pathway.CHILD_IN_NEED) == [Pathway.CHILD_IN_NEED]
    assert set(teams(Pathway.EARLY_HELP, Pathway.CHILD_IN_NEED)) == {
        Pathway.EARLY_HELP,
        Pathway.CHILD_IN_NEED,
    }


def test_advice_is_a_case_that_somebody_answers_for() -> None:
    assert routes_decided([Pathway.ADVICE], LegalBasis.NONE, Movement.NEW) == (
        Route(Pathway.ADVICE, Purpose.REFERRAL, Movement.NEW),
    )


def test_a_team_named_twice_is_asked_once() -> None:
    assert teams(Pathway.EARLY_HELP, Pathway.EARLY_HELP) == [Pathway.EARLY_HELP]


def test_a_decision_that_names_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        routes_decided([], LegalBasis.NONE, Movement.NEW)


@pytest.mark.parametrize(
    ("movement", "pathway", "expected"),
    [
        (Movement.STEPPED_UP, Pathway.CHILD_PROTECTION, Movement.STEPPED_UP),
        (Movement.STEPPED_UP, Pathway.CET, Movement.STEPPED_UP),
        (Movement.STEPPED_UP, Pathway.EARLY_HELP, Movement.NEW),
        (Movement.STEPPED_DOWN, Pathway.EARLY_HELP, Movement.STEPPED_DOWN),
        (Movement.STEPPED_DOWN, Pathway.CET, Movement.NEW),
        (Movement.NEW, Pathway.CHILD_IN_NEED, Movement.NEW),
    ],
)
def test_a_child_is_stepped_up_only_to_a_more_serious_team_and_down_only_to_early_help(
    movement: Movement, pathway: Pathway, expected: Movement
) -> None:
    assert routes_decided([pathway], LegalBasis.NONE, movement)[0].movement is expected


def test_a_team_never_asked_before_is_asked() -> None:
    assert what_to_ask(None, NOW) is Asking.OPEN


def test_a_team_that_holds_the_case_is_not_asked_a_second_time() -> None:
    assert what_to_ask(Asked(NOW, ended=False), NOW + AN_HOUR) is Asking.RENEW


def test_a_team_that_declined_is_asked_again_by_a_later_decision() -> None:
    assert what_to_ask(Asked(NOW, ended=True), NOW + AN_HOUR) is Asking.OPEN


@pytest.mark.parametrize("declined", [True, False])
def test_a_decision_that_comes_again_or_late_asks_nothing(declined: bool) -> None:
    assert what_to_ask(Asked(NOW, declined), NOW) is Asking.NOTHING
    assert what_to_ask(Asked(NOW, declined), NOW - AN_HOUR) is Asking.NOTHING
