"""Triage's pages over real sign-in, with intake answering on a real socket beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import select

from mash_contracts.events import ContactReceived
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Role
from mash_intake import service as intake_service
from mash_intake import site as intake_site
from mash_intake.handlers.accept import Handover, accept_contact
from mash_intake.settings import Settings as IntakeSettings
from mash_platform.clock import Clock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sign_in.service import open_sign_in
from mash_platform.web.shell import create_web_app
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.site import web_part
from mash_triage.store.records import Record
from tests.builders.serving import serving
from tests.builders.triage_desk import Desk
from tests.builders.web import Visitor, someone

NOWHERE = "http://127.0.0.1:9"
"""The discard port: an address where no intake answers."""


@dataclass(frozen=True)
class DeskAndIntake:
    """Both services' databases in one folder, without the log between them."""

    desk: Desk
    intake: Delivery

    def takes_in(self, submission: ContactSubmission) -> tuple[Record, ...]:
        """A contact goes the whole way through intake to the desk; gives one record a child."""
        accepted = accept_contact(
            self.intake, Handover(submission, submitted_by="account-of-a-tester"), test_nhs_numbers=True
        )
        outbox = self.intake.outbox
        with self.intake.reading() as session:
            values = session.execute(select(outbox.c.value).order_by(outbox.c.sequence)).scalars().all()
        contacts = [ContactReceived.model_validate_json(value) for value in values]
        return tuple(
            self.desk.receives(contact) for contact in contacts if contact.reference in accepted.records
        )


@contextmanager
def desk_and_intake(folder: Path, clock: Clock) -> Iterator[DeskAndIntake]:
    intake = intake_service.open_delivery(IntakeSettings(data=folder), clock, RandomIdentifiers())
    triage = open_delivery(Settings(data=folder), clock, RandomIdentifiers())
    yield DeskAndIntake(Desk(triage, handlers(clock)), intake)
    triage.engine.dispose()
    intake.engine.dispose()


@dataclass(frozen=True)
class TriageHub:
    app: FastAPI
    both: DeskAndIntake

    @property
    def desk(self) -> Desk:
        return self.both.desk

    def practitioner(self, name: str = "Priya Nair") -> Visitor:
        return someone(self.app, Role.PRACTITIONER, display_name=name)

    def manager(self) -> Visitor:
        return someone(self.app, Role.MANAGER, display_name="Margaret Osei")


@contextmanager
def a_triage_hub(folder: Path, clock: Clock, *, intake_answers: bool = True) -> Iterator[TriageHub]:
    """Triage's app, and intake's on a socket; both on their own databases in `folder`."""
    intake_settings = IntakeSettings(data=folder)
    with open_sign_in(intake_settings, clock) as sign_in, desk_and_intake(folder, clock) as both:
        intake_part = intake_site.web_part(intake_settings, sign_in, clock)
        with serving(create_web_app([intake_part], sign_in=sign_in, clock=clock)) as served:
            address = served.address if intake_answers else NOWHERE
            part = web_part(Settings(data=folder, address=address), sign_in, clock)
            yield TriageHub(create_web_app([part], sign_in=sign_in, clock=clock), both)
            if part.close:
                part.close()


def decision_fields(record: Record, **given: str | list[str]) -> dict[str, str | list[str]]:
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


BELOW: dict[str, str | list[str]] = {
    "level": "1",
    "rag": "green",
    "legal_basis": "none",
    "pathways": ["advice"],
    "rationale": "Her grandmother looks after her and school sees her daily.",
}
