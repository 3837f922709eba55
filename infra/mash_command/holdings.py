"""Taking the account: what every service holds, read from the front of the pipeline to its end."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from kafka.errors import KafkaError
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import mash_intake.service
import mash_intake.settings
import mash_intake.store.contacts
import mash_routing.service
import mash_routing.settings
import mash_routing.store
import mash_triage.service
import mash_triage.settings
from mash_command.accounting import Account, Held, account, confirmed
from mash_command.settings import MachineSettings
from mash_contracts.envelope import EventData
from mash_contracts.events import ContactReceived, ReferralDeclined, ThresholdDecided
from mash_contracts.topics import topics_carrying
from mash_platform.clock import SystemClock
from mash_platform.delivery.quarantine import list_quarantined
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Unavailable
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.streams.membership import group_of
from mash_platform.streams.unread import unread_keys
from mash_triage.store.accounting import decided_pathways

_LOOK_SECONDS = 0.5


def settled_account(settings: MachineSettings, deadline: float) -> Account:
    """The account, taken again until nothing is on the way or `time.monotonic()` passes `deadline`.

    Blocks, also while broker or database are away. Raises `Unavailable` when the last look could not be
    taken, `ClickException` where nothing was ever kept.
    """
    while True:
        last = time.monotonic() >= deadline
        try:
            found = _account_now(settings)
        except (Unavailable, KafkaError) as error:
            if last:
                raise Unavailable("the broker does not answer") from error
        except OperationalError as error:
            if last:
                raise Unavailable("a database does not answer") from error
        else:
            if last or found.settled:
                return found
        time.sleep(_LOOK_SECONDS)


def _account_now(settings: MachineSettings) -> Account:
    """The account; what seems wrong is only believed when it is still so a moment later."""
    found = _look(settings)
    if found.holds:
        return found
    time.sleep(_LOOK_SECONDS)
    return confirmed(found, _look(settings))


def _look(settings: MachineSettings) -> Account:
    """Reads from the front of the pipeline to its end: what moves on meanwhile is found further along.

    What a service holds is read a little at a time, side by side with the others', but as of its turn.
    """
    intake, triage, routing = _deliveries(settings)
    with _reading(intake) as at_intake, _reading(triage) as at_triage, _reading(routing) as at_routing:
        accepted = mash_intake.store.contacts.accepted_references(at_intake)
        waiting = intake.unpublished_keys(at_intake)
        waiting |= _unread(settings, triage, ContactReceived)
        decided = decided_pathways(at_triage)
        waiting |= triage.unpublished_keys(at_triage)
        waiting |= _unread(settings, routing, ThresholdDecided)
        routed = mash_routing.store.standing_referrals(at_routing)
        waiting |= routing.unpublished_keys(at_routing)
        waiting |= _unread(settings, triage, ReferralDeclined)
        aside = list_quarantined(settings.broker)
        return account(
            Held(
                accepted=accepted,
                on_the_way=frozenset(key.decode("ascii", "replace") for key in waiting),
                at_triage=decided,
                routed=routed,
                quarantined=[
                    entry.reference for entry in {entry.identity: entry for entry in aside}.values()
                ],
            )
        )


def _deliveries(settings: MachineSettings) -> tuple[Delivery, Delivery, Delivery]:
    """The databases of intake, triage and routing. Raises `ClickException` where none was ever made."""
    of_intake = mash_intake.settings.Settings(data=settings.data)
    of_triage = mash_triage.settings.Settings(data=settings.data)
    of_routing = mash_routing.settings.Settings(data=settings.data)
    for of_service in (of_intake, of_triage, of_routing):
        database = make_url(of_service.database_url())
        if database.drivername == "sqlite" and not Path(database.database or "").exists():
            raise click.ClickException(
                f"Nothing was ever kept in {settings.data.absolute()}, so nothing can be proved. "
                "Give the folder of the running system with MASH_DATA."
            )
    clock, identifiers = SystemClock(), RandomIdentifiers()
    return (
        mash_intake.service.open_delivery(of_intake, clock, identifiers),
        mash_triage.service.open_delivery(of_triage, clock, identifiers),
        mash_routing.service.open_delivery(of_routing, clock, identifiers),
    )


@contextmanager
def _reading(delivery: Delivery) -> Iterator[Session]:
    try:
        with delivery.reading() as session:
            yield session
    finally:
        delivery.engine.dispose()


def _unread(settings: MachineSettings, reader: Delivery, event: type[EventData]) -> frozenset[bytes]:
    """Whose events of this kind, or others of the same topics, the service has not handled yet."""
    topics = [topic.name for topic in topics_carrying(event.TYPE)]
    return unread_keys(settings.broker, group_of(reader.service), topics)
