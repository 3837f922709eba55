"""The picture of one child: everything coded that is known, and from whom.

What is not known is None or `unknown`, and stays apart from no and from zero.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import AssessmentFactor, Disability, ReferralSource, Sex
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Agency,
    Answer,
    Basis,
    ConsentReason,
    ConsentState,
    ExploitationRisk,
    Frequency,
    OpenCase,
    Pathway,
    Severity,
)
from mash_triage.domain.chronology import EarlierContact, teams_with_the_child
from mash_triage.domain.findings import Evidence

_AGENCY_OF_SOURCE = {
    ReferralSource.SCHOOL: Agency.EDUCATION,
    ReferralSource.EDUCATION_SERVICE: Agency.EDUCATION,
    ReferralSource.GP: Agency.HEALTH,
    ReferralSource.HEALTH_VISITOR: Agency.HEALTH,
    ReferralSource.SCHOOL_NURSE: Agency.HEALTH,
    ReferralSource.PRIMARY_HEALTH: Agency.HEALTH,
    ReferralSource.EMERGENCY_DEPARTMENT: Agency.HEALTH,
    ReferralSource.OTHER_HEALTH: Agency.HEALTH,
    ReferralSource.HOUSING: Agency.HOUSING,
    ReferralSource.ADULT_SOCIAL_CARE: Agency.SOCIAL_CARE,
    ReferralSource.OTHER_AUTHORITY: Agency.SOCIAL_CARE,
    ReferralSource.EARLY_HELP: Agency.EARLY_HELP,
    ReferralSource.POLICE: Agency.POLICE,
}


def agency_of(source: ReferralSource) -> Agency:
    """The agency that speaks when this source makes a contact; a member of the public is the referrer."""
    return _AGENCY_OF_SOURCE.get(source, Agency.REFERRER)


@dataclass(frozen=True, slots=True)
class Concern:
    """One worry: what it is about, what was seen, and how sure, often, serious and recent it is."""

    factor: AssessmentFactor
    signs: tuple[Sign, ...] = ()
    basis: Basis = Basis.OPINION
    frequency: Frequency = Frequency.UNKNOWN
    severity: Severity = Severity.UNKNOWN
    days_since: int | None = None
    agency: Agency = Agency.REFERRER

    @property
    def is_fact(self) -> bool:
        return self.basis is Basis.FACT

    @property
    def is_serious(self) -> bool:
        """The child is being harmed, or worse."""
        return self.severity >= Severity.SERIOUS

    @property
    def is_persistent(self) -> bool:
        """Every week or more."""
        return self.frequency >= Frequency.OFTEN


class ToolFact(Labelled):
    """What a completed tool of practice tells the rules, beside the worries it names."""

    DASH_TICKS = "dash-ticks", "The number of yeses on a DASH"
    DASH_RED_FLAG = "dash-red-flag", "A red flag on the DASH"
    DASH_HIGH_BY_JUDGEMENT = "dash-high-by-judgement", "Judged to be high risk on the DASH"
    EXPLOITATION_RISK = "exploitation-risk", "The level of the exploitation matrix"
    SAFETY_SCALE = "safety-scale", "The lowest place on the safety scale"
    HARM_GETTING_WORSE = "harm-getting-worse", "Harm matrix: the last incident is worse than the first"
    CARE_GRADE_THREE = "care-grade-three", "Graded Care Profile: grade 3"
    CARE_GRADE_FOUR = "care-grade-four", "Graded Care Profile: grade 4"
    CARE_GRADE_FIVE = "care-grade-five", "Graded Care Profile: grade 5"


@dataclass(frozen=True, slots=True)
class ToldByTool:
    """A fact from a completed tool, and whose practitioner completed it."""

    fact: ToolFact
    agency: Agency


@dataclass(frozen=True, slots=True)
class FourQuestions:
    """What Durham asks every referrer about the adults at home. None: not asked."""

    domestic_abuse: Answer | None = None
    mental_illness: Answer | None = None
    substance_misuse: Answer | None = None
    learning_difficulties: Answer | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What is known of earlier help. A count of None is not known, which is not zero."""

    contacts_in_12_months: int | None = None
    """Before this one."""
    early_help_episodes: int | None = None
    same_worry_before: Answer | None = None
    earlier_protection_plan: Answer | None = None
    open_case: OpenCase = OpenCase.UNKNOWN


def _parts(whole: Any) -> dict[str, Any]:
    """Of a dataclass, and not copied as `asdict` does: a picture is digested for every child."""
    return {field.name: getattr(whole, field.name) for field in fields(whole)}


