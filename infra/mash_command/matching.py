"""`mash matching`: how well and how fast the hub finds a child again, in a simulated county."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mash_bench.matching import THRESHOLDS, Measured, Measuring, Told
from mash_intake.service import open_delivery
from mash_intake.settings import Settings
from mash_platform.clock import SystemClock
from mash_platform.identifiers import RandomIdentifiers


@click.command()
@click.option("--children", type=click.IntRange(min=100), default=100_000, show_default=True)
@click.option(
    "--asked",
    type=click.IntRange(min=10),
    default=2_000,
    show_default=True,
    help="So many children are told of again of each kind: known, brothers and sisters, strangers.",
)
@click.option(
    "--engine",
    type=click.Choice(["sqlite", "postgresql"]),
    default="sqlite",
    show_default=True,
    help="Which database holds them, in a folder of its own that is deleted at the end.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same county.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, with how alike pairs were.")
def command(children: int, asked: int, engine: str, seed: int, as_json: bool) -> None:
    """Measure precision and recall of the likeness of children, and the time of a look.

    A simulated county is told of once, every child with errors as in real contacts; then single children are
    told of again by somebody else. Takes some minutes for 100,000 children.
    """
    with tempfile.TemporaryDirectory(prefix="mash-matching-") as made, _database(engine, Path(made)):
        delivery = open_delivery(Settings(data=Path(made)), SystemClock(), RandomIdentifiers())
        try:
            measuring = Measuring(delivery, children=children, seed=seed)
            _show(measuring.tell_of_all(), children)
            _gather_statistics(delivery.engine)
            measured = measuring.ask(asked)
        finally:
            delivery.engine.dispose()
    click.echo(json.dumps(_as_data(measured), indent=2) if as_json else "\n".join(_sentences(measured)))


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[None]:
    if engine == "sqlite":
        yield
        return
    from mash_postgres import server

    # PostgreSQL runs as another account, which has to get at its own folder below.
    folder.chmod(0o711)
    postgres = server.made(folder / "postgres")
    postgres.start()
    os.environ["MASH_DATABASE"] = postgres.url
    try:
        yield
    finally:
        del os.environ["MASH_DATABASE"]
        postgres.stop()


def _gather_statistics(engine: Any) -> None:
    """As PostgreSQL does by itself within a minute; SQLite takes the index without."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("analyze")


def _show(known: Iterator[int], children: int) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Telling of", total=children)
        for number in known:
            progress.update(task, completed=min(number, children))


def _sentences(measured: Measured) -> Iterator[str]:
    known = measured.known
    yield (
        f"{measured.children:,} children known. A look takes {measured.clock(0.5):.1f} ms (p50), "
        f"{measured.clock(0.95):.1f} ms (p95); of it our own work is {measured.work(0.5):.1f} and "
        f"{measured.work(0.95):.1f} ms."
    )
    yield (
        f"Of {known.asked} known children told of again {known.certain} are known for certain, "
        f"{known.certain_wrong} of them wrongly. Of the other {_asked(known)} a person is asked:"
    )
    yield "threshold  recall  precision  asked in vain: siblings  strangers"
    for threshold in THRESHOLDS:
        yield (
            f"{threshold:>9}  {_share(known.right[threshold], _asked(known)):>6}"
            f"  {_share(known.right[threshold], known.proposed[threshold]):>9}"
            f"  {_share(measured.siblings.in_vain[threshold], _asked(measured.siblings)):>23}"
            f"  {_share(measured.strangers.in_vain[threshold], _asked(measured.strangers)):>9}"
        )
    yield f"The child stands first in {_share(known.first, _asked(known))} of the looks."


def _asked(told: Told) -> int:
    return told.asked - told.certain


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _as_data(measured: Measured) -> dict[str, Any]:
    kinds = {"known": measured.known, "siblings": measured.siblings, "strangers": measured.strangers}
    return {
        "children": measured.children,
        "milliseconds": {
            name: {"clock": round(measured.clock(share), 1), "work": round(measured.work(share), 1)}
            for name, share in (("p50", 0.5), ("p95", 0.95))
        },
        "levels": measured.levels,
        **{name: {**vars(told)} for name, told in kinds.items()},
    }
