"""A record was erased at intake: every other service that sealed something of it destroys its own key."""

from typing import Any

from mash_contracts.envelope import Envelope
from mash_contracts.events import RecordErased
from mash_platform.delivery.transaction import Transaction
from mash_platform.sealing.keyring import keyring_of


def record_erased(transaction: Transaction, envelope: Envelope[Any]) -> None:
    """Repeatable, and also before anything was sealed of it: what still arrives is then not kept either."""
    destroy_key_of(transaction, envelope.data)


def destroy_key_of(transaction: Transaction, said: RecordErased) -> bool:
    """Whether there was anything to destroy; a service that seals nothing has nothing. Repeatable."""
    if not transaction.seals:
        return False
    keyring = keyring_of(transaction.session)
    if keyring.is_destroyed(said.reference):
        return False
    keyring.destroy([said.reference], said.erased_at)
    return True
