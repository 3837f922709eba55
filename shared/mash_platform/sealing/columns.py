"""Words in a column, sealed for whom the row is about."""

from typing import Any, overload

from sqlalchemy import Column
from sqlalchemy.orm import Session

from mash_platform.sealing.keyring import keyring_of


@overload
def sealed(session: Session, column: Column[Any], subject: str, words: str) -> str: ...
@overload
def sealed(session: Session, column: Column[Any], subject: str, words: None) -> None: ...
@overload
def sealed(session: Session, column: Column[Any], subject: str, words: str | None) -> str | None: ...
def sealed(session: Session, column: Column[Any], subject: str, words: str | None) -> str | None:
    """What is kept in the column: nothing for nothing, so that it is not taken for erased afterwards.

    Raises KeyDestroyed.
    """
    return keyring_of(session).seal(subject, _field(column), words) if words else words


@overload
def opened(session: Session, column: Column[Any], subject: str, kept: str) -> str: ...
@overload
def opened(session: Session, column: Column[Any], subject: str, kept: str | None) -> str | None: ...
def opened(session: Session, column: Column[Any], subject: str, kept: str | None) -> str | None:
    """The words again; `ERASED` once the key is destroyed. Raises CannotOpen for what was not sealed so."""
    return keyring_of(session).open(subject, _field(column), kept) if kept else kept


def _field(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"
