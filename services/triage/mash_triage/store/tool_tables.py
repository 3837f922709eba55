"""The tables of the tools of practice, of the vulnerability tracker, and of what is owed to schools."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from mash_platform.database import UtcDateTime
from mash_triage.store.tables import metadata

_REFERENCE = String(32)
_CODE = String(32)

completed_tools = Table(
    "completed_tool",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False),
    Column("tool", _CODE, nullable=False),
    # One more each time the tool is completed about this child: none is ever changed.
    Column("version", Integer, nullable=False),
    Column("tools_edition", _CODE, nullable=False),
    # Everything that was chosen and written, as JSON that is sealed; it stays in this database.
    Column("given", Text, nullable=False),
    Column("result", String(40), nullable=False),
    Column("result_words", Text, nullable=False),
    Column("red_flags", Integer, nullable=False),
    Column("not_known", Integer, nullable=False),
    Column("raised", Boolean, nullable=False),
    Column("agency", _CODE, nullable=False),
    Column("completed_at", UtcDateTime, nullable=False),
    Column("completed_by", String(64), nullable=False),
    Column("completed_by_name", Text, nullable=False),
    Column("completed_by_role", _CODE, nullable=False),
    UniqueConstraint("reference", "tool", "version", name="completed_tool_version"),
)

exploitation_gradings = Table(
    "exploitation_grading",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", _REFERENCE, nullable=False),
    Column("grade", _CODE, nullable=False),
    # The grade as a number, the most serious first: what the tracker sorts by.
    Column("rank", Integer, nullable=False),
    Column("graded_by", _CODE, nullable=False),
    Column("graded_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", String(64), nullable=True),
    Column("decided_by_name", Text, nullable=True),
    Column("decided_by_role", _CODE, nullable=True),
    # False as soon as there is a later one of the same child.
    Column("standing", Boolean, nullable=False),
)
Index("exploitation_grading_of_record", exploitation_gradings.c.reference, exploitation_gradings.c.id)
Index(
    "exploitation_grading_tracker",
    exploitation_gradings.c.standing,
    exploitation_gradings.c.rank,
    exploitation_gradings.c.graded_at,
    exploitation_gradings.c.reference,
)

school_notices = Table(
    "school_notice",
    metadata,
    Column("reference", _REFERENCE, primary_key=True),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("tell_by", UtcDateTime, nullable=False),
    Column("age_known", Boolean, nullable=False),
    Column("tools_edition", _CODE, nullable=False),
    # When the clock has to say that it is overdue; nothing once it has, or once school was told.
    Column("tell_at", UtcDateTime, nullable=True, index=True),
    Column("open", Boolean, nullable=False),
    Column("whom", _CODE, nullable=True),
    Column("told_at", UtcDateTime, nullable=True),
    Column("words", Text, nullable=True),
    Column("recorded_at", UtcDateTime, nullable=True),
    Column("recorded_by", String(64), nullable=True),
    Column("recorded_by_name", Text, nullable=True),
    Column("recorded_by_role", _CODE, nullable=True),
)
Index("school_notice_open", school_notices.c.open, school_notices.c.tell_by, school_notices.c.reference)
