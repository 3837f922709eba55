"""Sending what is owed to referrers by e-mail.

An e-mail is taken, handed over, and then marked. Who is killed in between leaves it to be sent again some
minutes later: it may come twice, under one Message-ID, and never not at all.
"""

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

from mash_intake import metrics
from mash_intake.domain.emails import EmailFault, EmailState, next_try
from mash_intake.store import emails, feedback
from mash_intake.store.emails import TakenEmail
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Unavailable
from mash_platform.mail.message import Mail, MailRefused
from mash_platform.mail.settings import OutgoingMail

log = logging.getLogger(__name__)

TAKEN_FOR = timedelta(minutes=5)
"""Longer than handing one over can take: only after a crash does another process find it due again."""


@cache
def wording() -> Mapping[str, Mapping[str, str]]:
    """Subject and body of each kind of e-mail, as `emails.toml` has them."""
    return tomllib.loads((files("mash_intake") / "emails.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Postman:
    """Sends one e-mail at a time; any number may be at work."""

    delivery: Delivery
    mail: OutgoingMail | None
    """None: e-mail is switched off, and what waits is ended unsent."""
    hub_name: str
    hub_phone: str

    def send_next(self) -> int:
        """Sends the e-mail that has been due longest. 0 when there is none or it has to wait; else 1.

        Blocks while the mail server is at work, outside any transaction.
        """
        now = self.delivery.clock.now()
        if self.mail is None:
            with self.delivery.transaction() as transaction:
                return emails.switch_off(transaction.session, now)
        with self.delivery.transaction() as transaction:
            oldest = emails.oldest_waiting(transaction.session)
            taken = emails.take_due(transaction.session, now, until=now + TAKEN_FOR)
        metrics.OLDEST_EMAIL_SECONDS.set((now - oldest).total_seconds() if oldest else 0.0)
        return self._send(self.mail, taken) if taken else 0

    def _send(self, mail: OutgoingMail, taken: TakenEmail) -> int:
        try:
            mail.mailer.send(self._written(taken, mail.site))
        except MailRefused as refused:
            self._end(taken, EmailState.REFUSED, EmailFault(refused.reason))
            return 1
        except Unavailable as unavailable:
            self._put_off(taken, str(unavailable))
            return 0
        self._end(taken, EmailState.SENT)
        return 1

    def _written(self, taken: TakenEmail, site: str) -> Mail:
        """The e-mail in words. None of them is about a child, and the code is not among them."""
        with self.delivery.reading() as session:
            kept = feedback.feedback_of(session, taken.contact_reference)
        acknowledged = kept.acknowledged if kept else None
        words = {
            "reference": taken.contact_reference,
            "link": f"{site}/report/status",
            "hub": self.hub_name,
            "phone": self.hub_phone,
            "social_worker": acknowledged.by_name if acknowledged else "",
        }
        text = wording()[taken.kind.value]
        return Mail(
            identity=taken.identity,
            to=taken.address,
            subject=text["subject"].format(**words),
            body=text["body"].format(**words),
            written_at=taken.written_at,
        )

    def _end(self, taken: TakenEmail, state: EmailState, fault: EmailFault | None = None) -> None:
        with self.delivery.transaction() as transaction:
            emails.end(transaction.session, taken, state, self.delivery.clock.now(), fault)
        metrics.EMAILS.labels(taken.kind.value, state.value).inc()
        if fault is not None:
            log.warning("%s could not be e-mailed: %s", taken.identity, fault.value)

    def _put_off(self, taken: TakenEmail, why: str) -> None:
        at = next_try(self.delivery.clock.now(), taken.tries, taken.written_at)
        if at is None:
            self._end(taken, EmailState.REFUSED, EmailFault.GAVE_UP)
            return
        with self.delivery.transaction() as transaction:
            emails.try_again(transaction.session, taken, at)
        metrics.EMAILS.labels(taken.kind.value, "put-off").inc()
        log.warning("%s is e-mailed later: %s", taken.identity, why)
