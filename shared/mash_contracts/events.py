"""Every event that crosses a service boundary, by who says it.

The services come first, then the own systems of teams and agencies.
"""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mash_contracts.envelope import EventData
from mash_contracts.national_codes import AssessmentFactor, ClosureReason, Disability, ReferralSource, Sex
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Agency,
    Answer,
    AuditGrade,
    AuditReason,
    Basis,
    Channel,
    CheckDeclineReason,
    CheckOutcome,
    ConsentReason,
    ConsentState,
    DecisionClock,
    DeclineReason,
    DifferenceGround,
    DifferenceOutcome,
    DifferenceStage,
    DiscussionKind,
    ExploitationRisk,
    FactSource,
    Frequency,
    LegalBasis,
    LevelOfNeed,
    LinkBasis,
    Movement,
    OpenCase,
    Pathway,
    PracticeTool,
    Purpose,
    Rag,
    Relation,
    Role,
    Severity,
    SharingChoice,
    StrategyOutcome,
)

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, lt=LATEST)]
"""A time in this century. Any other is a fault of its sender, and no deadline could be worked out from it."""


PersonReference = Annotated[
    str,
    Field(
        pattern=r"^PER-[0-9A-Z-]{4,27}$",
        description="which child, as far as is known: records with the same one are about the same child",
    ),
]
HouseholdReference = Annotated[
    str,
    Field(
        pattern=r"^HSE-[0-9A-Z-]{4,27}$",
        description="children told of as one home; a child told of in two homes has records in both",
    ),
]


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
    person: PersonReference | None = None
    household: HouseholdReference | None = None
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

    @property
    def kin(self) -> tuple[str, ...]:
        return tuple(one for one in (self.person, self.household) if one)


class ChildLinked(EventData):
    """From now on this record is about this child: the certain rule says so, or a person does."""

    TYPE = "child.linked"
    VERSION = 1

    person: PersonReference
    household: HouseholdReference
    basis: LinkBasis
    linked_at: Moment
    linked_by: str | None = Field(default=None, description="account id, never a name; none for a rule")
    linked_by_role: Role | None = None


class ChildSeparated(EventData):
    """A person says that this record is about another child than it was taken for."""

    TYPE = "child.separated"
    VERSION = 1

    separated_from: PersonReference
    person: PersonReference
    household: HouseholdReference
    separated_at: Moment
    separated_by: str = Field(description="account id, never a name")
    separated_by_role: Role


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
    """Child protection is asked for a strategy discussion: by a red recommendation at once, before anybody
    decides, or by a decision that goes beyond what was recommended.
    """

    TYPE = "strategy-discussion.requested"
    VERSION = 1

    contact_reference: str
    requested_at: Moment
    hold_by: Moment
    reasons: tuple[str, ...] = Field(
        min_length=1, description="codes of the red findings, or of those that a decision rests on"
    )
    policy_edition: str
    rag: Rag = Field(default=Rag.RED, description="amber where a decision is not red: two working days")
    decided_by: str | None = Field(
        default=None, description="account id of whose decision asks for it; none: the recommendation does"
    )


class OpenCaseOfTeam(Part):
    """A team that has an open case of the child: it is told, and not asked to take the child on again."""

    pathway: Pathway
    case_id: str | None = Field(default=None, description="none where only the referrer tells of it")


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
    open_cases: tuple[OpenCaseOfTeam, ...] = ()
    policy_edition: str
    policy_digest: str


class DeadlineBreached(EventData):
    """One of the two clocks of a decision ran out, and nobody had decided. It stays so."""

    TYPE = "deadline.breached"
    VERSION = 1

    clock: DecisionClock
    rag: Rag = Field(description="as urgent as the child waited")
    due_at: Moment
    breached_at: Moment = Field(description="when the hub noticed, soon after")


class AgencyCheckEvent(EventData):
    """What happens to one check, told on the topic of the agency that is asked."""

    agency: Agency


class AgencyCheckRequested(AgencyCheckEvent):
    """Triage asks one agency what it knows of one child. The detail is behind the agency's own sign-in."""

    TYPE = "agency-check.requested"
    VERSION = 1

    contact_reference: str
    requested_at: Moment
    answer_by: Moment
    rag: Rag
    legal_basis: LegalBasis
    concerns: tuple[str, ...] = Field(
        default=(),
        description="the kinds of worry that policy lets this agency be told of, as codes; often none",
    )


