"""Restricted records: who is named, opening one at once for a reason, and looking at that afterwards."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_platform.errors import FieldError, Rejected
from mash_platform.need_to_know.restrictions import OPEN_FOR, contact_of
from mash_platform.sign_in.access import Person, require
from mash_platform.sign_in.service import SignIn
from mash_platform.web.pages import Pages
from mash_platform.web.restricting import OPENERS, RESTRICTERS
from mash_platform.web.where import safe_path

LONGEST = 2_000
"""Characters of a reason."""

router = APIRouter(prefix="/restricted-records", include_in_schema=False)
_PAGES = Pages("mash_platform")
_MANAGER = require(*RESTRICTERS)
Words = Annotated[str, Form(max_length=LONGEST)]


def render_closed(
    request: Request,
    contact: str,
    *,
    next_page: str,
    reason: str = "",
    errors: tuple[FieldError, ...] = (),
) -> Response:
    """What somebody sees who is not named for the record that they asked for."""
    return _PAGES.render(
        request,
        "restricted/closed.html",
        status=422 if errors else 403,
        contact=contact,
        next=safe_path(next_page),
        reason=reason,
        errors=errors,
        hours=int(OPEN_FOR.total_seconds() // 3600),
    )


@router.get("")
def restricted_records(request: Request, person: Annotated[Person, Depends(_MANAGER)]) -> Response:
    """Every restricted contact, and what was opened by people who were not named."""
    return _list(request, person)


def _list(
    request: Request,
    person: Person,
    *,
    errors: tuple[FieldError, ...] = (),
    reviewing: str = "",
    words: str = "",
) -> Response:
    shell: SignIn = request.app.state.sign_in
    restrictions = shell.restrictions.all()
    openings = shell.restrictions.openings()
    mentioned = {account for each in restrictions for account in each.named}
    mentioned |= {each.account_id for each in openings}
    mentioned |= {each.reviewed_by for each in openings if each.reviewed_by}
    return _PAGES.render(
        request,
        "restricted/list.html",
        status=422 if errors else 200,
        restrictions=restrictions,
        to_review=[each for each in openings if each.reviewed_at is None],
        reviewed=[each for each in openings if each.reviewed_at is not None],
        names=shell.accounts.names_of(mentioned),
        own=person.account_id,
        errors=errors,
        reviewing=reviewing,
        words=words,
    )


@router.post("/openings/{opening_id}/review")
def review(
    request: Request,
    opening_id: str,
    person: Annotated[Person, Depends(_MANAGER)],
    verdict: Annotated[str, Form()] = "",
    words: Words = "",
) -> Response:
    shell: SignIn = request.app.state.sign_in
    try:
        if verdict not in ("right", "not-right"):
            raise Rejected(FieldError("verdict", "missing", "Say whether it was right to open the record"))
        shell.restrictions.review(opening_id, person, justified=verdict == "right", words=words)
    except Rejected as rejected:
        return _list(request, person, errors=tuple(rejected.errors), reviewing=opening_id, words=words)
    return RedirectResponse("/restricted-records", status_code=303)


@router.get("/{contact}")
def restriction(request: Request, contact: str, person: Annotated[Person, Depends(_MANAGER)]) -> Response:
    """Who may open a contact: everybody whose work it is, or the people ticked."""
    shell: SignIn = request.app.state.sign_in
    earlier = shell.restrictions.of(contact)
    return _form(
        request,
        contact,
        reason=earlier.reason if earlier else "",
        named=earlier.named if earlier else frozenset({person.account_id}),
    )


def _form(
    request: Request,
    contact: str,
    *,
    reason: str,
    named: frozenset[str],
    errors: tuple[FieldError, ...] = (),
) -> Response:
    shell: SignIn = request.app.state.sign_in
    return _PAGES.render(
        request,
        "restricted/restriction.html",
        status=422 if errors else 200,
        contact=contact_of(contact),
        earlier=shell.restrictions.of(contact),
        people=[each for each in shell.accounts.all() if each.active and each.person().may(*OPENERS)],
        reason=reason,
        named=named,
        errors=errors,
    )


@router.post("/{contact}")
def restrict(
    request: Request,
    contact: str,
    person: Annotated[Person, Depends(_MANAGER)],
    reason: Words = "",
    named: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    shell: SignIn = request.app.state.sign_in
    known = {each.account_id for each in shell.accounts.all()}
    chosen = frozenset(named) & known
    try:
        shell.restrictions.restrict(contact, reason, named=chosen, by=person)
    except Rejected as rejected:
        return _form(request, contact, reason=reason, named=chosen, errors=tuple(rejected.errors))
    return RedirectResponse("/restricted-records", status_code=303)


@router.post("/{contact}/lift")
def lift(request: Request, contact: str, _: Annotated[Person, Depends(_MANAGER)]) -> Response:
    shell: SignIn = request.app.state.sign_in
    shell.restrictions.lift(contact)
    return RedirectResponse("/restricted-records", status_code=303)


@router.post("/{contact}/open")
def open_for_reason(
    request: Request,
    contact: str,
    person: Annotated[Person, Depends(require(*OPENERS))],
    reason: Words = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Opens the record at once for whoever is not named, and goes on to the page that they wanted."""
    shell: SignIn = request.app.state.sign_in
    try:
        shell.restrictions.open_for_reason(contact, person, reason, opening_id=uuid4())
    except Rejected as rejected:
        return render_closed(
            request, contact_of(contact), next_page=next, reason=reason, errors=tuple(rejected.errors)
        )
    return RedirectResponse(safe_path(next), status_code=303)
