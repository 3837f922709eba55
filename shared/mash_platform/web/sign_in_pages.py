"""Signing in and out, and changing one's own password."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import PERSON_ROLES, Role
from mash_platform.errors import FieldError, Rejected
from mash_platform.sign_in.access import (
    SESSION_COOKIE,
    Identity,
    Person,
    Proof,
    anyone,
    identify,
    require,
)
from mash_platform.sign_in.service import SignIn
from mash_platform.web.csrf import set_cookie
from mash_platform.web.interrupted import kept
from mash_platform.web.pages import Pages
from mash_platform.web.where import safe_path

router = APIRouter(include_in_schema=False)
_PAGES = Pages("mash_platform")
_STAFF = require(*PERSON_ROLES)


@router.get("/sign-in")
def sign_in_form(
    request: Request, person: Annotated[Person | None, Depends(anyone)], next: str = "/"
) -> Response:
    if person is not None:
        return RedirectResponse(safe_path(next), status_code=303)
    timed_out = identify(request).timed_out is not None
    return _PAGES.render(
        request, "sign_in/sign_in.html", next=safe_path(next), sign_in_name="", timed_out=timed_out
    )


@router.post("/sign-in")
def sign_in(
    request: Request,
    _: Annotated[Person | None, Depends(anyone)],
    sign_in_name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
    written: Annotated[str, Form(alias="kept")] = "",
) -> Response:
    """Goes on to where the person was going; or offers to send what was written when a session timed out."""
    shell: SignIn = request.app.state.sign_in
    errors = []
    if not sign_in_name.strip():
        errors.append(FieldError("sign_in_name", "missing", "Enter your sign-in name"))
    if not password:
        errors.append(FieldError("password", "missing", "Enter your password"))
    try:
        if errors:
            raise Rejected(*errors)
        account, token = shell.start_session(sign_in_name, password)
    except Rejected as rejected:
        return _PAGES.render(
            request,
            "sign_in/sign_in.html",
            status=422,
            errors=rejected.errors,
            next=safe_path(next),
            sign_in_name=sign_in_name,
            kept=written,
        )
    response: Response = RedirectResponse(safe_path(next), status_code=303)
    waiting = kept(request, written)
    if waiting is not None and waiting.account_id == account.account_id:
        request.state.identity = Identity(account.person(), Proof.SESSION)
        response = _PAGES.render(request, "sign_in/carry_on.html", waiting=waiting)
    elif (locked_at := shell.locked_out_before(account)) is not None:
        request.state.identity = Identity(account.person(), Proof.SESSION)
        response = _PAGES.render(
            request, "sign_in/was_locked.html", locked_at=locked_at, next=safe_path(next)
        )
    set_cookie(request, response, SESSION_COOKIE, token)
    return response


@router.post("/sign-out")
def sign_out(request: Request, _: Annotated[Person | None, Depends(anyone)]) -> Response:
    shell: SignIn = request.app.state.sign_in
    shell.sessions.end(request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.get("/accounts")
def accounts(request: Request, _: Annotated[Person, Depends(require(Role.ADMINISTRATOR))]) -> Response:
    """Who may sign in. Changes are made with `mash users`, by whoever has the machine."""
    shell: SignIn = request.app.state.sign_in
    return _PAGES.render(
        request,
        "sign_in/accounts.html",
        accounts=shell.accounts.all(),
        tokens=shell.tokens.all(),
    )


@router.get("/account/password")
def password_form(request: Request, _: Annotated[Person, Depends(_STAFF)]) -> Response:
    return _PAGES.render(request, "sign_in/password.html")


@router.post("/account/password")
def change_password(
    request: Request,
    person: Annotated[Person, Depends(_STAFF)],
    current_password: Annotated[str, Form()] = "",
    new_password: Annotated[str, Form()] = "",
) -> Response:
    """The new password counts at once, and every session but this browser's ends."""
    shell: SignIn = request.app.state.sign_in
    try:
        token = shell.change_password(person, current_password, new_password)
    except Rejected as rejected:
        return _PAGES.render(request, "sign_in/password.html", status=422, errors=rejected.errors)
    response = _PAGES.render(request, "sign_in/password_changed.html")
    set_cookie(request, response, SESSION_COOKIE, token)
    return response
