"""The figures from the contact to the decision, by the stories that they count."""

from mash_assurance.domain import measures
from mash_assurance.domain.tallies import Period
from mash_contracts.events import AcknowledgementOverdue, History, ReferrerAcknowledged
from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import ConsentReason, ConsentState, Pathway, Rag, Relation, Role
from mash_platform.delivery.transaction import Delivery
from tests.builders.assurance import a_referral_assessed, a_threshold_decided, hear, later
from tests.builders.figures import CHILD, NEIGHBOUR, SISTER, a_contact, counted, figures_at


def test_before_the_first_contact_every_figure_is_there_and_empty(assurance: Delivery) -> None:
    empty = figures_at(assurance)

    assert (empty.contacts, empty.children, empty.waiting, empty.decided) == (0, 0, 0, 0)
    assert all(breakdown.present == () for breakdown in empty.breakdowns)
    assert [share.value for share in empty.shares] == [None] * len(empty.shares)
    assert [share.percent for share in empty.shares] == [None] * len(empty.shares)
    assert [spread.within(0.5) for spread in empty.spreads] == [None, None]


def test_a_contact_about_two_sisters_is_one_contact_and_two_children(assurance: Delivery) -> None:
    hear(assurance, a_contact(CHILD), a_contact(SISTER))

    assert figures_at(assurance).contacts == 1
    assert figures_at(assurance).children == 2


def test_contacts_are_counted_by_the_national_source(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD, referral_source=ReferralSource.POLICE),
        a_contact(SISTER, referral_source=ReferralSource.POLICE),
        a_contact(NEIGHBOUR, referral_source=ReferralSource.ANONYMOUS),
    )

    by_source = figures_at(assurance).breakdown(measures.CONTACTS_BY_SOURCE)

    assert counted(by_source) == {"6": (2,), "9": (1,)}


def test_a_child_waits_by_urgency_until_a_person_decides(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_referral_assessed(CHILD, rag=Rag.RED, decide_by=later(1)),
        a_contact(SISTER),
        a_referral_assessed(SISTER, rag=Rag.GREEN),
        a_contact(NEIGHBOUR),
    )

    waiting = figures_at(assurance).breakdown(measures.WAITING_BY_RAG)

    assert counted(waiting) == {"red": (0, 1), "green": (1, 0), "not-assessed": (1, 0)}
    hear(assurance, a_threshold_decided(CHILD))
    decided = figures_at(assurance)
    assert counted(decided.breakdown(measures.WAITING_BY_RAG)) == {"green": (1, 0), "not-assessed": (1, 0)}
    assert (decided.waiting, decided.overdue, decided.decided) == (2, 0, 1)


def test_a_child_decided_about_before_it_was_due_counts_as_in_time(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_referral_assessed(CHILD, decide_by=later(4)),
        a_threshold_decided(CHILD),
    )

    in_time = figures_at(assurance).share(measures.DECIDED_IN_TIME)

    assert (in_time.numerator, in_time.denominator) == (1, 1)


def test_a_child_still_waiting_past_its_time_counts_against_the_share_decided_in_time(
    assurance: Delivery,
) -> None:
    hear(assurance, a_contact(CHILD), a_referral_assessed(CHILD, decide_by=later(1)))

    in_time = figures_at(assurance, at=later(2)).share(measures.DECIDED_IN_TIME)

    assert (in_time.numerator, in_time.denominator) == (0, 1)


def test_a_later_deadline_does_not_make_a_missed_one_good(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_referral_assessed(CHILD, decide_by=later(1)),
        a_referral_assessed(CHILD, assessed_at=later(1.5), decide_by=later(24)),
        a_threshold_decided(CHILD, decided_at=later(2)),
    )

    in_time = figures_at(assurance).share(measures.DECIDED_IN_TIME)

    assert (in_time.numerator, in_time.denominator) == (0, 1)


