"""`mash reconcile`: proves that every contact accepted is pending, decided, routed or quarantined."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click
from kafka.errors import KafkaError
from sqlalchemy.orm import Session

import mash_intake.service
import mash_intake.settings
import mash_intake.store
import mash_routing.service
import mash_routing.settings
import mash_routing.store
import mash_triage.service
import mash_triage.settings
from mash_command.accounting import Account, Held, account
from mash_command.settings import MachineSettings
from mash_contracts.events import ContactReceived
from mash_contracts.topics import topics_carrying
from mash_platform.clock import SystemClock
from mash_platform.delivery.quarantine import list_quarantined
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Unavailable
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.streams.lag import LagReader
from mash_triage.store.accounting import decided_pathways

_LOOK_SECONDS = 0.5
_ALL_ACCOUNTED, _NOT_ACCOUNTED, _NOT_SETTLED = 0, 1, 2


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the account with the references it names.")
@click.option("--wait", "seconds", default=0.0, help="Wait so many seconds for what is still on the way.")
def command(as_json: bool, seconds: float) -> None:
    """Prove that every contact accepted is accounted for.

    Accepted = pending + decided + routed + quarantined, each child counted once. Exit code 0 when that holds,
    1 when a child is lost, doubled or stray, 2 when --wait ended with some still on the way.
    """
    try:
        found = _settled_account(MachineSettings(), time.monotonic() + seconds)
    except (Unavailable, KafkaError) as error:
        raise click.ClickException("The broker does not answer. Is the system running?") from error
    click.echo(json.dumps(asdict(found), indent=2) if as_json else _sentences(found))
    if not found.holds:
        sys.exit(_NOT_ACCOUNTED)
    sys.exit(_ALL_ACCOUNTED if found.settled or not seconds else _NOT_SETTLED)


def _settled_account(settings: MachineSettings, deadline: float) -> Account:
    """The account, taken again until nothing is on the way or the time is over.

    A child that seems lost may have been between two looks, so it is looked for again as well.
    """
    found = account(_held(settings))
    while not found.settled and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
        found = account(_held(settings))
    return found


def _held(settings: MachineSettings) -> Held:
    """Reads from the front of the pipeline to its end: what moves on meanwhile is found further along."""
    clock, identifiers = SystemClock(), RandomIdentifiers()
    intake = mash_intake.service.open_delivery(
        mash_intake.settings.Settings(data=settings.data), clock, identifiers
    )
    with _reading(intake) as session:
        accepted = mash_intake.store.accepted_references(session)
        unpublished = mash_intake.store.unpublished_among(session, intake.outbox, accepted)
    unread = _unread_by_triage(settings)
    triage = mash_triage.service.open_delivery(
        mash_triage.settings.Settings(data=settings.data), clock, identifiers
    )
    with _reading(triage) as session:
        at_triage = decided_pathways(session)
    routing = mash_routing.service.open_delivery(
        mash_routing.settings.Settings(data=settings.data), clock, identifiers
    )
    with _reading(routing) as session:
        routed = mash_routing.store.standing_referrals(session)
    waiting = list_quarantined(settings.broker)
    quarantined = {entry.reference for entry in waiting if entry.reference is not None}
    return Held(accepted, unpublished, unread, at_triage, routed, quarantined)


@contextmanager
def _reading(delivery: Delivery) -> Iterator[Session]:
    try:
        with delivery.reading() as session:
            yield session
    finally:
        delivery.engine.dispose()


def _unread_by_triage(settings: MachineSettings) -> int:
    topics = [topic.name for topic in topics_carrying(ContactReceived.TYPE)]
    reader = LagReader(settings.broker, f"mash-{mash_triage.settings.Settings.service}", topics)
    try:
        lag = reader.read()
        return sum(lag.of_topic(topic) for topic in topics)
    finally:
        reader.close()


def _sentences(found: Account) -> str:
    lines = [
        f"Accepted     {found.accepted}",
        f"Pending      {found.pending}",
        f"Decided      {found.decided}",
        f"Routed       {found.routed}",
        f"Quarantined  {found.quarantined}",
    ]
    for name, references in (("Lost", found.lost), ("Doubled", found.doubled), ("Stray", found.stray)):
        lines += [f"{name}: {', '.join(references)}"] if references else []
    lines.append("Every child is accounted for." if found.holds else "NOT every child is accounted for.")
    return "\n".join(lines)
