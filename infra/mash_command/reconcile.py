"""`mash reconcile`: proves that every contact accepted is pending, decided, routed or quarantined."""

import json
import sys
import time
from dataclasses import asdict

import click

from mash_command.accounting import Account
from mash_command.settings import MachineSettings

_ALL_ACCOUNTED, _NOT_ACCOUNTED, _NOT_SETTLED = 0, 1, 2


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the account with the references it names.")
@click.option("--wait", "seconds", default=0.0, help="Wait so many seconds for what is still on the way.")
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    help="Take the account again and again, so many seconds apart, and serve it as metrics until stopped.",
)
@click.option("--metrics-port", default=0, help="With --every: the port of /metrics; 0 takes any free one.")
def command(as_json: bool, seconds: float, every: float | None, metrics_port: int) -> None:
    """Prove that every contact accepted is accounted for.

    Accepted = pending + decided + routed + quarantined, each child counted once. Exit code 0 when that holds,
    1 when a child is lost, doubled or stray, 2 when --wait ended with some still on the way.
    """
    if every is not None:
        _serve(every, metrics_port)
        return
    found = _account(seconds)
    click.echo(json.dumps(asdict(found), indent=2) if as_json else in_sentences(found))
    if not found.holds:
        sys.exit(_NOT_ACCOUNTED)
    sys.exit(_ALL_ACCOUNTED if found.settled or not seconds else _NOT_SETTLED)


def _account(seconds: float) -> Account:
    # Loaded here, so that a process that only serves the account stays small.
    from mash_command.holdings import settled_account
    from mash_platform.errors import Unavailable

    try:
        return settled_account(MachineSettings(), time.monotonic() + seconds)
    except Unavailable as error:
        raise click.ClickException(f"{str(error).capitalize()}. Is the system running?") from error


def _serve(every: float, metrics_port: int) -> None:
    from mash_command.reconcile_watch import serve

    serve(every, MachineSettings().host, metrics_port)


def in_sentences(found: Account) -> str:
    """The account for people to read."""
    lines = [
        f"Accepted     {found.accepted}",
        f"Pending      {found.pending}",
        f"Decided      {found.decided}",
        f"Routed       {found.routed}",
        f"Quarantined  {found.quarantined}",
    ]
    for name, references in (("Lost", found.lost), ("Doubled", found.doubled), ("Stray", found.stray)):
        lines += [f"{name}: {', '.join(references)}"] if references else []
    if found.unclaimed:
        lines.append(
            f"In quarantine, of no accepted contact: {found.unclaimed}. Find out whose: mash quarantine list"
        )
    lines.append("Every child is accounted for." if found.holds else "NOT every child is accounted for.")
    return "\n".join(lines)
