"""Where intake is put together: the composition root of its worker, and of its database."""

from pathlib import Path

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    ReferralAccepted,
    ReferralAllocated,
    ReferralAssessed,
    ReferralClosed,
    ThresholdDecided,
)
from mash_contracts.topics import topics_carrying
from mash_intake.handlers import open_cases, progress
from mash_intake.handlers.attachments import tidy_up
from mash_intake.handlers.feedback import look_at_the_clock
from mash_intake.handlers.imports import watch_documents
from mash_intake.handlers.likeness import look_for_likeness
from mash_intake.handlers.postman import Postman
from mash_intake.settings import Settings
from mash_intake.store import tables
from mash_intake.store.attachment_folder import AttachmentFolder
from mash_platform.clock import Clock, SystemClock
from mash_platform.delivery.opening import open_database_of, schema_of_service
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import Identifiers, RandomIdentifiers
from mash_platform.mail.settings import mail_from_environment
from mash_platform.migrating.schema import Schema
from mash_platform.regular_work import RegularErrand, RegularWork
from mash_platform.streams.subscription import Handler, Subscription
from mash_platform.streams.worker import Worker

LIKENESS_SECONDS = 2.0
"""How soon after a contact somebody can see that its child could be one who is known."""

EMAIL_SECONDS = 2.0
"""How soon after a report its referrer is e-mailed; also the pause after the mail server failed."""

ACKNOWLEDGEMENT_SECONDS = 15.0
"""The clock is a working day: nobody waits for seconds."""

TIDYING_SECONDS = 60.0
"""How soon a form that expired is really gone, with its files."""


def schema() -> Schema:
    """Intake's tables, and the revisions that lead to them."""
    return schema_of_service(Settings.service, tables.metadata, Path(__file__).parent)


def open_delivery(settings: Settings, clock: Clock, identifiers: Identifiers) -> Delivery:
    """Intake's database, with its tables as they should be. Repeatable."""
    return open_database_of(settings, schema(), clock, identifiers)


def worker(settings: Settings) -> Worker:
    """Publishes what was accepted, looks who the children could be, and follows how far the hub has come."""
    delivery = open_delivery(settings, SystemClock(), RandomIdentifiers())
    likeness = RegularWork("the look for likeness", delivery, look_for_likeness, every=LIKENESS_SECONDS)
    acknowledgements = RegularWork(
        "the clock of the acknowledgements",
        delivery,
        lambda transaction: look_at_the_clock(transaction, delivery.clock.now()),
        every=ACKNOWLEDGEMENT_SECONDS,
    )
    folder = AttachmentFolder(settings.attachment_folder, delivery.how_it_seals)
    tidying = RegularWork(
        "the tidying up of forms and files",
        delivery,
        lambda transaction: tidy_up(transaction, delivery, folder),
        every=TIDYING_SECONDS,
    )
    documents = RegularWork(
        "the watch over imported documents",
        delivery,
        lambda transaction: watch_documents(transaction, delivery.clock.now()),
        every=TIDYING_SECONDS,
    )
    postman = Postman(delivery, mail_from_environment(), settings.hub_name, settings.hub_phone)
    emails = RegularErrand("the e-mail to referrers", delivery, postman.send_next, every=EMAIL_SECONDS)
    beside = [likeness, acknowledgements, tidying, documents, emails]
    return Worker(Settings.service, delivery, [progress_of_records()], settings, beside=beside)


def progress_of_records() -> Subscription:
    """What the status of a record follows, and which team has a child."""
    handlers: dict[type[EventData], Handler] = {
        ReferralAssessed: progress.being_looked_at,
        ThresholdDecided: progress.decided,
        ReferralAccepted: open_cases.accepted,
        ReferralAllocated: open_cases.allocated,
        ReferralClosed: open_cases.closed,
    }
    topics = {topic.name: topic for event in handlers for topic in topics_carrying(event.TYPE)}
    return Subscription(topics=tuple(topics.values()), handlers=handlers)
