"""What agencies say to each other about one child: reading it, recording it, correcting it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import Agency, DiscussionKind, LevelOfNeed, StrategyOutcome
from mash_platform.drafts import Draft
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.csrf import FIELD
from mash_platform.web.pages import Pages
from mash_triage.domain.discussions import Discussion, Stance
from mash_triage.web.desk import QualifiedPerson, TriageDesk, code_of, professional
from mash_triage.web.discussing import Discussing, discussing_of
from mash_triage.web.discussion_form import (
    close_ranks,
    discussion_from,
    empty_form,
    rows_to_show,
    written_again,
)
from mash_triage.web.moments import on_its_field

_LATER, _MORE = "later", "more"
"""The buttons with which a half-written discussion is put by, and gets room for one more person."""

_CHOICES: Mapping[str, Any] = {
    "agencies": tuple(Agency),
    "kinds": tuple(DiscussionKind),
    "levels": tuple(LevelOfNeed),
    "stances": tuple(Stance),
    "outcomes": tuple(StrategyOutcome),
}


def discussion_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}/discussions")
    def discussions_page(request: Request, reference: str, person: QualifiedPerson) -> Response:
        return pages.render(
            request,
            "discussions.html",
            record=desk.record(reference),
            summary=desk.summary(person, reference),
            discussing=discussing(desk, reference),
            begun=desk.drafts.of(person.account_id, _part_of(reference, None)),
        )

    @router.get("/triage/{reference}/discussions/{number}")
    def discussion_page(request: Request, reference: str, number: int, person: QualifiedPerson) -> Response:
        known = discussing(desk, reference)
        return pages.render(
            request,
            "discussion.html",
            record=desk.record(reference),
            summary=desk.summary(person, reference),
            discussing=known,
            discussion=_known(known, number),
        )

    return router


def discussion_form_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    """Before `discussion_router`, whose numbers would stand in the place of `record`."""
    router = APIRouter(include_in_schema=False)
    form = _Form(desk, pages)

    @router.get("/triage/{reference}/discussions/record")
    def recording_form(request: Request, reference: str, person: QualifiedPerson, kind: str = "") -> Response:
        draft, begun = _begun(desk, person, reference, None)
        now = desk.handlers.clock.now()
        written = begun or empty_form(code_of(DiscussionKind, kind), now)
        return form.shown(request, person, reference, None, written, draft=draft)

    @router.post("/triage/{reference}/discussions/record")
    async def record_discussion(request: Request, reference: str, person: QualifiedPerson) -> Response:
        return await run_in_threadpool(
            form.take_in, request, reference, None, person, await _written(request)
        )

    @router.get("/triage/{reference}/discussions/{number}/correct")
    def correcting_form(request: Request, reference: str, number: int, person: QualifiedPerson) -> Response:
        discussion = _known(discussing(desk, reference), number)
        draft, begun = _begun(desk, person, reference, number)
        seen = {"revision": str(len(discussion.revisions))}
        written = {**seen, **(begun or written_again(discussion.given))}
        return form.shown(request, person, reference, discussion, written, draft=draft)

    @router.post("/triage/{reference}/discussions/{number}/correct")
    async def correct_discussion(
        request: Request, reference: str, number: int, person: QualifiedPerson
    ) -> Response:
        return await run_in_threadpool(
            form.take_in, request, reference, number, person, await _written(request)
        )

    return router


@dataclass(frozen=True)
class _Form:
    """The form on which a discussion is recorded or corrected."""

    desk: TriageDesk
    pages: Pages

    def take_in(
        self, request: Request, reference: str, number: int | None, person: Person, sent: Mapping[str, str]
    ) -> Response:
        self.desk.record(reference)
        written = {name: text for name, text in sent.items() if name not in (_LATER, _MORE)}
        self.desk.drafts.keep(person.account_id, _part_of(reference, number), written)
        self.desk.drafts.forget(person.account_id, _draft_of(reference, number))
        discussion = None if number is None else _known(discussing(self.desk, reference), number)
        if _MORE in sent:
            return self.shown(request, person, reference, discussion, written, more=True)
        if _LATER in sent:
            return RedirectResponse(f"/triage/{reference}/discussions", status_code=303)
        written = close_ranks(written)
        try:
            kept = self._keep(reference, number, person, written)
        except Rejected as rejected:
            errors = [on_its_field(error, written, "held") for error in rejected.errors]
            return self.shown(request, person, reference, discussion, written, errors=errors)
        except Conflict as conflict:
            written["revision"] = str(len(discussion.revisions)) if discussion else ""
            return self.shown(request, person, reference, discussion, written, conflict=conflict)
        self.desk.drafts.forget(person.account_id, _part_of(reference, number))
        return RedirectResponse(f"/triage/{reference}/discussions/{kept.number}", status_code=303)

    def _keep(
        self, reference: str, number: int | None, person: Person, written: Mapping[str, str]
    ) -> Discussion:
        given, who = discussion_from(written), professional(person)
        with self.desk.delivery.transaction() as transaction:
            if number is None:
                return self.desk.handlers.discussions.record(transaction, reference, given, who)
            seen = written.get("revision", "")
            return self.desk.handlers.discussions.correct(
                transaction,
                reference,
                number,
                given,
                who,
                seen_revision=int(seen) if seen.isascii() and seen.isdigit() else 0,
            )

    def shown(
        self,
        request: Request,
        person: Person,
        reference: str,
        corrects: Discussion | None,
        written: Mapping[str, str],
        *,
        errors: Sequence[FieldError] = (),
        conflict: Conflict | None = None,
        draft: Draft | None = None,
        more: bool = False,
    ) -> Response:
        """The form, empty or again with what was chosen and written."""
        number = corrects.number if corrects else None
        return self.pages.render(
            request,
            "discussion_form.html",
            status=409 if conflict else 422 if errors else 200,
            errors=errors,
            conflict=conflict,
            record=self.desk.record(reference),
            summary=self.desk.summary(person, reference),
            discussing=discussing(self.desk, reference),
            corrects=corrects,
            written=written,
            rows=rows_to_show(written, more=more),
            part=draft,
            part_at=f"/triage/drafts/{_part_of(reference, number)}",
            draft_at=f"/triage/drafts/{_draft_of(reference, number)}",
            **_CHOICES,
        )


def discussing(desk: TriageDesk, reference: str) -> Discussing:
    """What agencies said about a child so far, under the rules of today."""
    handlers = desk.handlers
    with desk.delivery.reading() as session:
        return discussing_of(
            session, reference, handlers.oversight_rules(), handlers.policy_in_force().timescales
        )


def _known(known: Discussing, number: int) -> Discussion:
    """Raises NotFound."""
    discussion = known.discussion(number)
    if discussion is None:
        raise NotFound
    return discussion


async def _written(request: Request) -> dict[str, str]:
    return {name: str(text) for name, text in (await request.form()).items() if name != FIELD}


def _begun(
    desk: TriageDesk, person: Person, reference: str, number: int | None
) -> tuple[Draft | None, Mapping[str, str]]:
    """What this person put by, with the words that they typed after it: from now on one draft."""
    part, typed = _part_of(reference, number), _draft_of(reference, number)
    kept, words = desk.drafts.of(person.account_id, part), desk.drafts.of(person.account_id, typed)
    if words is not None:
        whole = {**(kept.texts if kept else {}), **words.texts}
        kept = desk.drafts.keep(person.account_id, part, whole)
        desk.drafts.forget(person.account_id, typed)
    return kept, kept.texts if kept else {}


def _draft_of(reference: str, number: int | None) -> str:
    """Where words are kept while they are typed."""
    return f"discussions/{reference}" + (f"/{number}" if number else "")


def _part_of(reference: str, number: int | None) -> str:
    """Where a half-written discussion is kept whole, with what each said about the decision."""
    return f"discussion-parts/{reference}" + (f"/{number}" if number else "")
