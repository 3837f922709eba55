"""Professional differences: the open ones, raising one, and taking it on stage by stage.

The hub sees every difference. An agency sees its own, and raises one about a child it has to do with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.details import RecordSummary
from mash_contracts.vocabulary import Agency, DifferenceGround, DifferenceOutcome, DifferenceStage
from mash_platform.drafts import Draft
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.csrf import FIELD
from mash_platform.web.pages import Pages
from mash_triage.domain.decision import QUALIFIED
from mash_triage.domain.professional_differences import (
    DifferenceGiven,
    DifferenceStep,
    StepGiven,
    Subject,
)
from mash_triage.store import professional_differences
from mash_triage.store.professional_differences import DifferenceFilter
from mash_triage.web.desk import CheckPerson, TriageDesk, agency_seen_by, code_of
from mash_triage.web.differing import difference_seen_by, refuse_strangers, speaker
from mash_triage.web.discussion_pages import discussing
from mash_triage.web.lists import PAGE_SIZE

HOME = "/professional-differences/"


def differences_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/professional-differences/")
    def open_differences(
        request: Request,
        person: CheckPerson,
        agency: str = "",
        stage: str = "",
        state: str = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        own = agency_seen_by(person)
        wanted = DifferenceFilter(
            own or code_of(Agency, agency),
            code_of(DifferenceStage, stage) or DifferenceStage.ONE,
            resolved=state == "resolved",
        )
        with desk.delivery.reading() as session:
            total = professional_differences.count(session, wanted)
            lines = professional_differences.listed(
                session, wanted, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
            )
        summaries = _summaries(desk, person, [line.reference for line in lines])
        return pages.render(
            request,
            "differences.html",
            own=own,
            wanted=wanted,
            lines=lines,
            summaries=summaries or {},
            intake_unavailable=summaries is None,
            agencies=tuple(Agency),
            stages=_stages(desk),
            total=total,
            page=page,
            first=(page - 1) * PAGE_SIZE + 1,
            last_page=max(1, -(-total // PAGE_SIZE)),
            address=lambda number: _address(wanted, own, number),
        )

    return router


def difference_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    form = _Form(desk, pages)

    @router.get("/professional-differences/{reference}/raise")
    def raising_form(request: Request, reference: str, person: CheckPerson) -> Response:
        draft = desk.drafts.of(person.account_id, _draft_of(reference, None))
        return form.raising(request, person, reference, draft.texts if draft else {}, draft=draft)

    @router.post("/professional-differences/{reference}/raise")
    async def raise_difference(request: Request, reference: str, person: CheckPerson) -> Response:
        return await run_in_threadpool(form.raised, request, reference, person, await _written(request))

    @router.get("/professional-differences/{reference}/{number}")
    def difference_page(request: Request, reference: str, number: int, person: CheckPerson) -> Response:
        draft = desk.drafts.of(person.account_id, _draft_of(reference, number))
        return form.one(request, person, reference, number, draft.texts if draft else {}, draft=draft)

    @router.post("/professional-differences/{reference}/{number}")
    async def take_step(request: Request, reference: str, number: int, person: CheckPerson) -> Response:
        written = await _written(request)
        return await run_in_threadpool(form.moved_on, request, reference, number, person, written)

    return router


@dataclass(frozen=True)
class _Form:
    """The pages on which a difference is raised, and taken on."""

    desk: TriageDesk
    pages: Pages

    def raised(
        self, request: Request, reference: str, person: Person, written: Mapping[str, str]
    ) -> Response:
        seen = _child_seen_by(self.desk, person, reference)
        given = DifferenceGiven(
            subject=code_of(Subject, written.get("subject")),
            ground=code_of(DifferenceGround, written.get("ground")),
            words=written.get("words", ""),
            discussion=_number(written.get("discussion", "")),
            agency=seen.agency or code_of(Agency, written.get("agency")),
        )
        form = _draft_of(reference, None)
        try:
            with self.desk.delivery.transaction() as transaction:
                raised = self.desk.handlers.differences.raise_difference(
                    transaction, reference, given, speaker(person)
                )
        except Rejected as rejected:
            self.desk.drafts.keep(person.account_id, form, {"words": given.words})
            return self.raising(request, person, reference, written, errors=rejected.errors)
        self.desk.drafts.forget(person.account_id, form)
        return RedirectResponse(f"{HOME}{reference}/{raised.number}", status_code=303)

    def moved_on(
        self, request: Request, reference: str, number: int, person: Person, written: Mapping[str, str]
    ) -> Response:
        difference_seen_by(self.desk, person, reference, number)
        given = StepGiven(
            step=code_of(DifferenceStep, written.get("step")),
            words=written.get("words", ""),
            outcome=code_of(DifferenceOutcome, written.get("outcome")),
            accepted_by=written.get("accepted_by", ""),
        )
        form = _draft_of(reference, number)
        texts = {"words": given.words, "accepted_by": given.accepted_by}
        try:
            with self.desk.delivery.transaction() as transaction:
                self.desk.handlers.differences.take_step(
                    transaction,
                    reference,
                    number,
                    given,
                    speaker(person),
                    seen_version=_number(written.get("version", "")) or 0,
                )
        except Rejected as rejected:
            self.desk.drafts.keep(person.account_id, form, texts)
            return self.one(request, person, reference, number, written, errors=rejected.errors)
        except Conflict as conflict:
            self.desk.drafts.keep(person.account_id, form, texts)
            return self.one(request, person, reference, number, written, conflict=conflict)
        self.desk.drafts.forget(person.account_id, form)
        return RedirectResponse(f"{HOME}{reference}/{number}", status_code=303)

    def raising(
        self,
        request: Request,
        person: Person,
        reference: str,
        written: Mapping[str, str],
        *,
        errors: Sequence[FieldError] = (),
        draft: Draft | None = None,
    ) -> Response:
        seen = _child_seen_by(self.desk, person, reference)
        held = [
            one
            for one in discussing(self.desk, reference).discussions
            if seen.agency is None or seen.agency in one.given.agencies
        ]
        return self.pages.render(
            request,
            "difference_raise.html",
            status=422 if errors else 200,
            errors=errors,
            agencies=tuple(Agency),
            subjects=tuple(Subject),
            grounds=tuple(DifferenceGround),
            discussions=held,
            stages=_stages(self.desk),
            written=written,
            draft=draft,
            draft_at=f"/triage/drafts/{_draft_of(reference, None)}",
            **seen.context,
        )

    def one(
        self,
        request: Request,
        person: Person,
        reference: str,
        number: int,
        written: Mapping[str, str],
        *,
        errors: Sequence[FieldError] = (),
        conflict: Conflict | None = None,
        draft: Draft | None = None,
    ) -> Response:
        """One difference with all that was said, and the form to go on with it."""
        seen = _child_seen_by(self.desk, person, reference)
        difference = difference_seen_by(self.desk, person, reference, number)
        steps = [step for step in DifferenceStep if difference.may_escalate or step is not _ESCALATE]
        return self.pages.render(
            request,
            "difference.html",
            status=409 if conflict else 422 if errors else 200,
            errors=errors,
            conflict=conflict,
            difference=difference,
            ends_it=speaker(person).agency is difference.agency or difference.stage is DifferenceStage.FOUR,
            steps=steps,
            outcomes=tuple(DifferenceOutcome),
            stages=_stages(self.desk),
            written=written,
            draft=draft,
            draft_at=f"/triage/drafts/{_draft_of(reference, number)}",
            **seen.context,
        )


_ESCALATE = DifferenceStep.ESCALATE


@dataclass(frozen=True)
class _ChildSeen:
    """A child as far as whoever looks may see them."""

    agency: Agency | None
    """Whose member looks; None for the hub."""
    context: Mapping[str, Any]
    """What the page about the child needs: the hub's stands among the other pages of the record."""


