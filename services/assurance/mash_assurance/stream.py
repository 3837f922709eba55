"""What assurance listens to: every topic of the services, and every event on it.

What teams' own systems answer is only counted once routing has said what came of it.
"""

from mash_assurance.handlers import HANDLERS
from mash_contracts.topics import topics_read_by
from mash_platform.streams.subscription import Subscription

FIGURES_MAY_WAIT_SECONDS = 0.25
"""Nobody acts on a figure within this time, and the eight events of a child cost half as much together."""


def subscriptions() -> tuple[Subscription, ...]:
    return (
        Subscription(
            topics=topics_read_by("assurance"), handlers=HANDLERS, apart_seconds=FIGURES_MAY_WAIT_SECONDS
        ),
    )
