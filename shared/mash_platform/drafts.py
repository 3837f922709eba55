"""Half-written text, kept as it is typed: for one person and one form, for some days, then really deleted.

A service that has forms with longer texts adds the table to its own (and a revision that makes it), opens
`Drafts` over it, serves `draft_router` of `mash_platform.web.drafting`, and gives `delete_expired` to its
worker as regular work. A form then needs three things:

    <form method="post" action="..." data-draft="/triage/drafts/decision/{{ record.reference }}">

    draft = desk.drafts.of(person.account_id, f"decision/{reference}")     # when the empty form is opened
    rationale = draft.text("rationale") if draft else ""                   # is what its field shows

    desk.drafts.keep(person.account_id, f"decision/{reference}", {"rationale": rationale})   # refused
    desk.drafts.forget(person.account_id, f"decision/{reference}")                           # sent

and above it `{{ draft_notice(draft, "/triage/drafts/decision/" ~ record.reference, csrf, path) }}` from
`mash/drafts.html`, which says that something was filled in and lets its writer delete it. Only words are
kept; nothing that was chosen is, so that a decision is chosen again by whoever takes it.

The reference of whom the text is about is a part of the form's name, and the text is sealed under their key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, MetaData, String, Table, Text, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from mash_platform.database import UtcDateTime
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import NotFound
from mash_platform.sealing.keyring import KeyDestroyed, keyring_of

# One writer may have the form open twice: whoever writes last is kept.
_INSERT: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_KEY = ("account_id", "form")
_FIELD = "draft.texts"
_REFERENCE = re.compile(r"[0-9A-Z]+(-[0-9A-Z]+)+")


def draft_table(metadata: MetaData) -> Table:
    """The table of drafts, added to a service's own."""
    return Table(
        "draft",
        metadata,
        Column("account_id", String(64), primary_key=True),
        Column("form", String(150), primary_key=True),
        # JSON that is sealed.
        Column("texts", Text, nullable=False),
        Column("kept_at", UtcDateTime, nullable=False),
        Column("expires_at", UtcDateTime, nullable=False, index=True),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote into a form and has not sent: by the names of its fields."""

    texts: Mapping[str, str] = field(repr=False)
    kept_at: datetime
    expires_at: datetime

    def text(self, name: str) -> str:
        """Empty for a field into which nothing was written."""
        return self.texts.get(name, "")


class Drafts:
    """Everybody's own half-written texts. Nobody reads another person's.

    The name of a form holds the reference of whom it is about; one without is NotFound.
    """

    def __init__(self, delivery: Delivery, table: Table, *, life: timedelta) -> None:
        self._delivery = delivery
        self._table = table
        self._life = life

    def of(self, account_id: str, form: str) -> Draft | None:
        """None when nothing is kept, or what was kept has expired or was erased."""
        subject, theirs = _subject_of(form), self._theirs(account_id, form)
        alive = self._table.c.expires_at > self._delivery.clock.now()
        with self._delivery.reading() as session:
            row = session.execute(select(self._table).where(theirs, alive)).one_or_none()
            texts = keyring_of(session).open_json(subject, _FIELD, row.texts) if row else None
        return Draft(texts, row.kept_at, row.expires_at) if row and texts is not None else None

    def keep(self, account_id: str, form: str, texts: Mapping[str, str]) -> Draft | None:
        """Keeps these texts instead of what was kept before. Repeatable.

        Empty ones are not kept, nor any about somebody who was erased.
        """
        written = {name: text for name, text in texts.items() if text.strip()}
        now = self._delivery.clock.now()
        draft = Draft(written, now, now + self._life)
        if not written:
            self.forget(account_id, form)
            return None
        row = _INSERT[self._delivery.engine.dialect.name](self._table)
        try:
            with self._delivery.transaction() as transaction:
                sealed = keyring_of(transaction.session).seal_json(_subject_of(form), _FIELD, written)
                values = {"texts": sealed, "kept_at": draft.kept_at, "expires_at": draft.expires_at}
                row = row.values(account_id=account_id, form=form, **values)
                transaction.session.execute(row.on_conflict_do_update(index_elements=_KEY, set_=values))
        except KeyDestroyed:
            return None
        return draft

    def forget(self, account_id: str, form: str) -> None:
        """Deletes it at once. Repeatable."""
        with self._delivery.transaction() as transaction:
            transaction.session.execute(delete(self._table).where(self._theirs(account_id, form)))

    def delete_expired(self, transaction: Transaction) -> int:
        """Regular work: deletes what has expired, and gives how many that were."""
        expired = self._table.c.expires_at <= self._delivery.clock.now()
        deleted = transaction.session.execute(
            delete(self._table).where(expired).returning(self._table.c.account_id)
        )
        return len(deleted.all())

    def _theirs(self, account_id: str, form: str) -> ColumnElement[bool]:
        return and_(self._table.c.account_id == account_id, self._table.c.form == form)


def _subject_of(form: str) -> str:
    """Whom a form is about, by the reference in its name. Raises NotFound for a form about nobody."""
    subject = next((part for part in form.split("/") if _REFERENCE.fullmatch(part)), None)
    if subject is None:
        raise NotFound
    return subject
