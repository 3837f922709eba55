"""One client's connection: requests are worked on side by side, and answered in the order they came."""

import asyncio
import logging
import struct
from collections.abc import Mapping
from functools import partial

from mash_broker.errors import ErrorCode
from mash_broker.parts import Caller, Parts
from mash_broker.wire import (
    API_VERSIONS,
    LARGEST_REQUEST_BYTES,
    Api,
    RequestHeader,
    Unreadable,
    api_versions,
    decode,
    encode,
    read_header,
)

logger = logging.getLogger(__name__)

_REQUESTS_UNDER_WAY = 16


class RequestMemory:
    """Bytes of requests under way, over all connections: clients wait to be read while there are too many."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._held = 0
        self._released = asyncio.Event()

    async def take(self, size: int) -> None:
        while self._held and self._held + size > self._limit:
            self._released.clear()
            await self._released.wait()
        self._held += size

    def give_back(self, size: int) -> None:
        self._held -= size
        self._released.set()


class Connection:
    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        parts: Parts,
        apis: Mapping[int, Api],
        memory: RequestMemory,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._parts = parts
        self._apis = apis
        self._memory = memory
        self._host = str((writer.get_extra_info("peername") or ("",))[0])
        self._answers: asyncio.Queue[asyncio.Task[bytes]] = asyncio.Queue(_REQUESTS_UNDER_WAY)
        self._under_way: set[asyncio.Task[bytes]] = set()

    async def serve(self) -> None:
        """Until the client goes, sends what cannot be read, or the broker stops (cancellation)."""
        halves = {
            asyncio.create_task(self._receive_requests()),
            asyncio.create_task(self._send_answers()),
        }
        try:
            ended, _ = await asyncio.wait(halves, return_when=asyncio.FIRST_COMPLETED)
            for half in ended:
                _report(half.exception())
        finally:
            for task in (*halves, *self._under_way):
                task.cancel()
            await asyncio.gather(*halves, *self._under_way, return_exceptions=True)
            self._writer.close()

    async def _receive_requests(self) -> None:
        while True:
            await self._answers.put(await self._begin_next())

    async def _begin_next(self) -> asyncio.Task[bytes]:
        """Read one request and begin with it: tasks begin in this order, and queue their writes first."""
        (size,) = struct.unpack(">i", await self._reader.readexactly(4))
        if not 0 <= size <= LARGEST_REQUEST_BYTES:
            raise Unreadable(f"it announced a request of {size} bytes; is it a Kafka client without TLS?")
        await self._memory.take(size)
        try:
            answer = asyncio.create_task(self._answer(await self._reader.readexactly(size)))
        except BaseException:
            self._memory.give_back(size)
            raise
        self._under_way.add(answer)
        answer.add_done_callback(partial(self._answered, size))
        return answer

    def _answered(self, size: int, answer: asyncio.Task[bytes]) -> None:
        self._under_way.discard(answer)
        self._memory.give_back(size)

    async def _send_answers(self) -> None:
        while True:
            answer = await (await self._answers.get())
            if answer:
                self._writer.write(answer)
                await self._writer.drain()

    async def _answer(self, frame: bytes) -> bytes:
        header = read_header(frame, self._is_flexible)
        api = self._apis.get(header.api_key)
        if api is None:
            raise Unreadable(f"it asked for API {header.api_key}, which this broker does not serve")
        if not api.oldest <= header.version <= api.newest:
            return self._other_version(api, header)
        request = decode(api, header, frame)
        del frame  # the request has its own copy of the records, and may wait for long
        self._parts.metrics.requests.labels(api.name).inc()
        caller = Caller(header.client_id, self._host, header.version)
        response = await api.handler(self._parts, request, caller)
        return b"" if response is None else encode(response, header.version, header.correlation_id)

    def _other_version(self, api: Api, header: RequestHeader) -> bytes:
        """Only the question for versions itself has an answer that every client understands."""
        if api.key != API_VERSIONS:
            raise Unreadable(f"it asked for {api.name} version {header.version}, which is not served")
        return encode(api_versions(self._apis, ErrorCode.UNSUPPORTED_VERSION), 0, header.correlation_id)

    def _is_flexible(self, api_key: int, version: int) -> bool:
        api = self._apis.get(api_key)
        return api is not None and bool(api.request.flexible_version_q(version))


def _report(failure: BaseException | None) -> None:
    if isinstance(failure, Unreadable):
        logger.warning("A connection was closed: %s", failure)
    elif not isinstance(failure, asyncio.IncompleteReadError | ConnectionError):
        logger.error("A connection was closed because answering failed", exc_info=failure)
