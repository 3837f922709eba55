"""Forgetting which events were handled, once no topic holds them any longer."""

from datetime import timedelta

from sqlalchemy import delete, select

from mash_contracts.topics import all_topics
from mash_platform.delivery.transaction import Delivery

_LONGER_THAN_ANY_TOPIC = timedelta(days=14)
"""Brokers delete whole files, so some messages stay longer than they have to."""
PRUNED_AT_ONCE = 5_000


def kept_for() -> timedelta:
    """How long a handled event is remembered: longer than any topic that services read could bring it again.

    Quarantine is kept far longer, but what lies there was not handled by the service that set it aside.
    """
    longest = max(topic.retention_days for topic in all_topics().values() if not topic.is_quarantine)
    return timedelta(days=longest) + _LONGER_THAN_ANY_TOPIC


def prune_inbox(delivery: Delivery) -> int:
    """Forgets some of what was handled long ago; how many. Repeatable."""
    inbox = delivery.inbox
    long_ago = (
        select(inbox.c.event_id)
        .where(inbox.c.handled_at < delivery.clock.now() - kept_for())
        .limit(PRUNED_AT_ONCE)
    )
    # Looked for outside the transaction: on SQLite nobody else could write while the whole table is read.
    with delivery.reading() as session:
        found = list(session.scalars(long_ago))
    if found:
        with delivery.transaction() as transaction:
            transaction.session.execute(delete(inbox).where(inbox.c.event_id.in_(found)))
    return len(found)
