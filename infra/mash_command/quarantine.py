"""`mash quarantine`: messages that could not be read. Each is a child, until somebody has looked."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from time import monotonic

import click
from sqlalchemy.exc import OperationalError

from mash_command.settings import WORKERS, MachineSettings
from mash_platform.clock import LONDON, SystemClock
from mash_platform.delivery import set_aside_orders
from mash_platform.delivery.log_reading import record_at
from mash_platform.delivery.quarantine import (
    Quarantined,
    list_quarantined,
    redrive,
    reference_of,
    show_quarantined,
)
from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import NotFound, Unavailable
from mash_platform.identifiers import RandomIdentifiers

_SHOWN = 12
_LONGEST_HANG = 120
"""Seconds; a worker that does not get on ends itself after a minute."""
_BROKER = click.option("--broker", help="host:port; the one on this machine if not given.")


@click.group()
def command() -> None:
    """Look at messages that could not be read, and send them again once the cause is mended."""


@contextmanager
def _on(broker: str | None) -> Iterator[str]:
    try:
        yield broker or MachineSettings().broker
    except Unavailable as error:
        raise click.ClickException(f"{error}. Is the system running?") from error
    except NotFound as error:
        raise click.ClickException("No such message: `mash quarantine list --all` shows every id.") from error


@command.command("list")
@_BROKER
@click.option("--all", "everything", is_flag=True, help="Also those that were sent on.")
@click.option("--json", "as_json", is_flag=True)
def list_(broker: str | None, everything: bool, as_json: bool) -> None:
    """Show what waits, oldest first; never what a message says."""
    with _on(broker) as address:
        found = list_quarantined(address, also_sent_on=everything)
    if as_json:
        click.echo(json.dumps([_as_json(entry) for entry in found], indent=2))
    elif not found:
        click.echo("Nothing waits in quarantine.")
    else:
        for entry in found:
            click.echo(_described(entry))


@command.command()
@_BROKER
@click.argument("identity")
@click.option("--content", is_flag=True, help="Print the message itself; it may hold personal data.")
def show(broker: str | None, identity: str, content: bool) -> None:
    """Show one message: why it could not be read, by which code, and from where."""
    with _on(broker) as address:
        (whole,) = _whole([identity], list_quarantined(address, also_sent_on=True))
        entry, message = show_quarantined(address, whole)
    click.echo(json.dumps(_as_json(entry), indent=2))
    if content:
        for name, value in message.headers:
            click.echo(f"{name}: {value.decode(errors='backslashreplace')}")
        click.echo((message.value or b"").decode(errors="backslashreplace"))


@command.command("redrive")
@_BROKER
@click.argument("identities", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that waits.")
@click.option("--again", is_flag=True, help="Also what was sent on before.")
def redrive_(broker: str | None, identities: tuple[str, ...], everything: bool, again: bool) -> None:
    """Send messages on to the topic they came from. Safe to repeat: an event takes effect once."""
    if everything == bool(identities):
        raise click.UsageError("Give the ids to send on, or --all.")
    with _on(broker) as address:
        found = list_quarantined(address, also_sent_on=again or not everything)
        chosen = [entry.identity for entry in found] if everything else _whole(identities, found)
        sent = redrive(address, chosen, SystemClock(), again=again)
    click.echo(f"Sent on: {len(sent)}.")


@command.command("set-aside")
@_BROKER
@click.argument("service", type=click.Choice(WORKERS))
@click.argument("place")
def set_aside(broker: str | None, service: str, place: str) -> None:
    """Order SERVICE to set aside the message at PLACE, at which it stops or hangs.

    PLACE is topic/partition/offset, as the service's log names it: mash.contacts/3/4711. The worker sets the
    message aside when it next starts; nothing else on the log is touched. Safe to repeat.
    """
    topic, partition, offset = _place(place)
    with _on(broker) as address:
        try:
            message = record_at(address, topic, partition, offset)
        except NotFound as error:
            raise click.ClickException(f"{error}.") from error
    reference = reference_of(message.key) or "not known"
    new = _order(service, message)
    click.echo(f"{'Ordered' if new else 'Ordered before'}: {service} sets {place} aside, record {reference},")
    click.echo("when its worker next starts. If that does not happen by itself, stop the worker.")


def _order(service: str, message: Received) -> bool:
    """Whether it is a new order. Blocks until the worker that hangs is stopped.

    On SQLite a handler that hangs holds the service's only place to write.
    """
    delivery = _delivery_of(service)
    give_up = monotonic() + _LONGEST_HANG
    while True:
        try:
            return set_aside_orders.order(delivery, message)
        except OperationalError as error:
            if monotonic() > give_up:
                raise click.ClickException(f"The database of {service} does not take the order.") from error
            click.echo(f"{service} holds its database; waiting until its worker is stopped …", err=True)


def _delivery_of(service: str) -> Delivery:
    settings = import_module(f"mash_{service}.settings").Settings(data=MachineSettings().data)
    opened = import_module(f"mash_{service}.service").open_delivery(
        settings, SystemClock(), RandomIdentifiers()
    )
    assert isinstance(opened, Delivery)
    return opened


def _place(text: str) -> tuple[str, int, int]:
    match text.split("/"):
        case [topic, partition, offset] if partition.isdigit() and offset.isdigit():
            return topic, int(partition), int(offset)
    raise click.UsageError("PLACE is topic/partition/offset, for instance mash.contacts/3/4711.")


def _whole(given: Iterable[str], found: Iterable[Quarantined]) -> list[str]:
    """Whole ids for what people typed; the first letters are enough. Raises `NotFound`, `UsageError`."""
    whole: list[str] = []
    for start in given:
        matching = {entry.identity for entry in found if entry.identity.startswith(start)}
        if not matching:
            raise NotFound
        if len(matching) > 1:
            raise click.UsageError(f"{start} is the beginning of several ids; type more of it.")
        whole += matching
    return whole


def _described(entry: Quarantined) -> str:
    at = f"{entry.at.astimezone(LONDON):%d %b %Y %H:%M}"
    sent = f", sent on {entry.sent_on_at.astimezone(LONDON):%d %b %Y %H:%M}" if entry.sent_on_at else ""
    record = f"record {entry.reference}" if entry.reference else "record not known"
    return (
        f"{entry.identity[:_SHOWN]}  {record}, set aside by {entry.service} on {at}{sent}\n"
        f"{'':{_SHOWN}}  {entry.origin_topic}: {entry.reason}, {entry.detail}"
    )


def _as_json(entry: Quarantined) -> dict[str, object]:
    known = asdict(entry)
    known["at"] = entry.at.isoformat()
    known["sent_on_at"] = entry.sent_on_at.isoformat() if entry.sent_on_at else None
    return known
