"""Where triage is put together: the composition root of its worker, and of its database."""

import sys
from functools import lru_cache
from pathlib import Path

from mash_platform.clock import Clock, SystemClock
from mash_platform.delivery.opening import open_database_of, schema_of_service
from mash_platform.delivery.quarantine import code_version
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers, RandomIdentifiers
from mash_platform.migrating.schema import Schema
from mash_platform.regular_work import RegularWork
from mash_platform.streams.worker import Worker
from mash_policy.load import edition_in_force
from mash_policy.model import Policy
from mash_triage import store
from mash_triage.domain.assessment import rules_without_meaning
from mash_triage.handlers.records import Handlers
from mash_triage.settings import Settings
from mash_triage.stream import subscriptions

CLOCK_OF_CHECKS_SECONDS = 15.0
"""The shortest clock of a check is hours: nobody waits for seconds."""


def schema() -> Schema:
    """Triage's tables, and the revisions that lead to them."""
    return schema_of_service(Settings.service, store.metadata, Path(__file__).parent)


def open_delivery(settings: Settings, clock: Clock, identifiers: Identifiers) -> Delivery:
    """Triage's database, with its tables as they should be. Repeatable."""
    return open_database_of(settings, schema(), clock, identifiers)


def handlers(clock: Clock) -> Handlers:
    # The editions come with the code, so which is in force on a day is looked up once a day.
    return Handlers(lru_cache(maxsize=4)(edition_in_force), clock, code_version())


def worker(settings: Settings) -> Worker:
    """Assesses contacts as they arrive; does not start under a policy that is silent on a rule."""
    clock = SystemClock()
    at_work = handlers(clock)
    refuse_incomplete(at_work.policy_in_force())
    delivery = open_delivery(settings, clock, RandomIdentifiers())
    clock_of_checks = RegularWork(
        "the clock of the agency checks",
        delivery,
        at_work.checks.look_at_the_clock,
        every=CLOCK_OF_CHECKS_SECONDS,
    )
    return Worker(Settings.service, delivery, subscriptions(at_work), settings, beside=[clock_of_checks])


def refuse_incomplete(policy: Policy) -> None:
    """A rule without a meaning would find harm and say nothing of it, so triage does not start."""
    unexplained = rules_without_meaning(policy)
    if unexplained:
        sys.exit(
            f"Policy edition {policy.id} says nothing of: {', '.join(unexplained)}. See mash policy check."
        )
