"""Who could be one child, and who never is taken for one."""

from datetime import date
from typing import Any

import pytest

from mash_contracts.national_codes import Sex
from mash_contracts.submission import Address, Adult, Child
from mash_intake.domain.births import BirthLikeness, birth_likeness, birth_told
from mash_intake.domain.likeness import agreements, could_be_one_child
from mash_intake.domain.names import NameLikeness, name_likeness, name_words
from mash_intake.domain.weighing import Strength
from mash_intake.handlers.describing import described
from mash_intake.match_weights import WeightsNotRight, match_weights, weights_from
from tests.builders.contacts import A_TEST_NHS_NUMBER, ANOTHER_TEST_NHS_NUMBER

TODAY = date(2026, 11, 24)
HOME = Address(street="12 High Street", town="Durham", postcode="DH1 5UE")
ROBIN: dict[str, Any] = {
    "first_names": "Robin",
    "family_name": "Sample",
    "date_of_birth": date(2016, 5, 3),
    "sex": Sex.MALE,
    "address": HOME,
}


def strength(one: dict[str, Any], other: dict[str, Any]) -> Strength | None:
    weights = match_weights()
    return weights.strength(agreements(told(one), told(other)))


def told(child: dict[str, Any]) -> Any:
    return described(Child(**child), told_on=TODAY)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Zoë", "ZOE", NameLikeness.SAME),
        ("Ellie-Mae", "Ellie Mae", NameLikeness.SAME),
        ("O'Neill", "ONeill", NameLikeness.SAME),
        ("Smith-Jones", "Jones", NameLikeness.OTHER),
        ("James Robin", "Robin", NameLikeness.OTHER),
        ("Bob", "Robert", NameLikeness.SHORT_FORM),
        ("Alfie", "Alfred", NameLikeness.SHORT_FORM),
        ("Sam", "Samira", NameLikeness.SHORT_FORM),
        ("Callum", "Calum", NameLikeness.SPELLING),
        ("Stephen", "Steven", NameLikeness.SOUND),
        ("R", "Robin", NameLikeness.INITIAL),
        ("Oliver", "Olivia", NameLikeness.DIFFERENT),
        ("Max", "Mason", NameLikeness.DIFFERENT),
        ("Baby", "Robin", None),
        ("Unknown", "Unknown", None),
        ("Twin 2", "Robin", None),
        (None, "Robin", None),
    ],
)
def test_names_are_alike_in_the_ways_in_which_people_write_them(
    one: str | None, other: str, likeness: NameLikeness | None
) -> None:
    assert name_likeness(name_words(one), name_words(other)) is likeness
    assert name_likeness(name_words(other), name_words(one)) is likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ((date(2016, 5, 3), None, None), (date(2016, 5, 3), None, None), BirthLikeness.SAME),
        ((date(2016, 5, 3), None, None), (date(2016, 3, 5), None, None), BirthLikeness.CHANGED_ROUND),
        ((date(2016, 5, 13), None, None), (date(2016, 5, 31), None, None), BirthLikeness.SLIP),
        ((date(2016, 5, 3), None, None), (date(2015, 5, 3), None, None), BirthLikeness.SLIP),
        ((date(2016, 5, 3), None, None), (date(2013, 9, 21), None, None), BirthLikeness.DIFFERENT),
        ((date(2026, 11, 20), None, None), (None, date(2026, 12, 1), None), BirthLikeness.EXPECTED),
        ((date(2026, 3, 1), None, None), (None, date(2026, 12, 1), None), BirthLikeness.DIFFERENT),
        ((date(2016, 5, 3), None, None), (None, None, 10), BirthLikeness.AGE),
        ((date(2016, 5, 3), None, None), (None, None, 11), BirthLikeness.AGE),
        ((date(2016, 5, 3), None, None), (None, None, 14), BirthLikeness.DIFFERENT),
        ((date(2026, 10, 1), None, None), (None, None, 0), BirthLikeness.AGE),
        ((None, None, None), (None, None, 10), None),
    ],
)
def test_births_are_alike_also_where_a_date_is_a_slip_a_guess_or_to_come(
    one: Any, other: Any, likeness: BirthLikeness | None
) -> None:
    mine = birth_told(one[0], one[1], one[2], TODAY)
    theirs = birth_told(other[0], other[1], other[2], TODAY)
    assert birth_likeness(mine, theirs) is likeness
    assert birth_likeness(theirs, mine) is likeness


