"""What a service adds to the web."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable

from fastapi import APIRouter

from mash_contracts.vocabulary import Role


@dataclass(frozen=True)
class NavigationItem:
    """A link at the top of every page, shown to people with one of `roles`.

    `home_for` are the roles that come here after signing in; `description` is what the page of all pages says
    of it. What is `seldom` wanted stands only there for people who have many pages.
    """

    text: str
    href: str
    roles: Collection[Role]
    home_for: Collection[Role] = ()
    description: str = ""
    seldom: bool = False


@dataclass(frozen=True)
class WebPart:
    """One service's pages and API. `close` runs when the web process ends.

    `styles` are style sheets of the service's own, each with a name that no other service uses; its pages
    link to `asset("<name>")`. `uploads` are the addresses, as routes have them, to which files are sent: only
    there a request may be larger than a form, and only whoever reads files as they arrive lists an address.
    """

    routers: Sequence[APIRouter]
    navigation: Sequence[NavigationItem] = field(default=())
    styles: Sequence[Traversable] = field(default=())
    uploads: Sequence[str] = field(default=())
    close: Callable[[], None] | None = None
