"""`mash erasures`: which records were erased, and erasing them again after a backup brought them back."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import click
from kafka import TopicPartition
from kafka.errors import KafkaError

import mash_intake.service
import mash_intake.settings
import mash_routing.service
import mash_routing.settings
import mash_triage.service
import mash_triage.settings
from mash_command.settings import MachineSettings
from mash_contracts.events import RecordErased
from mash_contracts.topics import topics_carrying
from mash_intake.handlers.erasing import erase_again, said_of
from mash_intake.store import erasures
from mash_platform.broker_connection import why_no_answer
from mash_platform.clock import SystemClock
from mash_platform.delivery.log_reading import open_reader, records_between
from mash_platform.delivery.received import Received
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import Unavailable
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.sealing.erasures import destroy_key_of
from mash_platform.sign_in.service import open_sign_in
from mash_platform.streams.codec import decode


@click.group()
def command() -> None:
    """List the records that were erased, or erase them again after a restore."""


@command.command("list")
def list_() -> None:
    """Print every erasure as JSON, one a line: keep it beside each backup, for `redo --from`.

    It names records, people by account id, and nobody who was erased.
    """
    settings = mash_intake.settings.Settings()
    intake = mash_intake.service.open_delivery(settings, SystemClock(), RandomIdentifiers())
    try:
        with intake.reading() as session:
            done = erasures.done(session)
    finally:
        intake.engine.dispose()
    for one in done:
        click.echo(said_of(one).model_dump_json())


@command.command()
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `mash erasures list` printed; without it, what the log says.",
)
@click.option("--json", "as_json", is_flag=True)
def redo(file: Path | None, as_json: bool) -> None:
    """Erase again, in every service, whatever was erased before: a backup brings keys back.

    Repeatable, whether or not the system runs; with `--from` also without a broker. Nothing is published.
    """
    settings = MachineSettings()
    try:
        known = _of_file(file) if file else _of_log(settings.broker)
    except Unavailable as error:
        raise click.ClickException(f"{error}. Give the list with --from.") from error
    again = dict(_again(known))
    if as_json:
        click.echo(json.dumps({"erased": len(known), "again": again}))
        return
    click.echo(f"{len(known)} records were erased.")
    for service, count in again.items():
        click.echo(f"{service}: {count} of them again")


def _again(known: Mapping[str, RecordErased]) -> Iterator[tuple[str, int]]:
    """By service, of how many a backup had brought something back."""
    clock, identifiers = SystemClock(), RandomIdentifiers()
    accounts = {one for said in known.values() for one in (said.erased_by, said.agreed_by) if one}
    with open_sign_in(MachineSettings()) as sign_in:
        names = sign_in.accounts.names_of(accounts)
    intake = mash_intake.service.open_delivery(mash_intake.settings.Settings(), clock, identifiers)
    yield "intake", _done_in(intake, known, lambda work, said: erase_again(work, said, names))
    triage = mash_triage.service.open_delivery(mash_triage.settings.Settings(), clock, identifiers)
    yield "triage", _done_in(triage, known, destroy_key_of)
    routing = mash_routing.service.open_delivery(mash_routing.settings.Settings(), clock, identifiers)
    yield "routing", _done_in(routing, known, destroy_key_of)


def _done_in(
    delivery: Delivery,
    known: Mapping[str, RecordErased],
    do: Callable[[Transaction, RecordErased], bool],
) -> int:
    try:
        count = 0
        for said in known.values():
            with delivery.transaction() as transaction:
                count += do(transaction, said)
        return count
    finally:
        delivery.engine.dispose()


def _of_file(file: Path) -> dict[str, RecordErased]:
    said = (RecordErased.model_validate_json(line) for line in file.read_text().splitlines() if line.strip())
    return {one.reference: one for one in said}


def _of_log(broker: str) -> dict[str, RecordErased]:
    """Every erasure that the log holds. Blocks; raises `Unavailable`."""
    (topic,) = topics_carrying(RecordErased.TYPE)
    try:
        with closing(open_reader(broker, "mash-erasures")) as reader:
            places = [
                TopicPartition(topic.name, one) for one in reader.partitions_for_topic(topic.name) or ()
            ]
            starts, ends = reader.beginning_offsets(places), reader.end_offsets(places)
            found = {}
            for record in records_between(reader, starts, ends) if places else ():
                received = Received.of(record)
                envelope = decode(received.headers, received.value, among={RecordErased})
                if envelope is not None and isinstance(envelope.data, RecordErased):
                    found[envelope.reference] = envelope.data
            return found
    except (KafkaError, OSError) as error:
        raise Unavailable(why_no_answer(error)) from error
