"""What intake says."""

from pydantic import Field

from mash_contracts.envelope import EventData
from mash_contracts.events.parts import HouseholdReference, Moment, Part, PersonReference
from mash_contracts.national_codes import AssessmentFactor, Disability, ReferralSource, Sex
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Answer,
    Basis,
    Channel,
    ConsentReason,
    ConsentState,
    ExploitationRisk,
    Frequency,
    LinkBasis,
    OpenCase,
    Role,
    Severity,
)


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
    attachments: int = Field(default=0, ge=0, description="files that came with it, not those added later")
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
