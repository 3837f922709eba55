"""The simulated year beside the published one.

Tolerance: four standard errors of a share in a sample as large as the year, so that a right generator fails
by chance once in some ten thousand figures, and the seed is fixed besides.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from math import sqrt

import pytest

from mash_contracts.national_codes import AssessmentFactor
from mash_simulation.contacts import SimulatedContact
from mash_simulation.figures import PublishedYear, assumptions
from mash_simulation.timetable import LONDON
from mash_simulation.worries import Gravity

STANDARD_ERRORS = 4.0


def referrals(contacts: Iterable[SimulatedContact]) -> list[SimulatedContact]:
    """A contact for each child in it, as the census counts."""
    return [contact for contact in contacts for _ in contact.children]


def about(published: float, count: int) -> object:
    """Brothers and sisters share one contact, so the sample is smaller than its children."""
    alike = 1.4
    return pytest.approx(published, abs=STANDARD_ERRORS * sqrt(alike * published * (1 - published) / count))


def test_as_many_children_are_referred_as_were(
    year: PublishedYear, contacts_of_the_year: list[SimulatedContact]
) -> None:
    assert len(referrals(contacts_of_the_year)) == year.referrals == 4689


def test_every_source_refers_as_often_as_published(
    year: PublishedYear, contacts_of_the_year: list[SimulatedContact]
) -> None:
    found = Counter(contact.submission.referrer.source for contact in referrals(contacts_of_the_year))
    for group, published in year.sources.items():
        codes = assumptions().codes[group].things
        share = sum(found.pop(code, 0) for code in codes) / year.referrals
        assert share == about(published / year.referrals, year.referrals), group
    assert not found


def test_each_month_has_its_published_referrals_to_the_child(
    year: PublishedYear, contacts_of_the_year: list[SimulatedContact]
) -> None:
    months = [
        len(list(month))
        for _, month in groupby(
            referrals(contacts_of_the_year), key=lambda contact: contact.at.astimezone(LONDON).month
        )
    ]
    assert tuple(months) == year.months


def test_every_factor_is_found_as_often_as_published(
    year: PublishedYear, contacts_of_the_year: list[SimulatedContact]
) -> None:
    found: Counter[AssessmentFactor] = Counter()
    for contact in referrals(contacts_of_the_year):
        found.update(concern.factor for concern in contact.submission.concerns)
    for factor, published in year.factors.items():
        assert found[factor] / year.referrals == about(published, year.referrals), factor
    assert set(found) == set(year.factors)


def test_children_come_back_as_often_as_published(
    year: PublishedYear, contacts_of_the_year: list[SimulatedContact]
) -> None:
    again = sum(contact.referred_before for contact in referrals(contacts_of_the_year))
    assert again / year.referrals == about(year.re_referrals / year.referrals, year.referrals)


def test_the_year_is_about_as_many_different_children_as_published(
    year: PublishedYear, contacts_of_the_year: list[SimulatedContact]
) -> None:
    numbers = [child for contact in contacts_of_the_year for child in contact.children]
    different = len(set(numbers) - {None}) + numbers.count(None)
    assert different / year.referrals == about(year.children_referred / year.referrals, year.referrals)


def test_as_many_are_grave_and_as_many_slight_as_published(
    year: PublishedYear, contacts_of_the_year: list[SimulatedContact]
) -> None:
    found = Counter(contact.gravity for contact in referrals(contacts_of_the_year))
    assert found[Gravity.GRAVE] / year.referrals == about(year.section_47 / year.referrals, year.referrals)
    assert found[Gravity.SLIGHT] / year.referrals == about(year.not_in_need / year.referrals, year.referrals)
