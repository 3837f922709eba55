"""Where intake is put together: the only module that reads settings and builds concrete things."""

from importlib.resources import files

from mash_contracts.envelope import EventData
from mash_contracts.events import ReferralAssessed, ThresholdDecided
from mash_contracts.topics import topics_carrying
from mash_contracts.vocabulary import Role
from mash_intake import store
from mash_intake.handlers import progress
from mash_intake.handlers.drafts import delete_expired
from mash_intake.settings import Settings
from mash_intake.web.api import api
from mash_intake.web.contacts import contact_pages
from mash_intake.web.hub import Hub
from mash_intake.web.report.views import report_pages
from mash_platform.clock import Clock, SystemClock
from mash_platform.delivery.opening import open_database_of
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers, RandomIdentifiers
from mash_platform.sign_in.service import SignIn
from mash_platform.streams.subscription import Handler, Subscription
from mash_platform.streams.worker import Worker
from mash_platform.web.parts import NavigationItem, WebPart


def open_delivery(settings: Settings, clock: Clock, identifiers: Identifiers) -> Delivery:
    """Intake's database with its tables, made if they are not there. Repeatable."""
    return open_database_of(settings, store.metadata, clock, identifiers)


def web_part(settings: Settings, _sign_in: SignIn, clock: Clock) -> WebPart:
    """The form, the API and the staff's list of contacts. Opened like every service's; asks no other one."""
    delivery = open_delivery(settings, clock, RandomIdentifiers())
    delete_expired(delivery)
    hub = Hub(
        name=settings.hub_name,
        phone=settings.hub_phone,
        draft_life=settings.draft_life,
        test_nhs_numbers=settings.test_nhs_numbers,
    )
    return WebPart(
        routers=(api(delivery, hub), report_pages(delivery, hub), contact_pages(delivery)),
        navigation=(
            NavigationItem(
                text="Contacts",
                href="/contacts",
                roles=(Role.PRACTITIONER, Role.MANAGER),
                description="Every worry that reached the hub, newest first.",
            ),
            NavigationItem(
                text="Report a worry",
                href="/report",
                roles=(Role.REFERRER, Role.PRACTITIONER, Role.MANAGER),
                home_for=(Role.REFERRER,),
                description="Tell the hub about a child.",
            ),
        ),
        styles=(files("mash_intake") / "web" / "static" / "intake.css",),
        close=delivery.engine.dispose,
    )


def worker(settings: Settings) -> Worker:
    """Publishes what was accepted, and follows how far the hub has come with each child."""
    delivery = open_delivery(settings, SystemClock(), RandomIdentifiers())
    return Worker(Settings.service, delivery, [progress_of_records()], settings)


def progress_of_records() -> Subscription:
    """What the status of a record follows."""
    handlers: dict[type[EventData], Handler] = {
        ReferralAssessed: progress.being_looked_at,
        ThresholdDecided: progress.decided,
    }
    topics = {topic.name: topic for event in handlers for topic in topics_carrying(event.TYPE)}
    return Subscription(topics=tuple(topics.values()), handlers=handlers)
