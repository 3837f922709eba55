"""Where staff take documents over and complete those that could not be sorted; the same for a command."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import Role
from mash_intake.domain.attached_files import ENDINGS, MOST_FILES
from mash_intake.handlers import imports
from mash_intake.handlers.drafts import changing_draft, key_of
from mash_intake.store.attachment_folder import AttachmentFolder
from mash_intake.web.attachments import as_download, files_in_a_form
from mash_intake.web.contacts import names_of
from mash_intake.web.hub import Hub
from mash_intake.web.importing.importing import Ending, ImportedFile, Importing
from mash_intake.web.report.answers import Answers
from mash_intake.web.report.journey import CHECK
from mash_intake.web.report.shown import Wrong
from mash_intake.web.report.views import DRAFT_COOKIE
from mash_intake.web.uploads import FIELD, Offered, UploadRoute
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import FieldError, Rejected
from mash_platform.sign_in.access import Person, require
from mash_platform.web.csrf import set_cookie
from mash_platform.web.pages import Pages

UPLOADS = ("/import", "/api/v1/imports")

_PAGES = Pages("mash_intake")
_NONE = FieldError(FIELD, "missing", "Send at least one file, as a part of the form with this name.")

Staff = Annotated[Person, Depends(require(Role.PRACTITIONER, Role.MANAGER))]


class FileImported(BaseModel):
    model_config = ConfigDict(frozen=True)

    file: int = Field(description="its place in the form, from 0; an e-mail may end in several")
    ending: Ending
    detail: str
    reference: str | None = Field(default=None, description="of the contact")
    waits_at: str | None = Field(default=None, description="the page on which a person completes it")


class FilesImported(BaseModel):
    model_config = ConfigDict(frozen=True)

    results: tuple[FileImported, ...]


def import_api(delivery: Delivery, hub: Hub, folder: AttachmentFolder) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["Contacts"], route_class=UploadRoute)
    importing = Importing(delivery, folder, test_nhs_numbers=hub.test_nhs_numbers)

    @router.post("/imports", summary="Take referral documents over", openapi_extra=files_in_a_form())
    def take_over(person: Staff, offered: Offered) -> FilesImported:
        """Word documents, PDFs and e-mails, up to five of 10 MB in a multipart form, each part named `files`.

        Each ends as a contact, waits for a person to complete it, or is refused. The same document again is
        the same contact.
        """
        if not offered:
            raise Rejected(_NONE)
        return FilesImported(
            results=tuple(
                _as_data(number, ended)
                for number, one in enumerate(offered)
                for ended in importing.take([one], by=person.account_id)
            )
        )

    return router


def _as_data(number: int, ended: ImportedFile) -> FileImported:
    return FileImported(
        file=number,
        ending=ended.ending,
        detail=ended.sentence.replace(ended.name, "This file"),
        reference=ended.reference or None,
        waits_at=f"/import/{ended.digest}" if ended.digest else None,
    )


def import_pages(delivery: Delivery, hub: Hub, folder: AttachmentFolder) -> APIRouter:
    pages = _ImportPages(delivery, hub, folder)
    router = APIRouter(include_in_schema=False, route_class=UploadRoute)
    for method, path, endpoint in (
        ("GET", "/import", pages.start),
        ("POST", "/import", pages.take),
        ("GET", "/import/{digest}", pages.one),
        ("GET", "/import/{digest}/files/{file}", pages.file),
        ("POST", "/import/{digest}/complete", pages.complete),
        ("POST", "/import/{digest}/close", pages.close),
    ):
        router.add_api_route(path, endpoint, methods=[method], response_class=Response)
    return router


class _ImportPages:
    def __init__(self, delivery: Delivery, hub: Hub, folder: AttachmentFolder) -> None:
        self._delivery = delivery
        self._hub = hub
        self._folder = folder
        self._importing = Importing(delivery, folder, test_nhs_numbers=hub.test_nhs_numbers)

    def start(self, request: Request, _person: Staff) -> Response:
        return self._start_page(request)

    def take(self, request: Request, person: Staff, offered: Offered) -> Response:
        if not offered:
            return self._start_page(request, wrong=("Choose at least one file.",))
        results = self._importing.take(offered[:MOST_FILES], by=person.account_id)
        wrong = [each.sentence for each in results if each.ending is Ending.REFUSED]
        if len(offered) > MOST_FILES:
            wrong.append(f"Only the first {MOST_FILES} files were taken over. Choose the others again.")
        return self._start_page(request, results=results, wrong=wrong)

    def one(self, request: Request, person: Staff, digest: str) -> Response:
        return self._one_page(request, person, digest)

    def file(self, _person: Staff, digest: str, file: str) -> Response:
        stored, content = imports.open_import_file(self._delivery, self._folder, digest, file)
        return as_download(stored, content)

    def complete(self, request: Request, person: Staff, digest: str) -> Response:
        """The form with what the document says in it, from now on this person's own."""
        found, _ = imports.open_import(self._delivery, digest)
        answers = Answers.from_stored(found.answers or {})
        answers.submitted_by, answers.by_staff = person.account_id, True
        answers.imported, answers.beside = digest, [list(each) for each in found.beside]
        with changing_draft(self._delivery, None, life=self._hub.draft_life) as draft:
            draft.answers = answers.stored()
        imports.begin_completing(self._delivery, digest, key_of(draft.token), by=person.account_id)
        response = RedirectResponse(f"/report/{CHECK}", status_code=303)
        set_cookie(request, response, DRAFT_COOKIE, draft.token)
        return response

    def close(
        self, request: Request, person: Staff, digest: str, because: Annotated[str, Form()] = ""
    ) -> Response:
        try:
            imports.close_import(self._delivery, digest, by=person.account_id, because=because)
        except Rejected as refused:
            return self._one_page(request, person, digest, refused.errors)
        return RedirectResponse("/import", status_code=303)

    def _start_page(
        self,
        request: Request,
        *,
        results: tuple[ImportedFile, ...] = (),
        wrong: list[str] | tuple[str, ...] = (),
    ) -> Response:
        waiting = imports.unfinished_imports(self._delivery)
        people = {each.imported_by for each, _ in waiting} | {each.begun_by or "" for each, _ in waiting}
        return _PAGES.render(
            request,
            "import/start.html",
            status=422 if wrong else 200,
            results=[each for each in results if each.ending is not Ending.REFUSED],
            wrong=[Wrong(sentence, f"#{FIELD}") for sentence in wrong],
            waiting=waiting,
            names=names_of(request, people - {""}),
            endings=",".join(ENDINGS),
            most=MOST_FILES,
        )

    def _one_page(
        self, request: Request, person: Person, digest: str, errors: tuple[FieldError, ...] = ()
    ) -> Response:
        found, files = imports.open_import(self._delivery, digest)
        return _PAGES.render(
            request,
            "import/one.html",
            status=422 if errors else 200,
            found=found,
            files=files,
            errors=errors,
            names=names_of(request, {found.imported_by, found.begun_by or found.imported_by}),
        )
