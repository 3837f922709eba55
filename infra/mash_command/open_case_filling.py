"""Intake learns from routing which teams have a child and when they closed, where the log no longer tells.

What teams answer reaches intake as events. A case that a team took on before intake followed them, and whose
events the log no longer keeps, is shown to nobody who takes a call until this was run; and the time for which
the record of a case is kept counts from the decision instead of the closing, so it would be due too early.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from mash_intake.domain.open_cases import OpenCase, TeamAnswer, is_open_case
from mash_intake.service import open_delivery as open_intake
from mash_intake.settings import Settings as IntakeSettings
from mash_intake.store import erasures, open_cases
from mash_platform.clock import SystemClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_routing.service import open_delivery as open_routing
from mash_routing.settings import Settings as RoutingSettings
from mash_routing.store import last_closings, taken_on

_AT_ONCE = 500


@contextmanager
def opened_sides() -> Iterator[tuple[Delivery, Delivery]]:
    """Routing and intake on this machine."""
    clock, identifiers = SystemClock(), RandomIdentifiers()
    routing = open_routing(RoutingSettings(), clock, identifiers)
    intake = open_intake(IntakeSettings(), clock, identifiers)
    try:
        yield routing, intake
    finally:
        routing.engine.dispose()
        intake.engine.dispose()


def add_open_cases(routing: Delivery, intake: Delivery) -> int:
    """How many cases that teams have were added to those that intake shows. Repeatable; blocks."""
    added: list[str] = []
    held = _held(routing)
    for start in range(0, len(held), _AT_ONCE):
        some = held[start : start + _AT_ONCE]
        with intake.transaction() as transaction:
            shown = open_cases.shown_of(transaction.session, [case.case_id for case in some])
            new = [case for case in some if case.case_id not in shown]
            answers = [TeamAnswer(case.case_id, opened=case) for case in new]
            open_cases.follow(transaction.session, answers)
        added += [case.case_id for case in new]
    # Of a case that ended meanwhile, intake may have heard so before it was added.
    still = {case.case_id for case in _held(routing)}
    ended = [TeamAnswer(case_id, closed=True) for case_id in added if case_id not in still]
    if ended:
        with intake.transaction() as transaction:
            open_cases.follow(transaction.session, ended)
    return len(added) - len(ended)


def add_closings(routing: Delivery, intake: Delivery) -> int:
    """Of how many records intake knows from now on when a team last closed a case. Repeatable; blocks."""
    with routing.reading() as session:
        every = last_closings(session)
        known = 0
        while some := list(islice(every, _AT_ONCE)):
            with intake.transaction() as transaction:
                erasures.keep_closings(transaction.session, some)
            known += len(some)
    return known


def _held(routing: Delivery) -> list[OpenCase]:
    with routing.reading() as session:
        return [
            OpenCase(case.case_id, case.reference, case.pathway, case.since, case.worker)
            for case in taken_on(session)
            if is_open_case(case.pathway, case.purpose)
        ]
