"""`mash bench`: the whole pipeline under load on this machine, in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mash_bench.load import LoadPlan, load
from mash_bench.moments import spread
from mash_bench.report import Report, sentences
from mash_command.bench_contacts import write_contacts
from mash_command.bench_stored import MOST_STORED, store_before
from mash_command.machine import neighbouring_free_ports
from mash_command.system_file import read as read_system
from mash_platform.clock import LONDON, SystemClock

YARDSTICKS = Path(".venv-yardsticks/bin/python").absolute()
_READY_SECONDS = 90.0
_STOP_SECONDS = 60.0
_WITHOUT_PROGRESS_SECONDS = 60.0
_LOOK_SECONDS = 0.02
_CONTACTS_TOGETHER = 50
_DECISIONS_TOGETHER = 100


@click.command()
@click.option(
    "--engine",
    type=click.Choice(["embedded", "kafka"]),
    default="embedded",
    show_default=True,
    help="The embedded broker with SQLite, or Apache Kafka with PostgreSQL.",
)
@click.option(
    "--referrals",
    type=click.IntRange(min=1),
    default=2_000,
    show_default=True,
    help="How many children are referred.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    help="Contacts a second. [default: as fast as they are taken]",
)
@click.option(
    "--yardsticks",
    type=click.IntRange(min=0),
    default=0,
    help="Pass so many contacts also through Faust, kafka-python, aiokafka and Quix Streams. [default: none]",
)
@click.option(
    "--stored",
    type=click.IntRange(min=0, max=MOST_STORED),
    default=0,
    show_default=True,
    help="So many children are stored already, decided and closed, before anything is measured.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same contacts.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(
    engine: str, referrals: int, rate: float | None, yardsticks: int, stored: int, seed: int, as_json: bool
) -> None:
    """Measure the whole pipeline: accepted, assessed, decided by a simulated practitioner, at the team.

    Starts the system in a folder of its own and stops it again. Exit code 1 when a child was lost or doubled
    or did not reach a team.
    """
    require_psutil()
    with tempfile.TemporaryDirectory(prefix="mash-bench-") as made:
        folder = Path(made)
        contacts = folder / "contacts.ndjson"
        today = SystemClock().now().astimezone(LONDON).date()
        children = write_contacts(contacts, referrals, seed, today)
        plan = LoadPlan(contacts, rate, _CONTACTS_TOGETHER, _DECISIONS_TOGETHER)
        _name_system(folder, engine)
        before = store_before(folder, engine, stored, seed)
        with _system(folder) as supervisor:
            report = _measure(engine, children, before, plan, supervisor)
            if yardsticks:
                report = replace(report, yardsticks=_compared(yardsticks))
    click.echo(json.dumps(asdict(report), indent=2) if as_json else "\n".join(sentences(report)))
    if report.lost or report.doubled or report.accounted["routed"] < children + before:
        sys.exit(1)


def require_psutil() -> None:
    """Before anything is begun. Raises `ClickException` where only what the product runs on is installed."""
    if find_spec("psutil") is None:
        raise click.ClickException(
            "The bench needs psutil, which comes with the tools for development: "
            "`make test TESTS=--version` installs them."
        )


def _name_system(folder: Path, engine: str) -> None:
    """In the environment of this process."""
    port = neighbouring_free_ports(8)
    # PostgreSQL runs as another account, which has to get at its own folder below.
    folder.chmod(0o711)
    os.environ |= {
        "MASH_ENGINE": engine,
        "MASH_DATA": str(folder / "data"),
        "MASH_PORT": str(port),
        "MASH_BROKER_PORT": str(port + 7),
    }


@contextmanager
def _system(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`mash up`, ready; the environment of this process names it. Raises `ClickException` when it fails."""
    said = folder / "up.log"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "mash_command", "up"], stdout=output, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + _READY_SECONDS
        while "Ready in" not in said.read_text():
            if process.poll() is not None or time.monotonic() > deadline:
                raise click.ClickException(f"The system did not start:\n{said.read_text()}")
            time.sleep(0.1)
        system = read_system(folder / "data")
        assert system is not None
        os.environ |= system.environment
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(_STOP_SECONDS)


def _measure(
    engine: str, children: int, stored: int, plan: LoadPlan, supervisor: "subprocess.Popen[bytes]"
) -> Report:
    from mash_bench.measuring import Meter
    from mash_bench.watching import WorklistWatch

    watch = WorklistWatch()
    with load(plan) as under_way:
        under_way.wait_ready()
        with Meter({supervisor.pid: "supervisor"} | under_way.names()) as meter:
            begun = time.time()
            under_way.begin()
            _wait_until_visible(watch, children)
            handed_in = under_way.handed_in()
            costs = meter.costs()
        seen, decided = under_way.decided()
    watch.close()
    visible = watch.visible
    seconds = max(visible.values(), default=begun) - begun
    accounted = _accounted()
    return Report(
        engine=engine,
        referrals=len(handed_in),
        stored=stored,
        rate=plan.rate,
        seconds=round(seconds, 2),
        accepted_a_second=len(handed_in) / (max(handed_in.values()) - begun + 0.001),
        routed_a_second=len(visible) / max(seconds, 0.001),
        accepted_to_worklist=spread(handed_in, visible),
        accepted_to_desk=spread(handed_in, seen),
        desk_to_decision=spread(seen, decided),
        decision_to_worklist=spread(decided, visible),
        lost=len(accounted["lost"]),
        doubled=len(accounted["doubled"]),
        accounted={name: number for name, number in accounted.items() if isinstance(number, int)},
        costs=costs,
    )


def _wait_until_visible(watch: Any, children: int) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("At a team", total=children)
        moved = time.monotonic()
        while len(watch.visible) < children:
            before = len(watch.visible)
            watch.look()
            if len(watch.visible) > before:
                moved = time.monotonic()
                progress.update(task, completed=len(watch.visible))
            elif time.monotonic() - moved > _WITHOUT_PROGRESS_SECONDS:
                return
            time.sleep(_LOOK_SECONDS)


def _compared(messages: int) -> dict[str, float]:
    """The yardsticks' rates; none where their environment is not set up."""
    from mash_bench.comparing import compare
    from mash_bench.contacts import contacts_on_the_log

    if not YARDSTICKS.exists():
        click.echo(f"There is no {YARDSTICKS}, so nothing is compared: make yardsticks.", err=True)
        return {}
    broker = os.environ["MASH_BROKER"]
    return compare(broker, YARDSTICKS, contacts_on_the_log(broker, messages))


def _accounted() -> Mapping[str, Any]:
    """What the system's own account says once nothing is on the way any more."""
    answer = subprocess.run(
        [sys.executable, "-m", "mash_command", "reconcile", "--json", "--wait", "60"],
        stdout=subprocess.PIPE,
        check=False,
    )
    found: Mapping[str, Any] = json.loads(answer.stdout)
    return found
