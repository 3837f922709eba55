"""Where the pages of assurance are put together: the composition root of its web process."""

from importlib.resources import files

from mash_assurance.service import open_delivery
from mash_assurance.settings import Settings
from mash_assurance.web.api import api_router
from mash_assurance.web.files import file_router
from mash_assurance.web.pages import page_router
from mash_assurance.web.queries import READERS
from mash_assurance.web.reading import FigureReader
from mash_contracts.vocabulary import Role
from mash_platform.clock import Clock
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sign_in.service import SignIn
from mash_platform.web.parts import NavigationItem, WebPart


def web_part(settings: Settings, sign_in: SignIn, clock: Clock) -> WebPart:
    """The page of figures, its API and its metrics. None of it shows anything about a single child."""
    delivery = open_delivery(settings, clock, RandomIdentifiers())
    reader = FigureReader(delivery)
    return WebPart(
        routers=(page_router(reader, clock), file_router(reader, clock), api_router(reader, clock)),
        navigation=(
            NavigationItem(
                "Assurance",
                "/assurance/",
                READERS,
                home_for=(Role.ASSURANCE,),
                description="How the hub is doing: figures and plots, and nothing about a single child.",
            ),
        ),
        styles=(files("mash_assurance.web") / "static" / "assurance.css",),
        close=delivery.engine.dispose,
    )
