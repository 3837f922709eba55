"""Whatever a manager writes, an edition is either refused or keeps every child above the floors."""

from dataclasses import replace
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from mash_contracts.vocabulary import MAIN_PATHWAYS, Answer, LegalBasis, LevelOfNeed, Pathway, Rag
from mash_policy.files import editions
from mash_policy.floors import FLOORS, breaches
from mash_policy.load import load_edition
from mash_policy.model import NO_INDICATOR_FOUND, Policy
from mash_triage.domain.assessment import assess
from mash_triage.domain.picture import Concern, Picture
from tests.builders.drawn_pictures import concerns, pictures

any_edition = st.sampled_from(editions())
randoms = st.integers(min_value=0, max_value=2**32).map(Random)


def rewritten(edition: str, random: Random, changes: int) -> Policy:
    """The edition with some of its indicators given other levels, urgencies, bases and teams."""
    policy = load_edition(edition)
    indicators = dict(policy.indicators)
    for code in random.sample(sorted(indicators), changes):
        indicators[code] = replace(
            policy.indicator(code),
            level=random.choice(tuple(LevelOfNeed)),
            rag=random.choice(tuple(Rag)),
            legal_basis=random.choice(tuple(LegalBasis)),
            pathways=random.choice(((), (Pathway.CET,), (Pathway.CHILD_PROTECTION,))),
            protective=random.random() < 0.05,
        )
    return replace(policy, indicators=indicators)


def regraded(edition: str, random: Random) -> Policy:
    """The edition with other levels and urgencies wherever no floor forbids them."""
    policy = load_edition(edition)
    indicators = dict(policy.indicators)
    for code, indicator in policy.indicators.items():
        if code not in {*FLOORS, NO_INDICATOR_FOUND} and not indicator.protective:
            level = random.choice(tuple(LevelOfNeed))
            bases = (
                (LegalBasis.S17, LegalBasis.S47)
                if level is LevelOfNeed.SPECIALIST
                else (
                    LegalBasis.NONE,
                    LegalBasis.S17,
                )
            )
            indicators[code] = replace(
                indicator, level=level, rag=random.choice(tuple(Rag)), legal_basis=random.choice(bases)
            )
    return replace(policy, indicators=indicators)


@given(any_edition, randoms, st.integers(min_value=1, max_value=4))
def test_a_rewritten_edition_is_refused_or_above_every_floor(
    edition: str, random: Random, changes: int
) -> None:
    policy = rewritten(edition, random, changes)
    if list(breaches(policy)):
        return

    for code, floor in FLOORS.items():
        indicator = policy.indicator(code)
        assert indicator.level >= floor.level
        assert indicator.rag >= floor.rag
        assert indicator.legal_basis >= floor.legal_basis
        assert set(floor.pathways) <= set(indicator.pathways)
        assert not indicator.protective


@given(any_edition, st.sampled_from(sorted(FLOORS)), randoms)
def test_lowering_one_acute_indicator_is_always_refused(edition: str, code: str, random: Random) -> None:
    policy = load_edition(edition)
    indicator, floor = policy.indicator(code), FLOORS[code]
    lowered = replace(
        indicator,
        level=random.choice(tuple(LevelOfNeed)),
        rag=random.choice(tuple(Rag)),
        legal_basis=random.choice(tuple(LegalBasis)),
    )
    assume(lowered.level < floor.level or lowered.rag < floor.rag or lowered.legal_basis < floor.legal_basis)

    assert list(breaches(replace(policy, indicators={**policy.indicators, code: lowered})))


@given(any_edition, randoms, pictures)
def test_danger_now_is_child_protection_under_every_edition_that_loads(
    edition: str, random: Random, picture: Picture
) -> None:
    policy = regraded(edition, random)
    assert not list(breaches(policy))

    recommendation = assess(replace(picture, immediate_danger=Answer.YES), policy)

    assert recommendation.rag is Rag.RED
    assert recommendation.pathways[0] is Pathway.CHILD_PROTECTION


@given(any_edition, randoms, pictures, concerns)
def test_under_every_edition_that_loads_a_concern_never_lowers_the_level_or_the_team(
    edition: str, random: Random, picture: Picture, concern: Concern
) -> None:
    policy = regraded(edition, random)
    before = assess(picture, policy)
    after = assess(replace(picture, concerns=(*picture.concerns, concern)), policy)

    assert after.level >= before.level
    assert after.legal_basis >= before.legal_basis
    assert after.pathways[0] in MAIN_PATHWAYS
    assert after.pathways[0] >= before.pathways[0]
