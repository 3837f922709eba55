"""Intake over its own real database: handing contacts in, and reading what came of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from mash_contracts.details import RecordDetails
from mash_contracts.events import ContactReceived
from mash_contracts.submission import ContactSubmission
from mash_intake.handlers.accept import Accepted, Handover, accept_contact, accept_contacts
from mash_intake.handlers.attachments import tidy_up
from mash_intake.handlers.reading import record_details
from mash_intake.service import open_delivery
from mash_intake.settings import Settings
from mash_intake.site import web_part
from mash_intake.store import tables
from mash_intake.store.attachment_folder import AttachmentFolder
from mash_platform.audit.trail import Action, subjects_about
from mash_platform.clock import MovableClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sign_in.service import SignIn, open_sign_in
from mash_platform.web.shell import create_web_app
from tests.builders.web import TUESDAY_EVENING


@dataclass(frozen=True)
class Intake:
    delivery: Delivery
    clock: MovableClock
    folder: AttachmentFolder

    @classmethod
    def at(cls, folder: Path, clock: MovableClock | None = None) -> "Intake":
        clock = clock or MovableClock(TUESDAY_EVENING)
        settings = Settings(data=folder)
        delivery = open_delivery(settings, clock, RandomIdentifiers())
        return cls(delivery, clock, AttachmentFolder(settings.attachment_folder, delivery.how_it_seals))

    def takes(
        self,
        submission: ContactSubmission,
        *,
        submitted_by: str = "school",
        key: str | None = None,
        test_nhs_numbers: bool = True,
    ) -> Accepted:
        return accept_contact(
            self.delivery, Handover(submission, submitted_by, key), test_nhs_numbers=test_nhs_numbers
        )

    def takes_together(self, *submissions: ContactSubmission) -> list[Accepted]:
        """All of them in one transaction, as a partner's batch is taken."""
        answers = accept_contacts(
            self.delivery, [Handover(each, "police") for each in submissions], test_nhs_numbers=True
        )
        accepted = [answer for answer in answers if isinstance(answer, Accepted)]
        assert len(accepted) == len(submissions)
        return accepted

    def said(self) -> list[ContactReceived]:
        """Every event that waits to be put on the log, oldest first."""
        return [ContactReceived.model_validate_json(value) for value in self.values_said()]

    def said_of_contacts(self) -> list[ContactReceived]:
        """The contacts only, where people also said who a child is."""
        outbox = self.delivery.outbox
        with self.delivery.engine.connect() as connection:
            rows = connection.execute(select(outbox.c.value, outbox.c.headers).order_by(outbox.c.sequence))
            return [
                ContactReceived.model_validate_json(value)
                for value, headers in rows
                if ["ce_type", ContactReceived.TYPE] in headers
            ]

    def values_said(self) -> list[bytes]:
        outbox = self.delivery.outbox
        with self.delivery.engine.connect() as connection:
            return list(connection.scalars(select(outbox.c.value).order_by(outbox.c.sequence)))

    def headers_said(self) -> str:
        outbox = self.delivery.outbox
        with self.delivery.engine.connect() as connection:
            return json.dumps(list(connection.scalars(select(outbox.c.headers))))

    def contacts(self) -> list[str]:
        with self.delivery.reading() as session:
            return list(session.scalars(select(tables.ContactRow.reference)))

    def kept_files(self) -> list[str]:
        """The hash of every file in the folder."""
        return sorted(self.folder.digests(older_than=datetime.max.replace(tzinfo=UTC)))

    def tidy_up(self) -> int:
        """What the worker does every minute."""
        with self.delivery.transaction() as transaction:
            return tidy_up(transaction, self.delivery, self.folder)

    def drafts(self) -> list[dict[str, Any]]:
        with self.delivery.reading() as session:
            return [row.answers for row in session.scalars(select(tables.DraftRow))]


@dataclass(frozen=True)
class IntakeOnTheWeb:
    app: FastAPI
    room: Intake

    @property
    def clock(self) -> MovableClock:
        return self.room.clock

    def looked_at(self, reference: str) -> list[tuple[str, str, Action]]:
        """Who looked at a child, contact or document, on which page and how; the oldest first."""
        sign_in: SignIn = self.app.state.sign_in
        entries = sign_in.trail.latest(subjects=subjects_about([reference]), limit=500)
        return [(each.act.account_id, each.act.route, each.act.action) for each in reversed(entries)]


@contextmanager
def intake_on_the_web(folder: Path, **settings: Any) -> Iterator[IntakeOnTheWeb]:
    """Intake's form, pages and API, with sign-in."""
    clock = MovableClock(TUESDAY_EVENING)
    with open_sign_in(Settings(data=folder), clock) as sign_in:
        part = web_part(Settings(data=folder, **settings), sign_in, clock)
        app = create_web_app([part], sign_in=sign_in, clock=clock)
        room = Intake.at(folder, clock)
        yield IntakeOnTheWeb(app, room)
        room.delivery.engine.dispose()
        assert part.close is not None
        part.close()


def arrived(intake: IntakeOnTheWeb, reference: str, child: int = 1) -> RecordDetails:
    """What the hub holds about this child of a contact that came in."""
    return record_details(intake.room.delivery, f"{reference}-{child}")
