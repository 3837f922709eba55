"""What must hold of agency checks for every child: more known never asks fewer, and no silence lowers."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mash_contracts.vocabulary import (
    Agency,
    CheckDeclineReason,
    CheckOutcome,
    ConsentState,
    LegalBasis,
    SharingChoice,
)
from mash_policy.agency_check_load import CHECK_RULES
from mash_policy.agency_check_model import CheckRules
from mash_policy.load import load_edition
from mash_policy.model import Policy
from mash_triage.domain.agency_checks import (
    AgencyCheck,
    AgencyFact,
    AnswerGiven,
    CheckState,
    agencies_to_ask,
    concerns_told,
    is_provisional,
)
from mash_triage.domain.assessment import assess
from mash_triage.domain.lawful_basis import SharingDecision, lawful_basis
from mash_triage.domain.picture import Concern, Picture
from tests.builders.agency_checks import a_check, a_fact, a_sharing_decision, an_answer
from tests.builders.drawn_pictures import concerns, pictures
from tests.builders.triage import WEDNESDAY_MORNING

both = st.sampled_from([(load_edition(one), CHECK_RULES.load(one)) for one in CHECK_RULES.ids()])
"""Every edition of the rules with the policy of its first day."""
TODAY = WEDNESDAY_MORNING.date()

agencies = st.sampled_from([agency for agency in Agency if agency is not Agency.REFERRER])
declined = AnswerGiven(CheckOutcome.DECLINED, decline_reason=CheckDeclineReason.NOT_LAWFUL)
silent = st.one_of(
    st.builds(
        a_check,
        agency=agencies,
        state=st.sampled_from([CheckState.HELD, CheckState.AWAITED, CheckState.NOT_SHARED]),
    ),
    st.builds(a_check, st.just(declined), agency=agencies),
)
facts = st.builds(
    a_fact,
    factor=concerns.map(lambda concern: concern.factor),
    signs=concerns.map(lambda concern: concern.signs),
    severity=concerns.map(lambda concern: concern.severity),
)


Applied = tuple[Policy, CheckRules]


def with_answers(picture: Picture, *checks: AgencyCheck) -> Picture:
    return replace(picture, concerns=(*picture.concerns, *concerns_told(checks, TODAY)))


@given(pictures, st.lists(silent, min_size=1), both)
def test_an_answer_that_is_missing_lowers_nothing_and_keeps_the_recommendation_provisional(
    picture: Picture, checks: list[AgencyCheck], applied: Applied
) -> None:
    policy, _ = applied
    before = assess(picture, policy)

    after = assess(with_answers(picture, *checks), policy)

    assert after == before
    assert is_provisional(after, checks)


@given(pictures, st.lists(facts, min_size=1, max_size=3), agencies, both)
def test_what_an_agency_tells_never_lowers_anything(
    picture: Picture, told: list[AgencyFact], agency: Agency, applied: Applied
) -> None:
    policy, _ = applied
    before = assess(picture, policy)

    after = assess(with_answers(picture, a_check(an_answer(*told), agency=agency)), policy)

    assert after.level >= before.level
    assert after.rag >= before.rag
    assert after.legal_basis >= before.legal_basis


@given(pictures, concerns, both)
def test_another_worry_never_asks_fewer_agencies(
    picture: Picture, concern: Concern, applied: Applied
) -> None:
    policy, rules = applied
    more = replace(picture, concerns=(*picture.concerns, concern))

    before = {one.agency for one in agencies_to_ask(assess(picture, policy), policy, rules)}
    after = {one.agency for one in agencies_to_ask(assess(more, policy), policy, rules)}

    assert before <= after


@given(pictures, both)
def test_whoever_is_asked_beyond_the_hubs_own_records_is_asked_for_something_that_was_found(
    picture: Picture, applied: Applied
) -> None:
    policy, rules = applied
    recommendation = assess(picture, policy)

    for wanted in agencies_to_ask(recommendation, policy, rules):
        assert wanted.own_records or wanted.because
        assert set(wanted.because) <= set(recommendation.reasons)


choices = st.lists(st.builds(a_sharing_decision, st.sampled_from(SharingChoice)))


@given(st.sampled_from(ConsentState), choices)
def test_nothing_that_is_recorded_keeps_agencies_from_being_asked_at_significant_harm(
    consent: ConsentState, recorded: list[SharingDecision]
) -> None:
    assert lawful_basis(LegalBasis.S47, consent, recorded).may_ask
