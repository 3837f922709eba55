"""A child's urgency over time as a line of steps: where to draw what. Lengths are those of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mash_contracts.vocabulary import Rag
from mash_triage.domain.ratings import Rating, RatingCause

WIDTH = 480
HEIGHT = 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 465, 30, 140
_APART = 24


@dataclass(frozen=True, slots=True)
class Mark:
    """One rating: its number in the table, and where it stands."""

    number: int
    x: float
    y: float
    in_force: bool
    """A proposal that waits for a second person is shown, and does not move the line."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that falls into what is drawn."""

    label: str
    x: float
    anchor: str
    """At which end of its words it stands, so that they stay in the drawing."""


@dataclass(frozen=True, slots=True)
class RatingPlot:
    lanes: tuple[tuple[str, float], ...]
    """What is written at which height: the urgencies."""
    line: str
    """The points of the line of steps."""
    marks: tuple[Mark, ...]
    deadlines: tuple[Deadline, ...]
    begins: datetime
    ends: datetime


def rating_plot(
    begins: datetime, ratings: Sequence[Rating], due: Sequence[tuple[str, datetime]], until: datetime
) -> RatingPlot:
    """Draws ratings, the earliest first, from when the contact came in up to `until`, with what is due.

    Two ratings that would cover each other are moved apart.
    """
    ends = max([until, *(one.at for one in ratings), *(at for _, at in due)])
    length = max((ends - begins).total_seconds(), 1.0)

    def across(at: datetime) -> float:
        share = (at - begins).total_seconds() / length
        return round(_LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0), 1)

    marks: list[Mark] = []
    points: list[str] = []
    height: float | None = None
    for number, rating in enumerate(ratings, start=1):
        x = max(across(rating.at), marks[-1].x + _APART if marks else 0.0)
        mark = Mark(number, x, _height(rating.rag), rating.cause is not RatingCause.PROPOSED)
        marks.append(mark)
        if mark.in_force:
            points += [f"{x},{height}"] if height is not None else [f"{_LEFT},{mark.y}"]
            points.append(f"{x},{mark.y}")
            height = mark.y
    if marks:
        points.append(f"{max(across(until), marks[-1].x)},{height}")
    return RatingPlot(
        lanes=tuple((rag.label, _height(rag)) for rag in Rag),
        line=" ".join(points),
        marks=tuple(marks),
        deadlines=tuple(
            Deadline(label, across(at), "end" if across(at) > WIDTH / 2 else "start") for label, at in due
        ),
        begins=begins,
        ends=ends,
    )


def _height(rag: Rag) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * rag.rank / Rag.RED.rank
