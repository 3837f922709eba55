"""The read model's tables: one row a child's record, a case, and an agency's check.

No column can hold a name, a date of birth, an address or a narrative: there are only codes of closed sets,
counts, times, yes or no, and identifiers without meaning.
"""

from collections.abc import Iterable
from enum import Enum

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)
from sqlalchemy import Enum as Codes
from sqlalchemy.types import TypeDecorator

from mash_assurance.domain.record import AgeBand
from mash_assurance.domain.rules import CaseState
from mash_contracts.national_codes import ClosureReason, ReferralSource
from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    Channel,
    CheckOutcome,
    ConsentReason,
    ConsentState,
    DifferenceStage,
    LevelOfNeed,
    Pathway,
    Purpose,
    Rag,
    Relation,
    Role,
)
from mash_platform.database import UtcDateTime

metadata = MetaData()

_IDENTIFIER = String()


def _code(codes: type[Enum]) -> Codes:
    """A column that takes the codes of one closed set and refuses everything else."""
    return Codes(
        codes,
        native_enum=False,
        validate_strings=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class _Pathways(TypeDecorator[tuple[Pathway, ...]]):
    """The teams one decision named, in one order, so that the same teams are the same value."""

    impl = String(128)
    cache_ok = True

    def process_bind_param(self, value: Iterable[Pathway] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(Pathway(pathway) for pathway in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Pathway, ...] | None:
        return None if value is None else tuple(Pathway(code) for code in value.split())


# The columns of a fact are its fields after the fact's name; the last block follows from the facts.
child_records = Table(
    "child_records",
    metadata,
    Column("reference", _IDENTIFIER, primary_key=True),
    Column("contact_event_id", _IDENTIFIER),
    Column("contact_at", UtcDateTime),
    Column("contact_reference", _IDENTIFIER),
    Column("contact_channel", _code(Channel)),
    Column("contact_source", _code(ReferralSource)),
    Column("contact_consent", _code(ConsentState)),
    Column("contact_consent_reason", _code(ConsentReason)),
    Column("contact_voice_recorded", Boolean),
    Column("contact_lived_experience_recorded", Boolean),
    Column("contact_age_band", _code(AgeBand)),
    Column("contact_earlier_contacts", Integer),
    Column("assessment_event_id", _IDENTIFIER),
    Column("assessment_at", UtcDateTime),
    Column("assessment_level", _code(LevelOfNeed)),
    Column("assessment_rag", _code(Rag)),
    Column("assessment_provisional", Boolean),
    Column("assessment_findings", Integer),
    Column("assessment_gaps", Integer),
    Column("assessment_edition", _IDENTIFIER),
    Column("assessment_patterns", Integer),
    Column("decide_by", UtcDateTime),
    Column("strategy_discussion_requested_at", UtcDateTime),
    Column("strategy_hold_by", UtcDateTime),
    Column("strategy_overdue_at", UtcDateTime),
    Column("difference_stage", _code(DifferenceStage)),
    Column("difference_overdue_at", UtcDateTime),
    Column("audit_event_id", _IDENTIFIER),
    Column("audit_at", UtcDateTime),
    Column("audit_grade", _code(AuditGrade)),
    Column("decision_event_id", _IDENTIFIER),
    Column("decision_at", UtcDateTime),
    Column("decision_level", _code(LevelOfNeed)),
    Column("decision_pathways", _Pathways),
    Column("decision_relation", _code(Relation)),
    Column("decision_decided_by_role", _code(Role)),
    Column("decision_second_person", Boolean),
    Column("decision_rationale_recorded", Boolean),
    Column("decision_reasons", Integer),
    Column("decision_gaps", Integer),
    Column("decision_edition", _IDENTIFIER),
    Column("decision_open_cases", Integer),
    Column("first_decided_at", UtcDateTime),
    Column("consent_settled", Boolean),
    Column("minutes_to_decision", Integer),
    Column("decided_in_time", Boolean),
    Column("every_reason_recorded", Boolean),
    Column("acknowledge_by", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("erased_at", UtcDateTime),
    Column("acknowledged_in_time", Boolean),
    Column("provisional_at_decision", Boolean),
    Column("step_down_confirmed", Boolean),
    Column("returned_by_team", Boolean),
    Column("advice_on_pattern", Boolean),
    Column("advice_on_pattern_confirmed", Boolean),
    Column("passed_on", Boolean),
)
Index("child_records_received", child_records.c.contact_at)

team_cases = Table(
    "team_cases",
    metadata,
    Column("case_id", _IDENTIFIER, primary_key=True),
    Column("reference", _IDENTIFIER, ForeignKey("child_records.reference"), nullable=False),
    # as on the record, so that cases can be counted by themselves
    Column("contact_event_id", _IDENTIFIER),
    Column("contact_at", UtcDateTime),
    Column("pathway", _code(Pathway), nullable=False),
    Column("purpose", _code(Purpose), nullable=False),
    Column("routed_at", UtcDateTime),
    Column("respond_by", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    Column("declined_at", UtcDateTime),
    Column("allocated_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("closure_reason", _code(ClosureReason)),
    Column("withdrawn_at", UtcDateTime),
    Column("state", _code(CaseState), nullable=False),
    Column("minutes_to_acceptance", Integer),
)
Index("team_cases_reference", team_cases.c.reference)
Index("team_cases_received", team_cases.c.contact_at)

agency_checks = Table(
    "agency_checks",
    metadata,
    Column("reference", _IDENTIFIER, ForeignKey("child_records.reference"), primary_key=True),
    Column("agency", _code(Agency), primary_key=True),
    # as on the record, so that checks can be counted by themselves
    Column("contact_event_id", _IDENTIFIER),
    Column("contact_at", UtcDateTime),
    Column("asked_at", UtcDateTime),
    Column("answer_by", UtcDateTime),
    Column("first_answered_at", UtcDateTime),
    Column("answer_event_id", _IDENTIFIER),
    Column("answer_at", UtcDateTime),
    Column("answer_outcome", _code(CheckOutcome)),
    Column("in_time", Boolean),
)
Index("agency_checks_received", agency_checks.c.contact_at)
