"""Every event that crosses a service boundary, by who says it: the services, then the teams' own systems."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mash_contracts.envelope import EventData
from mash_contracts.national_codes import AssessmentFactor, Disability, ReferralSource, Sex
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Agency,
    Answer,
    Basis,
    Channel,
    CheckDeclineReason,
    CheckOutcome,
    ConsentReason,
    ConsentState,
    DeclineReason,
    ExploitationRisk,
    Frequency,
    LegalBasis,
    LevelOfNeed,
    Movement,
    OpenCase,
    Pathway,
    Purpose,
    Rag,
    Relation,
    Role,
    Severity,
    SharingChoice,
)

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, lt=LATEST)]
"""A time in this century. Any other is a fault of its sender, and no deadline could be worked out from it."""


class Part(BaseModel):
    """A piece of an event."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ConcernFacts(Part):
    """One worry, as codes."""

    factor: AssessmentFactor
    signs: tuple[Sign, ...] = ()
    basis: Basis
    frequency: Frequency = Frequency.UNKNOWN
    severity: Severity = Severity.UNKNOWN
    days_since: int | None = Field(default=None, ge=0, description="days since it last happened")


class FourQuestions(Part):
    """What Durham asks every referrer about the adults at home. None: not asked."""

    domestic_abuse: Answer | None = None
    mental_illness: Answer | None = None
    substance_misuse: Answer | None = None
    learning_difficulties: Answer | None = None


class History(Part):
    """What is known of earlier help. A count of None is not known, which is not zero."""

    contacts_in_12_months: int | None = Field(default=None, ge=0, le=1000, description="before this one")
    early_help_episodes: int | None = Field(default=None, ge=0, le=1000)
    same_worry_before: Answer | None = None
    earlier_protection_plan: Answer | None = None
    open_case: OpenCase = OpenCase.UNKNOWN


class ContactReceived(EventData):
    """Intake accepted a worry about one child. A contact about three children is three of these."""

    TYPE = "contact.received"
    VERSION = 1

    contact_reference: str
    siblings: tuple[str, ...] = Field(default=(), description="references of the other children")
    received_at: Moment
    channel: Channel
    referral_source: ReferralSource
    anonymous: bool
    feedback_wanted: bool
    consent: ConsentState
    consent_reason: ConsentReason | None = None

    age_months: int | None = Field(default=None, ge=0, le=18 * 12 + 11)
    unborn: bool = False
    sex: Sex
    disabilities: tuple[Disability, ...] = ()
    last_seen_days: int | None = Field(default=None, ge=0)
    voice_recorded: bool = Field(description="what the child said is on the record")
    lived_experience_recorded: bool
    children_in_household: int | None = Field(default=None, ge=0)
    adults_in_household: int | None = Field(default=None, ge=0)

    concerns: tuple[ConcernFacts, ...]
    four_questions: FourQuestions = FourQuestions()
    immediate_danger: Answer
    missing_episodes_90_days: int | None = Field(default=None, ge=0)
    exploitation_risk: ExploitationRisk = ExploitationRisk.NOT_ASSESSED
    dash_ticks: int | None = Field(default=None, ge=0, le=24, description="ticks on the 24-question DASH")
    safety_scale: int | None = Field(default=None, ge=0, le=10, description="Signs of Safety, 10 is safe")
    strengths: tuple[Strength, ...] = ()
    history: History = History()


class Evidence(Part):
    """What a finding rests on: a coded fact and who said it."""

    fact: str = Field(description="a code: a factor, a sign, or a named count such as missing-episodes:4")
    agency: Agency
    basis: Basis


class Finding(Part):
    """One rule that fired, with what it means under the edition."""

    code: str
    sentence: str
    source: str
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...] = ()
    protective: bool = False
    evidence: tuple[Evidence, ...]


class Gap(Part):
    """Something that is not known, and what to ask."""

    code: str
    question: str


class ReferralAssessed(EventData):
    """Triage worked out a recommendation. A person has not decided yet."""

    TYPE = "referral.assessed"
    VERSION = 1

    contact_reference: str
    assessed_at: Moment
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...]
    findings: tuple[Finding, ...] = Field(min_length=1)
    gaps: tuple[Gap, ...] = ()
    provisional: bool
    decide_by: Moment
    policy_edition: str
    policy_digest: str
    picture_digest: str
    code_version: str


class StrategyDiscussionRequested(EventData):
    """A red recommendation asks child protection for a strategy discussion at once; a decision may follow."""

    TYPE = "strategy-discussion.requested"
    VERSION = 1

    contact_reference: str
    requested_at: Moment
    hold_by: Moment
    reasons: tuple[str, ...] = Field(min_length=1, description="codes of the red findings")
    policy_edition: str


class ThresholdDecided(EventData):
    """A named person decided. The rationale stays with triage; that there is one travels."""

    TYPE = "threshold.decided"
    VERSION = 1

    contact_reference: str
    decided_at: Moment
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...] = Field(min_length=1)
    relation: Relation
    recommended_level: LevelOfNeed
    recommended_pathways: tuple[Pathway, ...]
    decided_by: str = Field(description="account id, never a name")
    decided_by_role: Role
    second_person: str | None = Field(default=None, description="account id of who confirmed a step down")
    rationale_recorded: bool
    reasons: tuple[str, ...] = Field(description="codes of the findings the decision rests on")
    gaps: tuple[str, ...] = ()
    movement: Movement = Movement.NEW
    policy_edition: str
    policy_digest: str


