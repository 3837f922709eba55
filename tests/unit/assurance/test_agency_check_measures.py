"""How the agencies answer, as assurance counts it: silence is never counted as nothing known."""

from datetime import datetime
from itertools import permutations

import pytest

from mash_assurance.counts import tallies
from mash_assurance.domain import measures
from mash_assurance.domain.tallies import EVER, CheckCounts
from mash_assurance.store import record_of
from mash_contracts.vocabulary import Agency, CheckOutcome
from mash_platform.delivery.transaction import Delivery
from tests.builders.assurance import (
    an_agency_check_answered,
    an_agency_check_requested,
    hear,
    hear_enveloped,
    later,
)
from tests.builders.figures import CHILD, SISTER, a_contact, figures_at
from tests.builders.triage import enveloped

pytestmark = pytest.mark.usefixtures("each_database")


def police_at(assurance: Delivery, at: datetime) -> CheckCounts:
    with assurance.reading() as session:
        return tallies(session, EVER, at).checks[Agency.POLICE]


def test_an_agency_that_is_silent_is_awaited_and_then_overdue_and_never_knows_nothing(
    assurance: Delivery,
) -> None:
    hear(assurance, a_contact(CHILD), an_agency_check_requested(CHILD))

    assert police_at(assurance, later(1)) == CheckCounts(awaited=1)
    assert police_at(assurance, later(3)) == CheckCounts(overdue=1)


def test_each_answer_is_counted_by_what_was_said_and_whether_it_came_in_time(assurance: Delivery) -> None:
    late = an_agency_check_answered(SISTER, outcome=CheckOutcome.DECLINED, answered_at=later(4), late=True)
    hear(
        assurance,
        a_contact(CHILD),
        a_contact(SISTER),
        an_agency_check_requested(CHILD),
        an_agency_check_requested(SISTER),
        an_agency_check_answered(CHILD),
        late,
    )

    counted = police_at(assurance, later(5))

    assert counted == CheckCounts(nothing_known=1, declined=1, in_time=1, late=1)
    assert counted.asked == 2


def test_who_knew_nothing_and_finds_something_later_knew_something_and_answered_in_time(
    assurance: Delivery,
) -> None:
    more = an_agency_check_answered(CHILD, outcome=CheckOutcome.ANSWERED, answered_at=later(6), late=True)
    hear(
        assurance,
        a_contact(CHILD),
        an_agency_check_requested(CHILD),
        an_agency_check_answered(CHILD),
        more,
    )

    assert police_at(assurance, later(7)) == CheckCounts(answered=1, in_time=1)


def test_in_whatever_order_and_however_often_it_is_told_the_picture_is_the_same(assurance: Delivery) -> None:
    told = [
        enveloped(event)
        for event in (a_contact(CHILD), an_agency_check_requested(CHILD), an_agency_check_answered(CHILD))
    ]
    pictures = []
    for order in permutations(told):
        hear_enveloped(assurance, [*order, *order])
        with assurance.reading() as session:
            pictures.append(record_of(session, CHILD))

    assert all(picture == pictures[0] for picture in pictures)
    assert police_at(assurance, later(3)) == CheckCounts(nothing_known=1, in_time=1)


def test_a_check_heard_of_before_the_contact_counts_once_the_contact_is_here(assurance: Delivery) -> None:
    hear(assurance, an_agency_check_requested(CHILD))
    assert police_at(assurance, later(1)).asked == 0

    hear(assurance, a_contact(CHILD))

    assert police_at(assurance, later(1)) == CheckCounts(awaited=1)


def test_the_share_in_time_is_of_what_was_answered_or_is_past_its_time(assurance: Delivery) -> None:
    health = an_agency_check_requested(CHILD, agency=Agency.HEALTH, answer_by=later(48))
    hear(
        assurance,
        a_contact(CHILD),
        a_contact(SISTER),
        an_agency_check_requested(CHILD),
        an_agency_check_requested(SISTER),
        health,
        an_agency_check_answered(CHILD),
    )

    share = figures_at(assurance, at=later(3)).share(measures.CHECKS_IN_TIME)

    assert (share.numerator, share.denominator) == (1, 2)
