"""What triage holds of a child's record, for a manager who gives the child or a parent what is held."""

from typing import Annotated

from fastapi import APIRouter, Depends

from mash_contracts.held import HeldOfRecord, StillOpen
from mash_contracts.vocabulary import Role
from mash_platform.sign_in.access import Person, require
from mash_triage.web.desk import TriageDesk
from mash_triage.web.held import held_of, still_open

Manager = Annotated[Person, Depends(require(Role.MANAGER))]


def held_api_router(desk: TriageDesk) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["triage"])

    @router.get("/triage/records/{reference}/held")
    def held(_: Manager, reference: str) -> HeldOfRecord:
        """Everything triage holds of this record, in words. Empty for a record it never assessed."""
        with desk.delivery.reading() as session:
            return held_of(session, reference)

    @router.get("/triage/records/{reference}/open")
    def open_duties(_: Manager, reference: str) -> StillOpen:
        """What triage still has to do about this record: while there is anything, it is not erased."""
        with desk.delivery.reading() as session:
            return still_open(session, reference)

    return router
