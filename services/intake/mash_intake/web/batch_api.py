"""Many contacts in one request: NDJSON, a contact a line, and an answer a line.

Lines are taken in groups, each in a transaction of its own, and a line is answered only once it is kept. So a
request that breaks off can be sent again under the same Idempotency-Key, whole or from any line on.
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.routing import APIRoute
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Match
from starlette.types import Scope

from mash_contracts.submission import ContactSubmission
from mash_intake.handlers.accept import Accepted, Answer, Handover, accept_contacts
from mash_intake.handlers.feedback import status_code_of
from mash_intake.web.api import Sender
from mash_intake.web.hub import Hub
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_platform.web.limits import NDJSON
from mash_platform.web.validation import field_errors

MOST_LINES = 5_000
_TOGETHER = 50
"""So many are durable, and answered, at once."""
_LONGEST_KEY = 200

_NOT_JSON = FieldError("", "malformed-json", "The line is not a JSON object.")
_AWAY = FieldError("", "unavailable", "This line and those after it are not in. Send them again later.")
_NO_KEY = FieldError(
    "Idempotency-Key", "missing", "Give the batch a name of its own, so that it can be sent again safely."
)
_TOO_MANY = FieldError("", "too-many", f"A batch has at most {MOST_LINES:,} lines. Send it in parts.")

Line = tuple[int, bytes]
Result = dict[str, Any]


class _NdjsonRoute(APIRoute):
    """Answers only what is sent as NDJSON; anything else is for the route of one contact."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        types = [value for name, value in scope.get("headers", ()) if name == b"content-type"]
        if not any(value.partition(b";")[0].strip().lower() == NDJSON.encode() for value in types):
            return Match.NONE, {}
        return super().matches(scope)


def batch_api(delivery: Delivery, hub: Hub) -> APIRouter:
    """Comes before the route of one contact, whose address it shares."""
    router = APIRouter(prefix="/api/v1", route_class=_NdjsonRoute, include_in_schema=False)

    @router.post("/contacts", response_class=Response)
    async def hand_in_many(
        request: Request,
        person: Sender,
        idempotency_key: Annotated[str | None, Header(min_length=1, max_length=_LONGEST_KEY)] = None,
        first_line: Annotated[int, Query(ge=1)] = 1,
    ) -> Response:
        """`first_line` is the number of the first line sent, where a batch is gone on with."""
        if idempotency_key is None:
            raise Rejected(_NO_KEY)
        lines = list(enumerate((await request.body()).splitlines(), start=first_line))
        if len(lines) > MOST_LINES:
            raise Rejected(_TOO_MANY)
        batch = _Batch(delivery, hub, person.account_id, idempotency_key)
        groups = batch.results([(number, line) for number, line in lines if line.strip()])
        first = await run_in_threadpool(next, groups, b"")
        return StreamingResponse(_rest(first, groups), media_type=NDJSON)

    return router


def _rest(first: bytes, groups: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from groups


class _Batch:
    def __init__(self, delivery: Delivery, hub: Hub, sender: str, key: str) -> None:
        self._delivery = delivery
        self._hub = hub
        self._sender = sender
        self._key = key

    def results(self, lines: list[Line]) -> Iterator[bytes]:
        """The answers of a group of lines at a time, in their order. Blocks for the database."""
        left = iter(lines)
        while group := list(islice(left, _TOGETHER)):
            try:
                answers = self._take(group)
            except DBAPIError:
                yield _written([_refused(group[0][0], 503, [_AWAY])])
                return
            yield _written(answers)

    def _take(self, group: list[Line]) -> list[Result]:
        read = {number: self._read(number, line) for number, line in group}
        sound = {number: one for number, one in read.items() if isinstance(one, Handover)}
        taken = accept_contacts(
            self._delivery, list(sound.values()), test_nhs_numbers=self._hub.test_nhs_numbers
        )
        answers = dict(zip(sound, taken, strict=True))
        return [
            one if not isinstance(one, Handover) else self._result(number, answers[number])
            for number, one in read.items()
        ]

    def _result(self, number: int, answer: Answer) -> Result:
        if isinstance(answer, Accepted):
            return {
                "line": number,
                "status": 200 if answer.replayed else 201,
                "reference": answer.reference,
                "records": list(answer.records),
                "status_code": status_code_of(self._delivery, answer.reference),
                "doubts": _as_data(answer.doubts),
            }
        if isinstance(answer, Conflict):
            return _refused(number, 409, [FieldError("", "conflict", answer.sentence)])
        return _refused(number, 422, answer.errors)

    def _read(self, number: int, line: bytes) -> Handover | Result:
        try:
            submission = ContactSubmission.model_validate_json(line)
        except ValidationError as error:
            details = error.errors(include_input=False, include_url=False)
            errors = field_errors(details)
            malformed = any(each["type"] in ("json_invalid", "model_type") for each in details)
            return _refused(number, 400, [_NOT_JSON]) if malformed else _refused(number, 422, errors)
        return Handover(submission, self._sender, idempotency_key=f"{self._key} line {number}")


def _refused(number: int, status: int, errors: Any) -> Result:
    return {"line": number, "status": status, "errors": _as_data(errors)}


def _as_data(errors: Any) -> list[dict[str, str]]:
    return [{"field": each.field, "code": each.code, "detail": each.sentence} for each in errors]


def _written(results: list[Result]) -> bytes:
    return b"".join(json.dumps(result, separators=(",", ":")).encode() + b"\n" for result in results)
