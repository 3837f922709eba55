"""The figures of what teams, agencies and auditors do, by the stories that they count."""

from mash_assurance.domain import measures
from mash_contracts.events import OpenCaseOfTeam
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import AuditGrade, Pathway, Purpose, Rag
from mash_platform.delivery.transaction import Delivery
from tests.builders.assurance import (
    a_decision_audited,
    a_professional_difference_escalated,
    a_professional_difference_overdue,
    a_professional_difference_raised,
    a_referral_accepted,
    a_referral_assessed,
    a_referral_closed,
    a_referral_declined_for,
    a_referral_routed,
    a_referral_withdrawn,
    a_strategy_discussion_overdue,
    a_strategy_discussion_requested,
    a_threshold_decided,
    hear,
    later,
)
from tests.builders.figures import CHILD, NEIGHBOUR, SISTER, a_contact, counted, figures_at


def test_a_child_sent_to_two_teams_counts_once_for_each(assurance: Delivery) -> None:
    both = (Pathway.CET, Pathway.CHILD_PROTECTION)
    hear(
        assurance,
        a_contact(CHILD),
        a_threshold_decided(CHILD, pathways=both),
        a_contact(NEIGHBOUR),
        a_threshold_decided(NEIGHBOUR, pathways=(Pathway.CHILD_PROTECTION,)),
    )

    by_pathway = figures_at(assurance).breakdown(measures.DECISIONS_BY_PATHWAY)

    assert counted(by_pathway) == {"child-protection": (2,), "cet": (1,)}


def test_a_red_child_without_a_strategy_discussion_stands_out(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_referral_assessed(CHILD, rag=Rag.RED),
        a_strategy_discussion_requested(CHILD),
        a_contact(NEIGHBOUR),
        a_referral_assessed(NEIGHBOUR, rag=Rag.RED),
    )

    requested = figures_at(assurance).share(measures.STRATEGY_DISCUSSION_REQUESTED)

    assert (requested.numerator, requested.denominator) == (1, 2)


def test_a_new_worry_about_an_open_child_is_passed_on_when_every_team_with_a_case_has_it(
    assurance: Delivery,
) -> None:
    open_to = tuple(OpenCaseOfTeam(pathway=team) for team in (Pathway.CHILD_IN_NEED, Pathway.EARLY_HELP))
    told = {"purpose": Purpose.NEW_INFORMATION}
    hear(
        assurance,
        *(a_contact(reference) for reference in (CHILD, SISTER, NEIGHBOUR)),
        a_threshold_decided(CHILD, open_cases=open_to),
        a_referral_routed(CHILD, **told),
        a_referral_routed(CHILD, pathway=Pathway.EARLY_HELP, **told),
        a_threshold_decided(SISTER, open_cases=open_to),
        a_referral_routed(SISTER, **told),
        a_threshold_decided(NEIGHBOUR),
        a_referral_routed(NEIGHBOUR),
    )

    passed_on = figures_at(assurance).share(measures.OPEN_CASES_PASSED_ON)

    assert (passed_on.numerator, passed_on.denominator) == (1, 2)


def test_a_case_that_a_team_closed_is_counted_by_its_reason_once(assurance: Delivery) -> None:
    closed = a_referral_closed(CHILD, reason=ClosureReason.SERVICES_CEASED)
    hear(
        assurance,
        a_contact(CHILD),
        closed,
        a_referral_accepted(CHILD),
        a_referral_routed(CHILD),
        closed,
        a_contact(NEIGHBOUR),
        a_referral_accepted(NEIGHBOUR),
    )

    seen = figures_at(assurance)

    assert counted(seen.breakdown(measures.CASES_CLOSED)) == {ClosureReason.SERVICES_CEASED.value: (1,)}
    assert counted(seen.breakdown(measures.TEAM_ANSWERS)) == {"child-in-need": (2, 0, 0, 0, 0)}


def test_a_strategy_discussion_that_ran_late_stays_late_and_one_not_due_yet_is_left_out(
    assurance: Delivery,
) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_strategy_discussion_requested(CHILD, hold_by=later(-2)),
        a_contact(SISTER),
        a_strategy_discussion_requested(SISTER, hold_by=later(-2)),
        a_strategy_discussion_overdue(SISTER, hold_by=later(-2)),
        a_contact(NEIGHBOUR),
        a_strategy_discussion_requested(NEIGHBOUR, hold_by=later(10_000)),
    )

    in_time = figures_at(assurance).share(measures.STRATEGY_DISCUSSIONS_IN_TIME)

    assert (in_time.numerator, in_time.denominator) == (1, 2)


