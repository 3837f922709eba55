"""Writing into a chronology what is known from elsewhere, and taking an entry back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import ASKABLE, Agency
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages
from mash_triage.domain.known_elsewhere import Known, KnownGiven, KnownKind
from mash_triage.store import known_elsewhere
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of, professional


def known_elsewhere_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/chronology/add")
    def add_form(request: Request, reference: str, person: QualifiedPerson) -> Response:
        draft = desk.drafts.of(person.account_id, _draft_of(reference))
        return form(request, person, reference, draft.texts if draft else {})

    @router.post("/triage/{reference}/chronology/add")
    async def add(request: Request, reference: str, person: QualifiedPerson) -> Response:
        given = await request.form()
        written = {name: str(value) for name, value in given.items()}
        return await run_in_threadpool(take_in, request, reference, person, written)

    def take_in(request: Request, reference: str, person: Person, written: Mapping[str, str]) -> Response:
        given, unreadable = _given(written)
        try:
            if unreadable:
                raise Rejected(*unreadable)
            with desk.delivery.transaction() as transaction:
                desk.handlers.known_elsewhere.add(transaction, reference, given, professional(person))
        except Rejected as rejected:
            kept = {name: written.get(name, "") for name in ("source", "words")}
            desk.drafts.keep(person.account_id, _draft_of(reference), kept)
            return form(request, person, reference, written, errors=rejected.errors)
        desk.drafts.forget(person.account_id, _draft_of(reference))
        return RedirectResponse(f"/triage/{reference}/chronology", status_code=303)

    def form(
        request: Request,
        person: Person,
        reference: str,
        written: Mapping[str, str],
        *,
        errors: Sequence[FieldError] = (),
    ) -> Response:
        return pages.render(
            request,
            "chronology_add.html",
            status=422 if errors else 200,
            errors=errors,
            record=desk.record(reference),
            summary=desk.summary(person, reference),
            written=written,
            kinds=tuple(KnownKind),
            agencies=ASKABLE,
            draft_at=f"/triage/drafts/{_draft_of(reference)}",
        )

    return router


def take_back_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/chronology/{number}/take-back")
    def take_back_form(request: Request, reference: str, number: int, person: QualifiedPerson) -> Response:
        return confirm(request, person, reference, number, "")

    @router.post("/triage/{reference}/chronology/{number}/take-back")
    def take_back(
        request: Request,
        reference: str,
        number: int,
        person: QualifiedPerson,
        reason: Annotated[str, Form()] = "",
    ) -> Response:
        try:
            with desk.delivery.transaction() as transaction:
                desk.handlers.known_elsewhere.take_back(
                    transaction, reference, number, reason, professional(person)
                )
        except Rejected as rejected:
            return confirm(request, person, reference, number, reason, errors=rejected.errors)
        except Conflict:
            # Whoever was first took it back; the page shows who, and why.
            pass
        return RedirectResponse(f"/triage/{reference}/chronology", status_code=303)

    def confirm(
        request: Request,
        person: Person,
        reference: str,
        number: int,
        reason: str,
        *,
        errors: Sequence[FieldError] = (),
    ) -> Response:
        return pages.render(
            request,
            "chronology_take_back.html",
            status=422 if errors else 200,
            errors=errors,
            record=desk.record(reference),
            summary=desk.summary(person, reference),
            known=_known(desk, reference, number),
            reason=reason,
        )

    return router


def _known(desk: TriageDesk, reference: str, number: int) -> Known:
    """Raises NotFound when the entry was not written down from this record."""
    with desk.delivery.reading() as session:
        known = known_elsewhere.find(session, number)
    if known.reference != reference:
        raise NotFound
    return known


def _given(written: Mapping[str, str]) -> tuple[KnownGiven, list[FieldError]]:
    """What was chosen and written so far, and what of it cannot be read."""
    errors: list[FieldError] = []
    given = KnownGiven(
        kind=code_of(KnownKind, written.get("kind")),
        first=_day(written, "first", "The day it happened or began", errors),
        last=_day(written, "last", "The day it ended", errors),
        agency=code_of(Agency, written.get("agency")),
        source=written.get("source", ""),
        words=written.get("words", ""),
    )
    return given, errors


def _day(written: Mapping[str, str], name: str, what: str, errors: list[FieldError]) -> date | None:
    parts = [written.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        errors.append(FieldError(name, "not-a-date", f"{what} must be a real date, such as 27 3 2026"))
        return None


def _draft_of(reference: str) -> str:
    return f"chronology/{reference}"