@pytest.mark.parametrize(
    "otherwise",
    [
        {"first_names": "Robyn"},
        {"first_names": "Rob"},
        {"family_name": "Sampel"},
        {"date_of_birth": date(2016, 3, 5)},
        {"date_of_birth": None, "age_years": 10},
        {"address": Address(no_fixed_address=True)},
        {"address": Address(street="3 Mill Lane", postcode="DL14 6AB")},
        {"family_name": None},
        {"family_name": "Newname"},
        {"first_names": "Sample", "family_name": "Robin"},
    ],
)
def test_one_thing_written_otherwise_still_makes_a_child_likely(otherwise: dict[str, Any]) -> None:
    assert strength(ROBIN, ROBIN | otherwise) is Strength.LIKELY


@pytest.mark.parametrize(
    "sibling",
    [
        {"first_names": "Ash"},  # a twin: everything else is the same
        {"first_names": "Ash", "sex": Sex.FEMALE},
        {"first_names": "Ash", "date_of_birth": date(2013, 9, 21)},
        {"first_names": "Ash", "date_of_birth": None},
        {"first_names": None, "date_of_birth": date(2013, 9, 21)},
        {"first_names": None, "date_of_birth": None},
        {"first_names": "Baby", "date_of_birth": None, "expected_date": date(2027, 1, 5)},
    ],
)
def test_surname_and_address_make_a_brother_or_a_twin_and_not_the_same_child(sibling: dict[str, Any]) -> None:
    assert strength(ROBIN, ROBIN | sibling) is None


def test_a_twin_with_another_name_is_one_child_only_where_a_number_says_so() -> None:
    numbered = ROBIN | {"nhs_number": A_TEST_NHS_NUMBER}
    renamed = numbered | {"first_names": "Ash"}
    assert strength(numbered, renamed) is Strength.LIKELY
    assert strength(numbered, renamed | {"nhs_number": ANOTHER_TEST_NHS_NUMBER}) is None


def test_a_baby_who_was_expected_is_likely_the_one_who_was_born() -> None:
    unborn = {"family_name": "Sample", "expected_date": date(2026, 11, 30), "address": HOME}
    born = ROBIN | {"first_names": "Robin", "date_of_birth": date(2026, 11, 20)}
    assert strength(unborn, born) is Strength.LIKELY


def test_a_child_without_a_name_of_about_that_age_in_that_home_is_possible_and_no_more() -> None:
    seen = {"age_years": 10, "address": HOME, "family_name": "Sample"}
    assert strength(ROBIN, seen) is Strength.POSSIBLE


def test_the_same_first_name_and_age_alone_are_nobody() -> None:
    assert strength(ROBIN, {"first_names": "Robin", "age_years": 10}) is None


def test_where_nothing_is_known_nothing_is_alike() -> None:
    assert agreements(told({}), told(ROBIN)) == ()
    assert not could_be_one_child(())


def test_no_fixed_address_says_nothing_for_or_against() -> None:
    nowhere = Address(no_fixed_address=True, postcode="ZZ99 3VZ")
    found = agreements(told(ROBIN | {"address": nowhere}), told(ROBIN | {"address": nowhere}))
    assert "home" not in {agreement.clue for agreement in found}


def test_reasons_are_sentences_with_what_speaks_against_last() -> None:
    found = agreements(told(ROBIN), told(ROBIN | {"first_names": "Robyn", "sex": Sex.FEMALE}))
    reasons = match_weights().reasons(found)
    assert reasons[:2] == ("Address is the same", "Date of birth is the same")
    assert "First name is spelt almost the same" in reasons
    assert reasons[-1] == "Sex differs"


def test_what_agrees_never_lowers_the_chance_and_what_differs_never_raises_it() -> None:
    for (clue, level), weight in match_weights().of.items():
        if level == "different":
            assert weight.bits < 0, clue
        else:
            assert weight.bits >= 0, (clue, level)


def test_a_file_of_weights_with_a_fault_is_refused_with_its_place() -> None:
    with pytest.raises(WeightsNotRight, match="every clue"):
        weights_from("children-known = 1")


def test_parents_of_the_same_name_count_as_a_home_that_is_shared() -> None:
    mother = (Adult(name="Sam Sample"),)
    unborn = Child(family_name="Sample", expected_date=date(2026, 11, 30))
    born = Child(family_name="Sample", date_of_birth=date(2026, 11, 20))
    one, other = (described(child, told_on=TODAY, adults=mother) for child in (unborn, born))
    weights = match_weights()
    with_her = weights.chance(agreements(one, other, same_adult=True))
    assert with_her > weights.chance(agreements(one, other))
