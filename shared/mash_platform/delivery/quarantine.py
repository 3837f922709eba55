"""Messages that could not be read: set aside with what is known of them, looked at, sent on again.

A quarantined message is a child. It keeps its bytes, its key and its headers; what is added says why, where
from, when and by which code. The quarantine topic is its own record: a message that was sent on again is
followed, on the same topic, by a note that says so.
"""

from datetime import datetime
from functools import cache
from importlib.metadata import version

from mash_contracts.topics import Topic
from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import InvalidMessage

ID = "quarantine_id"
REASON = "quarantine_reason"
DETAIL = "quarantine_detail"
SERVICE = "quarantine_service"
ORIGIN = "quarantine_origin"
AT = "quarantine_at"
CODE_VERSION = "quarantine_codeversion"
REDRIVEN = "quarantine_redriven"
"""On a note: the id of the message that was sent on again."""
REDRIVEN_FROM = "redriven_from"
"""On a message sent on again: its id in quarantine."""

_ADDED = "quarantine_"


@cache
def code_version() -> str:
    """The version of the code at work, which events and quarantined messages carry."""
    return version("mash-referral-triage")


def set_aside(
    transaction: Transaction, topic: Topic, message: Received, fault: InvalidMessage, *, at: datetime
) -> bool:
    """Writes a message to its topic's quarantine, with this transaction. False: that was done before."""
    assert topic.quarantine is not None
    identity = message.fingerprint()
    if not transaction.first_time(f"quarantine-{identity}", message.topic):
        return False
    added = {
        ID: identity,
        REASON: fault.reason,
        DETAIL: fault.detail,
        SERVICE: transaction.service,
        ORIGIN: message.place,
        AT: at.isoformat(),
        CODE_VERSION: code_version(),
    }
    transaction.send(
        f"quarantine-{identity}",
        topic.quarantine,
        key=message.key,
        # Clients refuse a record that has neither key nor value.
        value=b"" if message.key is None and message.value is None else message.value,
        headers=[*message.headers, *((name, text.encode()) for name, text in added.items())],
    )
    return True
