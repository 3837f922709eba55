"""`mash policy simulate`: who would move where under another edition, before anyone adopts it."""

import json
import sys
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import make_url

import mash_intake.settings
import mash_triage.settings
from mash_command.policy.editions import CannotBeUsed, cannot_be_used, exit_code, today
from mash_command.settings import MachineSettings
from mash_platform.clock import LONDON
from mash_policy.check import check_draft
from mash_policy.diff import Direction
from mash_policy.files import editions as all_editions
from mash_policy.load import NoEdition, RefusedEdition, edition_in_force
from mash_policy_simulation.as_json import as_json as simulation_as_json
from mash_policy_simulation.page import as_page, drawings
from mash_policy_simulation.run import Editions, Kept, Run, Written, run_kept, run_written
from mash_policy_simulation.terminal import show
from mash_triage.domain.assessment import CODES_SINCE
from mash_triage.domain.gaps import GAPS_SINCE

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--edition", required=True, help="The edition's date, or the folder of a draft.")
@click.option(
    "--since", type=_DAY, help="Run again what was received from this day on. [default: everything]"
)
@click.option("--against", help="Compare with this edition and not with what was recommended at the time.")
@click.option(
    "--records",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Contacts as NDJSON, as `mash simulate --dated --out` writes them, instead of a system.",
)
@click.option(
    "--on", type=_DAY, help="With --records that are not dated: the day on which all of them were handed in."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, with every move.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write a page with plots that stands alone.",
)
@click.option(
    "--plots",
    type=click.Path(file_okay=False, writable=True, path_type=Path),
    help="Write every plot of that page into this folder as SVG, for a paper to the partnership.",
)
def simulate(
    edition: str,
    since: datetime | None,
    against: str | None,
    records: Path | None,
    on: datetime | None,
    as_json: bool,
    html: Path | None,
    plots: Path | None,
) -> None:
    """Run recorded referrals again under another edition: who would move where, before anyone adopts it.

    Takes the referrals that the system in MASH_DATA keeps, running or not, or a file. Under the edition they
    were assessed under nothing moves; if anything does, the rules in the code have changed. Exit code 0 when
    nothing would move, 1 when something would and nothing is lowered, 3 when anything is lowered, 2 when an
    edition or the referrals cannot be used.
    """
    if on and records is None:
        raise click.UsageError("--on is for --records: a system knows when each contact came in.")
    if on and since:
        raise click.UsageError("--on and --since cannot go together: either all came in on one day, or not.")
    _refuse_unsafe(edition)
    first = datetime.combine(since.date(), time.min, LONDON) if since else None
    written = Written(records, on.date() if on else None, first) if records else None
    run = _run(Editions(edition, against), first, written)
    if html:
        html.write_text(as_page(run), encoding="utf-8")
    if plots:
        plots.mkdir(parents=True, exist_ok=True)
        for name, drawing in drawings(run).items():
            (plots / f"{name}.svg").write_bytes(drawing)
    if as_json:
        click.echo(json.dumps(simulation_as_json(run), indent=2, ensure_ascii=False))
    else:
        show(run, Console())
    sys.exit(exit_code(set(run.tally.directions) - {Direction.NEITHER}))


def _refuse_unsafe(edition: str) -> None:
    """A draft has to pass the same check that an edition has to."""
    if edition in all_editions():
        return
    folder = Path(edition)
    if not folder.is_dir():
        raise CannotBeUsed(f"There is no policy edition {edition}.")
    if problems := check_draft(folder, CODES_SINCE, GAPS_SINCE):
        raise CannotBeUsed("\n".join([f"The draft in {folder} is refused.", *map(str, problems)]))


def _run(editions: Editions, since: datetime | None, written: Written | None) -> Run:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Running again", total=None)

        def total(count: int) -> None:
            progress.update(task, total=count)

        def advance(count: int) -> None:
            progress.advance(task, count)

        try:
            if written is not None:
                compared = replace(editions, against=editions.against or edition_in_force(today()).id)
                return run_written(compared, written, total, advance)
            return run_kept(editions, _kept(since), total, advance)
        except (NoEdition, RefusedEdition) as error:
            raise cannot_be_used(error) from error
        except ValueError as error:
            raise CannotBeUsed(str(error)) from error


def _kept(since: datetime | None) -> Kept:
    data = MachineSettings().data
    urls = [
        settings.database_url()
        for settings in (mash_triage.settings.Settings(data=data), mash_intake.settings.Settings(data=data))
    ]
    for url in map(make_url, urls):
        if url.drivername == "sqlite" and not Path(url.database or "").exists():
            raise CannotBeUsed(
                f"Nothing was ever kept in {data.absolute()}. "
                "Give the folder of the system with MASH_DATA, or a file with --records."
            )
    return Kept(data=data, triage_url=urls[0], since=since)
