"""The referrer's own page: how far the hub has come, without an account, and a way to challenge the outcome.

Reference and code open it. Wrong codes are slowed down like wrong passwords, and no address holds the code.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from mash_contracts.vocabulary import DifferenceGround
from mash_intake.handlers import feedback
from mash_intake.handlers.copies import copy_with_code
from mash_intake.handlers.feedback import ChildStatus, Status
from mash_intake.web.hub import Hub
from mash_intake.web.report.copies import as_file
from mash_intake.web.typed_codes import tidied
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.access import Person, anyone, identify
from mash_platform.web.origin import origin_of
from mash_platform.web.pages import Pages
from mash_platform.web.time_words import london

_PAGES = Pages("mash_intake")

Visitor = Annotated[Person | None, Depends(anyone)]
Written = Annotated[str, Form(max_length=100)]


class Attempts(Protocol):
    """Counts wrong guesses."""

    def attempt(self, name: str, most: int = ..., /) -> datetime | None:
        """None when somebody may try; else from when on they may again."""

    def succeeded(self, name: str, /) -> None: ...


MOST_FROM_ONE_PLACE = 100
"""So many status pages are opened from one address within a quarter of an hour: an office has one for all."""


def status_pages(delivery: Delivery, hub: Hub, attempts: Attempts) -> APIRouter:
    pages = _StatusPages(delivery, hub, attempts)
    router = APIRouter(include_in_schema=False)
    for method, path, endpoint in (
        ("GET", "/report/status", pages.ask),
        ("POST", "/report/status", pages.show),
        ("POST", "/report/status/copy", pages.copy),
        ("POST", "/report/status/challenge", pages.challenge),
    ):
        router.add_api_route(path, endpoint, methods=[method], response_class=Response)
    return router


class _StatusPages:
    def __init__(self, delivery: Delivery, hub: Hub, attempts: Attempts) -> None:
        self._delivery = delivery
        self._hub = hub
        self._attempts = attempts

    def ask(self, request: Request, _visitor: Visitor) -> Response:
        return self._asking(request)

    def show(
        self, request: Request, _visitor: Visitor, reference: Written = "", code: Written = ""
    ) -> Response:
        status, errors = self._opened(request, reference, code)
        return self._status(request, status, code) if status else self._asking(request, reference, errors)

    def copy(
        self, request: Request, _visitor: Visitor, reference: Written = "", code: Written = ""
    ) -> Response:
        """What a professional sent, as a file. Whoever may not have it comes to the page as before."""
        status, errors = self._opened(request, reference, code)
        if status is None:
            return self._asking(request, reference, errors)
        if not status.may_copy:
            return self._status(request, status, code)
        found = copy_with_code(self._delivery, status.contact_reference, tidied(code))
        return as_file(request, found, self._hub)

    def challenge(
        self,
        request: Request,
        _visitor: Visitor,
        reference: Written = "",
        code: Written = "",
        child: Written = "",
        ground: Written = "",
        words: Annotated[str, Form()] = "",
        send: Written = "",
    ) -> Response:
        """Opens the form; with `send` what was chosen and written is sent."""
        status, errors = self._opened(request, reference, code)
        about = next((one for one in status.children if one.reference == child), None) if status else None
        if status is None or about is None:
            return self._asking(request, reference, errors)
        chosen = next((one for one in DifferenceGround if one.value == ground), None)
        if not send:
            return self._challenging(request, status, about, code, chosen, words, [])
        try:
            with self._delivery.transaction() as transaction:
                now = self._delivery.clock.now()
                feedback.challenge(transaction, child, tidied(code), chosen, words, now)
        except Rejected as rejected:
            return self._challenging(request, status, about, code, chosen, words, rejected.errors)
        except Conflict as conflict:
            return self._status(request, status, code, conflict=conflict.sentence)
        after = feedback.status_of(self._delivery, status.contact_reference, tidied(code))
        return self._status(request, after, code, sent=True)

    def _opened(self, request: Request, reference: str, code: str) -> tuple[Status | None, list[FieldError]]:
        """The status, or why the page stays closed.

        A wrong code counts against its reference, every try against where it comes from.
        """
        contact_reference, given = tidied(reference), tidied(code)
        if not contact_reference or not given:
            asked = (("reference", contact_reference), ("code", given))
            missing = [name for name, text in asked if not text]
            return None, [FieldError(name, "required", f"Enter the {name}") for name in missing]
        if identify(request).person is None:
            until = self._attempts.attempt(f"status from {origin_of(request)}", MOST_FROM_ONE_PLACE)
            if until is not None:
                sentence = f"There were too many tries from where you are. Try again after {london(until)}"
                return None, [FieldError("code", "too-many", f"{sentence}, or call the hub")]
        until = self._attempts.attempt(f"status {contact_reference}")
        if until is not None:
            sentence = f"There were too many wrong codes. Try again after {london(until)}, or call the hub"
            return None, [FieldError("code", "too-many", sentence)]
        try:
            status = feedback.status_of(self._delivery, contact_reference, given)
        except NotFound:
            sentence = "This reference and this code do not belong together. Look at both again"
            return None, [FieldError("code", "wrong", sentence)]
        self._attempts.succeeded(f"status {contact_reference}")
        return status, []

    def _asking(self, request: Request, reference: str = "", errors: Sequence[FieldError] = ()) -> Response:
        return _PAGES.render(
            request,
            "status/ask.html",
            status=422 if errors else 200,
            errors=errors,
            hub=self._hub,
            reference=reference,
        )

    def _status(
        self,
        request: Request,
        status: Status,
        code: str,
        *,
        sent: bool = False,
        conflict: str | None = None,
    ) -> Response:
        return _PAGES.render(
            request,
            "status/status.html",
            status=409 if conflict else 200,
            hub=self._hub,
            contact=status,
            code=code,
            sent=sent,
            conflict=conflict,
        )

    def _challenging(
        self,
        request: Request,
        status: Status,
        about: ChildStatus,
        code: str,
        ground: DifferenceGround | None,
        words: str,
        errors: Sequence[FieldError],
    ) -> Response:
        return _PAGES.render(
            request,
            "status/challenge.html",
            status=422 if errors else 200,
            errors=errors,
            hub=self._hub,
            contact=status,
            code=code,
            child=about.reference,
            number=status.children.index(about) + 1,
            grounds=tuple(DifferenceGround),
            ground=ground.value if ground else None,
            words=words,
        )
