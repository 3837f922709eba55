"""The form, which a flood of reports from one place does not bury.

Generous, because a school or a whole office has one address, and who is signed in is not counted. Nothing
that was typed is lost by it, and the telephone number stands on the page.
"""

import logging
import math
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from mash_intake.store.attachment_folder import AttachmentFolder
from mash_intake.web.hub import Hub
from mash_intake.web.report.views import Form, Visitor
from mash_platform.delivery.transaction import Delivery
from mash_platform.telemetry.logs import what_failed
from mash_platform.web.origin import origin_of

log = logging.getLogger(__name__)

_BEGUN_FOR_ONE_SENT = 5


class Attempts(Protocol):
    """Counts how often something is tried."""

    def attempt(self, name: str, most: int, /) -> datetime | None:
        """None when it may go ahead; else from when on it may again."""


class LimitedForm(Form):
    """Sends so many reports from one place within a quarter of an hour, and begins five times as many."""

    def __init__(
        self, delivery: Delivery, hub: Hub, folder: AttachmentFolder, attempts: Attempts, most: int
    ) -> None:
        super().__init__(delivery, hub, folder)
        self._attempts = attempts
        self._most = most

    def begin(self, request: Request, visitor: Visitor) -> Response:
        until = self._stopped(request, visitor, "begin", self._most * _BEGUN_FOR_ONE_SENT)
        return self._try_later(request, until, "/report") if until else super().begin(request, visitor)

    def send(self, request: Request, visitor: Visitor) -> Response:
        until = self._stopped(request, visitor, "send", self._most)
        return self._try_later(request, until, "/report/check") if until else super().send(request, visitor)

    def _stopped(self, request: Request, visitor: Visitor, what: str, most: int) -> datetime | None:
        """From when on it may be tried again. What cannot be counted goes ahead: a child comes first."""
        if visitor is not None:
            return None
        try:
            return self._attempts.attempt(f"{what} a report from {origin_of(request)}", most)
        except DBAPIError as error:
            log.warning("reports are taken uncounted: %s", what_failed(error))
            return None

    def _try_later(self, request: Request, until: datetime, again: str) -> Response:
        response = self._render(request, "report/try_later.html", status=429, until=until, again=again)
        seconds = (until - self._delivery.clock.now()).total_seconds()
        response.headers["retry-after"] = str(max(1, math.ceil(seconds)))
        return response
