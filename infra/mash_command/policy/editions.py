"""Which edition is meant, and what a command's exit code says of it."""

from collections.abc import Collection
from datetime import date

import click

from mash_platform.clock import LONDON, SystemClock
from mash_policy.diff import Direction
from mash_policy.load import NoEdition, RefusedEdition, find_edition
from mash_policy.model import Policy

_SAME, _DIFFERS, _CANNOT, _LOWERS = 0, 1, 2, 3


class CannotBeUsed(click.ClickException):
    """An edition, or what it should be tried on, cannot be used."""

    exit_code = _CANNOT


def edition_given(given: str) -> Policy:
    """The edition of that date, or the draft in that folder. Raises CannotBeUsed."""
    try:
        return find_edition(given)
    except (NoEdition, RefusedEdition) as error:
        raise cannot_be_used(error) from error


def cannot_be_used(error: NoEdition | RefusedEdition) -> CannotBeUsed:
    if isinstance(error, RefusedEdition):
        return CannotBeUsed("\n".join([f"Policy edition {error.edition} is refused.", *error.sentences]))
    return CannotBeUsed(f"{error}.".capitalize())


def exit_code(directions: Collection[Direction]) -> int:
    """0: nothing changes; 1: something does; 3: something is lowered."""
    if Direction.LOWERS in directions or Direction.EITHER in directions:
        return _LOWERS
    return _DIFFERS if directions else _SAME


def today() -> date:
    """In London."""
    return SystemClock().now().astimezone(LONDON).date()
