"""A simulation in the terminal."""

from rich.console import Console
from rich.table import Table as Shown

from mash_policy_simulation.run import Run
from mash_policy_simulation.tables import (
    cause_in_words,
    headline,
    moves_first_to_look_at,
    rows_in_words,
    tables,
    what_differs,
)

_MOST_MOVES = 20


def show(run: Run, console: Console) -> None:
    """The sentence, every table that says something, and the moves to look at first."""
    console.print(headline(run))
    if run.tally.refused:
        console.print(f"{run.tally.refused:,} contacts are left out, because intake would refuse them.")
    if not run.tally.moved:
        return
    for table in tables(run):
        shown = Shown(
            title=table.title, caption=table.note or None, title_justify="left", caption_justify="left"
        )
        for number, column in enumerate(table.columns):
            shown.add_column(column, justify="right" if number else "left")
        for row in rows_in_words(table):
            shown.add_row(*row)
        console.print(shown)
    console.print(_moves(run))


def _moves(run: Run) -> Shown:
    left = run.tally.moved - _MOST_MOVES
    caption = f"and {left:,} more; --json lists them all" if left > 0 else None
    shown = Shown(
        "Reference", "Direction", "Before", "After", "Because of", title="Who would move", caption=caption
    )
    for move in moves_first_to_look_at(run.tally)[:_MOST_MOVES]:
        shown.add_row(
            move.reference,
            move.direction.label,
            *what_differs(move),
            "; ".join(cause_in_words(cause, run) for cause in move.because),
        )
    return shown