def test_time_to_decision_runs_from_the_contact_to_the_first_decision(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_threshold_decided(CHILD, decided_at=later(2)),
        a_threshold_decided(CHILD, decided_at=later(30), relation=Relation.STEPPED_UP),
    )

    spread = figures_at(assurance).spread(measures.TIME_TO_DECISION)

    assert dict(spread.minutes) == {120: 1}
    assert [(span.label, children) for span, children in spread.spans if children] == [("1 to 4 hours", 1)]


def test_the_childs_voice_and_lived_experience_are_counted_over_all_children(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD, voice_recorded=True, lived_experience_recorded=False),
        a_contact(SISTER, voice_recorded=False, lived_experience_recorded=False),
    )

    voice = figures_at(assurance).share(measures.VOICE_RECORDED)
    lived = figures_at(assurance).share(measures.LIVED_EXPERIENCE_RECORDED)

    assert (voice.numerator, voice.denominator, voice.value) == (1, 2, 0.5)
    assert (lived.numerator, lived.denominator) == (0, 2)


def test_consent_not_sought_is_settled_only_with_its_reason(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD, consent=ConsentState.NOT_SOUGHT, consent_reason=ConsentReason.URGENT),
        a_contact(SISTER, consent=ConsentState.NOT_SOUGHT),
        a_contact(NEIGHBOUR, consent=ConsentState.REFUSED),
    )

    settled = figures_at(assurance).share(measures.CONSENT_SETTLED)

    assert (settled.numerator, settled.denominator) == (2, 3)


def test_every_reason_is_recorded_only_with_rationale_findings_and_edition(assurance: Delivery) -> None:
    hear(
        assurance,
        *(a_contact(reference) for reference in (CHILD, SISTER, NEIGHBOUR)),
        a_threshold_decided(CHILD),
        a_threshold_decided(SISTER, rationale_recorded=False),
        a_threshold_decided(NEIGHBOUR, reasons=()),
    )

    reasons = figures_at(assurance).share(measures.EVERY_REASON_RECORDED)

    assert (reasons.numerator, reasons.denominator) == (1, 3)


def test_a_step_down_is_confirmed_by_a_second_person_or_a_manager(assurance: Delivery) -> None:
    hear(
        assurance,
        *(a_contact(reference) for reference in (CHILD, SISTER, NEIGHBOUR)),
        a_threshold_decided(CHILD, relation=Relation.STEPPED_DOWN, second_person="account-of-another"),
        a_threshold_decided(SISTER, relation=Relation.STEPPED_DOWN, decided_by_role=Role.MANAGER),
        a_threshold_decided(NEIGHBOUR, relation=Relation.STEPPED_DOWN),
    )

    seen = figures_at(assurance)

    assert counted(seen.breakdown(measures.AGREEMENT)) == {"stepped-down": (3,)}
    confirmed = seen.share(measures.STEPS_DOWN_CONFIRMED)
    assert (confirmed.numerator, confirmed.denominator) == (2, 3)


def test_a_decision_counts_as_provisional_by_the_recommendation_the_person_had(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_referral_assessed(CHILD, provisional=True),
        a_threshold_decided(CHILD),
        a_contact(NEIGHBOUR),
        a_referral_assessed(NEIGHBOUR, assessed_at=later(3)),
        a_threshold_decided(NEIGHBOUR),
    )

    provisional = figures_at(assurance).share(measures.DECIDED_PROVISIONALLY)

    assert (provisional.numerator, provisional.denominator) == (1, 1)


def test_advice_on_a_pattern_stands_out_until_a_second_person_confirmed_it(assurance: Delivery) -> None:
    advice = {"pathways": (Pathway.ADVICE,)}
    hear(
        assurance,
        *(a_contact(reference) for reference in (CHILD, SISTER, NEIGHBOUR)),
        a_referral_assessed(CHILD, pattern=True),
        a_threshold_decided(CHILD, second_person="account-of-another", **advice),
        a_referral_assessed(SISTER, pattern=True),
        a_threshold_decided(SISTER, decided_by_role=Role.MANAGER, **advice),
        a_referral_assessed(NEIGHBOUR),
        a_threshold_decided(NEIGHBOUR, **advice),
    )

    seen = figures_at(assurance)

    found = seen.share(measures.PATTERNS_FOUND)
    assert (found.numerator, found.denominator) == (2, 3)
    confirmed = seen.share(measures.ADVICE_ON_PATTERN_CONFIRMED)
    assert (confirmed.numerator, confirmed.denominator) == (1, 2)


