"""The read model, kept as facts arrive: each child's record, its cases, and what agencies were asked."""

from mash_assurance.store.records import learn, record_of, seen_references
from mash_assurance.store.tables import agency_checks, child_records, metadata, team_cases

__all__ = [
    "metadata",
    "child_records",
    "team_cases",
    "agency_checks",
    "learn",
    "record_of",
    "seen_references",
]
