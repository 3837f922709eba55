"""No request is larger than 1 MB, a batch of contacts 16 MB, whatever its headers say of its length.

Files may be sent to a few addresses, which read them as they arrive and keep no more than they take: there a
request may be so large that the answer can still say which file was too large.
"""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1_000_000
LARGEST_BATCH = 16_000_000
LARGEST_UPLOAD = 150_000_000
NDJSON = "application/x-ndjson"
# What is too large is read and thrown away up to here: a client that is cut off never sees the answer.
_THROWN_AWAY = 32_000_000


class BodyTooLarge(HTTPException):
    def __init__(self) -> None:
        super().__init__(status_code=413)


class BodyLimit:
    """ASGI middleware that counts what arrives; keeps nothing itself."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY, *, uploads: Sequence[str] = ()) -> None:
        """`uploads` are the addresses, as routes have them, to which files are sent."""
        self._app = app
        self._largest = largest
        self._uploads = [compile_path(path)[0] for path in uploads]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        size = 0
        largest = self._largest_of(scope)

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size <= largest:
                return message
            while message.get("more_body") and size < _THROWN_AWAY:
                message = await receive()
                size += len(message.get("body", b""))
            raise BodyTooLarge

        await self._app(scope, counted, send)

    def _largest_of(self, scope: Scope) -> int:
        if scope["method"] == "POST" and any(path.match(scope["path"]) for path in self._uploads):
            return max(LARGEST_UPLOAD, self._largest)
        batch = scope["method"] == "POST" and (b"content-type", NDJSON.encode()) in scope["headers"]
        return max(LARGEST_BATCH, self._largest) if batch else self._largest
