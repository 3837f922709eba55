"""Logging set-up: plain lines for a terminal, JSON for machines, and no personal data in either.

Exceptions are logged by type and place. Their texts are left out unless they come from the network or are our
own, because a database driver or a parser quotes what it was given.
"""

import json
import logging
import os
import sys
import traceback
from types import TracebackType
from typing import TextIO

import kafka.errors

from mash_platform.errors import InvalidMessage, Unavailable

_QUOTING_NOTHING = (InvalidMessage, Unavailable, OSError, kafka.errors.KafkaError)
_NOISY = ("faust", "mode", "aiokafka", "kafka", "sqlalchemy", "asyncio", "httpx", "uvicorn.access")

ErrorInformation = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def set_up_logging(service: str, *, stream: TextIO | None = None, as_json: bool | None = None) -> None:
    """Sends every log line of this process to `stream` (stderr). JSON when `MASH_LOG=json`.

    May be called again; the last call counts.
    """
    if as_json is None:
        as_json = os.environ.get("MASH_LOG", "plain") == "json"
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(service) if as_json else PlainFormatter(service))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def what_failed(error: BaseException) -> str:
    """An exception as its type, and its text where that is known to quote no message."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, _QUOTING_NOTHING) else name


def where_it_failed(trace: TracebackType | None) -> list[str]:
    """The places an exception passed, without source lines or values."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


class PlainFormatter(logging.Formatter):
    def __init__(self, service: str) -> None:
        super().__init__(f"%(asctime)s %(levelname)-7s {service} %(name)s: %(message)s", "%H:%M:%S")

    def formatException(self, ei: ErrorInformation) -> str:
        _, error, trace = ei
        if error is None:
            return ""
        return "\n    ".join([what_failed(error), *where_it_failed(trace)])


class JsonFormatter(logging.Formatter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            _, error, trace = record.exc_info
            line["error"] = what_failed(error)
            line["trace"] = where_it_failed(trace)
        return json.dumps(line)
