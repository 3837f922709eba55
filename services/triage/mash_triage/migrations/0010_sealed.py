"""What somebody wrote about a child is sealed, each child's under a key of its own.

Going back opens everything again but what was erased.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from mash_platform.sealing.rewriting import Rewriting, make_subject_keys

revision = "0010"
down_revision = "0009"

_REFERENCE = re.compile(r"[0-9A-Z]+(-[0-9A-Z]+)+")
_VIEWS: sa.ColumnClause[Any] = sa.column("views", sa.JSON())
_TYPED = ("role", "name", "words", "reason")

_ALL: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = (
    (("decision", "id"), ("rationale", "about_pattern", "second_rationale")),
    (("agency_answer", "id"), ("words",)),
    (("sharing_decision", "id"), ("words",)),
    (("clock_pause", "id"), ("words",)),
    (("known_elsewhere", "id"), ("source", "words", "taken_back_reason")),
    (
        ("discussion_revision", "reference", "number", "revision"),
        ("decision", "rationale", "family_told", "referrer_told", "correction"),
    ),
    (("professional_difference", "reference", "number"), ("words",)),
    (("difference_step", "id"), ("words", "accepted_by")),
    (("decision_audit", "reference", "number"), ("strengths", "learning")),
    (("exploitation_grading", "id"), ("reason",)),
    (("school_notice", "reference"), ("words",)),
)
"""Table and key, and the columns of words in it."""


def upgrade() -> None:
    make_subject_keys()
    with op.batch_alter_table("completed_tool") as tools:
        tools.alter_column(
            "given",
            existing_type=sa.JSON(),
            type_=sa.Text(),
            existing_nullable=False,
            postgresql_using="given::text",
        )
    with op.batch_alter_table("draft") as drafts:
        drafts.alter_column(
            "texts",
            existing_type=sa.JSON(),
            type_=sa.Text(),
            existing_nullable=False,
            postgresql_using="texts::text",
        )
    for table, columns in _ALL:
        Rewriting(*table).seal(*columns)
    views = _views()
    views.change([_VIEWS], _each_text(lambda *given: views.keyring.seal(*given)))
    Rewriting("completed_tool", "id").seal("given")
    _drafts().seal("texts")


def downgrade() -> None:
    for table, columns in _ALL:
        Rewriting(*table).open(*columns)
    views = _views()
    views.change([_VIEWS], _each_text(lambda *given: views.keyring.open(*given)))
    Rewriting("completed_tool", "id").open("given", erased="{}")
    _drafts().open("texts", erased="{}")
    with op.batch_alter_table("draft") as drafts:
        drafts.alter_column(
            "texts",
            existing_type=sa.Text(),
            type_=sa.JSON(),
            existing_nullable=False,
            postgresql_using="texts::json",
        )
    with op.batch_alter_table("completed_tool") as tools:
        tools.alter_column(
            "given",
            existing_type=sa.Text(),
            type_=sa.JSON(),
            existing_nullable=False,
            postgresql_using="given::json",
        )
    op.drop_table("subject_keys")


def _views() -> Rewriting:
    return Rewriting("discussion_revision", "reference", "number", "revision")


def _each_text(how: Callable[[str, str, str], str]) -> Callable[[str, str, Any], Any]:
    """In every participant's view, the texts; the codes beside them stay."""

    def of_each(subject: str, field: str, views: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {**one, **{name: how(subject, field, one[name]) for name in _TYPED if one.get(name)}}
            for one in views
        ]

    return of_each


def _drafts() -> Rewriting:
    return Rewriting("draft", "account_id", "form", about="form", subjects=_of_forms)


def _of_forms(forms: Sequence[str]) -> list[str]:
    """Whom each form is about; one about nobody is opened by nobody."""
    return [next(filter(_REFERENCE.fullmatch, form.split("/")), form[:64]) for form in forms]
