"""Going on with a report in another browser: a code is shown in the one, once, and typed into the other.

The code stands in no address, so that no history and no log holds it.
"""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Form as FormField
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_intake.handlers.accept import PUBLIC_FORM
from mash_intake.handlers.drafts import new_code, take_over
from mash_intake.store.attachment_folder import AttachmentFolder
from mash_intake.web.hub import Hub
from mash_intake.web.report.answers import Answers
from mash_intake.web.report.journey import unfinished_address
from mash_intake.web.report.limited import Attempts
from mash_intake.web.report.shown import Wrong
from mash_intake.web.report.views import DRAFT_COOKIE, GO_ON_ELSEWHERE, START, Form, Visitor, token_of
from mash_intake.web.typed_codes import tidied
from mash_platform.delivery.transaction import Delivery
from mash_platform.web.csrf import set_cookie
from mash_platform.web.origin import origin_of
from mash_platform.web.time_words import london

ELSEWHERE = f"{START}/{GO_ON_ELSEWHERE}"
RESUME = f"{START}/resume"
MOST_TRIES = 30
"""So many codes are tried from one address within a quarter of an hour."""


def resuming_pages(delivery: Delivery, hub: Hub, folder: AttachmentFolder, attempts: Attempts) -> APIRouter:
    form = _Resuming(delivery, hub, folder, attempts)
    router = APIRouter(include_in_schema=False)
    for method, path, endpoint in (
        ("GET", ELSEWHERE, form.offer),
        ("POST", ELSEWHERE, form.show_code),
        ("GET", RESUME, form.ask),
        ("POST", RESUME, form.resume),
    ):
        router.add_api_route(path, endpoint, methods=[method], response_class=Response)
    return router


class _Resuming(Form):
    def __init__(self, delivery: Delivery, hub: Hub, folder: AttachmentFolder, attempts: Attempts) -> None:
        super().__init__(delivery, hub, folder)
        self._attempts = attempts

    def offer(self, request: Request, _visitor: Visitor) -> Response:
        return self._elsewhere(request, None)

    def show_code(self, request: Request, _visitor: Visitor) -> Response:
        """A new code each time; the one before is worth nothing any more."""
        code = new_code(self._delivery, token_of(request)) if self._unsent(request) else None
        return self._elsewhere(request, code)

    def _elsewhere(self, request: Request, code: str | None) -> Response:
        answers = self._unsent(request)
        if answers is None:
            return self._astray(request)
        back = f"/report/{unfinished_address(answers)}"
        signed_in = answers.submitted_by != PUBLIC_FORM
        return self._render(request, "report/elsewhere.html", code=code, back=back, signed_in=signed_in)

    def ask(self, request: Request, _visitor: Visitor) -> Response:
        return self._asking(request, "")

    def resume(
        self, request: Request, visitor: Visitor, code: Annotated[str, FormField(max_length=100)] = ""
    ) -> Response:
        """What was begun in this browser is forgotten only once there is something to go on with."""
        if not tidied(code):
            return self._asking(request, "Enter the code")
        until = self._attempts.attempt(f"resume a report from {origin_of(request)}", MOST_TRIES)
        if until is not None:
            return self._asking(
                request, f"There were too many tries from where you are. Wait until {london(until)}."
            )
        whose = {PUBLIC_FORM} | ({visitor.account_id} if visitor else set())
        draft = take_over(self._delivery, tidied(code), submitted_by=whose)
        if draft is None:
            return self._asking(
                request, "This code opens no report. If you began it signed in, sign in first."
            )
        self._forget(request)
        destination = unfinished_address(Answers.from_stored(draft.answers))
        response = RedirectResponse(f"/report/{destination}", status_code=303)
        set_cookie(request, response, DRAFT_COOKIE, draft.token)
        return response

    def _asking(self, request: Request, error: str) -> Response:
        return self._render(
            request,
            "report/resume.html",
            status=422 if error else 200,
            wrong=[Wrong(error, "#code")] if error else (),
            error=error,
            began_here=self._unsent(request) is not None,
            back="/report",
        )
