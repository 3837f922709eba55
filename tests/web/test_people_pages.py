"""Finding a child and saying who a child is, as staff meet it; and the same search for systems."""

import re
from datetime import date
from typing import Any

import pytest
from httpx2 import Response

from mash_contracts.details import PeopleFound
from mash_contracts.vocabulary import Role
from mash_intake.handlers.likeness import look_for_likeness
from mash_intake.handlers.who_is_who import person_of
from mash_platform.audit.trail import Action
from mash_platform.sign_in.service import SignIn
from tests.builders.contacts import a_child, a_submission
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.web import Visitor, an_account, someone, title_of

ROBIN: dict[str, Any] = {"first_names": "Robin", "family_name": "Sample", "date_of_birth": date(2016, 5, 3)}
ROBYN = {**ROBIN, "first_names": "Robyn"}


@pytest.fixture
def desk(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.PRACTITIONER)


@pytest.fixture
def two(intake: IntakeOnTheWeb) -> tuple[str, str]:
    """Robin, and Robyn who could be the same child; the worker has looked."""
    robin, robyn = (
        intake.room.takes(a_submission(children=(a_child(**child),))).records[0] for child in (ROBIN, ROBYN)
    )
    with intake.room.delivery.transaction() as transaction:
        look_for_likeness(transaction)
    return robin, robyn


def whose(intake: IntakeOnTheWeb, record: str) -> str:
    return person_of(intake.room.delivery, record)


def answers(desk: Visitor, record: str, **given: Any) -> Response:
    page = desk.open(f"/people/questions/{record}").text
    hidden = re.findall(r'name="(taken_for|proposed)" value="([^"]+)"', page)
    taken_for = next(value for name, value in hidden if name == "taken_for")
    proposed = [value for name, value in hidden if name == "proposed"]
    return desk.send(f"/people/questions/{record}", **{"taken_for": taken_for, "proposed": proposed, **given})


def test_before_anything_is_typed_the_search_says_nothing_is_missing(desk: Visitor) -> None:
    page = desk.open("/people")
    assert title_of(page) == "Find a child - Safeguarding hub"
    assert "No child found" not in page.text


def test_a_child_is_found_by_sound_and_leads_to_every_contact_about_it(
    desk: Visitor, intake: IntakeOnTheWeb, two: tuple[str, str]
) -> None:
    page = desk.client.get("/people", params={"name": "Robinn Sampel"}).text
    person = whose(intake, two[0])
    assert f'href="/people/{person}"' in page
    assert "Could be known twice" in page
    child = desk.open(f"/people/{person}")
    assert title_of(child) == f"Robin Sample, {person} - Safeguarding hub"
    assert f'href="/triage/{two[0]}"' in child.text


def test_nobody_found_says_what_else_to_try(desk: Visitor, two: tuple[str, str]) -> None:
    page = desk.client.get("/people", params={"name": "Zebedee"}).text
    assert "Nobody fits what you typed" in page


def test_a_date_that_is_none_is_named_beside_what_was_typed(desk: Visitor, two: tuple[str, str]) -> None:
    page = desk.client.get(
        "/people", params={"name": "Robin", "born-day": "31", "born-month": "2", "born-year": "2016"}
    )
    assert page.status_code == 422
    assert "Write the date of birth in numbers" in page.text
    assert 'value="Robin"' in page.text


def test_a_reference_leads_straight_to_the_child(
    desk: Visitor, intake: IntakeOnTheWeb, two: tuple[str, str]
) -> None:
    answer = desk.client.get("/people", params={"reference": two[0].lower()})
    assert answer.headers["location"] == f"/people/{whose(intake, two[0])}"
    of_record = desk.open(f"/people/of/{two[0]}")
    assert of_record.headers["location"] == f"/people/{whose(intake, two[0])}"


def test_a_search_and_every_child_it_shows_are_in_the_audit_trail_and_no_name_is(
    desk: Visitor, intake: IntakeOnTheWeb, two: tuple[str, str]
) -> None:
    sign_in: SignIn = intake.app.state.sign_in
    desk.client.get("/people", params={"name": "Robin Sample"})
    shown, search = sign_in.trail.latest(limit=2)
    assert search.act.action is Action.SEARCH
    assert shown.act.action is Action.VIEW
    assert {two[0], whose(intake, two[0])} <= set(shown.act.subjects)
    assert "Robin" not in f"{shown} {search}"


def test_a_question_shows_both_side_by_side_with_reasons(desk: Visitor, two: tuple[str, str]) -> None:
    queue = desk.open("/people/questions").text
    assert f'href="/people/questions/{two[1]}"' in queue
    page = desk.open(f"/people/questions/{two[1]}").text
    for words in ("Robyn Sample", "Robin Sample", "First name is spelt almost the same", "Likely"):
        assert words in page
    assert page.count('type="radio"') == 2
    assert "checked" not in page


