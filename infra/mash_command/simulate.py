"""`mash simulate`: a synthetic county's contacts, into a file or into a running system."""

import sys
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, timedelta
from hashlib import sha256

import click
import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from mash_command.client import client_as
from mash_command.settings import MachineSettings
from mash_command.submit import hand_in
from mash_platform.clock import LONDON, SystemClock
from mash_policy_simulation.contacts import ReceivedContact
from mash_simulation.contacts import SimulatedContact, simulate
from mash_simulation.figures import published_year, years_published

_AT_ONCE = 8
"""Contacts that are handed in side by side, as a hub's referrers do."""


@click.command()
@click.option(
    "--year",
    type=click.Choice([str(year) for year in years_published()]),
    default=str(years_published()[-1]),
    show_default=True,
    help="The year, ending on 31 March, whose published figures the contacts follow.",
)
@click.option(
    "--referrals",
    type=click.IntRange(min=1),
    help="How many children are referred, one referral a child. [default: as many as in that year]",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same county.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, allow_dash=True),
    help="Write NDJSON here, one contact a line, and hand nothing in; - for the terminal.",
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which they are handed in, to which ages and dates fit. "
    "[default: with --out the last day of the year simulated, else today]",
)
@click.option(
    "--dated",
    is_flag=True,
    help="With --out: each contact as told on its own day, beside the moment at which it comes in.",
)
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds of the simulated year a second: 3600 for an hour. [default: as fast as they are taken]",
)
@click.option(
    "--as", "sign_in_name", default="referrer", show_default=True, help="The account that hands them in."
)
def command(
    year: str,
    referrals: int | None,
    seed: int,
    out: str | None,
    on: datetime | None,
    dated: bool,
    speed: float | None,
    sign_in_name: str,
) -> None:
    """Make up a County Durham and the contacts that its hub receives in a year.

    Sources, months, worries and repeats follow the published figures; people and places below towns are
    invented and NHS numbers are of the range that nobody has. Without --out the contacts go into the running
    system; a run that broke off can be repeated on the same day and doubles nothing. Exit code 1 when any
    contact was refused.
    """
    if out and speed:
        raise click.UsageError("--speed is for a running system: leave out --out.")
    if dated and (on or not out):
        raise click.UsageError("--dated is for --out, and every contact then has a day of its own.")
    figures = published_year(int(year))
    total = referrals or figures.referrals
    day: date | None
    if dated:
        day = None
    elif on is not None:
        day = on.date()
    elif out:
        day = date(int(year), 3, 31)
    else:
        day = SystemClock().now().astimezone(LONDON).date()
    contacts = simulate(figures, seed=seed, referrals=total, handed_in_on=day)
    if out:
        line = _dated_body if dated else _body
        _write(out, map(line, _shown(contacts, total, "Writing")))
        return
    refused = _feed(_shown(_paced(contacts, speed), total, "Handing in"), seed, sign_in_name)
    for reason, count in refused.most_common():
        click.echo(f"Refused {count} times: {reason}", err=True)
    sys.exit(1 if refused else 0)


def _body(contact: SimulatedContact) -> bytes:
    return contact.submission.model_dump_json(exclude_defaults=True).encode()


def _dated_body(contact: SimulatedContact) -> bytes:
    received = ReceivedContact(received_at=contact.at, contact=contact.submission)
    return received.model_dump_json(exclude_defaults=True).encode()


def _write(out: str, lines: Iterable[bytes]) -> None:
    with click.open_file(out, "wb", atomic=out != "-") as file:
        file.writelines(line + b"\n" for line in lines)


def _feed(contacts: Iterable[SimulatedContact], seed: int, sign_in_name: str) -> "Counter[str]":
    """Why contacts were refused, and how many of them."""
    refused: Counter[str] = Counter()
    with (
        client_as(sign_in_name, MachineSettings()) as client,
        ThreadPoolExecutor(_AT_ONCE, "handing in") as pool,
    ):

        def send(number: int, contact: SimulatedContact) -> httpx.Response:
            body = _body(contact)
            # The number, since two callers may say the same few words of a child nobody knows.
            return hand_in(client, body, f"simulate-{seed}-{number}-{sha256(body).hexdigest()[:32]}")

        under_way: deque[Future[httpx.Response]] = deque()
        for number, contact in enumerate(contacts):
            under_way.append(pool.submit(send, number, contact))
            if len(under_way) == _AT_ONCE:
                refused.update(_refusals(under_way.popleft().result()))
        for answer in under_way:
            refused.update(_refusals(answer.result()))
    return refused


def _refusals(answer: httpx.Response) -> list[str]:
    if not answer.is_error:
        return []
    problem = answer.json()
    return [error["code"] for error in problem.get("errors", ())] or [problem["title"]]


def _paced(contacts: Iterator[SimulatedContact], speed: float | None) -> Iterator[SimulatedContact]:
    """Each when its time in the year has come, `speed` times as fast as the year went; none is skipped."""
    begun = time.monotonic()
    first: datetime | None = None
    for contact in contacts:
        first = first or contact.at
        if speed is not None:
            due = begun + (contact.at - first) / timedelta(seconds=speed)
            time.sleep(max(0.0, due - time.monotonic()))
        yield contact


def _shown(contacts: Iterable[SimulatedContact], total: int, what: str) -> Iterator[SimulatedContact]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=total)
        for contact in contacts:
            progress.update(task, description=f"{what} {contact.at.astimezone(LONDON):%d %b %Y %H:%M}")
            yield contact
            progress.advance(task, len(contact.children))