def _child_seen_by(desk: TriageDesk, person: Person, reference: str) -> _ChildSeen:
    """Raises NotFound, and NotAllowed for an agency that has nothing to do with the child."""
    record = desk.record(reference)
    own = agency_seen_by(person)
    if own is None:
        return _ChildSeen(
            None,
            {
                "layout": "record_layout.html",
                "record": record,
                "summary": desk.summary(person, reference),
                "path": f"/triage/{reference}/discussions",
                "own": None,
                "reference": reference,
            },
        )
    refuse_strangers(desk, own, reference)
    summary = (desk.summaries_for_agency(person, [reference]) or {}).get(reference)
    return _ChildSeen(
        own, {"layout": "agency_child_layout.html", "summary": summary, "own": own, "reference": reference}
    )


def _summaries(
    desk: TriageDesk, person: Person, references: Sequence[str]
) -> Mapping[str, RecordSummary] | None:
    known = list(dict.fromkeys(references))
    if person.may(*QUALIFIED):
        return desk.intake.summaries(person, known)
    return desk.summaries_for_agency(person, known)


def _stages(desk: TriageDesk) -> Sequence[Any]:
    """The four stages as today's rules have them, the first first."""
    stages = desk.handlers.oversight_rules().stages
    return [stages[stage] for stage in DifferenceStage]


async def _written(request: Request) -> dict[str, str]:
    return {name: str(text) for name, text in (await request.form()).items() if name != FIELD}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _draft_of(reference: str, number: int | None) -> str:
    return f"differences/{reference}" + (f"/{number}" if number else "")


def _address(wanted: DifferenceFilter, own: Agency | None, page: int) -> str:
    query = {
        "agency": wanted.agency.value if wanted.agency and own is None else "",
        "stage": wanted.from_stage.value if wanted.from_stage is not DifferenceStage.ONE else "",
        "state": "resolved" if wanted.resolved else "",
        "page": str(page) if page > 1 else "",
    }
    return HOME + "?" + urlencode({name: value for name, value in query.items() if value})
