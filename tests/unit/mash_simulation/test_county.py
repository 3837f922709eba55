from collections import Counter
from datetime import date

import nhs_number
import pytest

from mash_simulation.county import County
from mash_simulation.figures import PublishedYear, assumptions
from mash_simulation.names import names
from mash_simulation.nhs_numbers import never_issued_nhs_number

A_DAY = date(2021, 3, 31)


@pytest.fixture(scope="module")
def county(year: PublishedYear) -> County:
    return County(year, assumptions(), seed=5, day=A_DAY)


def test_the_county_has_every_child_of_the_published_age_bands(year: PublishedYear, county: County) -> None:
    ages = Counter(age for number in range(county.households) for age in county.ages(number))
    assert county.children == 101_468
    for youngest, oldest, published in year.population:
        assert sum(ages[age] for age in range(youngest, oldest + 1)) == published
    assert max(ages) == 17


def test_the_same_seed_makes_the_same_households_and_another_seed_others(
    year: PublishedYear, county: County
) -> None:
    same = County(year, assumptions(), seed=5, day=A_DAY)
    other = County(year, assumptions(), seed=6, day=A_DAY)
    assert [same.household(number) for number in range(50)] == [county.household(n) for n in range(50)]
    assert [other.household(number) for number in range(50)] != [county.household(n) for n in range(50)]


def test_brothers_and_sisters_are_twins_or_more_than_nine_months_apart(county: County) -> None:
    for number in range(3_000):
        birthdays = sorted(child.born for child in county.household(number).children)
        for older, younger in zip(birthdays, birthdays[1:], strict=False):
            assert older == younger or (younger - older).days > 280


def test_children_are_as_old_as_their_birthday_says(county: County) -> None:
    for number in range(3_000):
        for child in county.household(number).children:
            had_birthday = (child.born.month, child.born.day) <= (A_DAY.month, A_DAY.day)
            assert A_DAY.year - child.born.year - (not had_birthday) == child.age_years


def test_every_adult_is_grown_up_when_the_eldest_child_is_born(county: County) -> None:
    for number in range(3_000):
        household = county.household(number)
        eldest = min(child.born for child in household.children)
        assert household.adults
        assert all((eldest - adult.born).days >= 15 * 365 for adult in household.adults)


def test_no_child_has_an_nhs_number_that_anyone_could_be_given(county: County) -> None:
    numbers = [never_issued_nhs_number(place) for place in range(county.children)]
    assert len(set(numbers)) == county.children
    for number in numbers:
        assert number.startswith("9")
        assert nhs_number.is_valid(number, for_region=nhs_number.REGION_SYNTHETIC)


def test_streets_and_schools_are_made_of_invented_words(county: County) -> None:
    invented = set(names().invented)
    towns = {town.name for town in names().towns.things}
    for number in range(3_000):
        household = county.household(number)
        _, word, _ = household.street.split(" ")
        assert word in invented
        assert household.town.name in towns
        # The second half of a postcode would be a real street.
        assert " " not in household.town.outward
        for child in household.children:
            assert child.school is None or child.school.split(" ")[0] in invented
