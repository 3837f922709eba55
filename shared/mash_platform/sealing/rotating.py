"""A new master key takes the place of the old one: every key is wrapped again, and nothing else changes."""

from sqlalchemy import Engine, Table, bindparam, select, update

from mash_platform.sealing.master_key import MasterKey

_AT_ONCE = 1_000


def wrap_again(engine: Engine, table: Table, master_key: MasterKey) -> int:
    """Wraps under the first of the master keys what another one has wrapped; how many keys that were.

    While the system works, and repeatable: a key that is destroyed meanwhile stays so. Raises CannotOpen for
    one that none of the master keys has wrapped; those before it are done.
    """
    some = (
        select(table.c.subject, table.c.wrapped)
        .where(table.c.subject > bindparam("after"), table.c.wrapped.is_not(None))
        .order_by(table.c.subject)
        .limit(_AT_ONCE)
    )
    change = (
        update(table)
        .where(table.c.subject == bindparam("its"), table.c.wrapped == bindparam("old"))
        .values(wrapped=bindparam("new"))
    )
    done, after = 0, ""
    while True:
        with engine.begin() as connection:
            rows = [(row.subject, bytes(row.wrapped)) for row in connection.execute(some, {"after": after})]
            if not rows:
                return done
            changed = [
                {
                    "its": subject,
                    "old": wrapped,
                    "new": master_key.wrap(subject, master_key.unwrap(subject, wrapped)),
                }
                for subject, wrapped in rows
                if not master_key.is_newest(wrapped)
            ]
            if changed:
                connection.execute(change, changed)
        done, after = done + len(changed), rows[-1][0]
