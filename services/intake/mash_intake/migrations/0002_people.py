"""Which child each record is about, and in which home. Earlier records are told apart by what is certain."""

import json
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_LETTERS = "346789BCDFGHJKMNPQRTVWXY"
_TIME = sa.DateTime(timezone=True)
_AT_ONCE = 1_000

_contacts = sa.table("contacts", sa.column("reference"), sa.column("received_at", _TIME))
_records = sa.table(
    "child_records",
    *(sa.column(name) for name in ("reference", "contact_reference", "nhs_number", "upn", "name_key")),
    sa.column("date_of_birth", sa.Date()),
    sa.column("person"),
    sa.column("household"),
)
_outbox = sa.table(
    "outbox",
    sa.column("event_id"),
    sa.column("topic"),
    sa.column("key", sa.LargeBinary()),
    sa.column("value", sa.LargeBinary()),
    sa.column("headers", sa.JSON()),
    sa.column("written_at", _TIME),
)


def upgrade() -> None:
    with op.batch_alter_table("child_records") as records:
        records.add_column(sa.Column("person", sa.String(length=32), nullable=True))
        records.add_column(sa.Column("household", sa.String(length=32), nullable=True))
    _tell_apart(op.get_bind())
    with op.batch_alter_table("child_records") as records:
        records.alter_column("person", existing_type=sa.String(length=32), nullable=False)
        records.alter_column("household", existing_type=sa.String(length=32), nullable=False)
        records.create_index(op.f("ix_child_records_person"), ["person"])
        records.create_index(op.f("ix_child_records_household"), ["household"])


def downgrade() -> None:
    with op.batch_alter_table("child_records") as records:
        records.drop_index(op.f("ix_child_records_household"))
        records.drop_index(op.f("ix_child_records_person"))
        records.drop_column("household")
        records.drop_column("person")


def _tell_apart(connection: sa.Connection) -> None:
    now = datetime.now(UTC)
    records = connection.execute(
        sa.select(_records)
        .join(_contacts, _contacts.c.reference == _records.c.contact_reference)
        .order_by(_contacts.c.received_at, _records.c.reference)
    ).all()
    found = list(_people(records))
    change = (
        sa.update(_records)
        .where(_records.c.reference == sa.bindparam("record"))
        .values(person=sa.bindparam("whose"), household=sa.bindparam("home"))
    )
    for at in range(0, len(found), _AT_ONCE):
        some = found[at : at + _AT_ONCE]
        connection.execute(
            change, [{"record": record, "whose": person, "home": home} for record, person, home in some]
        )
        connection.execute(sa.insert(_outbox), [_linked(*one, now) for one in some])


def _people(records: Iterable[sa.Row[Any]]) -> Iterator[tuple[str, str, str]]:
    """Record, person and household: one person for one NHS number, else pupil number, else name and birth."""
    known: defaultdict[tuple[object, ...], list[tuple[sa.Row[Any], str, str]]] = defaultdict(list)
    homes: dict[str, str] = {}
    in_contact: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        keys: list[tuple[object, ...]] = [("nhs", record.nhs_number)] if record.nhs_number else []
        keys += [("upn", record.upn)] if record.upn else []
        if record.name_key and record.date_of_birth:
            keys.append(("name", record.name_key, record.date_of_birth))
        person, home = _certain(record, keys, known) or (_new("PER"), _new("HSE"))
        if person in in_contact[record.contact_reference]:
            person = _new("PER")
        in_contact[record.contact_reference].add(person)
        home = homes.setdefault(record.contact_reference, home)
        for key in keys:
            known[key].append((record, person, home))
        yield record.reference, person, home


def _certain(record: sa.Row[Any], keys: Iterable[tuple[object, ...]], known: Any) -> tuple[str, str] | None:
    for key in keys:
        fitting = [one for one in known[key] if not _contradict(record, one[0])]
        if fitting:
            _, person, home = fitting[-1]
            return (person, home) if all(one[1] == person for one in fitting) else None
    return None


def _contradict(one: sa.Row[Any], other: sa.Row[Any]) -> bool:
    if one.nhs_number and other.nhs_number:
        return bool(one.nhs_number != other.nhs_number)
    return bool(one.upn and other.upn and one.upn != other.upn)


def _new(kind: str) -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{kind}-{letters[:4]}-{letters[4:]}"


def _linked(record: str, person: str, household: str, now: datetime) -> dict[str, Any]:
    """The event `child.linked`, version 1, as it was when these tables were made."""
    event_id = str(uuid.uuid4())
    data = {
        "reference": record,
        "person": person,
        "household": household,
        "basis": "certain",
        "linked_at": now.isoformat(),
        "linked_by": None,
        "linked_by_role": None,
    }
    headers = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        "ce_source": "/mash/intake",
        "ce_type": "child.linked",
        "ce_eventversion": "1",
        "ce_dataschema": "urn:mash:schema:child.linked:1",
        "ce_subject": record,
        "ce_time": now.isoformat(),
        "ce_correlationid": event_id,
        "content-type": "application/json",
    }
    return {
        "event_id": event_id,
        "topic": "mash.contacts",
        "key": record.encode(),
        "value": json.dumps(data).encode(),
        "headers": [[name, value] for name, value in headers.items()],
        "written_at": now,
    }
