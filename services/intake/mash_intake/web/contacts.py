"""The staff's list of contacts, and one contact with its children."""

from collections.abc import Collection, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import Role
from mash_intake.domain.attached_files import ENDINGS, MOST_FILES, MOST_OF_A_CONTACT
from mash_intake.domain.people import OPEN_QUESTIONS
from mash_intake.handlers import reading, who_is_who
from mash_intake.handlers.accept import PUBLIC_FORM
from mash_intake.handlers.attachments import attachments_of
from mash_intake.handlers.feedback import challenges_about
from mash_intake.handlers.imports import documents_of, documents_waiting
from mash_intake.handlers.mailing import emails_about
from mash_intake.web.report.shown import Wrong
from mash_intake.web.shown_contact import child_section, contact_sections
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import FieldError, NotFound
from mash_platform.sign_in.access import Person, require
from mash_platform.sign_in.service import SignIn
from mash_platform.web.pages import Pages

_PAGES = Pages("mash_intake")

Staff = Annotated[Person, Depends(require(Role.PRACTITIONER, Role.MANAGER))]


def contact_pages(delivery: Delivery) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/contacts", response_class=Response)
    def newest(
        request: Request,
        _person: Staff,
        reference: Annotated[str, Query(max_length=64)] = "",
        after: Annotated[str | None, Query(max_length=64)] = None,
    ) -> Response:
        """The newest contacts, or straight to the one whose reference was typed."""
        errors = []
        if reference.strip():
            try:
                found = reading.find_contact(delivery, reference)
                return RedirectResponse(f"/contacts/{found.reference}", status_code=303)
            except NotFound:
                errors = [FieldError("reference", "not-found", "There is no contact with this reference.")]
        contacts = reading.newest_contacts(delivery, after=after)
        return _PAGES.render(
            request,
            "contacts/list.html",
            status=404 if errors else 200,
            errors=errors,
            reference=reference,
            contacts=contacts,
            documents=documents_waiting(delivery),
            older=contacts[-1].reference if len(contacts) == reading.PAGE_LENGTH else None,
            newest=after is None,
        )

    page = ContactPage(delivery)

    @router.get("/contacts/{reference}", response_class=Response)
    def one(request: Request, person: Staff, reference: str) -> Response:
        return page.render(request, person, reference)

    return router


class ContactPage:
    """Everything that was given, with a section for each child, and the files."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def render(
        self, request: Request, person: Person, reference: str, *, wrong: Sequence[str] = ()
    ) -> Response:
        """Raises NotFound. `wrong` is about files just sent."""
        found = reading.whole_contact(self._delivery, reference)
        files = attachments_of(self._delivery, reference)
        return _PAGES.render(
            request,
            "contacts/contact.html",
            status=422 if wrong else 200,
            contact=found.listed,
            children=[child_section(record) for record in found.records],
            who=who_is_who.questions_about(self._delivery, found.listed.records),
            open_questions=OPEN_QUESTIONS,
            sections=contact_sections(found.submission),
            challenged=challenges_about(self._delivery, found.listed.records),
            files=files,
            looked_at=(found.listed.reference, *documents_of(self._delivery, reference)),
            added_by=names_of(request, {file.added_by for file in files}),
            room=min(MOST_FILES, MOST_OF_A_CONTACT - len(files)),
            most=MOST_OF_A_CONTACT,
            endings=",".join(ENDINGS),
            wrong=[Wrong(sentence, "#files") for sentence in wrong],
            emails=emails_about(self._delivery, found.listed.reference),
        )


def names_of(request: Request, account_ids: Collection[str]) -> dict[str, str]:
    """How colleagues know those who did something; people without an account as the referrer."""
    sign_in: SignIn = request.app.state.sign_in
    accounts = set(account_ids) - {PUBLIC_FORM}
    return {**sign_in.accounts.names_of(accounts), PUBLIC_FORM: "the referrer, on the form"}