class AgencyCheckRequested(EventData):
    """Triage asks one agency what it knows of one child. The detail is behind the agency's own sign-in."""

    TYPE = "agency-check.requested"
    VERSION = 1

    contact_reference: str
    agency: Agency
    requested_at: Moment
    answer_by: Moment
    rag: Rag
    legal_basis: LegalBasis
    reasons: tuple[str, ...] = Field(
        default=(),
        description="codes of the findings that make it proportionate to ask; none for own records",
    )


class AgencyCheckAnswered(EventData):
    """An agency said something, or declined to. What it knows stays with triage; that it said it travels."""

    TYPE = "agency-check.answered"
    VERSION = 1

    agency: Agency
    answered_at: Moment
    outcome: CheckOutcome
    late: bool = Field(description="after the time by which it was to be answered")
    facts: int = Field(ge=0, description="how many things the agency knows")
    decline_reason: CheckDeclineReason | None = None
    view: LevelOfNeed | None = Field(default=None, description="the level of need as the agency sees it")
    dissents: bool = Field(description="the agency disagrees with what the hub recommends")


class AgencyCheckDueSoon(EventData):
    """An agency has not answered, and its time runs out soon."""

    TYPE = "agency-check.due-soon"
    VERSION = 1

    agency: Agency
    answer_by: Moment


class AgencyCheckOverdue(EventData):
    """An agency has not answered in its time. It is never taken for nothing known."""

    TYPE = "agency-check.overdue"
    VERSION = 1

    agency: Agency
    answer_by: Moment


class SharingDecided(EventData):
    """A named person recorded consent, going on without it, not sharing, or whether parents are told."""

    TYPE = "sharing.decided"
    VERSION = 1

    choice: SharingChoice
    reason: ConsentReason | None = None
    legal_basis: LegalBasis = Field(description="as recommended at that moment")
    decided_at: Moment
    decided_by: str = Field(description="account id, never a name")
    decided_by_role: Role


class ReferralRouted(EventData):
    """A team has a case to answer. One event a team, on that team's topic."""

    TYPE = "referral.routed"
    VERSION = 1

    contact_reference: str
    case_id: str
    pathway: Pathway
    purpose: Purpose
    movement: Movement
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    routed_at: Moment
    respond_by: Moment
    reasons: tuple[str, ...]
    also_routed_to: tuple[Pathway, ...] = ()


class ReferralAccepted(EventData):
    """The team took the case on."""

    TYPE = "referral.accepted"
    VERSION = 1

    case_id: str
    pathway: Pathway
    purpose: Purpose
    accepted_at: Moment
    accepted_by: str


class ReferralDeclined(EventData):
    """The team will not take the case; the hub must look at it again. The case stays open."""

    TYPE = "referral.declined"
    VERSION = 1

    case_id: str
    pathway: Pathway
    purpose: Purpose
    declined_at: Moment
    declined_by: str
    reason: DeclineReason


class ReferralAllocated(EventData):
    """The team gave the case to a worker."""

    TYPE = "referral.allocated"
    VERSION = 1

    case_id: str
    pathway: Pathway
    purpose: Purpose
    allocated_at: Moment
    allocated_by: str
    worker: str = Field(description="account id, or what the team's own system calls the worker")


InTheTeamsOwnSystem = Annotated[
    str,
    Field(
        max_length=40,
        # A digit is asked for because names have none: one that is sent by mistake is refused.
        pattern=r"^[A-Za-z._-]*[0-9][A-Za-z0-9._-]*$",
        description="a number or code by which the team's own system knows somebody; never a name",
    ),
]


class CaseReply(EventData):
    """What a team's own system says of one case."""

    case_id: str
    pathway: Pathway = Field(description="the team that answers")


class CaseAccepted(CaseReply):
    """A team's own system says that the team takes the case on. `referral.accepted` follows."""

    TYPE = "case.accepted"
    VERSION = 1

    accepted_by: InTheTeamsOwnSystem


class CaseDeclined(CaseReply):
    """A team's own system says that the team will not take the case. `referral.declined` follows."""

    TYPE = "case.declined"
    VERSION = 1

    declined_by: InTheTeamsOwnSystem
    reason: DeclineReason
    better_team: Pathway | None = Field(
        default=None, description="required with the reason wrong-team: which team should help"
    )
    ask_first: tuple[Agency, ...] = Field(
        default=(), description="required with the reason more-information: whom the hub should ask"
    )


class CaseAllocated(CaseReply):
    """A team's own system says which worker has the case. `referral.allocated` follows."""

    TYPE = "case.allocated"
    VERSION = 1

    allocated_by: InTheTeamsOwnSystem
    worker: InTheTeamsOwnSystem


ALL_EVENTS: tuple[type[EventData], ...] = (
    ContactReceived,
    ReferralAssessed,
    StrategyDiscussionRequested,
    ThresholdDecided,
    AgencyCheckRequested,
    AgencyCheckAnswered,
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    SharingDecided,
    ReferralRouted,
    ReferralAccepted,
    ReferralDeclined,
    ReferralAllocated,
    CaseAccepted,
    CaseDeclined,
    CaseAllocated,
)

CATALOGUE: dict[tuple[str, int], type[EventData]] = {
    (event.TYPE, event.VERSION): event for event in ALL_EVENTS
}
