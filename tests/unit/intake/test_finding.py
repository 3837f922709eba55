"""A child is found by what somebody knows: a name as it sounds, a date, an address, a number."""

from datetime import date, timedelta
from typing import Any

import pytest

from mash_contracts.details import PeopleFound
from mash_contracts.submission import Address, Child
from mash_intake.handlers.finding import PAGE_LENGTH, Wanted, find_people
from tests.builders.contacts import A_TEST_NHS_NUMBER, A_UPN, a_child, a_submission
from tests.builders.intake import Intake

pytestmark = pytest.mark.usefixtures("each_database")

HIGH_STREET = Address(street="12 High Street", town="Durham", postcode="DH1 5UE")
STEPHEN = Child(
    first_names="Stephen",
    family_name="Thompson",
    date_of_birth=date(2016, 5, 3),
    address=HIGH_STREET,
    nhs_number=A_TEST_NHS_NUMBER,
    upn=A_UPN,
)


@pytest.fixture
def known(intake: Intake) -> str:
    """Stephen, beside two others; his reference."""
    intake.takes(a_submission(children=(a_child(), a_child(first_names="Ash"))))
    return intake.takes(a_submission(children=(STEPHEN,))).records[0]


def finds(intake: Intake, **wanted: Any) -> PeopleFound:
    return find_people(intake.delivery, Wanted(**wanted))


def found(intake: Intake, **wanted: Any) -> list[str]:
    return [record for person in finds(intake, **wanted).people for record in person.records]


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "Stephen Thompson"},
        {"name": "steven  THOMPSON"},
        {"name": "Thompson, Stephen"},
        {"name": "Steve Thompson"},
        {"name": "Steven"},
        {"name": "Thompson"},
        {"born": date(2016, 5, 3)},
        {"born": date(2016, 3, 5)},
        {"address": "12 High Street"},
        {"address": "12 high st, Durham"},
        {"address": "High Street"},
        {"address": "12 High Street, DH1 5UE"},
        {"number": "999 000 0018"},
        {"number": A_UPN.lower()},
        {"name": "Steven", "born": date(2016, 5, 3)},
        {"name": "Thompson", "address": "High Street"},
    ],
)
def test_stephen_is_found_by_whatever_is_known(intake: Intake, known: str, wanted: dict[str, Any]) -> None:
    assert found(intake, **wanted) == [known]


def test_a_reference_finds_the_child_however_it_is_typed(intake: Intake, known: str) -> None:
    person = finds(intake, reference=known).people[0].person
    for reference in (known.lower(), f" {person} ", known.rpartition("-")[0]):
        assert found(intake, reference=reference) == [known]


def test_a_contact_about_two_children_finds_both_and_a_record_of_it_the_one(intake: Intake) -> None:
    accepted = intake.takes(a_submission(children=(a_child(), a_child(first_names="Ash"))))
    assert sorted(found(intake, reference=accepted.reference)) == list(accepted.records)
    assert found(intake, reference=accepted.records[1]) == [accepted.records[1]]


def test_what_fits_everything_is_shown_alone_and_what_fits_most_only_where_nothing_does(
    intake: Intake, known: str
) -> None:
    assert found(intake, name="Stephen Thompson", born=date(2016, 5, 3)) == [known]
    (part,) = finds(intake, name="Stephen Thompson", born=date(2009, 1, 1)).people
    assert part.records == (known,)
    assert not part.exact


def test_a_result_says_why_and_whether_all_is_just_so(intake: Intake, known: str) -> None:
    (exact,) = finds(intake, name="Stephen Thompson", born=date(2016, 5, 3)).people
    assert exact.exact
    assert exact.name == "Stephen Thompson"
    assert exact.address == "12 High Street, Durham, DH1 5UE"
    (alike,) = finds(intake, name="Steven Thomson").people
    assert not alike.exact
    assert "First name sounds the same" in alike.why


@pytest.mark.parametrize(
    "wanted", [{"name": "Zebedee"}, {"number": "1"}, {"reference": "x"}, {"address": "?"}]
)
def test_who_is_not_known_is_not_found(intake: Intake, known: str, wanted: dict[str, Any]) -> None:
    assert finds(intake, **wanted).people == ()


def test_all_contacts_about_a_child_are_one_result_the_newest_first(intake: Intake, known: str) -> None:
    intake.clock.move(timedelta(hours=1))
    again = intake.takes(a_submission(children=(STEPHEN,))).records[0]
    (person,) = finds(intake, name="Stephen Thompson").people
    assert person.records == (again, known)


def test_a_long_list_has_pages_without_gap_or_repeat(intake: Intake) -> None:
    for day in range(1, PAGE_LENGTH + 4):
        intake.takes(a_submission(children=(a_child(date_of_birth=date(2015, 3, day)),)))
    pages = [find_people(intake.delivery, Wanted(name="Rowan Testcase"), page=page) for page in (1, 2)]
    assert [len(page.people) for page in pages] == [PAGE_LENGTH, 3]
    assert pages[0].pages == 2
    assert len({person.person for page in pages for person in page.people}) == PAGE_LENGTH + 3
