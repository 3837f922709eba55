"""A child's checks at triage: which agencies are asked or held back, and who has not answered in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from mash_contracts.events import (
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    AgencyCheckRequested,
    ReferralAssessed,
    SharingDecided,
)
from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Agency, ConsentState, LegalBasis, SharingChoice
from mash_platform.clock import MovableClock
from mash_platform.errors import Rejected
from mash_triage.domain.agency_checks import CheckState
from mash_triage.domain.lawful_basis import Ground, SharingGiven
from mash_triage.store import agency_checks
from tests.builders.agency_checks import an_answer, dispensing
from tests.builders.agency_checks_at_the_desk import (
    a_child_who_told_a_teacher,
    a_worry_about_violence_at_home,
    answers,
    checks,
    looks_at_the_clock,
    records_sharing,
)
from tests.builders.triage_desk import AMIRA, Desk

pytestmark = pytest.mark.usefixtures("each_database")


def test_with_consent_the_agencies_that_can_know_something_are_asked_and_no_others(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home())

    asked = checks(desk, record.reference)
    assert {Agency.SOCIAL_CARE, Agency.POLICE} <= asked.keys()
    assert Agency.HOUSING not in asked
    assert {check.state for check in asked.values()} == {CheckState.AWAITED}
    requested = desk.said(AgencyCheckRequested)
    assert {one.agency for one in requested} == asked.keys()
    (police,) = [one for one in requested if one.agency is Agency.POLICE]
    clock = asked[Agency.POLICE].clock
    assert clock is not None
    assert police.answer_by == clock.answer_by


def test_a_contact_that_comes_twice_asks_once(desk: Desk) -> None:
    contact = a_worry_about_violence_at_home()
    desk.receives(contact)
    asked = len(desk.said(AgencyCheckRequested))

    desk.receives(contact)

    assert len(desk.said(AgencyCheckRequested)) == asked


def test_without_consent_only_the_hubs_own_records_are_looked_into(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.NOT_SOUGHT))

    asked = checks(desk, record.reference)
    assert asked[Agency.SOCIAL_CARE].state is CheckState.AWAITED
    assert asked[Agency.POLICE].state is CheckState.HELD
    assert asked[Agency.POLICE].clock is None
    assert {one.agency for one in desk.said(AgencyCheckRequested)} == {Agency.SOCIAL_CARE}
    (assessed,) = desk.said(ReferralAssessed)
    assert assessed.provisional


def test_once_a_named_person_dispenses_with_consent_the_agencies_are_asked(
    desk: Desk, clock: MovableClock
) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.NOT_SOUGHT))
    clock.move(timedelta(minutes=20))

    basis = records_sharing(desk, record.reference, dispensing())

    assert basis.ground is Ground.DISPENSED
    police = checks(desk, record.reference)[Agency.POLICE]
    assert (police.state, police.asked_at) == (CheckState.AWAITED, clock.now())
    (decided,) = desk.said(SharingDecided)
    assert (decided.choice, decided.decided_by) == (SharingChoice.DISPENSE, AMIRA.account_id)
    with desk.delivery.reading() as session:
        (kept,) = agency_checks.sharing_of(session, record.reference)
    assert kept.person == AMIRA
    assert kept.words == dispensing().words


def test_a_decision_not_to_share_is_kept_and_leaves_the_checks_visible_as_missing(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.REFUSED))

    given = SharingGiven(
        SharingChoice.DO_NOT_SHARE, words="One slight worry, and the family has help already."
    )
    records_sharing(desk, record.reference, given)

    police = checks(desk, record.reference)[Agency.POLICE]
    assert police.state is CheckState.NOT_SHARED
    assert police.is_missing
    (decided,) = desk.said(SharingDecided)
    assert decided.choice is SharingChoice.DO_NOT_SHARE


def test_what_is_not_explained_is_not_recorded(desk: Desk) -> None:
    record = desk.receives(a_worry_about_violence_at_home(consent=ConsentState.NOT_SOUGHT))

    with pytest.raises(Rejected):
        records_sharing(desk, record.reference, dispensing(words=""))

    assert checks(desk, record.reference)[Agency.POLICE].state is CheckState.HELD
    assert not desk.said(SharingDecided)


def test_at_significant_harm_nobody_waits_and_telling_the_parents_is_still_to_be_recorded(desk: Desk) -> None:
    record = desk.receives(a_child_who_told_a_teacher(consent=ConsentState.REFUSED))

    assert record.recommended.legal_basis is LegalBasis.S47
    asked = checks(desk, record.reference)
    assert {Agency.SOCIAL_CARE, Agency.POLICE, Agency.HEALTH} <= asked.keys()
    assert {check.state for check in asked.values()} == {CheckState.AWAITED}
    with desk.delivery.transaction() as transaction:
        assert desk.handlers.checks.basis(transaction, record).informing_to_record
    basis = records_sharing(desk, record.reference, dispensing(choice=SharingChoice.DO_NOT_INFORM_PARENTS))
    assert not basis.informing_to_record


def test_the_clock_says_once_that_a_check_is_due_soon_and_once_that_it_is_overdue(
    desk: Desk, clock: MovableClock
) -> None:
    record = desk.receives(a_child_who_told_a_teacher(referral_source=ReferralSource.POLICE))
    everybody = len(checks(desk, record.reference))
    assert looks_at_the_clock(desk) == 0

    clock.move(timedelta(minutes=61))
    assert looks_at_the_clock(desk) == everybody
    assert looks_at_the_clock(desk) == 0
    assert len(desk.said(AgencyCheckDueSoon)) == everybody
    clock.move(timedelta(hours=1))
    assert looks_at_the_clock(desk) == everybody
    assert looks_at_the_clock(desk) == 0

    assert len(desk.said(AgencyCheckOverdue)) == everybody
    assert len(desk.said(AgencyCheckDueSoon)) == everybody
    now = clock.now()
    assert all(check.is_overdue(now) for check in checks(desk, record.reference).values())


def test_nobody_is_reminded_of_what_they_answered(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_child_who_told_a_teacher())
    answers(desk, record.reference, an_answer())
    clock.move(timedelta(hours=5))

    looks_at_the_clock(desk)

    assert Agency.POLICE not in {one.agency for one in desk.said(AgencyCheckOverdue)}


def test_the_board_shows_what_is_open_with_the_one_due_first_at_the_top(desk: Desk) -> None:
    calm = desk.receives(a_worry_about_violence_at_home())
    urgent = desk.receives(a_child_who_told_a_teacher())
    answers(desk, urgent.reference, an_answer(), Agency.HEALTH)

    with desk.delivery.reading() as session:
        everything = agency_checks.board(session, agency_checks.BoardFilter())
        police = agency_checks.board(session, agency_checks.BoardFilter(Agency.POLICE))
        counted = agency_checks.count_board(session, agency_checks.BoardFilter(Agency.POLICE))

    assert [line.check.reference for line in police] == [urgent.reference, calm.reference]
    assert counted == 2
    assert everything[0].check.reference == urgent.reference
    assert (urgent.reference, Agency.HEALTH) not in {
        (one.check.reference, one.check.agency) for one in everything
    }


def test_two_workers_that_look_at_the_same_moment_say_it_once(desk: Desk, clock: MovableClock) -> None:
    record = desk.receives(a_child_who_told_a_teacher())
    everybody = len(checks(desk, record.reference))
    clock.move(timedelta(hours=1))

    with ThreadPoolExecutor(4) as workers:
        told = list(workers.map(lambda _: looks_at_the_clock(desk), range(8)))

    assert sum(told) == everybody == len(desk.said(AgencyCheckDueSoon))
