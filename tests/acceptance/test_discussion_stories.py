"""Stories of agencies talking about a child, differing, and being held to account, in words of practice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.events import (
    DecisionAudited,
    DiscussionRecorded,
    ProfessionalDifferenceEscalated,
    ProfessionalDifferenceOverdue,
    StrategyDiscussionDueSoon,
    StrategyDiscussionOverdue,
    StrategyDiscussionRequested,
)
from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    AuditReason,
    DifferenceOutcome,
    DifferenceStage,
    LegalBasis,
    LevelOfNeed,
    Pathway,
    Rag,
    StrategyOutcome,
)
from mash_platform.clock import MovableClock
from mash_platform.errors import Rejected
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.audits import Audit
from mash_triage.domain.discussions import Discussion, DiscussionGiven
from mash_triage.domain.professional_differences import (
    Difference,
    DifferenceGiven,
    DifferenceState,
    Speaker,
    StepGiven,
    Subject,
)
from mash_triage.domain.record_state import RecordState
from mash_triage.domain.strategy_discussions import (
    EnquiryClocks,
    StrategyRequest,
    StrategyState,
    enquiry_clocks,
)
from mash_triage.service import clocks_of, handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store import audits, discussions, professional_differences, strategy_requests
from mash_triage.store.records import Record
from tests.builders.agency_checks import a_fact, an_answer
from tests.builders.agency_checks_at_the_desk import answers
from tests.builders.discussions import (
    THE_HUB,
    THE_SCHOOL,
    a_dissenting_view,
    a_view,
    differing,
    discussed,
    escalating,
    graded,
    resolving,
    strategy_discussed,
)
from tests.builders.triage import BELOW, a_concern, a_contact_received
from tests.builders.triage_desk import AMIRA, BEN, MARY, Desk, following

TUESDAY_AT_TEN = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
FRIDAY_AT_TEN_TO_FIVE = datetime(2026, 3, 6, 16, 50, tzinfo=UTC)
SOCIAL_CARE = a_view(agency=Agency.SOCIAL_CARE, role="Social worker", name="Amira Shah")
NURSE = a_view()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(TUESDAY_AT_TEN)


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


def a_girl_who_told(desk: Desk) -> Record:
    """A girl of seven told her teacher what her uncle does."""
    told = a_concern(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,))
    return desk.receives(a_contact_received(received_at=desk.handlers.clock.now(), concerns=(told,)))


def a_hungry_boy(desk: Desk) -> Record:
    hungry = a_concern(factor=AssessmentFactor.NEGLECT, signs=(Sign.HUNGRY,))
    return desk.receives(a_contact_received(received_at=desk.handlers.clock.now(), concerns=(hungry,)))


def talk(desk: Desk, child: Record, given: DiscussionGiven) -> Discussion:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.discussions.record(transaction, child.reference, given, AMIRA)


def what_is_due(desk: Desk, child: Record) -> StrategyRequest:
    with desk.delivery.reading() as session:
        return strategy_requests.requests_of(session, child.reference)[-1]


def enquiry(desk: Desk, child: Record) -> EnquiryClocks | None:
    timescales = desk.handlers.policy_in_force().timescales
    with desk.delivery.reading() as session:
        held = discussions.discussions_of(session, child.reference)
    return enquiry_clocks(held, desk.handlers.oversight_rules().quorum, timescales)


def challenge(
    desk: Desk, child: Record, given: DifferenceGiven | None = None, by: Speaker = THE_SCHOOL
) -> Difference:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.differences.raise_difference(
            transaction, child.reference, given or differing(subject=Subject.HANDLING), by
        )


def go_on(desk: Desk, child: Record, given: StepGiven, by: Speaker = THE_SCHOOL) -> Difference:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.differences.take_step(
            transaction, child.reference, 1, given, by, seen_version=None
        )


def time_passes(desk: Desk, clock: MovableClock, **length: float) -> None:
    """And the worker looks at every clock of the hub, as it does all day and night."""
    clock.move(timedelta(**length))
    for look in clocks_of(desk.handlers).values():
        with desk.delivery.transaction() as transaction:
            look(transaction)


def below(desk: Desk, child: Record) -> Record:
    return desk.looks_again(desk.decides(child, following(child, **BELOW)), person=BEN)


def grade(desk: Desk, child: Record, **given: Any) -> Audit:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.oversight.grade(transaction, child.reference, 1, graded(**given), MARY)


def test_a_school_that_holds_more_to_be_needed_says_why_and_it_stays_beside_the_decision(desk: Desk) -> None:
    boy = a_hungry_boy(desk)

    talk(desk, boy, discussed(held_at=TUESDAY_AT_TEN, views=(NURSE, a_dissenting_view())))

    with desk.delivery.reading() as session:
        (kept,) = discussions.discussions_of(session, boy.reference)
    (differs,) = kept.dissenting
    assert differs.words == "She falls asleep in class and will not go home."
    assert differs.reason == "What she told her friend is not explained by too little food."
    (said,) = desk.said(DiscussionRecorded)
    assert (said.agreed, said.dissenting) == (1, 1)


def test_nobody_sits_at_the_table_in_silence(desk: Desk) -> None:
    boy = a_hungry_boy(desk)

    with pytest.raises(Rejected) as refused:
        talk(
            desk,
            boy,
            discussed(held_at=TUESDAY_AT_TEN, views=(NURSE, a_view(agency=Agency.POLICE, words=""))),
        )

    assert [error.sentence for error in refused.value.errors] == [
        "Enter what person 2 thinks, in their own words"
    ]


def test_a_discussion_says_what_family_and_referrer_are_told_or_why_not(desk: Desk) -> None:
    boy = a_hungry_boy(desk)

    with pytest.raises(Rejected) as refused:
        talk(desk, boy, discussed(held_at=TUESDAY_AT_TEN, family_told="", referrer_told=""))

    assert {error.field for error in refused.value.errors} == {"family_told", "referrer_told"}


def test_a_girl_who_told_on_friday_at_ten_to_five_is_talked_about_that_evening_and_not_on_monday(
    desk: Desk, clock: MovableClock
) -> None:
    clock.move(FRIDAY_AT_TEN_TO_FIVE - clock.now())
    girl = a_girl_who_told(desk)

    assert what_is_due(desk, girl).hold_by <= FRIDAY_AT_TEN_TO_FIVE + timedelta(hours=8)
    time_passes(desk, clock, hours=3)
    assert len(desk.said(StrategyDiscussionDueSoon)) == 1
    time_passes(desk, clock, hours=12)
    assert len(desk.said(StrategyDiscussionOverdue)) == 1


def test_social_care_and_health_alone_decide_nothing_and_the_clock_goes_on(
    desk: Desk, clock: MovableClock
) -> None:
    girl = a_girl_who_told(desk)

    talk(desk, girl, strategy_discussed(held_at=TUESDAY_AT_TEN, views=(SOCIAL_CARE, NURSE), outcome=None))

    (said,) = desk.said(DiscussionRecorded)
    assert (said.quorate, said.without) == (False, (Agency.POLICE,))
    assert what_is_due(desk, girl).state is StrategyState.DUE
    assert enquiry(desk, girl) is None
    time_passes(desk, clock, days=1)
    assert len(desk.said(StrategyDiscussionOverdue)) == 1


def test_with_the_police_there_the_enquiry_has_six_working_days_and_the_conference_fifteen(
    desk: Desk, clock: MovableClock
) -> None:
    girl = a_girl_who_told(desk)

    talk(desk, girl, strategy_discussed(held_at=TUESDAY_AT_TEN))

    assert what_is_due(desk, girl).state is StrategyState.HELD
    clocks = enquiry(desk, girl)
    assert clocks is not None
    assert (clocks.enquiry_by.day, clocks.conference_by.day) == (11, 24)
    time_passes(desk, clock, days=10)
    assert desk.said(StrategyDiscussionOverdue) == []


def test_a_follow_up_does_not_give_the_conference_more_time(desk: Desk, clock: MovableClock) -> None:
    girl = a_girl_who_told(desk)
    talk(desk, girl, strategy_discussed(held_at=TUESDAY_AT_TEN))
    first = enquiry(desk, girl)

    clock.move(timedelta(days=7))
    talk(desk, girl, strategy_discussed(held_at=clock.now(), outcome=StrategyOutcome.S47_SINGLE))

    assert enquiry(desk, girl) == first


def test_a_worker_who_decides_section_47_beyond_the_recommendation_asks_for_one_within_two_working_days(
    desk: Desk,
) -> None:
    boy = a_hungry_boy(desk)

    desk.decides(
        boy,
        following(
            boy,
            level=LevelOfNeed.SPECIALIST,
            rag=Rag.AMBER,
            legal_basis=LegalBasis.S47,
            pathways=(Pathway.CHILD_PROTECTION,),
        ),
    )

    assert what_is_due(desk, boy).hold_by.date() == (TUESDAY_AT_TEN + timedelta(days=2)).date()
    assert len(desk.said(StrategyDiscussionRequested)) == 1


def test_what_health_knows_brings_a_strategy_discussion_forward_and_nobody_gets_more_time(
    desk: Desk, clock: MovableClock
) -> None:
    boy = a_hungry_boy(desk)
    told = a_fact(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,))

    answers(desk, boy.reference, an_answer(told), Agency.HEALTH)

    due = what_is_due(desk, boy)
    assert due.high_risk
    assert due.hold_by <= clock.now() + timedelta(days=1)


def test_a_challenge_goes_up_stage_by_stage_while_help_for_the_child_goes_on(
    desk: Desk, clock: MovableClock
) -> None:
    boy = a_hungry_boy(desk)
    decided = desk.decides(boy)
    challenge(desk, boy, differing())

    time_passes(desk, clock, days=2)
    assert [one.stage for one in desk.said(ProfessionalDifferenceOverdue)] == [DifferenceStage.ONE]
    go_on(desk, boy, escalating())

    assert [one.stage for one in desk.said(ProfessionalDifferenceEscalated)] == [DifferenceStage.TWO]
    assert desk.record(boy.reference) == decided
    assert desk.record(boy.reference).state is RecordState.DECIDED


def test_the_hub_cannot_say_for_the_school_that_it_is_satisfied(desk: Desk) -> None:
    boy = a_hungry_boy(desk)
    challenge(desk, boy)

    with pytest.raises(Rejected):
        go_on(desk, boy, resolving(outcome=DifferenceOutcome.STANDS), THE_HUB)
    go_on(desk, boy, resolving(outcome=DifferenceOutcome.ADDED), THE_SCHOOL)

    with desk.delivery.reading() as session:
        kept = professional_differences.find(session, boy.reference, 1)
    assert (kept.state, kept.outcome) == (DifferenceState.RESOLVED, DifferenceOutcome.ADDED)


def test_at_the_last_stage_the_partnership_ends_it_and_everything_that_was_said_stays(desk: Desk) -> None:
    boy = a_hungry_boy(desk)
    challenge(desk, boy)
    for _ in range(3):
        go_on(desk, boy, escalating())

    ended = go_on(desk, boy, resolving(words="The partnership asks for an assessment."), THE_HUB)

    assert (ended.stage, ended.is_open) == (DifferenceStage.FOUR, False)
    assert [step.given.words for step in ended.steps][-1] == "The partnership asks for an assessment."
    assert len(ended.steps) == 4


def test_a_worker_who_went_below_reads_what_a_manager_made_of_it(desk: Desk) -> None:
    boy = below(desk, a_hungry_boy(desk))

    grade(desk, boy, grade=AuditGrade.REQUIRES_IMPROVEMENT, learning="Ask the health visitor first.")

    with desk.delivery.reading() as session:
        (feedback,) = audits.feedback_for(session, AMIRA.account_id)
    assert feedback.grade is AuditGrade.REQUIRES_IMPROVEMENT
    assert feedback.learning == "Ask the health visitor first."
    (said,) = desk.said(DecisionAudited)
    assert (said.because, said.grade) == (AuditReason.BELOW, AuditGrade.REQUIRES_IMPROVEMENT)
    assert "health visitor" not in said.model_dump_json()


def test_a_manager_who_confirmed_the_decision_does_not_grade_their_own_work(desk: Desk) -> None:
    waiting = a_hungry_boy(desk)
    boy = desk.looks_again(desk.decides(waiting, following(waiting, **BELOW)), person=MARY)

    with pytest.raises(Rejected) as refused:
        grade(desk, boy)

    assert [error.code for error in refused.value.errors] == ["own-decision"]
