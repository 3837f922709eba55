"""A worry about one or more children as it is handed in: by form, by partner system, by file.

This is the shape of `POST /api/v1/contacts`. Little of it is mandatory: a caller who knows a street and a
first name must get through. What is given must make sense; unknown fields are refused by name. Checks on
identifiers and dates are intake's (see `mash_intake.domain`); this says only what the fields are.
"""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from mash_contracts.events import FourQuestions, History
from mash_contracts.national_codes import AssessmentFactor, Disability, Ethnicity, ReferralSource, Sex
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Answer,
    Basis,
    Channel,
    ConsentReason,
    ConsentState,
    ExploitationRisk,
    Frequency,
    Severity,
)

SHORT = 200
LONG = 20_000


class _Given(BaseModel):
    """Given by someone outside: nothing unknown is let in, and its repr shows no personal data."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Referrer(_Given):
    source: ReferralSource = ReferralSource.UNKNOWN
    anonymous: bool = False
    name: str | None = Field(default=None, max_length=SHORT)
    role: str | None = Field(default=None, max_length=SHORT)
    organisation: str | None = Field(default=None, max_length=SHORT)
    phone: str | None = Field(default=None, max_length=SHORT)
    email: str | None = Field(default=None, max_length=SHORT)
    email_is_safe: bool = Field(
        default=False,
        description="a private person said that e-mail is safe for them; a professional is e-mailed anyway",
    )
    feedback_wanted: bool = False


class Consent(_Given):
    state: ConsentState = ConsentState.UNKNOWN
    reason: ConsentReason | None = None
    note: str | None = Field(default=None, max_length=LONG)


class Address(_Given):
    street: str | None = Field(default=None, max_length=SHORT)
    town: str | None = Field(default=None, max_length=SHORT)
    postcode: str | None = Field(default=None, max_length=SHORT)
    no_fixed_address: bool = False


class Child(_Given):
    first_names: str | None = Field(default=None, max_length=SHORT)
    family_name: str | None = Field(default=None, max_length=SHORT)
    description: str | None = Field(
        default=None, max_length=LONG, description="how to recognise the child, if the name is not known"
    )
    date_of_birth: date | None = None
    expected_date: date | None = Field(default=None, description="when an unborn baby is expected")
    age_years: int | None = Field(default=None, ge=0, le=18, description="about how old, if no date is known")
    sex: Sex = Sex.UNKNOWN
    ethnicity: Ethnicity = Ethnicity.NOT_OBTAINED
    disabilities: tuple[Disability, ...] = ()
    nhs_number: str | None = Field(default=None, max_length=SHORT)
    upn: str | None = Field(default=None, max_length=SHORT, description="unique pupil number")
    address: Address = Address()
    school: str | None = Field(default=None, max_length=SHORT)
    language: str | None = Field(default=None, max_length=SHORT)
    what_the_child_said: str | None = Field(default=None, max_length=LONG)
    lived_experience: str | None = Field(
        default=None, max_length=LONG, description="how the child lives day to day"
    )
    last_seen: date | None = None


class Adult(_Given):
    name: str | None = Field(default=None, max_length=SHORT)
    relationship: str | None = Field(default=None, max_length=SHORT)
    date_of_birth: date | None = None
    lives_with_child: Answer = Answer.UNKNOWN
    may_pose_risk: Answer = Answer.UNKNOWN


class Concern(_Given):
    factor: AssessmentFactor = AssessmentFactor.OTHER
    signs: tuple[Sign, ...] = ()
    what_happened: str | None = Field(default=None, max_length=LONG)
    basis: Basis = Basis.OPINION
    most_recent: date | None = None
    frequency: Frequency = Frequency.UNKNOWN
    severity: Severity = Severity.UNKNOWN
    children: tuple[int, ...] = Field(
        default=(), description="numbers of the children it is about; empty: all"
    )


class Exploitation(_Given):
    risk: ExploitationRisk = ExploitationRisk.NOT_ASSESSED
    missing_episodes_90_days: int | None = Field(default=None, ge=0, le=1000)
    note: str | None = Field(default=None, max_length=LONG)


class SignsOfSafety(_Given):
    """The four questions of Signs of Safety."""

    worried_about: str | None = Field(default=None, max_length=LONG)
    working_well: str | None = Field(default=None, max_length=LONG)
    needs_to_happen: str | None = Field(default=None, max_length=LONG)
    scale: int | None = Field(default=None, ge=0, le=10, description="0: act now, 10: safe")


class FourAnswers(FourQuestions, _Given):
    model_config = _Given.model_config


class HistoryGiven(History, _Given):
    model_config = _Given.model_config


def _at_least_one(children: tuple[Child, ...]) -> tuple[Child, ...]:
    """Looked at only once every child is valid: else a child with a fault would also be called missing."""
    if not children:
        raise PydanticCustomError("too_short", "A contact is about at least one child")
    return children


class ContactSubmission(_Given):
    channel: Channel = Channel.API
    referrer: Referrer = Referrer()
    consent: Consent = Consent()
    children: Annotated[tuple[Child, ...], AfterValidator(_at_least_one)] = Field(
        max_length=20, json_schema_extra={"minItems": 1}
    )
    adults: tuple[Adult, ...] = Field(default=(), max_length=20)
    concerns: tuple[Concern, ...] = Field(default=(), max_length=40)
    four_questions: FourAnswers = FourAnswers()
    immediate_danger: Answer = Answer.UNKNOWN
    exploitation: Exploitation = Exploitation()
    dash_ticks: int | None = Field(default=None, ge=0, le=24)
    signs_of_safety: SignsOfSafety = SignsOfSafety()
    strengths: tuple[Strength, ...] = ()
    history: HistoryGiven = HistoryGiven()
