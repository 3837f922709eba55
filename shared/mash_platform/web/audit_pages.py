"""Who looked at what, and who changed what: the audit trail for those who may ask."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from mash_platform.audit.trail import Entry
from mash_platform.errors import FieldError, NotFound
from mash_platform.sign_in.access import Person, require
from mash_platform.sign_in.service import SignIn
from mash_platform.web.auditing import TRAIL_READERS
from mash_platform.web.pages import Pages

PAGE_SIZE = 50

router = APIRouter(include_in_schema=False)
_PAGES = Pages("mash_platform")
_NO_SUCH_ACCOUNT = FieldError("sign_in_name", "unknown", "Nobody has this sign-in name")


@router.get("/audit")
def audit_trail(
    request: Request,
    _: Annotated[Person, Depends(require(*TRAIL_READERS))],
    reference: Annotated[str, Query(max_length=64)] = "",
    sign_in_name: Annotated[str, Query(max_length=100)] = "",
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """The newest entries first; about one reference or by one account if asked for."""
    shell: SignIn = request.app.state.sign_in
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
            subjects=_the_child_and_the_contact(reference.strip().upper()),
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
        reference=reference.strip().upper(),
        sign_in_name=sign_in_name.strip(),
        older_than=shown[-1].number if older else None,
        before=before,
    )


def _the_child_and_the_contact(reference: str) -> tuple[str, ...]:
    """Whoever opened a child's contact saw the child: `4K7Q-9XWD-1` is of the contact `4K7Q-9XWD`."""
    if not reference:
        return ()
    parts = reference.split("-")
    return (reference, "-".join(parts[:2])) if len(parts) == 3 else (reference,)
