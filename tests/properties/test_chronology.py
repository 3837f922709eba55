"""What must always hold of a chronology: more history never says less."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.vocabulary import Pathway, Severity
from mash_policy.load import load_edition
from mash_triage.domain.assessment import assess
from mash_triage.domain.chronology import EarlierContact
from mash_triage.domain.indicators.patterns_over_time import PATTERNS
from mash_triage.domain.picture import Concern, Picture

POLICY = load_edition("2026-11-01")
FACTORS = st.sampled_from(list(AssessmentFactor)[:6])
CONTACTS = st.builds(
    EarlierContact,
    days_ago=st.integers(0, 1_095),
    about_this_child=st.booleans(),
    source=st.sampled_from(ReferralSource),
    factors=st.lists(FACTORS, max_size=2, unique=True).map(tuple),
    severity=st.sampled_from(Severity),
    teams=st.lists(st.sampled_from(Pathway), max_size=2, unique=True).map(tuple),
)
PICTURES = st.builds(
    Picture,
    concerns=st.lists(st.builds(Concern, factor=FACTORS, severity=st.sampled_from(Severity)), max_size=2).map(
        tuple
    ),
    source=st.sampled_from(ReferralSource),
    earlier=st.lists(CONTACTS, max_size=4).map(tuple),
    open_with=st.lists(st.sampled_from(Pathway), max_size=2, unique=True).map(tuple),
)


@given(PICTURES, CONTACTS)
def test_one_more_earlier_contact_never_lowers_anything(picture: Picture, more: EarlierContact) -> None:
    before = assess(picture, POLICY)
    after = assess(replace(picture, earlier=(*picture.earlier, more)), POLICY)

    assert set(before.reasons) - {"no-indicator-found"} <= set(after.reasons)
    assert after.level >= before.level
    assert after.rag >= before.rag
    assert after.legal_basis >= before.legal_basis


@given(PICTURES, st.sampled_from(Pathway))
def test_one_more_team_with_the_child_never_lowers_anything(picture: Picture, team: Pathway) -> None:
    before = assess(picture, POLICY)
    after = assess(replace(picture, open_with=(*picture.open_with, team)), POLICY)

    assert after.level >= before.level
    assert after.rag >= before.rag
    assert after.legal_basis >= before.legal_basis


@given(PICTURES)
def test_an_earlier_edition_says_nothing_of_what_came_after_it(picture: Picture) -> None:
    first = load_edition("2026-01-01")

    assert assess(picture, first) == assess(replace(picture, earlier=(), open_with=()), first)


def test_every_pattern_is_described_by_the_edition() -> None:
    assert set(POLICY.indicators) >= PATTERNS
