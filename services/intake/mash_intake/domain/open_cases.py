"""Which cases count as a child being open to a team."""

from dataclasses import dataclass
from datetime import datetime

from mash_contracts.vocabulary import Pathway, Purpose


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A team has the child."""

    case_id: str
    reference: str
    """Of the child's record that the case was opened for."""
    pathway: Pathway
    since: datetime
    worker: str | None
    """Account id, or what the team's own system calls the worker; None until the team has said who."""


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """What a team said of a case: it took it on, named the worker, or ended its work."""

    case_id: str
    opened: OpenCase | None = None
    worker: str | None = None
    closed: bool = False


def is_open_case(pathway: Pathway, purpose: Purpose) -> bool:
    """A team that took a referral on has the child open.

    Advice that was given is no open case, and neither is a strategy discussion, nor what was passed on to a
    case that is open already.
    """
    return purpose is Purpose.REFERRAL and pathway is not Pathway.ADVICE