class AgencyCheckAnswered(AgencyCheckEvent):
    """An agency said something, or declined to. What it knows stays with triage; that it said it travels."""

    TYPE = "agency-check.answered"
    VERSION = 1

    answered_at: Moment
    outcome: CheckOutcome
    late: bool = Field(description="after the time by which it was to be answered")
    facts: int = Field(ge=0, description="how many things the agency knows")
    decline_reason: CheckDeclineReason | None = None
    view: LevelOfNeed | None = Field(default=None, description="the level of need as the agency sees it")
    dissents: bool = Field(description="the agency disagrees with what the hub recommends")


class AgencyCheckDueSoon(AgencyCheckEvent):
    """An agency has not answered, and its time runs out soon."""

    TYPE = "agency-check.due-soon"
    VERSION = 1

    answer_by: Moment


class AgencyCheckOverdue(AgencyCheckEvent):
    """An agency has not answered in its time. It is never taken for nothing known."""

    TYPE = "agency-check.overdue"
    VERSION = 1

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


class StrategyDiscussionDueSoon(EventData):
    """A strategy discussion was not held yet, and its time runs out soon."""

    TYPE = "strategy-discussion.due-soon"
    VERSION = 1

    hold_by: Moment


class StrategyDiscussionOverdue(EventData):
    """A strategy discussion was not held in its time, or only without a quorum. It stays due."""

    TYPE = "strategy-discussion.overdue"
    VERSION = 1

    hold_by: Moment


class DiscussionRecorded(EventData):
    """Agencies talked about a child: which, and how many differ. Who said what stays with triage."""

    TYPE = "discussion.recorded"
    VERSION = 1

    discussion: int = Field(ge=1, description="which discussion of this child")
    revision: int = Field(ge=1, description="from two on: a correction, which stands beside what it corrects")
    kind: DiscussionKind
    held_at: Moment
    agencies: tuple[Agency, ...] = Field(min_length=1)
    agreed: int = Field(ge=0, description="how many who took part agree with what was decided")
    dissenting: int = Field(ge=0, description="how many do not, each with a recorded reason")
    quorate: bool | None = Field(default=None, description="of a strategy discussion only")
    without: tuple[Agency, ...] = Field(default=(), description="who was missing from the quorum")
    outcome: StrategyOutcome | None = None
    recorded_by: str = Field(description="account id, never a name")
    recorded_by_role: Role


class ProfessionalDifferenceRaised(EventData):
    """An agency, the referrer among them, challenges what was decided about a child. No help waits for it."""

    TYPE = "professional-difference.raised"
    VERSION = 1

    difference: int = Field(ge=1, description="which difference about this child")
    agency: Agency
    ground: DifferenceGround
    stage: DifferenceStage
    raised_at: Moment
    act_by: Moment


class ProfessionalDifferenceEscalated(EventData):
    """It was not resolved where it stood, and is now at the next stage."""

    TYPE = "professional-difference.escalated"
    VERSION = 1

    difference: int = Field(ge=1)
    agency: Agency
    stage: DifferenceStage
    escalated_at: Moment
    act_by: Moment


class ProfessionalDifferenceResolved(EventData):
    """It ended, with an outcome; what was said stays with triage."""

    TYPE = "professional-difference.resolved"
    VERSION = 1

    difference: int = Field(ge=1)
    agency: Agency
    stage: DifferenceStage
    outcome: DifferenceOutcome
    resolved_at: Moment


class ProfessionalDifferenceOverdue(EventData):
    """Nobody resolved it, or took it on, in the time of its stage."""

    TYPE = "professional-difference.overdue"
    VERSION = 1

    difference: int = Field(ge=1)
    agency: Agency
    stage: DifferenceStage
    act_by: Moment


class DecisionAudited(EventData):
    """A manager graded a decision that was not theirs. What was good and what to learn stays with triage."""

    TYPE = "decision.audited"
    VERSION = 1

    decision: int = Field(ge=1, description="which decision about this child")
    decided_at: Moment
    because: AuditReason
    grade: AuditGrade
    audited_at: Moment
    rules: str = Field(description="the date of the rules that drew it")


class PracticeToolCompleted(EventData):
    """A practitioner completed a tool about a child. What was written in it stays with triage."""

    TYPE = "practice-tool.completed"
    VERSION = 1

    tool: PracticeTool
    version: int = Field(ge=1, description="one more each time the tool is completed about this child")
    result: str = Field(
        max_length=40, pattern=r"^[a-z0-9-]+$", description="the band, grade or level it gives, as a code"
    )
    red_flags: int = Field(ge=0, description="how many red flags it shows; each raises and none lowers")
    not_known: int = Field(ge=0, description="how many of its questions have no answer yet")
    completed_at: Moment
    completed_by: str = Field(description="account id, never a name")
    completed_by_role: Role
    agency: Agency = Field(description="whose practitioner sat with the family or filled it in")
    tools_edition: str


