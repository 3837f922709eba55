"""The page of the form on which files are added and taken out again. It stands before the questions."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Form as FormField
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_intake.domain.attached_files import ENDINGS, MOST_FILES
from mash_intake.handlers.attachments import (
    add_to_draft,
    files_of_draft,
    remove_from_draft,
)
from mash_intake.store.attachment_folder import AttachmentFolder
from mash_intake.web.hub import Hub
from mash_intake.web.report.journey import CHECK
from mash_intake.web.report.shown import Wrong
from mash_intake.web.report.views import Form, Visitor, token_of
from mash_intake.web.uploads import FIELD, Offered, UploadRoute
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import NotFound

FILES = "/report/files"
UPLOADS = (FILES,)


def file_pages(delivery: Delivery, hub: Hub, folder: AttachmentFolder) -> APIRouter:
    form = _FilesOfForm(delivery, hub, folder)
    router = APIRouter(include_in_schema=False, route_class=UploadRoute)
    for method, path, endpoint in (
        ("GET", FILES, form.files),
        ("POST", FILES, form.add),
        ("POST", f"{FILES}/remove", form.take_out),
    ):
        router.add_api_route(path, endpoint, methods=[method], response_class=Response)
    return router


class _FilesOfForm(Form):
    def files(self, request: Request, _visitor: Visitor) -> Response:
        if self._unsent(request) is None:
            return self._astray(request)
        return self._files_page(request)

    def add(
        self, request: Request, _visitor: Visitor, offered: Offered, more: Annotated[str, FormField()] = ""
    ) -> Response:
        """Keeps what can be kept; goes on to the check, unless something was refused or more is to come."""
        if self._unsent(request) is None:
            return self._astray(request)
        try:
            taken = add_to_draft(
                self._delivery, self._folder, token_of(request), offered, life=self._hub.draft_life
            )
        except NotFound:
            return self._astray(request)
        wrong = tuple(Wrong(refused.sentence, f"#{FIELD}") for refused in taken.refused)
        if wrong:
            return self._files_page(request, wrong)
        return RedirectResponse(FILES if more else f"/report/{CHECK}", status_code=303)

    def take_out(
        self, request: Request, _visitor: Visitor, digest: Annotated[str, FormField(max_length=64)] = ""
    ) -> Response:
        if self._unsent(request) is None:
            return self._astray(request)
        remove_from_draft(self._delivery, self._folder, token_of(request), digest)
        return RedirectResponse(FILES, status_code=303)

    def _files_page(self, request: Request, wrong: tuple[Wrong, ...] = ()) -> Response:
        kept = files_of_draft(self._delivery, token_of(request))
        return self._render(
            request,
            "report/files.html",
            status=422 if wrong else 200,
            wrong=wrong,
            kept=kept,
            endings=",".join(ENDINGS),
            most=MOST_FILES,
            back=f"/report/{CHECK}",
        )
