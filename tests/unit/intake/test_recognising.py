"""A child the hub knows for certain is known at once; everybody else is new until somebody says otherwise."""

from datetime import date, timedelta

import pytest

from mash_contracts.events import ContactReceived
from mash_contracts.submission import Address, Child
from tests.builders.contacts import A_TEST_NHS_NUMBER, ANOTHER_TEST_NHS_NUMBER, a_child, a_submission
from tests.builders.intake import Intake

pytestmark = pytest.mark.usefixtures("each_database")

ROBIN = {"first_names": "Robin", "family_name": "Sample", "date_of_birth": date(2016, 5, 3)}
HIGH_STREET = Address(street="12 High Street", postcode="DH1 5UE")
ELSEWHERE = Address(street="3 Mill Lane", postcode="DL14 6AB")


def hears_of(intake: Intake, *children: Child) -> list[ContactReceived]:
    """The events about the children of one contact."""
    accepted = intake.takes(a_submission(children=children))
    return [event for event in intake.said() if event.contact_reference == accepted.reference]


def test_the_same_name_and_date_of_birth_are_the_same_child(intake: Intake) -> None:
    (first,) = hears_of(intake, a_child(**ROBIN))
    (again,) = hears_of(intake, a_child(**{**ROBIN, "first_names": "ROBIN "}))
    assert again.person == first.person is not None
    assert again.household == first.household is not None


def test_a_child_known_by_the_nhs_number_is_known_under_another_name(intake: Intake) -> None:
    (first,) = hears_of(intake, a_child(nhs_number=A_TEST_NHS_NUMBER))
    (again,) = hears_of(intake, Child(first_names="Bobby", nhs_number=A_TEST_NHS_NUMBER))
    assert again.person == first.person


def test_two_nhs_numbers_are_two_children_whatever_their_names(intake: Intake) -> None:
    (first,) = hears_of(intake, a_child(**ROBIN, nhs_number=A_TEST_NHS_NUMBER))
    (other,) = hears_of(intake, a_child(**ROBIN, nhs_number=ANOTHER_TEST_NHS_NUMBER))
    assert other.person != first.person


def test_a_likely_child_is_not_taken_for_the_same(intake: Intake) -> None:
    (first,) = hears_of(intake, a_child(**ROBIN))
    (like,) = hears_of(intake, a_child(**{**ROBIN, "first_names": "Robyn"}))
    assert like.person != first.person


def test_twins_are_two_people_of_one_household(intake: Intake) -> None:
    robin, ash = hears_of(intake, a_child(**ROBIN), a_child(**{**ROBIN, "first_names": "Ash"}))
    assert robin.person != ash.person
    assert robin.household == ash.household


def test_two_babies_not_yet_named_are_two_people(intake: Intake) -> None:
    baby = {**ROBIN, "first_names": "Baby"}
    first, second = hears_of(intake, a_child(**baby), a_child(**baby))
    assert first.person != second.person
    (later,) = hears_of(intake, a_child(**baby))
    assert later.person not in {first.person, second.person}


def test_an_unborn_baby_is_a_person_of_its_family(intake: Intake) -> None:
    due = intake.clock.now().date() + timedelta(days=60)
    sister, baby = hears_of(intake, a_child(**ROBIN), Child(family_name="Sample", expected_date=due))
    assert baby.person != sister.person
    assert baby.household == sister.household


def test_a_sister_told_of_later_joins_the_household_of_her_brother(intake: Intake) -> None:
    (brother,) = hears_of(intake, a_child(**ROBIN))
    again, sister = hears_of(intake, a_child(**ROBIN), a_child(first_names="Skye"))
    assert again.household == sister.household == brother.household


def test_friends_from_two_addresses_are_no_household(intake: Intake) -> None:
    one, other, unknown = hears_of(
        intake,
        a_child(first_names="Ash", address=HIGH_STREET),
        a_child(first_names="Skye", address=ELSEWHERE),
        a_child(first_names="Lee", address=Address()),
    )
    assert one.household != other.household
    assert unknown.household == one.household


def test_children_of_one_batch_are_recognised_like_those_of_two(intake: Intake) -> None:
    first, again = intake.takes_together(
        a_submission(children=(a_child(**ROBIN),)), a_submission(children=(a_child(**ROBIN),))
    )
    events = {event.contact_reference: event for event in intake.said()}
    assert events[first.reference].person == events[again.reference].person
    assert events[again.reference].history.contacts_in_12_months == 1
