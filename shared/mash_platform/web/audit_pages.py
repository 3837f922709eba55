"""Who looked at what, and who changed what: the audit trail for those who may ask."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from mash_platform.audit.trail import Entry, subjects_about
from mash_platform.errors import FieldError, NotFound
from mash_platform.sign_in.access import Person, require
from mash_platform.sign_in.service import SignIn
from mash_platform.web.auditing import TRAIL_READERS
from mash_platform.web.pages import Pages

PAGE_SIZE = 50

Reference = Annotated[str, StringConstraints(max_length=64)]

router = APIRouter(include_in_schema=False)


def _written(reference: str) -> str:
    """As it was given out, however it was typed."""
    return reference if len(reference) == _LENGTH_OF_A_DIGEST else reference.upper()


def _in_short(reference: str) -> str:
    """As pages show it: of the digest of a document or file the beginning says enough."""
    return reference[:12] + "…" if len(reference) == _LENGTH_OF_A_DIGEST else reference


_LENGTH_OF_A_DIGEST = 64
_PAGES = Pages("mash_platform", in_short=_in_short)
_NO_SUCH_ACCOUNT = FieldError("sign_in_name", "unknown", "Nobody has this sign-in name")


@router.get("/audit")
def audit_trail(
    request: Request,
    _: Annotated[Person, Depends(require(*TRAIL_READERS))],
    reference: Annotated[Sequence[Reference], Query(max_length=200)] = (),
    sign_in_name: Annotated[str, Query(max_length=100)] = "",
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """The newest entries first; about some references or by one account if asked for."""
    shell: SignIn = request.app.state.sign_in
    asked = [_written(typed.strip()) for typed in reference if typed.strip()]
    errors: list[FieldError] = []
    entries: list[Entry] = []
    account_id = None
    if sign_in_name.strip():
        try:
            account_id = shell.accounts.named(sign_in_name).account_id
        except NotFound:
            errors.append(_NO_SUCH_ACCOUNT)
    if not errors:
        entries = shell.trail.latest(
            subjects=subjects_about(asked),
            account_id=account_id,
            before=before,
            limit=PAGE_SIZE + 1,
        )
    shown, older = entries[:PAGE_SIZE], len(entries) > PAGE_SIZE
    return _PAGES.render(
        request,
        "audit/trail.html",
        status=422 if errors else 200,
        errors=errors,
        entries=shown,
        names=shell.accounts.names_of({entry.act.account_id for entry in shown}),
        asked=asked,
        about=", ".join(map(_in_short, asked)),
        sign_in_name=sign_in_name.strip(),
        older_than=shown[-1].number if older else None,
        before=before,
    )
