"""What a service adds to the web."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter

from mash_contracts.vocabulary import Role


@dataclass(frozen=True)
class NavigationItem:
    """A link at the top of every page, shown to people with one of `roles`.

    `home_for` are the roles that come here after signing in; `description` is what the start page says of it.
    """

    text: str
    href: str
    roles: Collection[Role]
    home_for: Collection[Role] = ()
    description: str = ""


@dataclass(frozen=True)
class WebPart:
    """One service's pages and API. `close` runs when the web process ends."""

    routers: Sequence[APIRouter]
    navigation: Sequence[NavigationItem] = field(default=())
    close: Callable[[], None] | None = None
