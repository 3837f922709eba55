"""Pictures drawn at random, for what must hold of every child."""

from enum import Enum
from typing import TypeVar

from hypothesis import strategies as st

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
from mash_triage.domain.chronology import EarlierContact
from mash_triage.domain.picture import Concern, FourQuestions, History, Picture, ToldByTool, ToolFact

_Code = TypeVar("_Code", bound=Enum)


def _some(kind: type[_Code], most: int) -> st.SearchStrategy[tuple[_Code, ...]]:
    return st.lists(st.sampled_from(kind), max_size=most, unique=True).map(tuple)


answers = st.sampled_from(Answer)
counts = st.none() | st.integers(min_value=0, max_value=6)

concerns = st.builds(
    Concern,
    factor=st.sampled_from(AssessmentFactor),
    signs=_some(Sign, 4),
    basis=st.sampled_from(Basis),
    frequency=st.sampled_from(Frequency),
    severity=st.sampled_from(Severity),
    days_since=counts,
    agency=st.sampled_from(Agency),
)

earlier_contacts = st.builds(
    EarlierContact,
    days_ago=st.integers(min_value=0, max_value=3 * 365),
    about_this_child=st.booleans(),
    source=st.sampled_from(ReferralSource),
    factors=_some(AssessmentFactor, 2),
    severity=st.sampled_from(Severity),
    teams=_some(Pathway, 2),
)

pictures = st.builds(
    Picture,
    age_months=st.none() | st.integers(min_value=0, max_value=18 * 12 - 1),
    unborn=st.booleans(),
    sex=st.sampled_from(Sex),
    disabilities=_some(Disability, 2),
    last_seen_days=st.none() | st.integers(min_value=0, max_value=60),
    voice_recorded=st.booleans(),
    lived_experience_recorded=st.booleans(),
    children_in_household=counts,
    adults_in_household=counts,
    concerns=st.lists(concerns, max_size=4).map(tuple),
    four_questions=st.builds(
        FourQuestions,
        domestic_abuse=st.none() | answers,
        mental_illness=st.none() | answers,
        substance_misuse=st.none() | answers,
        learning_difficulties=st.none() | answers,
    ),
    immediate_danger=answers,
    missing_episodes_90_days=counts,
    exploitation_risk=st.sampled_from(ExploitationRisk),
    dash_ticks=st.none() | st.integers(min_value=0, max_value=24),
    safety_scale=st.none() | st.integers(min_value=0, max_value=10),
    strengths=_some(Strength, 3),
    history=st.builds(
        History,
        contacts_in_12_months=counts,
        early_help_episodes=counts,
        same_worry_before=st.none() | answers,
        earlier_protection_plan=st.none() | answers,
        open_case=st.sampled_from(OpenCase),
    ),
    consent=st.sampled_from(ConsentState),
    consent_reason=st.none() | st.sampled_from(ConsentReason),
    source=st.sampled_from(ReferralSource),
    anonymous=st.booleans(),
    earlier=st.lists(earlier_contacts, max_size=3).map(tuple),
    open_with=_some(Pathway, 2),
    tools=st.lists(st.builds(ToldByTool, st.sampled_from(ToolFact), st.sampled_from(Agency)), max_size=2).map(
        tuple
    ),
)
