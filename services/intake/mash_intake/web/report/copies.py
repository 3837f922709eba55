"""A copy of what somebody sent, as a file that any browser and printer can show."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_intake.handlers.copies import copy_after_sending
from mash_intake.handlers.drafts import load_draft
from mash_intake.handlers.reading import WholeContact
from mash_intake.web.hub import Hub
from mash_intake.web.report.views import SENT, START, Visitor, token_of
from mash_intake.web.shown_contact import child_section, contact_sections
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import NotFound
from mash_platform.web.auditing import keep_exported
from mash_platform.web.pages import Pages

_PAGES = Pages("mash_intake")


def copy_pages(delivery: Delivery, hub: Hub) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/report/sent/copy", response_class=Response)
    def copy_of_sent(request: Request, visitor: Visitor) -> Response:
        """What was just sent from this browser; when that is over, back to the page that says so."""
        draft = load_draft(delivery, token_of(request))
        if draft is None or draft.sent_reference is None:
            return RedirectResponse(START, status_code=303)
        account_id = visitor.account_id if visitor else None
        try:
            contact = copy_after_sending(delivery, draft.sent_reference, account_id=account_id)
        except NotFound:
            return RedirectResponse(SENT, status_code=303)
        return as_file(request, contact, hub)

    return router


def as_file(request: Request, contact: WholeContact, hub: Hub) -> Response:
    """A download that needs nothing else. Whoever takes one is in the audit trail, signed in or not."""
    keep_exported(request, contact.listed.records)
    response = _PAGES.render(
        request,
        "report/copy.html",
        hub=hub,
        contact=contact.listed,
        sections=(*map(child_section, contact.records), *contact_sections(contact.submission)),
    )
    name = f"report-{contact.listed.reference}.html"
    response.headers["content-disposition"] = f'attachment; filename="{name}"'
    return response