def test_a_difference_counts_once_a_child_at_the_furthest_stage_in_whatever_order_it_is_heard(
    assurance: Delivery,
) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_professional_difference_escalated(CHILD),
        a_professional_difference_raised(CHILD),
        a_professional_difference_overdue(CHILD),
        a_contact(SISTER),
        a_professional_difference_raised(SISTER),
        a_contact(NEIGHBOUR),
    )

    figures = figures_at(assurance)

    stages = figures.breakdown(measures.DIFFERENCES_BY_STAGE).lines
    assert [line.counts for line in stages] == [(1,), (1,), (0,), (0,)]
    in_time = figures.share(measures.DIFFERENCES_IN_TIME)
    assert (in_time.numerator, in_time.denominator) == (1, 2)


def test_the_newest_grade_of_a_childs_decisions_counts(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_decision_audited(CHILD, decision=2, grade=AuditGrade.OUTSTANDING, audited_at=later(60)),
        a_decision_audited(CHILD, grade=AuditGrade.INADEQUATE),
        a_contact(SISTER),
        a_decision_audited(SISTER),
    )

    grades = figures_at(assurance).breakdown(measures.AUDIT_GRADES).lines

    assert {line.code: line.counts[0] for line in grades} == {
        "outstanding": 1,
        "good": 1,
        "requires-improvement": 0,
        "inadequate": 0,
    }


def test_a_team_accepts_declines_or_has_not_answered(assurance: Delivery) -> None:
    hear(
        assurance,
        *(a_contact(reference) for reference in (CHILD, SISTER, NEIGHBOUR)),
        *(a_threshold_decided(reference) for reference in (CHILD, SISTER, NEIGHBOUR)),
        *(a_referral_routed(reference) for reference in (CHILD, SISTER, NEIGHBOUR)),
        a_referral_accepted(CHILD),
        a_referral_declined_for(SISTER),
    )

    answers = figures_at(assurance, at=later(8)).breakdown(measures.TEAM_ANSWERS)
    a_day_later = figures_at(assurance, at=later(32)).breakdown(measures.TEAM_ANSWERS)

    assert counted(answers) == {"child-in-need": (1, 1, 0, 1, 0)}
    assert counted(a_day_later) == {"child-in-need": (1, 1, 0, 0, 1)}


def test_a_team_that_is_asked_no_longer_is_neither_late_nor_unanswered(assurance: Delivery) -> None:
    hear(
        assurance,
        *(a_contact(reference) for reference in (CHILD, SISTER)),
        *(a_referral_routed(reference) for reference in (CHILD, SISTER)),
        a_referral_accepted(SISTER),
        a_referral_withdrawn(CHILD),
        a_referral_withdrawn(SISTER, taken_on=True),
    )

    answers = figures_at(assurance, at=later(32)).breakdown(measures.TEAM_ANSWERS)

    assert counted(answers) == {"child-in-need": (1, 0, 1, 0, 0)}


def test_a_declined_child_is_back_at_the_hub_until_it_is_decided_about_again(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_threshold_decided(CHILD),
        a_referral_routed(CHILD),
        a_referral_declined_for(CHILD, declined_at=later(6)),
    )
    assert figures_at(assurance).returned_by_team == 1

    hear(assurance, a_threshold_decided(CHILD, decided_at=later(7)))
    assert figures_at(assurance).returned_by_team == 0


def test_time_to_acceptance_leaves_out_strategy_discussions(assurance: Delivery) -> None:
    discussion = {
        "pathway": Pathway.CHILD_PROTECTION,
        "purpose": Purpose.STRATEGY_DISCUSSION,
    }
    hear(
        assurance,
        a_contact(CHILD),
        a_referral_routed(CHILD, routed_at=later(0.1), **discussion),
        a_referral_accepted(CHILD, accepted_at=later(0.5), **discussion),
        a_threshold_decided(CHILD, decided_at=later(2)),
        a_referral_routed(CHILD),
        a_referral_accepted(CHILD, accepted_at=later(5)),
    )

    spread = figures_at(assurance).spread(measures.TIME_TO_ACCEPTANCE)

    assert dict(spread.minutes) == {180: 1}
