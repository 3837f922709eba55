"""Every page that can be opened by its address alone: accessible, and not wider than a telephone."""

from collections.abc import Iterator

from playwright.sync_api import Page

from mash_contracts.vocabulary import PERSON_ROLES, Role
from mash_platform.sign_in.access import SESSION_COOKIE
from mash_platform.web.access_table import RouteAccess, route_access
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub
from tests.builders.web import an_account

# Not pages: for machines, or only a way to somewhere else.
_OTHER = ("/api/", "/metrics", "/assurance/metrics", "/report/leave")


def pages_of(hub: Hub) -> Iterator[RouteAccess]:
    for route in route_access(hub.app):
        if route.method == "GET" and "{" not in route.path and not route.path.startswith(_OTHER):
            yield route


def come_as(page: Page, hub: Hub, roles: frozenset[Role]) -> None:
    """With a session of an account that has one of the roles."""
    role = min(roles & set(PERSON_ROLES))
    token = hub.sign_in.sessions.start(an_account(hub.sign_in, role))
    page.context.clear_cookies()
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": hub.address}])


def faults(page: Page, address: str, width: int) -> Iterator[str]:
    answer = page.goto(address)
    assert answer
    if answer.status != 200:
        yield f"{address} answered {answer.status}"
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"{address} is {wide} wide in a window of {width}"
    if page.locator("h1").count() != 1:
        yield f"{address} has {page.locator('h1').count()} first headings"
    try:
        assert_accessible(page)
    except AssertionError as error:
        yield str(error)


def test_every_page_is_accessible_at_a_desk(page: Page, hub: Hub) -> None:
    found: list[str] = []
    for route in pages_of(hub):
        if route.admits is not None:
            come_as(page, hub, route.admits)
        found += faults(page, route.path, 1280)
    assert not found, "\n".join(found)


def test_every_page_is_accessible_on_a_telephone(phone: Page, hub: Hub) -> None:
    found: list[str] = []
    for route in pages_of(hub):
        if route.admits is not None:
            come_as(phone, hub, route.admits)
        found += faults(phone, route.path, PHONE["width"])
    assert not found, "\n".join(found)
