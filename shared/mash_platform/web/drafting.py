"""Where a page keeps what somebody is writing, while they write it. See `mash_platform.drafts`."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from mash_contracts.vocabulary import Role
from mash_platform.drafts import Drafts
from mash_platform.errors import NotFound
from mash_platform.sign_in.access import Person, require
from mash_platform.web.csrf import FIELD
from mash_platform.web.time_words import london
from mash_platform.web.where import safe_path

_FORM = re.compile(r"[A-Za-z0-9/_-]{1,150}")


def draft_router(drafts: Drafts, prefix: str, *roles: Role) -> APIRouter:
    """Keeps and forgets drafts at `<prefix>/<form>`, for people with one of `roles`, each their own.

    Give it to the site before routers that have placeholders in the same place.
    """
    router = APIRouter(include_in_schema=False)
    writer = require(*roles)

    async def written(request: Request) -> FormData:
        return await request.form()

    @router.post(prefix + "/{form:path}")
    def keep_draft(
        form: str,
        person: Annotated[Person, Depends(writer)],
        fields: Annotated[FormData, Depends(written)],
        forget: Annotated[str, Form()] = "",
        back: Annotated[str, Form()] = "/",
    ) -> Response:
        """Keeps every text that was sent; or, asked to forget, deletes them and goes back to the form."""
        if not _FORM.fullmatch(form):
            raise NotFound
        if forget:
            drafts.forget(person.account_id, form)
            return RedirectResponse(safe_path(back), status_code=303)
        texts = {name: text for name, text in fields.items() if isinstance(text, str) and name != FIELD}
        kept = drafts.keep(person.account_id, form, texts)
        if kept is None:
            return JSONResponse({})
        return JSONResponse({"kept": london(kept.kept_at), "until": london(kept.expires_at)})

    return router
