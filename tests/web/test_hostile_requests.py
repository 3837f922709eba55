"""Nothing that can be sent makes the system fail: whatever is wrong is refused as the sender's fault."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI

from mash_command.web import web_application
from mash_contracts.vocabulary import PERSON_ROLES, Role
from mash_platform.clock import MovableClock
from mash_platform.sign_in.service import open_sign_in
from mash_platform.web.access_table import RouteAccess, route_access
from tests.builders.web import TUESDAY_EVENING, Visitor, someone

_VALUES = (
    "%00",
    "x" * 3000,
    "%ff%fe",
    "..%2f..%2fetc",
    "' OR 1=1 --",
    "%F0%9F%98%80",
    "-1",
    "9" * 30,
    "%0d%0aa:b",
)
_QUERIES = ("page", "reference", "since", "to", "rag", "team", "next", "cursor", "limit", "whose", "pathway")
_BODIES = (
    ("application/json", b""),
    ("application/json", b"null"),
    ("application/json", b'{"level": NaN, "decision": [[]], "\\u0000": "\\u0000"}'),
    ("application/json", b"[" * 5000),
    ("application/x-www-form-urlencoded", b"rationale=%00%ff&level=%F0%9F%98%80&pathways=x&pathways=y&a[]=1"),
    ("application/x-www-form-urlencoded", b"&&==&%&%zz="),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="level"; filename="a"\r\n\r\n1\r\n--x--\r\n',
    ),
    ("multipart/form-data", b"no boundary"),
    ("text/plain", b"\xff\xfe"),
)
# Another service may be asked, and is not there in this test.
_UNAVAILABLE = 503


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder: Path = tmp_path_factory.mktemp("hub")
    clock = MovableClock(TUESDAY_EVENING)
    with open_sign_in(SimpleNamespace(data=folder), clock) as sign_in:
        yield web_application(folder, sign_in, clock)


@pytest.fixture(scope="module")
def visitors(hub: FastAPI) -> dict[Role, Visitor]:
    return {role: someone(hub, role) for role in PERSON_ROLES}


def test_no_address_makes_the_system_fail(hub: FastAPI, visitors: dict[Role, Visitor]) -> None:
    failed = []
    for route, visitor in _routes(hub, visitors):
        if route.method != "GET":
            continue
        for value in _VALUES:
            query = "&".join(f"{name}={value}" for name in _QUERIES)
            answer = visitor.open(_filled(route.path, value) + "?" + query)
            if answer.status_code >= 500 and answer.status_code != _UNAVAILABLE:
                failed.append((route.path, value[:40], answer.status_code))
    assert failed == []


def test_no_body_makes_the_system_fail(hub: FastAPI, visitors: dict[Role, Visitor]) -> None:
    tokens = {role: visitor.csrf() for role, visitor in visitors.items()}
    failed = []
    for route, visitor in _routes(hub, visitors):
        if route.method == "GET" or route.path == "/sign-out":
            continue
        token = next(tokens[role] for role, each in visitors.items() if each is visitor)
        for content_type, body in _BODIES:
            answer = visitor.client.request(
                route.method,
                _filled(route.path, "4K7Q-9XWD-1"),
                content=body,
                headers={"content-type": content_type, "x-csrf-token": token},
            )
            if answer.status_code >= 500 and answer.status_code != _UNAVAILABLE:
                failed.append((route.path, content_type, body[:40], answer.status_code))
    assert failed == []


def _routes(hub: FastAPI, visitors: dict[Role, Visitor]) -> Iterator[tuple[RouteAccess, Visitor]]:
    """Every route that a person may use, with a person who may."""
    for route in route_access(hub):
        admitted = [role for role in visitors if route.admits is None or role in route.admits]
        yield route, visitors[admitted[0]]


def _filled(path: str, value: str) -> str:
    return re.sub(r"\{[^}]*\}", lambda _: value, path)