_CAME_LATER = frozenset({"tools", "earlier", "open_with"})
"""What pictures of the first edition did not have: left out of the digest while there is nothing in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything the rules may look at. Counts are of people and events, ages in completed months."""

    age_months: int | None = None
    unborn: bool = False
    sex: Sex = Sex.UNKNOWN
    disabilities: tuple[Disability, ...] = ()
    last_seen_days: int | None = None
    voice_recorded: bool = False
    lived_experience_recorded: bool = False
    children_in_household: int | None = None
    adults_in_household: int | None = None
    concerns: tuple[Concern, ...] = ()
    four_questions: FourQuestions = FourQuestions()
    immediate_danger: Answer = Answer.UNKNOWN
    missing_episodes_90_days: int | None = None
    exploitation_risk: ExploitationRisk = ExploitationRisk.NOT_ASSESSED
    dash_ticks: int | None = None
    """Ticks on the 24-question DASH; None when it was not done."""
    safety_scale: int | None = None
    """Signs of Safety: 0 act now, 10 safe."""
    strengths: tuple[Strength, ...] = ()
    history: History = History()
    consent: ConsentState = ConsentState.UNKNOWN
    consent_reason: ConsentReason | None = None
    source: ReferralSource = ReferralSource.UNKNOWN
    anonymous: bool = False
    earlier: tuple[EarlierContact, ...] = ()
    """Other contacts about the child or somebody at home, by the hub's own chronology; the latest first."""
    open_with: tuple[Pathway, ...] = ()
    """Teams that have an open case of the child, by the hub's own chronology."""
    tools: tuple[ToldByTool, ...] = ()
    """What tools told that were completed about the child; none is ever taken out."""

    @property
    def digest(self) -> str:
        """Sha-256 over everything in the picture, so that an answer can be worked out again and compared."""
        known = {name: value for name, value in _parts(self).items() if value or name not in _CAME_LATER}
        return hashlib.sha256(json.dumps(known, sort_keys=True, default=_parts).encode()).hexdigest()

    @property
    def teams_with_the_child(self) -> tuple[Pathway, ...]:
        """Every team that has an open case of the child, as is on record or as the referrer tells."""
        return teams_with_the_child(self.history.open_case, self.open_with)

    @property
    def said_by(self) -> Agency:
        """Who says what stands in the contact itself."""
        return agency_of(self.source)

    def aged_under(self, months: int) -> tuple[Evidence, ...]:
        """A born child known to be younger than so many months."""
        known = not self.unborn and self.age_months is not None and self.age_months < months
        return self.recorded(f"age-under-months:{months}", known)

    def age_not_known(self) -> tuple[Evidence, ...]:
        """A born child of unknown age, who may be of the age at which a sign is most serious."""
        return self.recorded("age-not-known", self.age_months is None and not self.unborn)

    def about(self, *factors: AssessmentFactor) -> tuple[Evidence, ...]:
        """Every concern about one of these factors."""
        return tuple(
            Evidence(concern.factor.value, concern.agency, concern.basis)
            for concern in self.concerns
            if concern.factor in factors
        )

    def seen(self, *signs: Sign, where: Callable[[Concern], bool] | None = None) -> tuple[Evidence, ...]:
        """Every one of these signs that somebody noticed, in concerns for which `where` holds."""
        return tuple(
            Evidence(sign.value, concern.agency, concern.basis)
            for concern in self.concerns
            if where is None or where(concern)
            for sign in concern.signs
            if sign in signs
        )

    def worries(self, where: Callable[[Concern], bool]) -> tuple[Evidence, ...]:
        """The factor of every concern for which `where` holds."""
        return tuple(
            Evidence(concern.factor.value, concern.agency, concern.basis)
            for concern in self.concerns
            if where(concern)
        )

    def stated(self, answer: str, given: bool) -> tuple[Evidence, ...]:
        """What the referrer answers or judges, when they do; nobody says whether they saw it."""
        return (Evidence(answer, self.said_by, Basis.OPINION),) if given else ()

    def recorded(self, fact: str, given: bool) -> tuple[Evidence, ...]:
        """What can be looked up or counted, such as an age, a plan or a completed tool, when it is given."""
        if not given:
            return ()
        name = fact.partition(":")[0]
        completed = (one.agency for one in reversed(self.tools) if one.fact == name)
        return (Evidence(fact, next(completed, self.said_by), Basis.FACT),)

    def told_by_tools(self, *facts: ToolFact) -> tuple[Evidence, ...]:
        """Those of these facts that a completed tool told."""
        return tuple(
            Evidence(one.fact.value, one.agency, Basis.FACT) for one in self.tools if one.fact in facts
        )

    def at_least(self, count: int | None, least: int, name: str) -> tuple[Evidence, ...]:
        """A known count that reaches `least`, as `name:count`."""
        return self.recorded(f"{name}:{count}", count is not None and count >= least)
