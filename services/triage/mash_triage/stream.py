"""What triage listens to. No rule lives here."""

from mash_contracts.events import ContactReceived, ReferralDeclined
from mash_contracts.topics import all_topics
from mash_platform.streams.subscription import Subscription
from mash_triage.handlers.records import Handlers


def subscriptions(handlers: Handlers) -> tuple[Subscription, ...]:
    topics = all_topics()
    return (
        Subscription((topics["mash.contacts"],), {ContactReceived: handlers.assess_contact}),
        Subscription((topics["mash.routing"],), {ReferralDeclined: handlers.return_to_desk}),
    )
