"""Where the pages of routing are put together: the composition root of its web process."""

from importlib.resources import files

from mash_contracts.vocabulary import Role
from mash_platform.clock import Clock
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sign_in.service import SignIn
from mash_platform.web.client import ServiceClient
from mash_platform.web.intake_details import IntakeDetails
from mash_platform.web.pages import Pages
from mash_platform.web.parts import NavigationItem, WebPart
from mash_routing.handlers.answers import Answers
from mash_routing.service import open_delivery
from mash_routing.settings import Settings
from mash_routing.web.api import api_router
from mash_routing.web.case_pages import case_router
from mash_routing.web.desk import WorklistDesk
from mash_routing.web.places import way_back
from mash_routing.web.worklist_pages import worklist_router


def web_part(settings: Settings, sign_in: SignIn, clock: Clock) -> WebPart:
    """The worklists' pages and API, over a database of their own connection."""
    delivery = open_delivery(settings, clock, RandomIdentifiers())
    client = ServiceClient(settings.address, sign_in.tickets)
    desk = WorklistDesk(delivery, Answers(clock), IntakeDetails(client), sign_in.accounts, clock)
    pages = Pages("mash_routing", way_back=way_back)

    def close() -> None:
        client.close()
        delivery.engine.dispose()

    return WebPart(
        routers=(worklist_router(desk, pages), case_router(desk, pages), api_router(desk)),
        navigation=(
            NavigationItem(
                "Worklists",
                "/worklists/",
                {Role.TEAM_MEMBER, Role.MANAGER},
                home_for={Role.TEAM_MEMBER},
                description="The children sent to each team, and what the team answered.",
            ),
        ),
        styles=(files("mash_routing.web") / "static" / "worklists.css",),
        close=close,
    )
