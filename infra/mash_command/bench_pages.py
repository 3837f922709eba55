"""`mash bench-pages`: how long people wait for each page when very many children are stored."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

import click
import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mash_bench.desk_pages import pages_of_the_desk
from mash_bench.intake_pages import pages_about_an_outcome, pages_of_staff, pages_of_the_form
from mash_bench.multiplying import multiply
from mash_bench.pages import LIMIT_MS, PageTime, csrf_of, time_pages, visiting
from mash_bench.storing import first_day, store, stored
from mash_command.bench import require_psutil
from mash_command.bench_contacts import write_contacts
from mash_command.machine import neighbouring_free_ports
from mash_command.opened import opened_sign_in
from mash_contracts.vocabulary import Role
from mash_platform.sign_in.access import SESSION_COOKIE
from mash_postgres import server

_READY_SECONDS = 180.0
_STOP_SECONDS = 30.0
_NEVER_SECONDS = 1_000_000
_ORIGINALS = 2_000
"""Children that go through the use cases."""


@click.command()
@click.option(
    "--database",
    type=click.Choice(["sqlite", "postgresql"]),
    default="sqlite",
    show_default=True,
    help="Where the children are stored.",
)
@click.option(
    "--referrals",
    type=click.IntRange(min=100),
    default=50_000,
    show_default=True,
    help="How many are stored.",
)
@click.option(
    "--waiting",
    type=click.IntRange(min=20),
    default=2_000,
    show_default=True,
    help="How many wait at the desk.",
)
@click.option("--times", type=click.IntRange(min=1), default=40, show_default=True, help="Per page.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep everything in this folder, and use what is stored there. [default: a folder that is deleted]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the times as JSON.")
def command(
    database: str, referrals: int, waiting: int, times: int, keep: Path | None, as_json: bool
) -> None:
    """Store very many children, then ask for each page of the desk and of intake as people would.

    Exit code 1 when a page takes longer than 200 ms at the 95th percentile.
    """
    require_psutil()
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mash-bench-pages-")))
        folder.mkdir(parents=True, exist_ok=True)
        # PostgreSQL runs as another account, which has to get at its own folder below.
        folder.chmod(0o711)
        stack.enter_context(_database(folder, database))
        if stored() < referrals:
            _store(folder, referrals, waiting)
        address, process = stack.enter_context(_pages())
        found = list(_times(address, times, _worked(process)))
    click.echo(json.dumps([asdict(one) for one in found], indent=2) if as_json else _table(found))
    if not all(one.in_time for one in found):
        sys.exit(1)


def _times(address: str, times: int, worked: Callable[[], float]) -> Iterator[PageTime]:
    """As a manager, who may see every page of the hub, and as somebody without an account."""
    with visiting(address, _session()) as staff, visiting(address) as public:
        for who, pages, csrf in (
            (
                staff,
                {**pages_of_the_desk(), **pages_of_staff(staff)},
                csrf_of(staff.get("/account/password")),
            ),
            (
                public,
                {**pages_of_the_form(public), **pages_about_an_outcome()},
                csrf_of(public.get("/report")),
            ),
        ):
            yield from time_pages(who, pages, csrf=csrf, times=times, processor_seconds=worked)


@contextmanager
def _database(folder: Path, database: str) -> Iterator[None]:
    """The environment of this process names it, and the port that the pages will have."""
    port = neighbouring_free_ports(8)
    os.environ |= {
        "MASH_DATA": str(folder / "data"),
        "MASH_PORT": str(port),
        "MASH_ADDRESS": f"http://127.0.0.1:{port}",
        "MASH_RECONCILE_EVERY": str(_NEVER_SECONDS),
    }
    if database == "sqlite":
        yield
        return
    postgres = server.made(folder / "postgres")
    postgres.start()
    os.environ["MASH_DATABASE"] = postgres.url
    try:
        yield
    finally:
        postgres.stop()


def _store(folder: Path, referrals: int, waiting: int) -> None:
    """Some go through the use cases; the others are copies of them."""
    contacts = folder / "contacts.ndjson"
    times = -(-referrals // _ORIGINALS)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Stored", total=write_contacts(contacts, referrals // times, 1, first_day()))
        with contacts.open("rb") as lines:
            number = sum(1 for _ in lines)
        each = max(1, waiting // times)
        store(contacts, number=number, waiting=each, told=lambda more: progress.advance(task, more))
        copying = progress.add_task("Tables copied", total=None)
        multiply(times, told=lambda made, of: progress.update(copying, completed=made, total=of))


@contextmanager
def _pages() -> Iterator[tuple[str, int]]:
    """The pages of all services: address and process id. Raises `ClickException` if they do not start."""
    address = os.environ["MASH_ADDRESS"]
    process = subprocess.Popen(
        [sys.executable, "-m", "mash_command.web"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        deadline = time.monotonic() + _READY_SECONDS
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > deadline:
                raise click.ClickException("The pages did not start.")
            time.sleep(0.1)
        yield address, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=_STOP_SECONDS)


def _worked(process: int) -> Callable[[], float]:
    import psutil

    served_by = psutil.Process(process)
    return lambda: float(served_by.cpu_times().user + served_by.cpu_times().system)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/sign-in", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def _session() -> dict[str, str]:
    """Signed in as a manager, who may see every page of the desk and every worklist."""
    with opened_sign_in() as sign_in:
        name = f"bench-{os.getpid()}"
        account = sign_in.accounts.add(
            sign_in_name=name,
            display_name="A simulated manager",
            roles=[Role.MANAGER],
            password=os.urandom(16).hex(),
        )
        return {SESSION_COOKIE: sign_in.sessions.start(account)}


def _table(found: list[PageTime]) -> str:
    lines = [f"{'Page':<45}{'processor':>10}{'median':>9}{'p95':>9}{'slowest':>9}{'KiB':>8}"]
    for one in found:
        late = "" if one.in_time else f"  over {LIMIT_MS:.0f} ms"
        lines.append(
            f"{one.page:<45}{one.processor_ms:>10}{one.median_ms:>9}{one.p95_ms:>9}{one.slowest_ms:>9}{one.kib:>8}{late}"
        )
    return "\n".join(lines)
