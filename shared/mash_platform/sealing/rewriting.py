"""Sealing what a table already holds, and opening it again: for steps between revisions."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from mash_platform.clock import SystemClock
from mash_platform.sealing.keyring import Keyring, Sealing
from mash_platform.sealing.tables import with_subject_keys

_AT_ONCE = 1_000


class Rewriting:
    """Rewrites columns of one table in batches, each row under the key of whom it is about.

    Nothing stays nothing. The master key is needed only where there is something to seal. Blocks for as long
    as it takes.
    """

    def __init__(
        self,
        table: str,
        *key: str,
        about: str = "reference",
        subjects: Callable[[Sequence[Any]], Sequence[str]] = list,
    ) -> None:
        """`key`: the columns by which a row is found again; `about`: the one that tells whom it is about, as
        `subjects` makes out of many at once.
        """
        self._table = table
        self._key = key
        self._about = about
        self._subjects = subjects
        self._connection = op.get_bind()

    def seal(self, *columns: str) -> None:
        """Seals columns of text."""
        self.change([sa.column(name) for name in columns], lambda *given: self.keyring.seal(*given))

    def open(self, *columns: str, erased: str | None = None) -> None:
        """Opens them; `erased` instead of the sentence is put in the place of what opens no more."""

        def opened(subject: str, field: str, kept: str) -> str:
            if erased is not None and self.keyring.is_destroyed(subject):
                return erased
            return self.keyring.open(subject, field, kept)

        self.change([sa.column(name) for name in columns], opened)

    def change(self, columns: Sequence[sa.ColumnClause[Any]], how: Callable[[str, str, Any], Any]) -> None:
        """Puts into each column what `how` makes of its subject, the column's name with the table's, and
        what is there.
        """
        names = [column.name for column in columns]
        read: list[sa.ColumnClause[Any]] = [
            sa.column(name) for name in dict.fromkeys((*self._key, self._about))
        ]
        table = sa.table(self._table, *read, *columns)
        change = (
            sa.update(table)
            .where(*(table.c[name] == sa.bindparam(f"its_{name}") for name in self._key))
            .values({name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names})
        )
        for batch in self._batches(table):
            rows = [row for row in batch if any(row[name] for name in names)]
            if not rows:
                continue
            subjects = self._subjects([row[self._about] for row in rows])
            self.keyring.make(subjects)
            changed = []
            for subject, row in zip(subjects, rows, strict=True):
                its = {f"its_{name}": row[name] for name in self._key}
                new = {
                    f"new_{name}": row[name] and how(subject, f"{self._table}.{name}", row[name])
                    for name in names
                }
                changed.append({**its, **new})
            self._connection.execute(change, changed)

    @cached_property
    def keyring(self) -> Keyring:
        master_key = context.config.attributes["master_key"]
        if master_key is None:
            raise RuntimeError("this step seals what is kept, and needs the hub's master key")
        table = with_subject_keys(sa.MetaData())
        return Keyring(self._connection, Sealing.within(self._connection, table, master_key, SystemClock()))

    def _batches(self, table: sa.TableClause) -> Iterator[Sequence[sa.RowMapping]]:
        """By the key, which does not change; so what follows stays where it is."""
        ordered = sa.select(table).order_by(*(table.c[one] for one in self._key)).limit(_AT_ONCE)
        start = 0
        while rows := self._connection.execute(ordered.offset(start)).mappings().all():
            yield rows
            start += len(rows)


def make_subject_keys() -> None:
    """Makes the table of keys."""
    op.create_table(
        "subject_keys",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("subject"),
    )
