"""Orders to set a message aside by hand, for one that a service can neither handle nor get past.

An order is a row of the service's inbox. The worker reads the orders when it starts and sets such a message
aside like any that cannot be handled: no offset is moved by hand, no other message is touched.
"""

from collections.abc import Collection

from sqlalchemy import select

from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Delivery

_ORDER = "set-aside-"


def order(delivery: Delivery, message: Received) -> bool:
    """The service's worker sets this message aside once it has started again. False: that was ordered before.

    The message is known by its bytes and its place, so an order never meets another one.
    """
    with delivery.transaction() as transaction:
        return transaction.first_time(f"{_ORDER}{message.fingerprint()}", message.topic)


def ordered(delivery: Delivery) -> Collection[str]:
    """The fingerprints of the messages that were ordered to be set aside."""
    inbox = delivery.inbox
    orders = select(inbox.c.event_id).where(inbox.c.event_id.startswith(_ORDER))
    with delivery.reading() as session:
        return frozenset(found.removeprefix(_ORDER) for found in session.scalars(orders))
