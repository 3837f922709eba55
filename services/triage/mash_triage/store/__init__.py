"""What triage keeps and reads.

Everything a decision rests on is kept: each assessment with its picture, findings, gaps, edition and digests;
each decision with who, in which role, why, and the second person. Rationales are kept here and nowhere else.
"""

from mash_triage.store import check_tables, chronology_tables, clock_tables, discussion_tables, tool_tables
from mash_triage.store.queue import record_states
from mash_triage.store.tables import drafts, metadata

__all__ = [
    "check_tables",
    "chronology_tables",
    "clock_tables",
    "discussion_tables",
    "drafts",
    "metadata",
    "record_states",
    "tool_tables",
]
