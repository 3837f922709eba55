"""Where triage is put together: the composition root of its worker, and of its database."""

import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from mash_platform.clock import Clock, SystemClock
from mash_platform.delivery.opening import open_database_of, schema_of_service
from mash_platform.delivery.quarantine import code_version
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.drafts import Drafts
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

CLOCKS_SECONDS = 15.0
"""The shortest of the clocks is hours: nobody waits for seconds."""


CLOCK_OF_DRAFTS_SECONDS = 300.0
"""How long a draft may be there after it expired. Nobody is shown it meanwhile."""

LIFE_OF_DRAFTS = timedelta(days=7)
"""Over a long weekend and a day or two of illness, and no longer than is needed."""


def schema() -> Schema:
    """Triage's tables, and the revisions that lead to them."""
    return schema_of_service(Settings.service, store.metadata, Path(__file__).parent)


def open_delivery(settings: Settings, clock: Clock, identifiers: Identifiers) -> Delivery:
    """Triage's database, with its tables as they should be. Repeatable."""
    return open_database_of(settings, schema(), clock, identifiers)


def handlers(clock: Clock) -> Handlers:
    # The editions come with the code, so which is in force on a day is looked up once a day.
    return Handlers(lru_cache(maxsize=4)(edition_in_force), clock, code_version())


def drafts(delivery: Delivery) -> Drafts:
    """What people are writing at the desk and have not sent."""
    return Drafts(delivery, store.drafts, life=LIFE_OF_DRAFTS)


def worker(settings: Settings) -> Worker:
    """Assesses contacts as they arrive; does not start under a policy that is silent on a rule."""
    clock = SystemClock()
    at_work = handlers(clock)
    refuse_incomplete(at_work.policy_in_force())
    delivery = open_delivery(settings, clock, RandomIdentifiers())
    clocks = [
        RegularWork(f"the clock of {of}", delivery, look, every=CLOCKS_SECONDS)
        for of, look in clocks_of(at_work).items()
    ]
    clock_of_drafts = RegularWork(
        "the deletion of expired drafts",
        delivery,
        drafts(delivery).delete_expired,
        every=CLOCK_OF_DRAFTS_SECONDS,
    )
    beside = [*clocks, clock_of_drafts]
    return Worker(Settings.service, delivery, subscriptions(at_work), settings, beside=beside)


def clocks_of(at_work: Handlers) -> Mapping[str, Callable[[Transaction], int]]:
    """What runs out while nobody does anything: each is looked at again and again, and said once."""
    return {
        "the decisions": at_work.clocks.look_at_the_clock,
        "the agency checks": at_work.checks.look_at_the_clock,
        "the notices to schools": at_work.school_notices.look_at_the_clock,
        "the strategy discussions": at_work.strategy.look_at_the_clock,
        "the professional differences": at_work.differences.look_at_the_clock,
    }


def refuse_incomplete(policy: Policy) -> None:
    """A rule without a meaning would find harm and say nothing of it, so triage does not start."""
    unexplained = rules_without_meaning(policy)
    if unexplained:
        sys.exit(
            f"Policy edition {policy.id} says nothing of: {', '.join(unexplained)}. See mash policy check."
        )
