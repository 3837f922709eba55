"""The worklists on the web: routing's own part over its own database, with people of the teams."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from mash_contracts.vocabulary import Pathway, Role
from mash_platform.clock import MovableClock
from mash_platform.sign_in.service import open_sign_in
from mash_platform.web.shell import create_web_app
from mash_routing.settings import Settings
from mash_routing.site import web_part
from tests.builders.routing import WEDNESDAY_MORNING, RoutingRoom
from tests.builders.web import Visitor, someone

NOBODY_LISTENS = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Worklists:
    app: FastAPI
    room: RoutingRoom
    clock: MovableClock

    def member(self, team: Pathway = Pathway.EARLY_HELP, name: str = "Aisha Rahman") -> Visitor:
        return someone(self.app, Role.TEAM_MEMBER, team=team, display_name=name)

    def manager(self) -> Visitor:
        return someone(self.app, Role.MANAGER, display_name="Margaret Osei")


@contextmanager
def the_worklists(folder: Path, *, address: str = NOBODY_LISTENS) -> Iterator[Worklists]:
    """Routing's pages and API; intake is asked at `address`, where by default nobody answers."""
    clock = MovableClock(WEDNESDAY_MORNING)
    settings = Settings(data=folder, address=address)
    with open_sign_in(settings, clock) as sign_in:
        part = web_part(settings, sign_in, clock)
        yield Worklists(
            create_web_app([part], sign_in=sign_in, clock=clock), RoutingRoom.at(folder, clock), clock
        )
        assert part.close is not None
        part.close()
