"""What is e-mailed, who can send it, and the two ways in which sending fails.

E-mail is not secure: whoever writes one leaves out what only its reader may know.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mash_platform.errors import Unavailable

__all__ = ["Mail", "MailRefused", "Mailer", "Unavailable"]


@dataclass(frozen=True, slots=True)
class Mail:
    """One plain text to one person."""

    identity: str
    """Stays the same when it is sent again, so that a doubled mail is known: letters, digits, `.-`."""
    to: str = field(repr=False)
    subject: str
    body: str
    written_at: datetime


class MailRefused(Exception):
    """This mail can never be delivered and is not tried again. `reason` is a stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Mailer(Protocol):
    """One way of sending."""

    def send(self, mail: Mail, /) -> None:
        """Returns once somebody else has taken the mail over. Blocks, for a minute or two at the most.

        Raises `MailRefused`, or `Unavailable` when it may succeed later; the mail may then have gone all the
        same. Neither says to whom it was to go.
        """
        ...
