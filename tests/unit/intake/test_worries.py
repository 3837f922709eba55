import pytest

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_intake.domain.history import contacts_in_12_months
from mash_intake.domain.identity import CertainKeys, identification_problem, name_in_words, name_key
from mash_intake.domain.progress import Progress, further
from mash_intake.domain.worries import (
    about,
    child_number_problem,
    concerns_of_one_worry,
    says_something,
    worry_problem,
)


def test_a_first_name_or_a_street_is_enough_to_look_for_a_child_and_nothing_is_not() -> None:
    assert identification_problem([None, "Sample Terrace"]) is None
    assert identification_problem([None, "", None]) is not None


def test_other_alone_is_no_worry_but_other_in_words_is() -> None:
    assert not says_something(AssessmentFactor.OTHER, (), None)
    assert not says_something(AssessmentFactor.NONE_IDENTIFIED, (), "")
    assert says_something(AssessmentFactor.OTHER, (), "He is outside at night.")
    assert says_something(AssessmentFactor.OTHER, (Sign.HUNGRY,), None)
    assert says_something(AssessmentFactor.NEGLECT, (), None)
    assert worry_problem([False, None, ""]) is not None
    assert worry_problem([False, True]) is None


def test_a_concern_that_names_no_child_is_about_every_child() -> None:
    assert about((), 3)
    assert about((1, 3), 3)
    assert not about((1,), 3)


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_concern_cannot_be_about_a_child_who_was_not_told_of(number: int) -> None:
    assert child_number_problem(number, children=2) is not None
    assert child_number_problem(2, children=2) is None


def test_a_sign_goes_with_the_worry_it_fits_best() -> None:
    concerns = dict(
        concerns_of_one_worry(
            [AssessmentFactor.ALCOHOL_PARENT, AssessmentFactor.NEGLECT],
            [Sign.HUNGRY, Sign.PARENT_INTOXICATED],
        )
    )
    assert concerns == {
        AssessmentFactor.ALCOHOL_PARENT: (Sign.PARENT_INTOXICATED,),
        AssessmentFactor.NEGLECT: (Sign.HUNGRY,),
    }


def test_a_sign_that_fits_no_worry_ticked_is_kept_as_a_worry_of_its_own() -> None:
    concerns = dict(concerns_of_one_worry([AssessmentFactor.NEGLECT], [Sign.BRUISE]))
    assert concerns == {AssessmentFactor.NEGLECT: (), AssessmentFactor.OTHER: (Sign.BRUISE,)}


@pytest.mark.parametrize("factor", [None, *AssessmentFactor])
def test_no_sign_is_ever_dropped(factor: AssessmentFactor | None) -> None:
    concerns = concerns_of_one_worry([factor] if factor else [], list(Sign))
    assert sorted(sign for _, signs in concerns for sign in signs) == sorted(Sign)


@pytest.mark.parametrize(
    ("given", "counted", "told"), [(None, None, None), (2, None, 2), (None, 0, 0), (1, 3, 3), (3, 1, 3)]
)
def test_the_higher_count_of_earlier_contacts_is_told_and_unknown_stays_unknown(
    given: int | None, counted: int | None, told: int | None
) -> None:
    assert contacts_in_12_months(given, counted) == told


def test_a_name_is_the_same_however_it_is_written_and_half_a_name_is_none() -> None:
    assert name_key("Zoë", "O'Neill-Brown") == name_key(" ZOE ", "oneill brown")
    assert name_key("Zoë", None) is None
    assert name_key("Zoë", "—") is None


def test_a_name_without_a_date_of_birth_makes_nobody_certain() -> None:
    assert not list(CertainKeys(None, None, "zoe oneill", None).each())


def test_children_without_a_name_are_called_what_people_call_them() -> None:
    assert name_in_words(None, "Testcase", unborn=False) == "Testcase"
    assert name_in_words(None, None, unborn=True) == "Unborn baby"
    assert name_in_words(None, "", unborn=False) == "Name not known"


def test_what_a_referrer_is_told_of_progress_only_goes_forward() -> None:
    assert further(Progress.DECIDED, Progress.BEING_LOOKED_AT) is Progress.DECIDED
    assert further(Progress.RECEIVED, Progress.BEING_LOOKED_AT) is Progress.BEING_LOOKED_AT
