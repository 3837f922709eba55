"""Teams take children on and let them go; who takes a call sees it."""

from typing import Any

from mash_contracts.envelope import Envelope
from mash_contracts.events import ReferralAccepted, ReferralAllocated, ReferralClosed
from mash_intake.domain.open_cases import OpenCase, TeamAnswer, is_open_case
from mash_intake.store import erasures, open_cases
from mash_platform.delivery.transaction import Transaction


def accepted(transaction: Transaction, envelope: Envelope[Any]) -> None:
    """A team has the child from now on. Repeatable."""
    data: ReferralAccepted = envelope.data
    if is_open_case(data.pathway, data.purpose):
        case = OpenCase(data.case_id, envelope.reference, data.pathway, data.accepted_at, worker=None)
        transaction.later(open_cases.follow, TeamAnswer(data.case_id, opened=case))


def allocated(transaction: Transaction, envelope: Envelope[Any]) -> None:
    """The team says who has the case. Repeatable."""
    data: ReferralAllocated = envelope.data
    transaction.later(open_cases.follow, TeamAnswer(data.case_id, worker=data.worker))


def closed(transaction: Transaction, envelope: Envelope[Any]) -> None:
    """The team's work with the child has ended. Repeatable."""
    data: ReferralClosed = envelope.data
    transaction.later(open_cases.follow, TeamAnswer(data.case_id, closed=True))
    transaction.later(erasures.keep_closings, (envelope.reference, data.closed_at))