class SchoolNoticeRequested(EventData):
    """Police came to domestic abuse at a schoolchild's home: school is to know before the child arrives."""

    TYPE = "school-notice.requested"
    VERSION = 1

    requested_at: Moment
    tell_by: Moment = Field(description="the start of the next school day, as far as term dates are known")
    tools_edition: str


class SchoolNoticeDelivered(EventData):
    """Somebody told the school. Who and what stays with triage."""

    TYPE = "school-notice.delivered"
    VERSION = 1

    told_at: Moment
    late: bool = Field(description="after the school day had begun")
    told_by: str = Field(description="account id of who recorded it, never a name")


class SchoolNoticeOverdue(EventData):
    """The school day began, and nobody recorded that school was told."""

    TYPE = "school-notice.overdue"
    VERSION = 1

    tell_by: Moment


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
    open_case: str | None = Field(
        default=None, description="with the purpose new-information: the case that it belongs to, if known"
    )


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


class ReferralClosed(EventData):
    """The team's work with the child has ended. A new contact after this is a new referral."""

    TYPE = "referral.closed"
    VERSION = 1

    case_id: str
    pathway: Pathway
    purpose: Purpose
    closed_at: Moment
    closed_by: str
    reason: ClosureReason


InTheirOwnSystem = Annotated[
    str,
    Field(
        max_length=40,
        # A digit is asked for because names have none: one that is sent by mistake is refused.
        pattern=r"^[A-Za-z._-]*[0-9][A-Za-z0-9._-]*$",
        description="a number or code by which the sender's own system knows somebody; never a name",
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

    accepted_by: InTheirOwnSystem


class CaseDeclined(CaseReply):
    """A team's own system says that the team will not take the case. `referral.declined` follows."""

    TYPE = "case.declined"
    VERSION = 1

    declined_by: InTheirOwnSystem
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

    allocated_by: InTheirOwnSystem
    worker: InTheirOwnSystem


class CaseClosed(CaseReply):
    """A team's own system says that its work with the child has ended. `referral.closed` follows."""

    TYPE = "case.closed"
    VERSION = 1

    closed_by: InTheirOwnSystem
    reason: ClosureReason


class FactKnown(Part):
    """One thing that an agency knows, as codes."""

    factor: AssessmentFactor
    basis: Basis
    source: FactSource
    dated: date | None = Field(default=None, description="when it happened; none where nobody knows")
    signs: tuple[Sign, ...] = ()
    frequency: Frequency = Frequency.UNKNOWN
    severity: Severity = Severity.UNKNOWN


class CheckAnswered(EventData):
    """An agency's own system answers a check. `agency-check.answered` follows once triage has taken it in."""

    TYPE = "check.answered"
    VERSION = 1

    agency: Agency = Field(description="the agency that answers")
    answered_by: InTheirOwnSystem
    outcome: CheckOutcome
    facts: tuple[FactKnown, ...] = Field(default=(), description="required with the outcome answered")
    decline_reason: CheckDeclineReason | None = Field(
        default=None, description="required with the outcome declined"
    )
    view: LevelOfNeed | None = Field(default=None, description="the level of need as the agency sees it")
    dissents: bool = Field(default=False, description="the agency disagrees with what the hub recommends")


ALL_EVENTS: tuple[type[EventData], ...] = (
    ContactReceived,
    ChildLinked,
    ChildSeparated,
    ReferralAssessed,
    StrategyDiscussionRequested,
    ThresholdDecided,
    DeadlineBreached,
    AgencyCheckRequested,
    AgencyCheckAnswered,
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    SharingDecided,
    PracticeToolCompleted,
    SchoolNoticeRequested,
    SchoolNoticeDelivered,
    SchoolNoticeOverdue,
    StrategyDiscussionDueSoon,
    StrategyDiscussionOverdue,
    DiscussionRecorded,
    ProfessionalDifferenceRaised,
    ProfessionalDifferenceEscalated,
    ProfessionalDifferenceResolved,
    ProfessionalDifferenceOverdue,
    DecisionAudited,
    ReferralRouted,
    ReferralAccepted,
    ReferralDeclined,
    ReferralAllocated,
    ReferralClosed,
    CaseAccepted,
    CaseDeclined,
    CaseAllocated,
    CaseClosed,
    CheckAnswered,
)

CATALOGUE: dict[tuple[str, int], type[EventData]] = {
    (event.TYPE, event.VERSION): event for event in ALL_EVENTS
}