def test_a_pattern_that_was_found_after_the_decision_was_not_in_front_of_the_person(
    assurance: Delivery,
) -> None:
    hear(
        assurance,
        a_contact(CHILD),
        a_threshold_decided(CHILD, pathways=(Pathway.ADVICE,)),
        a_referral_assessed(CHILD, assessed_at=later(9), pattern=True),
    )

    assert figures_at(assurance).share(measures.ADVICE_ON_PATTERN_CONFIRMED).denominator == 0


def test_repeat_contacts_leave_out_children_whose_history_nobody_looked_up(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD, history=History(contacts_in_12_months=2)),
        a_contact(SISTER, history=History(contacts_in_12_months=0)),
        a_contact(NEIGHBOUR),
    )

    repeats = figures_at(assurance).share(measures.REPEAT_CONTACTS)

    assert (repeats.numerator, repeats.denominator) == (1, 2)


def test_a_period_counts_the_children_whose_contact_came_in_it(assurance: Delivery) -> None:
    hear(
        assurance,
        a_contact(CHILD, received_at=later(-24)),
        a_contact(SISTER, received_at=later(0)),
        a_contact(NEIGHBOUR, received_at=later(24)),
        a_threshold_decided(NEIGHBOUR, decided_at=later(25)),
    )

    day = figures_at(assurance, period=Period(later(0), later(24)))
    from_then_on = figures_at(assurance, period=Period(start=later(0)))

    assert (day.children, day.decided) == (1, 0)
    assert (from_then_on.children, from_then_on.decided) == (2, 1)


def test_a_decision_whose_contact_has_not_arrived_is_shown_and_counted_nowhere_else(
    assurance: Delivery,
) -> None:
    hear(assurance, a_threshold_decided(CHILD))

    seen = figures_at(assurance)

    assert (seen.without_contact, seen.children, seen.decided) == (1, 0, 0)
    assert all(breakdown.present == () for breakdown in seen.breakdowns)


def an_acknowledgement(reference: str, *, after_hours: float) -> ReferrerAcknowledged:
    return ReferrerAcknowledged(
        reference=reference,
        contact_reference=reference.rpartition("-")[0],
        received_at=later(0),
        acknowledge_by=later(9),
        acknowledged_at=later(after_hours),
        acknowledged_by="account-of-amira",
        acknowledged_by_role=Role.PRACTITIONER,
    )


def an_overdue_acknowledgement(reference: str) -> AcknowledgementOverdue:
    return AcknowledgementOverdue(
        reference=reference,
        contact_reference=reference.rpartition("-")[0],
        received_at=later(0),
        acknowledge_by=later(9),
    )


def test_a_referrer_who_heard_too_late_or_not_at_all_counts_against_the_share_acknowledged_in_time(
    assurance: Delivery,
) -> None:
    hear(assurance, a_contact(CHILD), a_contact(SISTER), a_contact(NEIGHBOUR))
    hear(assurance, an_acknowledgement(CHILD, after_hours=1))
    assert figures_at(assurance).share(measures.ACKNOWLEDGED_IN_TIME).value == 1

    hear(assurance, an_acknowledgement(SISTER, after_hours=10), an_overdue_acknowledgement(SISTER))
    hear(assurance, an_overdue_acknowledgement(NEIGHBOUR))

    in_time = figures_at(assurance).share(measures.ACKNOWLEDGED_IN_TIME)
    assert (in_time.numerator, in_time.denominator) == (1, 3)
