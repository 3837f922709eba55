"""Where assurance is put together: the only module that reads settings and builds concrete things."""

from importlib.resources import files

from mash_assurance.settings import Settings
from mash_assurance.store import metadata
from mash_assurance.stream import subscriptions
from mash_assurance.web.api import api_router
from mash_assurance.web.files import file_router
from mash_assurance.web.metrics import FiguresCollector
from mash_assurance.web.pages import page_router
from mash_assurance.web.queries import READERS
from mash_assurance.web.reading import FigureReader
from mash_contracts.vocabulary import Role
from mash_platform.clock import Clock, SystemClock
from mash_platform.database import open_database
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers, RandomIdentifiers
from mash_platform.sign_in.service import SignIn
from mash_platform.streams.worker import Worker
from mash_platform.web.parts import NavigationItem, WebPart


def open_delivery(settings: Settings, clock: Clock, identifiers: Identifiers) -> Delivery:
    """Assurance's database with its tables, made if they are not there. Repeatable."""
    settings.data.mkdir(parents=True, exist_ok=True)
    delivery = Delivery.over(
        service=Settings.service,
        engine=open_database(settings.database_url()),
        metadata=metadata,
        clock=clock,
        identifiers=identifiers,
    )
    with delivery.engine.begin() as connection:
        metadata.create_all(connection)
    return delivery


def worker(settings: Settings) -> Worker:
    """Reads every topic, and gives the figures at /metrics."""
    delivery = open_delivery(settings, SystemClock(), RandomIdentifiers())
    reader = FigureReader(delivery)
    return Worker(
        Settings.service, delivery, subscriptions(), settings, collectors=[FiguresCollector(reader.now)]
    )


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
