"""The tools of practice about one child: what was completed, completing one, and reading it again."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import (
    Agency,
    Answer,
    Basis,
    ExploitationRisk,
    Frequency,
    PracticeTool,
    Severity,
)
from mash_platform.clock import LONDON
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.csrf import FIELD
from mash_platform.web.pages import Pages
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_policy.practice_tool_model import Column, PracticeTools
from mash_triage.domain.practice_tools.tracker import may_lower
from mash_triage.domain.practice_tools.voice import Asked
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of, professional
from mash_triage.web.tool_forms import DANGERS, SCALES, given_from, written_again
from mash_triage.web.tooling import Tooling, tooling_of

_LATER = "later"
"""The button with which a half-filled tool is put by."""


def tool_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/tools")
    def tools_page(request: Request, reference: str, person: QualifiedPerson) -> Response:
        record = desk.record(reference)
        begun = {
            tool: draft.kept_at
            for tool in PracticeTool
            if (draft := desk.drafts.of(person.account_id, _part_of(tool, reference)))
        }
        return pages.render(
            request,
            "tools.html",
            record=record,
            summary=desk.summary(person, reference),
            tooling=_tooling(desk, reference),
            kinds=tuple(PracticeTool),
            begun=begun,
            in_force=_in_force(desk),
            may_lower=may_lower(professional(person).role),
        )

    @router.get("/triage/{reference}/tools/{tool}/{version}")
    def completed_page(
        request: Request, reference: str, tool: str, version: int, person: QualifiedPerson
    ) -> Response:
        record = desk.record(reference)
        versions = _tooling(desk, reference).versions(_known(tool))
        completed = next((one for one in versions if one.version == version), None)
        if completed is None:
            raise NotFound
        return pages.render(
            request,
            "tool_completed.html",
            record=record,
            summary=desk.summary(person, reference),
            completed=completed,
            versions=versions,
            questions=PRACTICE_TOOLS.load(completed.tools_edition),
            columns=tuple(Column),
            severity_of=Severity,
        )

    return router


def tool_form_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/tools/{tool}")
    def tool_form(request: Request, reference: str, tool: str, person: QualifiedPerson) -> Response:
        return form(request, person, reference, _known(tool), _begun(desk, person, _known(tool), reference))

    @router.post("/triage/{reference}/tools/{tool}")
    async def complete(request: Request, reference: str, tool: str, person: QualifiedPerson) -> Response:
        given = await request.form()
        written = {name: str(value) for name, value in given.items() if name != FIELD}
        return await run_in_threadpool(take_in, request, reference, _known(tool), person, written)

    def take_in(
        request: Request, reference: str, tool: PracticeTool, person: Person, written: Mapping[str, str]
    ) -> Response:
        part = _part_of(tool, reference)
        desk.drafts.keep(person.account_id, part, _without_buttons(written))
        if _LATER in written:
            desk.record(reference)
            return RedirectResponse(f"/triage/{reference}/tools", status_code=303)
        tools = _in_force(desk)
        try:
            if tools is None:
                raise Conflict("No tools of practice are in force today.")
            with desk.delivery.transaction() as transaction:
                completed = desk.handlers.tools.complete(
                    transaction,
                    reference,
                    given_from(tool, written, tools),
                    code_of(Agency, written.get("agency")),
                    professional(person),
                )
        except Rejected as rejected:
            return form(request, person, reference, tool, written, errors=rejected.errors)
        for draft in (part, _draft_of(tool, reference)):
            desk.drafts.forget(person.account_id, draft)
        return RedirectResponse(
            f"/triage/{reference}/tools/{tool.value}/{completed.version}", status_code=303
        )

    def form(
        request: Request,
        person: Person,
        reference: str,
        tool: PracticeTool,
        written: Mapping[str, str],
        *,
        errors: Sequence[FieldError] = (),
    ) -> Response:
        """The form, empty or again with what was chosen and written."""
        record = desk.record(reference)
        tooling = _tooling(desk, reference)
        latest = tooling.latest(tool)
        goes_on = latest is not None and not written and request.query_params.get("from") == "latest"
        return pages.render(
            request,
            "tool_form.html",
            status=422 if errors else 200,
            errors=errors,
            record=record,
            summary=desk.summary(person, reference),
            tool=tool,
            latest=latest,
            may_go_on=latest is not None and bool(written_again(latest.given)),
            written=written_again(latest.given) if latest is not None and goes_on else written,
            part=desk.drafts.of(person.account_id, _part_of(tool, reference)) if not errors else None,
            questions=_in_force(desk),
            tooling=tooling,
            **_CHOICES,
        )

    return router


_CHOICES: Mapping[str, Any] = {
    "agencies": tuple(agency for agency in Agency if agency is not Agency.REFERRER),
    "answers": tuple(Answer),
    "asked_choices": tuple(Asked),
    "bases": tuple(Basis),
    "columns": tuple(Column),
    "dangers": DANGERS,
    "factors": tuple(AssessmentFactor),
    "frequencies": tuple(Frequency),
    "levels": tuple(level for level in ExploitationRisk if level is not ExploitationRisk.NOT_ASSESSED),
    "scales": SCALES,
    "severities": tuple(Severity),
}


def _tooling(desk: TriageDesk, reference: str) -> Tooling:
    with desk.delivery.reading() as session:
        return tooling_of(session, reference)


def _in_force(desk: TriageDesk) -> PracticeTools | None:
    return PRACTICE_TOOLS.on(desk.handlers.clock.now().astimezone(LONDON).date())


def _known(tool: str) -> PracticeTool:
    """Raises NotFound for what is no tool."""
    known = code_of(PracticeTool, tool)
    if known is None:
        raise NotFound
    return known


def _begun(desk: TriageDesk, person: Person, tool: PracticeTool, reference: str) -> dict[str, str]:
    """What this person put by, with the words that were kept while they typed on."""
    part = desk.drafts.of(person.account_id, _part_of(tool, reference))
    draft = desk.drafts.of(person.account_id, _draft_of(tool, reference))
    return {**(part.texts if part else {}), **(draft.texts if draft else {})}


def _without_buttons(written: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in written.items() if name != _LATER}


def _draft_of(tool: PracticeTool, reference: str) -> str:
    """Where words are kept while they are typed."""
    return f"tools/{tool.value}/{reference}"


def _part_of(tool: PracticeTool, reference: str) -> str:
    """Where a half-filled tool is kept whole, with what was chosen: facts so far, which nobody decides by."""
    return f"tool-parts/{tool.value}/{reference}"
