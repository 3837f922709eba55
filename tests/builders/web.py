"""The web as its users meet it, over real sign-in on a real database.

with a_web_app(tmp_path, part) as app:
    desk = someone(app, Role.PRACTITIONER)
    desk.open("/triage")
    desk.send("/triage/4K7Q-9XWD-1/decision", rationale="...")    # brings the CSRF token by itself
"""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from mash_contracts.vocabulary import Agency, Pathway, Role
from mash_platform.clock import Clock, MovableClock
from mash_platform.sign_in.access import SESSION_COOKIE
from mash_platform.sign_in.accounts import Account
from mash_platform.sign_in.service import SignIn, open_sign_in
from mash_platform.web.shell import WebPart, create_web_app

PASSWORD = "a safe phrase for tests"
TUESDAY_EVENING = datetime(2026, 11, 24, 21, 56, tzinfo=UTC)
_numbers = itertools.count(1)


@contextmanager
def a_web_app(folder: Path, *parts: WebPart, clock: Clock | None = None) -> Iterator[FastAPI]:
    """The shell with these parts; accounts in `folder`, time standing still unless a clock is given."""
    clock = clock or MovableClock(TUESDAY_EVENING)
    with open_sign_in(SimpleNamespace(data=folder), clock) as sign_in:
        yield create_web_app(parts, sign_in=sign_in, clock=clock)


def an_account(sign_in: SignIn, *roles: Role, **given: Any) -> Account:
    number = next(_numbers)
    team = Pathway.EARLY_HELP if Role.TEAM_MEMBER in roles else None
    return sign_in.accounts.add(
        **{
            "sign_in_name": f"person-{number}",
            "display_name": f"Person {number}",
            "roles": roles or [Role.PRACTITIONER],
            "team": team,
            "agency": Agency.POLICE if Role.AGENCY_MEMBER in roles else None,
            "password": PASSWORD,
            **given,
        }
    )


class Visitor:
    """A browser without a window: keeps cookies, does not follow redirects, fills in the CSRF token."""

    def __init__(self, app: FastAPI, account: Account | None = None) -> None:
        self.account = account
        self.client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
        if account is not None:
            sign_in: SignIn = app.state.sign_in
            self.keep_cookie(SESSION_COOKIE, sign_in.sessions.start(account))

    def keep_cookie(self, name: str, value: str) -> None:
        self.client.cookies.set(name, value, domain="testserver.local")

    def open(self, path: str) -> Response:
        return self.client.get(path)

    def send(self, path: str, **fields: str | list[str]) -> Response:
        return self.client.post(path, data={"csrf": self.csrf(), **fields})

    def csrf(self) -> str:
        """The token on whatever page this visitor gets for the sign-in or the password page."""
        page = self.open("/account/password" if SESSION_COOKIE in self.client.cookies else "/sign-in")
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
        assert found, f"no CSRF token on a page that answered {page.status_code}"
        return found[1]


def nobody(app: FastAPI) -> Visitor:
    """Someone who is not signed in."""
    return Visitor(app)


def someone(app: FastAPI, *roles: Role, **given: Any) -> Visitor:
    """A new person, signed in."""
    return Visitor(app, an_account(app.state.sign_in, *roles, **given))


def partner(
    app: FastAPI, name: str = "police-gateway", role: Role = Role.REFERRING_SYSTEM, **whose: Any
) -> TestClient:
    """A partner system with its token; unless said otherwise, for handing in contacts."""
    token = app.state.sign_in.tokens.create(name, role, **whose)
    return TestClient(
        app,
        headers={"authorization": f"Bearer {token}"},
        follow_redirects=False,
        raise_server_exceptions=False,
    )


def title_of(page: Response) -> str:
    found = re.search(r"<title>(.*?)</title>", page.text, re.DOTALL)
    return " ".join(found[1].split()) if found else ""
