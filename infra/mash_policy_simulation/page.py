"""A simulation as one page that stands alone: no script, nothing from elsewhere, a table for every plot."""

import base64
from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from mash_assurance.web.bars import Bar, Plot, draw, said
from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import LevelOfNeed, Pathway, Rag
from mash_platform.web.drawing import Shape
from mash_policy.diff import Direction
from mash_policy_simulation.groups import GroupedBy, disclosable
from mash_policy_simulation.run import Run
from mash_policy_simulation.tables import (
    cause_in_words,
    cell_in_words,
    group_names,
    headline,
    moves_first_to_look_at,
    rows_in_words,
    tables,
    what_differs,
)
from mash_policy_simulation.tally import Tally

Code = TypeVar("Code", bound=Labelled)

_MOST_MOVES = 500
_MOST_GROUPS = 12


def as_page(run: Run) -> str:
    """The whole page as HTML. The same run gives the same page."""
    environment = Environment(
        loader=PackageLoader("mash_policy_simulation"), autoescape=True, undefined=StrictUndefined
    )
    plots = _plots(run.tally)
    moves = moves_first_to_look_at(run.tally)
    return environment.get_template("report.html").render(
        run=run,
        tally=run.tally,
        headline=headline(run),
        sections=[(table, rows_in_words(table), plots.get(table.name)) for table in tables(run)],
        embedded=_embedded,
        said=said,
        shapes=Shape,
        moves=moves[:_MOST_MOVES],
        not_listed=max(0, len(moves) - _MOST_MOVES),
        differing=what_differs,
        because=lambda move: "; ".join(cause_in_words(cause, run) for cause in move.because),
    )


def drawings(run: Run) -> dict[str, bytes]:
    """Every plot of the page as SVG, by the name of the table whose figures it draws."""
    return {name: draw(plot, Shape.WIDE) for name, plot in _plots(run.tally).items()}


def _embedded(plot: Plot, shape: Shape) -> str:
    """The drawing inside the page itself."""
    return "data:image/svg+xml;base64," + base64.b64encode(draw(plot, shape)).decode()


def _plots(tally: Tally) -> dict[str, Plot]:
    """By the name of the table whose figures they draw."""
    before, after = tally.load_before, tally.load_after
    teams = [
        (team.label, sum(before[team, rag] for rag in Rag), sum(after[team, rag] for rag in Rag))
        for team in Pathway
    ]
    return {
        "levels": _before_and_after("Children at each level of need", _sides(tally.levels, LevelOfNeed)),
        "rag": _before_and_after("Children by urgency", _sides(tally.rags, Rag)),
        "load": _before_and_after("Children at each team", teams),
        **{by.value: _moving(tally, by) for by in GroupedBy},
    }


def _sides(counted: "Counter[tuple[Code, Code]]", kind: type[Code]) -> list[tuple[str, int, int]]:
    return [
        (
            member.label,
            sum(count for (before, _), count in counted.items() if before is member),
            sum(count for (_, after), count in counted.items() if after is member),
        )
        for member in kind
    ]


def _before_and_after(title: str, sides: Sequence[tuple[str, int, int]]) -> Plot:
    bars: list[Bar] = []
    for label, before, after in sides:
        bars += [Bar(f"Before: {label}", (before,)), Bar(f"After: {label}", (after,))]
    return Plot(title, ("Children",), bars)


def _moving(tally: Tally, by: GroupedBy) -> Plot:
    """The groups of which most children move, by the counts that may be shown."""
    bars: list[Bar] = []
    for group in group_names(tally, by):
        raised = disclosable(tally.groups[by, group, Direction.RAISES])
        lowered = disclosable(
            tally.groups[by, group, Direction.LOWERS] + tally.groups[by, group, Direction.EITHER]
        )
        words = " and ".join(
            f"{cell_in_words(count)} {what}" for count, what in ((raised, "raised"), (lowered, "lowered"))
        )
        bars.append(Bar(group, (raised or 0, lowered or 0), words))
    most = sorted(bars, key=lambda bar: -sum(bar.counts))[:_MOST_GROUPS]
    title = f"Children who would be raised or lowered, by {by.label.lower()}"
    return Plot(title, ("Raised", "Lowered, also in part"), [bar for bar in bars if bar in most])
