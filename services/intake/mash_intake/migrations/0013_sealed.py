"""What identifies or tells of somebody is sealed, each child's under a key of its own.

By what a child is found again becomes a keyed hash. Going back opens everything again but what was erased.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from mash_contracts.submission import Child, ContactSubmission
from mash_intake.domain.identity import CertainKeys, name_key
from mash_intake.domain.people import Question
from mash_intake.handlers.describing import adults_of, described_record, key_rows
from mash_intake.store.contacts import hidden_keys
from mash_intake.store.people import ToldRecord
from mash_platform.clock import SystemClock
from mash_platform.sealing.keyring import Keyring, Sealing
from mash_platform.sealing.tables import with_subject_keys

revision = "0013"
down_revision = "0012"

_TIME = sa.DateTime(timezone=True)
_AT_ONCE = 1_000
_NOBODY_YET = "*not sent*"


@dataclass(frozen=True)
class _Sealed:
    """A column that is sealed."""

    table: str
    key: tuple[str, ...]
    subject: str | None
    """The column with the subject; None: all of them are what waits to be a contact."""
    column: str
    field: str
    json: bool = False

    @property
    def rows(self) -> sa.TableClause:
        kind: sa.types.TypeEngine[Any] = sa.JSON() if self.json else sa.Text()
        return sa.table(self.table, *map(sa.column, self.key), sa.column(self.column, kind))


_OF_A_FILE = "name of a file"
_ALL = (
    _Sealed("contacts", ("reference",), "reference", "contact", "contact", json=True),
    _Sealed("child_records", ("reference",), "reference", "child", "child", json=True),
    _Sealed("identity_answers", ("answer", "record"), "record", "why", "why"),
    _Sealed("challenges", ("reference", "number"), "reference", "words", "challenge"),
    _Sealed("emails", ("contact_reference", "kind", "number"), "contact_reference", "address", "address"),
    _Sealed("attachments", ("contact_reference", "digest"), "contact_reference", "name", _OF_A_FILE),
    _Sealed("drafts", ("token_hash",), None, "answers", "answers", json=True),
    _Sealed("draft_files", ("token_hash", "digest"), None, "name", _OF_A_FILE),
    _Sealed("imports", ("digest",), None, "answers", "answers", json=True),
    _Sealed("imports", ("digest",), None, "beside", "beside", json=True),
    _Sealed("import_files", ("import_digest", "digest"), None, "name", _OF_A_FILE),
)
_records = sa.table(
    "child_records",
    *(sa.column(name) for name in ("reference", "contact_reference", "nhs_number", "upn", "name_key")),
    *(sa.column(name) for name in ("name_and_birth", "person", "household")),
    sa.column("date_of_birth", sa.Date()),
    sa.column("number", sa.Integer()),
    sa.column("child", sa.JSON()),
)
_contacts = sa.table(
    "contacts", sa.column("reference"), sa.column("received_at", _TIME), sa.column("contact", sa.JSON())
)
_keys = sa.table("search_keys", sa.column("key", sa.BigInteger()), sa.column("reference"))


def upgrade() -> None:
    op.create_table(
        "subject_keys",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("wrapped", sa.LargeBinary()),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("destroyed_at", _TIME),
        sa.PrimaryKeyConstraint("subject"),
    )
    with op.batch_alter_table("child_records") as records:
        records.add_column(sa.Column("erased_at", _TIME))
        records.add_column(sa.Column("name_and_birth", sa.String(16)))
    connection = op.get_bind()
    if _holds_anything(connection):
        keyring = _keyring(connection)
        _hide(connection, keyring)
        for sealed in _ALL:
            _rewrite(connection, sealed, keyring.seal_json if sealed.json else keyring.seal, keyring)
    with op.batch_alter_table("child_records") as records:
        records.drop_index("child_records_by_name")
        records.drop_column("name_key")
        records.drop_column("date_of_birth")
        records.create_index("ix_child_records_name_and_birth", ["name_and_birth"])


def downgrade() -> None:
    with op.batch_alter_table("child_records") as records:
        records.drop_index("ix_child_records_name_and_birth")
        records.add_column(sa.Column("name_key", sa.String(512)))
        records.add_column(sa.Column("date_of_birth", sa.Date()))
        records.create_index("child_records_by_name", ["name_key", "date_of_birth"])
    connection = op.get_bind()
    if _holds_anything(connection):
        keyring = _keyring(connection)
        for sealed in _ALL:
            _rewrite(connection, sealed, _opening(keyring, sealed), keyring)
        _show(connection)
    with op.batch_alter_table("child_records") as records:
        records.drop_column("name_and_birth")
        records.drop_column("erased_at")
    op.drop_table("subject_keys")


def _holds_anything(connection: sa.Connection) -> bool:
    return any(connection.execute(sa.select(sa.literal(1)).select_from(one.rows)).first() for one in _ALL)


def _keyring(connection: sa.Connection) -> Keyring:
    master_key = context.config.attributes["master_key"]
    if master_key is None:
        raise RuntimeError("this step seals what is kept, and needs the hub's master key")
    table = with_subject_keys(sa.MetaData())
    return Keyring(connection, Sealing.within(connection, table, master_key, SystemClock()))


def _rewrite(
    connection: sa.Connection, sealed: _Sealed, how: Callable[[str, str, Any], Any], keyring: Keyring
) -> None:
    table, text = sealed.rows, sealed.rows.c[sealed.column]
    change = (
        sa.update(table)
        .where(*(table.c[name] == sa.bindparam(f"its_{name}") for name in sealed.key))
        .values({sealed.column: sa.bindparam("text", type_=text.type)})
    )
    for rows in _batches(connection, table, sealed.key):
        full = [row for row in rows if row[sealed.column] is not None]
        subjects = [row[sealed.subject] if sealed.subject else _NOBODY_YET for row in full]
        keyring.make(subjects)
        changed = [
            {f"its_{name}": row[name] for name in sealed.key}
            | {"text": how(subject, sealed.field, row[sealed.column])}
            for subject, row in zip(subjects, full, strict=True)
        ]
        if changed:
            connection.execute(change, changed)


def _opening(keyring: Keyring, sealed: _Sealed) -> Callable[[str, str, Any], Any]:
    if not sealed.json:
        return keyring.open
    erased = {
        "contact": ContactSubmission(children=(Child(),)).model_dump(mode="json", exclude={"children"}),
        "child": Child().model_dump(mode="json"),
    }

    def opened(subject: str, field: str, text: str) -> Any:
        return erased[field] if keyring.is_destroyed(subject) else keyring.open_json(subject, field, text)

    return opened


def _batches(
    connection: sa.Connection, table: sa.TableClause, key: Sequence[str]
) -> Iterator[Sequence[sa.RowMapping]]:
    """The keys do not change, so what follows stays where it is."""
    ordered = sa.select(table).order_by(*(table.c[name] for name in key)).limit(_AT_ONCE)
    start = 0
    while rows := connection.execute(ordered.offset(start)).mappings().all():
        yield rows
        start += len(rows)


def _hide(connection: sa.Connection, keyring: Keyring) -> None:
    """Identifiers and search keys become keyed hashes."""
    for rows in _batches(connection, _records, ["reference"]):
        _set_keys(
            connection,
            [{"its": row["reference"], **hidden_keys(keyring, _certain(row))} for row in rows],
        )
        references = [row["reference"] for row in rows]
        found = connection.execute(sa.select(_keys).where(_keys.c.reference.in_(references))).all()
        hidden = [{"key": keyring.hidden_number(key), "reference": reference} for key, reference in found]
        _put_keys(connection, references, hidden)


def _certain(row: sa.RowMapping) -> CertainKeys:
    return CertainKeys(row["nhs_number"], row["upn"], row["name_key"], row["date_of_birth"])


def _show(connection: sa.Connection) -> None:
    """Identifiers and search keys again, made of what was told; those of records that tell nothing stay."""
    told = sa.select(_records, _contacts.c.received_at, _contacts.c.contact).join_from(
        _records, _contacts, _contacts.c.reference == _records.c.contact_reference
    )
    for rows in _batches(connection, _records, ["reference"]):
        references = [row["reference"] for row in rows if row["child"]]
        records = connection.execute(told.where(_records.c.reference.in_(references))).mappings().all()
        _set_keys(connection, [_shown(row) for row in records])
        shown = [key for row in records for key in _key_rows(row)]
        _put_keys(connection, references, shown)


def _shown(row: sa.RowMapping) -> dict[str, Any]:
    child = row["child"]
    born = child["date_of_birth"]
    return {
        "its": row["reference"],
        "nhs_number": child["nhs_number"],
        "upn": child["upn"],
        "name_key": name_key(child["first_names"], child["family_name"]),
        "date_of_birth": date.fromisoformat(born) if born else None,
    }


def _key_rows(row: sa.RowMapping) -> list[dict[str, Any]]:
    received_at: datetime = row["received_at"]
    record = ToldRecord(
        reference=row["reference"],
        contact_reference=row["contact_reference"],
        number=row["number"],
        person=row["person"],
        household=row["household"],
        question=Question.NONE,
        child=row["child"],
        received_at=received_at if received_at.tzinfo else received_at.replace(tzinfo=UTC),
    )
    return key_rows(record.reference, described_record(record, adults_of(row["contact"])))


def _set_keys(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        names = rows[0].keys() - {"its"}
        change = sa.update(_records).where(_records.c.reference == sa.bindparam("its"))
        values = {name: sa.bindparam(f"new_{name}", type_=_records.c[name].type) for name in names}
        given = [{"its": row["its"]} | {f"new_{name}": row[name] for name in names} for row in rows]
        connection.execute(change.values(values), given)


def _put_keys(connection: sa.Connection, references: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(sa.delete(_keys).where(_keys.c.reference.in_(references)))
    if rows:
        connection.execute(sa.insert(_keys), rows)
