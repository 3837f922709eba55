"""What triage keeps and reads.

Everything a decision rests on is kept: each assessment with its picture, findings, gaps, edition and digests;
each decision with who, in which role, why, and the second person. Rationales are kept here and nowhere else.
Whatever somebody wrote about a child is sealed under the key of the child's record; codes, times and who did
what are not, because the lists, the rules and the statistics go by them.
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
