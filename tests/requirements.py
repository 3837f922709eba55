"""What a test needs of the machine beyond Python: named, so that nothing is skipped in silence.

need("browser")   # skips with the reason, or fails when MASH_TEST_REQUIRE names "browser"
"""

import os
import shutil
import socket
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from mash_kafka import jars
from mash_postgres import programs


def need(name: str) -> None:
    """Skips the test when the machine lacks `name`; fails when `MASH_TEST_REQUIRE` (a comma list) has it."""
    reason = _CHECKS[name]()
    if reason is None:
        return
    required = {each.strip() for each in os.environ.get("MASH_TEST_REQUIRE", "").split(",")}
    if name in required:
        pytest.fail(f"{name} is required here: {reason}", pytrace=False)
    pytest.skip(f"{name}: {reason}")


def browser_path() -> str | None:
    """The machine's own Chromium or Chrome."""
    given = os.environ.get("MASH_TEST_BROWSER")
    names = [given] if given else ["chromium", "chromium-browser", "google-chrome", "chrome"]
    return next((found for name in names if (found := shutil.which(name))), None)


def faketime_library() -> str | None:
    """The library under which a process sees another time of day, from the package faketime."""
    found = sorted(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))
    return str(found[0]) if found else None


def _no_faketime() -> str | None:
    return None if faketime_library() else "libfaketime is not on this machine (package faketime)"


def _no_browser() -> str | None:
    if find_spec("playwright") is None:
        return "the Python package playwright is not installed"
    return None if browser_path() else "no Chromium on this machine; MASH_TEST_BROWSER may name one"


def _no_address(variable: str, what: str) -> Callable[[], str | None]:
    def check() -> str | None:
        return None if os.environ.get(variable) else f"{variable} does not say where {what} is"

    return check


def _no_kafka() -> str | None:
    address = os.environ.get("MASH_TEST_KAFKA")
    if address:
        return _no_answer(address)
    return _no_kafka_to_start()


def _no_kafka_to_start() -> str | None:
    """Kafka's jars are fetched here, so that a machine that cannot fetch them skips and says so."""
    try:
        jars.java()
        jars.fetched()
    except jars.KafkaUnavailable as unavailable:
        return str(unavailable)
    return None


def _no_answer(address: str) -> str | None:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=5):
            return None
    except OSError as error:
        return f"no answer from {address} ({error.strerror or error})"


def _no_postgres() -> str | None:
    if os.environ.get("MASH_TEST_POSTGRES"):
        return None
    try:
        programs.programs()
        programs.user_to_run_as()
    except programs.PostgresUnavailable as unavailable:
        return str(unavailable)
    return None


def _no_kcat() -> str | None:
    return None if shutil.which("kcat") else "kcat is not on this machine"


_CHECKS: dict[str, Callable[[], str | None]] = {
    "browser": _no_browser,
    "faketime": _no_faketime,
    "kafka": _no_kafka,
    "kafka-of-three": _no_kafka_to_start,
    "kcat": _no_kcat,
    "postgres": _no_postgres,
    "smtp": _no_address("MASH_TEST_SMTP", "a mail server (host:port)"),
}
