"""Triage's pages over real sign-in, with intake answering on a real socket beside them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from mash_contracts.events import ContactReceived
from mash_contracts.submission import ContactSubmission
from mash_intake import service as intake_service
from mash_intake.handlers.accept import Handover, accept_contact
from mash_intake.settings import Settings as IntakeSettings
from mash_platform.clock import Clock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sign_in.service import open_sign_in
from mash_platform.web.shell import create_web_app
from mash_triage.service import handlers, open_delivery, web_part
from mash_triage.settings import Settings
from tests.builders.serving import serving
from tests.builders.triage_desk import Desk

NOWHERE = "http://127.0.0.1:9"
"""The discard port: an address where no intake answers."""


@dataclass(frozen=True)
class TriageHub:
    """The desk's app, the desk behind it, and what intake took in."""

    app: FastAPI
    desk: Desk
    intake: Delivery

    def takes_in(self, submission: ContactSubmission) -> tuple[str, ...]:
        """A contact goes the whole way through intake to the desk; gives one reference a child."""
        accepted = accept_contact(
            self.intake, Handover(submission, submitted_by="account-of-a-tester"), test_nhs_numbers=True
        )
        outbox = self.intake.outbox
        with self.intake.reading() as session:
            values = session.execute(select(outbox.c.value).order_by(outbox.c.sequence)).scalars().all()
        for value in values:
            contact = ContactReceived.model_validate_json(value)
            if contact.reference in accepted.records:
                self.desk.receives(contact)
        return accepted.records


@contextmanager
def a_triage_hub(folder: Path, clock: Clock, *, intake_answers: bool = True) -> Iterator[TriageHub]:
    """Both services on their own databases in `folder`; time is the clock's."""
    intake_settings = IntakeSettings(data=folder)
    intake = intake_service.open_delivery(intake_settings, clock, RandomIdentifiers())
    with open_sign_in(intake_settings, clock) as sign_in:
        intake_part = intake_service.web_part(intake_settings, sign_in, clock)
        with serving(create_web_app([intake_part], sign_in=sign_in, clock=clock)) as served:
            settings = Settings(data=folder, address=served.address if intake_answers else NOWHERE)
            delivery = open_delivery(settings, clock, RandomIdentifiers())
            part = web_part(settings, sign_in, clock)
            try:
                app = create_web_app([part], sign_in=sign_in, clock=clock)
                yield TriageHub(app, Desk(delivery, handlers(clock)), intake)
            finally:
                if part.close:
                    part.close()
                delivery.engine.dispose()
    intake.engine.dispose()


def decision_fields(record: Any, **given: str | list[str]) -> Mapping[str, str | list[str]]:
    """What a form brings that decides as recommended; what is given differs."""
    recommended = record.recommended
    return {
        "version": str(record.version),
        "level": recommended.level.value,
        "rag": recommended.rag.value,
        "legal_basis": recommended.legal_basis.value,
        "pathways": [pathway.value for pathway in recommended.pathways],
        "rationale": "What school reports and what she says fit together.",
        **given,
    }
