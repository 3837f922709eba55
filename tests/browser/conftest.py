"""A real Chromium, and the web of all services on a real port."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    sync_playwright,
)

from mash_command.web import web_application
from mash_contracts.vocabulary import Role
from mash_platform.clock import MovableClock
from mash_platform.sign_in.service import SignIn, open_sign_in
from tests.builders.serving import a_listener, serving
from tests.builders.web import PASSWORD, TUESDAY_EVENING, an_account
from tests.requirements import browser_path, need

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
_PATIENCE_MS = 15_000
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Hub:
    """All services behind one address, on one clock that the test moves."""

    address: str
    app: FastAPI
    sign_in: SignIn
    clock: MovableClock
    data: Path


# While Playwright runs, asyncio counts as running in this thread; so it must end with this folder's tests.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    need("browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    listener = a_listener()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    monkeypatch.setenv("MASH_ADDRESS", address)
    clock = MovableClock(TUESDAY_EVENING)
    with open_sign_in(SimpleNamespace(data=tmp_path), clock) as sign_in:
        app = web_application(tmp_path, sign_in, clock)
        with serving(app, listener):
            yield Hub(address, app, sign_in, clock, tmp_path)


@pytest.fixture
def page(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A page with scripts, in a window as wide as a desk's."""
    with _window(browser, hub) as context, _watched(context, hub) as page:
        yield page


@pytest.fixture(params=["with scripts", "without scripts"])
def any_page(request: pytest.FixtureRequest, browser: Browser, hub: Hub) -> Iterator[Page]:
    """The same test twice: nothing may need scripts."""
    scripts = request.param == "with scripts"
    with _window(browser, hub, java_script_enabled=scripts) as context, _watched(context, hub) as page:
        yield page


@pytest.fixture
def phone(browser: Browser, hub: Hub) -> Iterator[Page]:
    """A page on the smallest telephone in use."""
    with _window(browser, hub, viewport=PHONE) as context, _watched(context, hub) as page:
        yield page


def sign_in_as(page: Page, hub: Hub, role: Role, **given: Any) -> str:
    """Makes an account, signs in through the page as its owner would, and returns the name colleagues see."""
    account = an_account(hub.sign_in, role, **given)
    page.goto("/sign-in")
    page.get_by_label("Sign-in name").fill(account.sign_in_name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return account.display_name


@contextmanager
def _window(browser: Browser, hub: Hub, **options: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(**{"base_url": hub.address, "viewport": DESKTOP, **options})
    context.set_default_timeout(_PATIENCE_MS)
    yield context
    context.close()


@contextmanager
def _watched(context: BrowserContext, hub: Hub) -> Iterator[Page]:
    """A page that fails its test when a script fails, the content policy is broken, or it asks elsewhere."""
    trouble: list[str] = []

    def console(message: ConsoleMessage) -> None:
        # That an answer was 4xx is what many tests are about.
        if message.type == "error" and "Failed to load resource" not in message.text:
            trouble.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((hub.address, "data:")) or "/fonts/" in request.url:
            trouble.append(f"asked for {request.url}")

    page = context.new_page()
    page.on("console", console)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", asked)
    yield page
    assert trouble == []
