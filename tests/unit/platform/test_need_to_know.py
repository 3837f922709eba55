"""A record that only named people open, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine

from mash_contracts.vocabulary import Role
from mash_platform.clock import MovableClock
from mash_platform.database import open_database, schema_url
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_platform.need_to_know.restrictions import OPEN_FOR, Opening, Restrictions
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.service import SCHEMA
from tests.builders.web import TUESDAY_EVENING

CONTACT, CHILD, SIBLING, OTHER = "4K7Q-9XWD", "4K7Q-9XWD-1", "4K7Q-9XWD-2", "5PPP-1AAA-1"
MANAGER = Person("manager-1", "Michael", frozenset({Role.MANAGER}))
OTHER_MANAGER = Person("manager-2", "Maya", frozenset({Role.MANAGER}))
NAMED = Person("worker-1", "Priya", frozenset({Role.PRACTITIONER}))
COLLEAGUE = Person("worker-2", "Peter", frozenset({Role.PRACTITIONER}))
TEAM_SYSTEM = Person("service:early-help-system", "early-help-system", frozenset({Role.TEAM_SYSTEM}))
ID = UUID(int=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'accounts.db'}"
    if request.param == "postgresql":
        url = schema_url(request.getfixturevalue("postgres").fresh_url(), "accounts")
    engine = open_database(url)
    SCHEMA.bring_up(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(TUESDAY_EVENING)


@pytest.fixture
def restrictions(engine: Engine, clock: MovableClock) -> Restrictions:
    restrictions = Restrictions(engine, clock)
    restrictions.restrict(CONTACT, "Peter’s niece", named=[NAMED.account_id], by=MANAGER)
    return restrictions


def opened(restrictions: Restrictions, person: Person = COLLEAGUE) -> Opening:
    return restrictions.open_for_reason(CONTACT, person, "Nobody named answers.", opening_id=ID)


def test_every_child_of_a_restricted_contact_is_closed_to_a_colleague_who_is_not_named(
    restrictions: Restrictions,
) -> None:
    asked = [CHILD, SIBLING, OTHER, CONTACT]
    assert restrictions.closed_to(COLLEAGUE, asked) == {CHILD, SIBLING, CONTACT}
    assert restrictions.closed_to(NAMED, asked) == frozenset()
    assert restrictions.closed_to(MANAGER, asked) == frozenset()
    assert restrictions.closed_to(OTHER_MANAGER, asked) == {CHILD, SIBLING, CONTACT}


def test_a_reference_typed_in_small_letters_is_closed_too(restrictions: Restrictions) -> None:
    assert restrictions.closed_to(COLLEAGUE, [CHILD.lower()]) == {CHILD.lower()}


def test_a_team_whose_own_system_gets_the_case_still_gets_it(restrictions: Restrictions) -> None:
    assert restrictions.closed_to(TEAM_SYSTEM, [CHILD]) == frozenset()


def test_a_colleague_who_says_why_gets_in_at_once_and_for_a_working_day_only(
    restrictions: Restrictions, clock: MovableClock
) -> None:
    opened(restrictions)

    assert restrictions.closed_to(COLLEAGUE, [CHILD]) == frozenset()
    clock.move(OPEN_FOR - timedelta(seconds=1))
    assert restrictions.closed_to(COLLEAGUE, [CHILD]) == frozenset()
    clock.move(timedelta(seconds=1))
    assert restrictions.closed_to(COLLEAGUE, [CHILD]) == {CHILD}


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_opens(restrictions: Restrictions, reason: str) -> None:
    with pytest.raises(Rejected):
        restrictions.open_for_reason(CONTACT, COLLEAGUE, reason, opening_id=ID)

    assert restrictions.closed_to(COLLEAGUE, [CHILD]) == {CHILD}
    assert restrictions.openings() == []


def test_a_manager_reviews_what_a_colleague_opened_and_it_is_reviewed_once(
    restrictions: Restrictions,
) -> None:
    opening = opened(restrictions)

    restrictions.review(opening.opening_id, MANAGER, justified=True, words="")

    [kept] = restrictions.openings()
    assert (kept.account_id, kept.reason, kept.justified) == ("worker-2", "Nobody named answers.", True)
    with pytest.raises(Conflict):
        restrictions.review(opening.opening_id, OTHER_MANAGER, justified=False, words="It was his niece.")


def test_what_was_not_right_needs_words(restrictions: Restrictions) -> None:
    with pytest.raises(Rejected):
        restrictions.review(opened(restrictions).opening_id, MANAGER, justified=False, words=" ")

    assert [opening.reviewed_at for opening in restrictions.openings()] == [None]


def test_nobody_reviews_what_they_opened_themselves(restrictions: Restrictions) -> None:
    opening = opened(restrictions, OTHER_MANAGER)

    with pytest.raises(Rejected):
        restrictions.review(opening.opening_id, OTHER_MANAGER, justified=True, words="")


def test_an_opening_that_there_is_not_cannot_be_reviewed(restrictions: Restrictions) -> None:
    with pytest.raises(NotFound):
        restrictions.review("none", MANAGER, justified=True, words="")


def test_naming_other_people_keeps_who_restricted_it_and_since_when(
    restrictions: Restrictions, clock: MovableClock
) -> None:
    clock.move(timedelta(days=1))
    restrictions.restrict(CONTACT, "Peter’s niece", named=[COLLEAGUE.account_id], by=OTHER_MANAGER)

    [kept] = restrictions.all()
    assert kept == restrictions.of(CHILD)
    assert kept.named == {"worker-2", "manager-2"}
    assert (kept.restricted_by, kept.restricted_at) == ("manager-1", TUESDAY_EVENING)
    assert restrictions.closed_to(NAMED, [CHILD]) == {CHILD}


def test_a_restriction_that_is_lifted_opens_the_record_and_keeps_what_was_opened(
    restrictions: Restrictions,
) -> None:
    opened(restrictions)
    restrictions.lift(CONTACT)
    restrictions.lift(CONTACT)

    assert restrictions.closed_to(OTHER_MANAGER, [CHILD]) == frozenset()
    assert restrictions.all() == []
    assert len(restrictions.openings()) == 1


def test_why_a_record_is_restricted_is_in_no_log(restrictions: Restrictions) -> None:
    assert "niece" not in repr(restrictions.of(CONTACT))
    assert "answers" not in repr(opened(restrictions))
