"""Tools of practice for other systems: the same questions, the same rules, each agency its own."""

from typing import Annotated

from fastapi import APIRouter, Body, status

from mash_contracts.vocabulary import Agency
from mash_platform.clock import LONDON
from mash_platform.errors import Conflict, NotFound
from mash_platform.sign_in.access import NotAllowed, Person
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_policy.practice_tool_model import PracticeTools
from mash_triage.domain.decision import Professional, deciding_role
from mash_triage.store import agency_checks, practice_tools
from mash_triage.web.desk import CheckPersonOrSystem, TriageDesk, agency_seen_by
from mash_triage.web.tool_api_models import ToolIn, ToolList, ToolShown


def tool_api_router(desk: TriageDesk) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["tools of practice"])

    @router.get("/practice-tools")
    def questions(_: CheckPersonOrSystem) -> PracticeTools:
        """What each tool of today asks, with the codes of its questions, and from where on it says what."""
        tools = PRACTICE_TOOLS.on(desk.delivery.clock.now().astimezone(LONDON).date())
        if tools is None:
            raise Conflict("No tools of practice are in force today.")
        return tools

    @router.get("/practice-tools/{reference}")
    def list_tools(person: CheckPersonOrSystem, reference: str) -> ToolList:
        """Every tool completed about a child. An agency sees those of its own practitioners."""
        own = agency_seen_by(person)
        _only_if_asked(reference, own)
        desk.record(reference)
        with desk.delivery.reading() as session:
            completed = practice_tools.tools_of(session, reference)
        return ToolList(tools=[ToolShown.of(one) for one in completed if own in (None, one.agency)])

    @router.post("/practice-tools/{reference}", status_code=status.HTTP_201_CREATED)
    def complete(person: CheckPersonOrSystem, reference: str, given: Annotated[ToolIn, Body()]) -> ToolShown:
        """Keeps a completed tool as its next version, and assesses the child again on what it tells.

        Sent again with the same content within ten minutes, it makes no second version. An agency completes
        tools about children of whom it was asked. Nothing is lowered by a tool.
        """
        own = agency_seen_by(person)
        if own is not None and given.agency not in (None, own):
            raise NotAllowed
        _only_if_asked(reference, own)
        with desk.delivery.transaction() as transaction:
            completed = desk.handlers.tools.complete(
                transaction, reference, given.given(), own or given.agency, _completed_by(person)
            )
        return ToolShown.of(completed)

    def _only_if_asked(reference: str, agency: Agency | None) -> None:
        """Raises NotFound for an agency that was not asked about this child."""
        if agency is None:
            return
        with desk.delivery.reading() as session:
            checks = agency_checks.checks_of(session, reference)
        if not any(check.agency is agency and check.asked_at is not None for check in checks):
            raise NotFound

    return router


def _completed_by(person: Person) -> Professional:
    """Who completed it: somebody of the hub as they decide, or an agency's member or system."""
    role = deciding_role(person.roles) or min(person.roles)
    return Professional(person.account_id, person.name, role)
