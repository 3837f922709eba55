import tracemalloc
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from mash_contracts.national_codes import ReferralSource, Sex
from mash_intake.handlers.checks import check
from mash_platform.clock import LONDON, MovableClock
from mash_simulation.contacts import SimulatedContact, simulate
from mash_simulation.county import County
from mash_simulation.families import Families
from mash_simulation.figures import PublishedYear, assumptions
from mash_simulation.timetable import Appointment
from mash_simulation.worries import OF_OLDER_CHILDREN, OLDER_YEARS
from tests.builders.intake import Intake

A_DAY = date(2026, 11, 24)
NOTHING_HOLDS_IT_UP = frozenset({"nhs-number-test-range", "adult-already", "no-way-to-reach"})


def as_lines(contacts: list[SimulatedContact]) -> list[str]:
    return [contact.submission.model_dump_json(exclude_defaults=True) for contact in contacts]


def test_the_same_seed_gives_the_same_contacts_and_another_seed_others(year: PublishedYear) -> None:
    first, second, other = (
        as_lines(list(simulate(year, seed=seed, referrals=300, handed_in_on=A_DAY))) for seed in (3, 3, 4)
    )
    assert first == second
    assert first != other


def test_the_rules_of_intake_refuse_no_contact_of_the_year(
    contacts_of_the_year: list[SimulatedContact],
) -> None:
    doubts = set()
    for contact in contacts_of_the_year:
        today = contact.at.astimezone(LONDON).date()
        checked = check(contact.submission, today, test_nhs_numbers=True)
        assert checked.refusals == ()
        doubts |= {doubt.code for doubt in checked.doubts}
    assert doubts == NOTHING_HOLDS_IT_UP


def test_contacts_made_for_one_day_are_refused_by_no_rule_on_that_day(year: PublishedYear) -> None:
    for contact in simulate(year, seed=8, referrals=2_000, handed_in_on=A_DAY):
        assert check(contact.submission, A_DAY, test_nhs_numbers=True).refusals == ()


def test_intake_takes_them_in_and_says_one_event_a_child(tmp_path: Path, year: PublishedYear) -> None:
    intake = Intake.at(tmp_path, MovableClock(datetime.combine(A_DAY, time(9), LONDON)))
    contacts = list(simulate(year, seed=9, referrals=150, handed_in_on=A_DAY))
    for contact in contacts:
        intake.takes(contact.submission)
    assert len(intake.said()) == 150
    intake.delivery.engine.dispose()


def test_a_child_who_comes_back_is_known_by_the_hub_from_its_own_records(
    tmp_path: Path, year: PublishedYear
) -> None:
    intake = Intake.at(tmp_path, MovableClock(datetime.combine(A_DAY, time(9), LONDON)))
    for contact in simulate(year, seed=10, referrals=400, handed_in_on=A_DAY):
        intake.takes(contact.submission)
    assert any((event.history.contacts_in_12_months or 0) > 0 for event in intake.said())
    intake.delivery.engine.dispose()


def test_contacts_come_in_the_order_of_time_within_the_year(
    year: PublishedYear, contacts_of_the_year: list[SimulatedContact]
) -> None:
    moments = [contact.at for contact in contacts_of_the_year]
    assert moments == sorted(moments)
    assert moments[0].astimezone(LONDON).date() >= year.begins
    assert moments[-1].astimezone(LONDON).date() < year.begins + timedelta(days=365)


def test_police_send_the_nights_notifications_in_the_morning_and_schools_keep_school_days(
    contacts_of_the_year: list[SimulatedContact],
) -> None:
    def moments(source: ReferralSource) -> list[datetime]:
        return [
            contact.at.astimezone(LONDON)
            for contact in contacts_of_the_year
            if contact.submission.referrer.source is source
        ]

    police, schools = moments(ReferralSource.POLICE), moments(ReferralSource.SCHOOL)
    assert sum(6 <= at.hour < 9 for at in police) > 0.4 * len(police)
    assert any(at.weekday() >= 5 for at in police)
    assert all(at.weekday() < 5 and 7 <= at.hour < 19 for at in schools)


def test_life_is_untidy(contacts_of_the_year: list[SimulatedContact]) -> None:
    submissions = [contact.submission for contact in contacts_of_the_year]
    children = [child for submission in submissions for child in submission.children]
    assert any(len(submission.children) > 2 for submission in submissions)
    assert any(child.date_of_birth is None and child.age_years is not None for child in children)
    assert any(child.date_of_birth is None and child.age_years is None for child in children)
    assert any(child.expected_date and child.sex is Sex.UNKNOWN for child in children)
    assert any(child.family_name is None and child.description for child in children)
    assert any(not child.address.street for child in children)
    assert any(submission.history.open_case.rank > 1 for submission in submissions)


def test_an_anonymous_caller_leaves_no_name_and_knows_no_number(
    contacts_of_the_year: list[SimulatedContact],
) -> None:
    anonymous = [
        contact.submission for contact in contacts_of_the_year if contact.submission.referrer.anonymous
    ]
    assert anonymous
    for submission in anonymous:
        assert submission.referrer.source is ReferralSource.ANONYMOUS
        assert submission.referrer.name is submission.referrer.phone is submission.referrer.email is None
        assert all(child.nhs_number is None for child in submission.children)


def test_the_first_contacts_of_a_national_year_need_little_memory(year: PublishedYear) -> None:
    next(simulate(year, seed=1))  # what is read once is not counted
    tracemalloc.start()
    contacts = simulate(year, seed=1, referrals=20_000)
    for _ in islice(contacts, 500):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * 1024 * 1024


@pytest.mark.parametrize("referrals", [1, 2, 13])
def test_any_number_of_children_can_be_asked_for(year: PublishedYear, referrals: int) -> None:
    assert sum(len(contact.children) for contact in simulate(year, seed=1, referrals=referrals)) == referrals


def test_a_school_refers_its_own_pupils(contacts_of_the_year: list[SimulatedContact]) -> None:
    told = [
        (contact.submission.referrer.organisation, child.school)
        for contact in contacts_of_the_year
        for child in contact.submission.children[:1]
        if contact.submission.referrer.source is ReferralSource.SCHOOL and child.school
    ]
    assert told
    assert all(organisation == school for organisation, school in told)


def test_a_hub_that_meets_every_large_family_meets_them_again_and_does_not_wait_for_another(
    year: PublishedYear,
) -> None:
    county = County(year, assumptions(), seed=1, day=date(2021, 3, 31))
    families = Families(county, again=0.0, random=Random(1))
    three_older_children = Appointment(
        datetime(2021, 3, 31, 9, 0, tzinfo=UTC), "police", (min(OF_OLDER_CHILDREN),), 3
    )
    there_are = sum(
        1
        for number in range(county.households)
        if sum(age >= OLDER_YEARS for age in county.ages(number)) >= 3
    )

    met = [families.party(three_older_children).household.number for _ in range(there_are + 10)]

    assert len(set(met[:there_are])) == there_are
    assert set(met[there_are:]) <= set(met[:there_are])
