"""Files in a form, read while they arrive: what is too large is counted and thrown away, never kept.

Of a file no more is kept than is taken at most, and of files beyond the number that is taken nothing. So
however much is sent, the answer can name each file and say why it was not taken.
"""

from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import Depends
from fastapi.routing import APIRoute
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from mash_intake.domain.attached_files import LARGEST_FILE, MOST_FILES
from mash_intake.handlers.attachments import OfferedFile

FIELD = "files"
_MOST_NAMED = 100
"""Files in one form whose names are read, so that each can be said not to be taken."""


class UploadRoute(APIRoute):
    """A route whose form holds files. Its address has to be among the `uploads` of its part of the web."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_upload(request: Request) -> Response:
            return await handle(_UploadRequest(request.scope, request.receive))

        return handle_upload


class _UploadRequest(Request):
    async def _get_form(self, **limits: Any) -> FormData:
        kind, _ = parse_options_header(self.headers.get("content-type"))
        if self._form is None and kind == b"multipart/form-data":
            async with aclosing(self.stream()) as stream:
                parser = _Parser(self.headers, stream, max_files=_MOST_NAMED, max_fields=_MOST_NAMED)
                try:
                    self._form = await parser.parse()
                except MultiPartException as error:
                    raise HTTPException(400) from error
        return await super()._get_form(**limits)


class _Parser(MultiPartParser):
    _kept_of_part = 0

    def on_part_begin(self) -> None:
        super().on_part_begin()
        self._kept_of_part = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._current_part.file is None:
            super().on_part_data(data, start, end)
            return
        # One byte more than is taken shows that a file is too large.
        left = LARGEST_FILE + 1 - self._kept_of_part if self._current_files <= MOST_FILES else 0
        kept = min(end - start, left)
        if kept > 0:
            self._kept_of_part += kept
            super().on_part_data(data, start, start + kept)


async def _offered(request: Request) -> list[OfferedFile]:
    """The files of the form; a browser sends an empty one where none was chosen."""
    form = await request.form()
    return [
        OfferedFile(file.filename, _reader(file))
        for file in form.getlist(FIELD)
        if isinstance(file, UploadFile) and file.filename
    ]


def _reader(file: UploadFile) -> Callable[[], bytes]:
    def read() -> bytes:
        file.file.seek(0)
        return file.file.read()

    return read


Offered = Annotated[list[OfferedFile], Depends(_offered)]