def test_linking_shows_who_said_it_and_why_on_the_record_and_can_be_taken_back(
    desk: Visitor, intake: IntakeOnTheWeb, two: tuple[str, str]
) -> None:
    robin, robyn = two
    known = whose(intake, robin)
    answer = answers(desk, robyn, choice=known, why="Her mother says so.")
    assert answer.headers["location"] == f"/people/of/{robyn}"
    assert whose(intake, robyn) == known
    page = desk.open(f"/people/{known}").text
    assert "Her mother says so." in page
    assert desk.account is not None
    assert desk.account.display_name in page
    back = re.search(r'href="(/people/[^"]+/answers/[^"]+)"', page)
    assert back is not None
    assert desk.open(back[1]).status_code == 200
    assert desk.send(back[1], why="It was her cousin.").status_code == 303
    assert whose(intake, robyn) != known
    assert "It was her cousin." in desk.open(f"/people/{whose(intake, robyn)}").text


def test_nobody_known_empties_the_queue(desk: Visitor, two: tuple[str, str]) -> None:
    answers(desk, two[1], choice="nobody", why="Cousins.")
    page = desk.open(f"/people/questions/{two[1]}").text
    assert "Nobody known is like this child" in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"choice": "", "why": "Because."}, "Choose who this child is"),
        ({"choice": "nobody", "why": ""}, "Say why, in a few words"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    desk: Visitor, two: tuple[str, str], given: dict[str, str], sentence: str
) -> None:
    page = answers(desk, two[1], **given)
    assert page.status_code == 422
    assert sentence in page.text
    assert given["why"] in page.text


def test_who_comes_second_is_told_and_keeps_what_was_written(
    desk: Visitor, intake: IntakeOnTheWeb, two: tuple[str, str]
) -> None:
    stale = {"taken_for": whose(intake, two[1]), "choice": whose(intake, two[0])}
    answers(desk, two[1], choice=stale["choice"], why="First.")
    late = desk.send(f"/people/questions/{two[1]}", **stale, why="Second, in my own words.")
    assert late.status_code == 409
    assert "Somebody else has said who this child is" in late.text


def test_a_record_is_said_to_be_about_another_child(
    desk: Visitor, intake: IntakeOnTheWeb, two: tuple[str, str]
) -> None:
    again = intake.room.takes(a_submission(children=(a_child(**ROBIN),))).records[0]
    person = whose(intake, again)
    assert "about another child?" in desk.open(f"/people/{person}/separate/{again}").text
    assert desk.send(f"/people/{person}/separate/{again}", why="").status_code == 422
    assert desk.send(f"/people/{person}/separate/{again}", why="Cousins of one name.").status_code == 303
    assert whose(intake, again) != person == whose(intake, two[0])


def test_a_contact_says_that_its_child_could_be_known(desk: Visitor, two: tuple[str, str]) -> None:
    page = desk.open(f"/contacts/{two[1].rpartition('-')[0]}").text
    assert f'href="/people/questions/{two[1]}"' in page


def test_a_restricted_record_is_told_of_by_its_contact_and_nothing_else(
    desk: Visitor, intake: IntakeOnTheWeb, two: tuple[str, str]
) -> None:
    robin, robyn = two
    sign_in: SignIn = intake.app.state.sign_in
    manager = an_account(sign_in, Role.MANAGER).person()
    sign_in.restrictions.restrict(robin, "a colleague's family", named=[], by=manager)
    contact, person = robin.rpartition("-")[0], whose(intake, robin)
    for path in (
        f"/people/questions/{robyn}",
        "/people?name=Robin+Sample",
        "/people?born-day=3&born-month=5&born-year=2016",
        "/people/questions",
    ):
        page = desk.open(path).text
        assert "Robin Sample" not in page.replace('value="Robin Sample"', ""), path
        assert path == "/people/questions" or f'href="/contacts/{contact}"' in page
    assert desk.open(f"/people/{person}").status_code == 403
    assert desk.open(f"/people/of/{robin}").status_code == 403
    found = desk.client.get("/api/v1/people", params={"date_of_birth": "2016-05-03"}).json()
    assert [one["records"] for one in found["people"]] == [[robyn]]
    assert found["withheld"] == [contact]
    refused = desk.send(
        f"/people/questions/{robyn}", taken_for=whose(intake, robyn), choice=person, why="A guess."
    )
    assert refused.status_code == 403
    assert whose(intake, robyn) != person


def test_markup_in_a_name_comes_back_as_text(desk: Visitor, intake: IntakeOnTheWeb) -> None:
    record = intake.room.takes(a_submission(children=(a_child(first_names="<b>Bo</b>"),))).records[0]
    page = desk.open(f"/people/{whose(intake, record)}").text
    assert "<b>Bo" not in page
    assert "&lt;b&gt;Bo&lt;/b&gt;" in page


def test_systems_search_the_same_way_and_an_empty_search_is_refused(
    desk: Visitor, intake: IntakeOnTheWeb, two: tuple[str, str]
) -> None:
    answer = desk.client.get("/api/v1/people", params={"name": "Robin Sample", "date_of_birth": "2016-05-03"})
    found = PeopleFound.model_validate(answer.json())
    assert found.people[0].records == (two[0],)
    assert desk.client.get("/api/v1/people").status_code == 422
    for wrong in ("2016-02-31", "yesterday"):
        assert desk.client.get("/api/v1/people", params={"date_of_birth": wrong}).status_code == 422


@pytest.mark.parametrize("path", ["/people/PER-XXXX-XXXX", "/people/of/XXXX-XXXX-1", "/people/questions/X"])
def test_who_is_not_there_is_not_found(desk: Visitor, path: str) -> None:
    assert desk.open(path).status_code == 404
