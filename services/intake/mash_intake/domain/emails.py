"""Who is e-mailed, about what, and when it is tried again.

E-mail is not secure, and who harms a child may read the mailbox of somebody who told of it. So nothing about
a child is written into one, and a private person is e-mailed only who said that it is safe.
"""

import re
from datetime import datetime, timedelta

from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import ReferralSource

LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3: the longest path less its brackets."""

GIVEN_UP_AFTER = timedelta(days=3)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
_ADDRESS = re.compile(r"""[^@\s,;<>()"\\]+@[^@\s,;<>()"\\]+\.[^@\s,;<>()"\\.]+""")

_PRIVATE_PERSONS = frozenset(
    {
        ReferralSource.RELATIVE,
        ReferralSource.ACQUAINTANCE,
        ReferralSource.SELF,
        ReferralSource.OTHER_INDIVIDUAL,
        ReferralSource.ANONYMOUS,
        ReferralSource.UNKNOWN,
    }
)


class EmailKind(Labelled):
    """What a referrer is told by e-mail."""

    RECEIVED = "received", "That the report arrived"
    ACKNOWLEDGED = "acknowledged", "That a social worker acknowledged it"
    NEWS = "news", "That there is news on the status page"


class EmailState(Labelled):
    """What became of an e-mail."""

    WAITING = "waiting", "Waits to be sent"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Could not be e-mailed"
    SWITCHED_OFF = "switched-off", "Not sent: e-mail is switched off"


class EmailFault(Labelled):
    """Why an e-mail can never be delivered."""

    NOT_AN_ADDRESS = "not-an-address", "what was given is no e-mail address"
    ADDRESS_REFUSED = "address-refused", "the address was refused"
    ADDRESS_NOT_SUPPORTED = "address-not-supported", "the mail server cannot write to this address"
    MESSAGE_REFUSED = "message-refused", "the mail server refused the message"
    GAVE_UP = "gave-up", "it was tried for three days"


def is_emailed(source: ReferralSource, email: str | None, *, anonymous: bool, said_safe: bool) -> bool:
    """A professional who gave an address; a private person only who also said that it is safe."""
    if anonymous or not email:
        return False
    return said_safe or source not in _PRIVATE_PERSONS


def looks_like_an_address(text: str) -> bool:
    """One address, without a name beside it. Whether it exists only its server knows."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def next_try(now: datetime, tries: int, written_at: datetime) -> datetime | None:
    """When to try again after so many tries in vain; None when it is given up."""
    if now - written_at >= GIVEN_UP_AFTER:
        return None
    pause: timedelta = _FIRST_PAUSE * 2 ** min(tries - 1, 10)
    return now + min(pause, _LONGEST_PAUSE)
