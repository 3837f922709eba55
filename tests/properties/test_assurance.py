"""What must hold for assurance whatever happens to children, and in whatever order it hears of it."""

import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mash_assurance.counts import tallies
from mash_assurance.domain.measures import AGREEMENT, CONSENT, CONTACTS_BY_SOURCE, WAITING_BY_RAG, figures
from mash_assurance.domain.record import ChildRecord
from mash_assurance.domain.tallies import EVER, Period, Tallies
from mash_assurance.store import record_of
from mash_contracts.envelope import Envelope, EventData
from mash_contracts.events import History, OpenCaseOfTeam
from mash_contracts.national_codes import ClosureReason, ReferralSource
from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    CheckOutcome,
    ConsentReason,
    ConsentState,
    DifferenceStage,
    Pathway,
    Purpose,
    Rag,
    Relation,
    Role,
)
from tests.builders.assurance import (
    a_decision_audited,
    a_professional_difference_escalated,
    a_professional_difference_overdue,
    a_professional_difference_raised,
    a_referral_accepted,
    a_referral_allocated,
    a_referral_assessed,
    a_referral_closed,
    a_referral_declined_for,
    a_referral_routed,
    a_referral_withdrawn,
    a_referrer_acknowledged,
    a_strategy_discussion_overdue,
    a_strategy_discussion_requested,
    a_threshold_decided,
    an_acknowledgement_overdue,
    an_agency_check_answered,
    an_agency_check_requested,
    assurance_in,
    hear_enveloped,
    later,
)
from tests.builders.triage import a_contact_received, enveloped

REFERENCES = ("4K7Q-9XWD-1", "4K7Q-9XWD-2", "7BHN-3RTC-1")
NOW = later(48)
# Few different times, so that things often happen in the same instant.
TIMES = st.integers(min_value=0, max_value=12).map(lambda hours: later(4 * hours))
PATHWAYS = st.sampled_from(Pathway)
AGENCIES = st.sampled_from((Agency.POLICE, Agency.HEALTH))

Events = Sequence[Envelope[Any]]


def contacts(reference: str) -> st.SearchStrategy[EventData]:
    return st.builds(
        a_contact_received,
        reference=st.just(reference),
        contact_reference=st.just(reference.rpartition("-")[0]),
        received_at=TIMES,
        referral_source=st.sampled_from(ReferralSource),
        consent=st.sampled_from(ConsentState),
        consent_reason=st.none() | st.sampled_from(ConsentReason),
        voice_recorded=st.booleans(),
        lived_experience_recorded=st.booleans(),
        age_months=st.none() | st.integers(min_value=0, max_value=18 * 12 + 11),
        history=st.builds(History, contacts_in_12_months=st.none() | st.integers(0, 5)),
    )


def what_followed(reference: str) -> st.SearchStrategy[EventData]:
    on_a_case = {
        "reference": st.just(reference),
        "pathway": PATHWAYS,
        "purpose": st.sampled_from((Purpose.REFERRAL, Purpose.NEW_INFORMATION)),
    }
    return st.one_of(
        st.builds(
            a_referral_assessed,
            reference=st.just(reference),
            assessed_at=TIMES,
            decide_by=TIMES,
            rag=st.sampled_from(Rag),
            provisional=st.booleans(),
            pattern=st.booleans(),
        ),
        st.builds(
            a_strategy_discussion_requested, reference=st.just(reference), requested_at=TIMES, hold_by=TIMES
        ),
        st.builds(a_strategy_discussion_overdue, reference=st.just(reference), hold_by=TIMES),
        st.builds(
            a_professional_difference_raised,
            reference=st.just(reference),
            stage=st.sampled_from(DifferenceStage),
        ),
        st.builds(a_professional_difference_overdue, reference=st.just(reference), act_by=TIMES),
        st.builds(
            a_decision_audited,
            reference=st.just(reference),
            audited_at=TIMES,
            grade=st.sampled_from(AuditGrade),
        ),
        st.builds(
            a_threshold_decided,
            reference=st.just(reference),
            decided_at=TIMES,
            relation=st.sampled_from(Relation),
            pathways=st.sets(PATHWAYS, min_size=1).map(tuple),
            second_person=st.none() | st.just("account-of-another"),
            decided_by_role=st.sampled_from((Role.PRACTITIONER, Role.MANAGER)),
            rationale_recorded=st.booleans(),
            reasons=st.sampled_from(((), ("neglect-basic-care",))),
            open_cases=st.sampled_from(((), (OpenCaseOfTeam(pathway=Pathway.CHILD_IN_NEED),))),
        ),
        st.builds(
            a_professional_difference_escalated,
            reference=st.just(reference),
            stage=st.sampled_from(DifferenceStage),
        ),
        st.builds(
            a_referrer_acknowledged, reference=st.just(reference), acknowledge_by=TIMES, acknowledged_at=TIMES
        ),
        st.builds(an_acknowledgement_overdue, reference=st.just(reference), acknowledge_by=TIMES),
        st.builds(
            an_agency_check_requested,
            reference=st.just(reference),
            agency=AGENCIES,
            requested_at=TIMES,
            answer_by=TIMES,
        ),
        st.builds(
            an_agency_check_answered,
            reference=st.just(reference),
            agency=AGENCIES,
            answered_at=TIMES,
            outcome=st.sampled_from(CheckOutcome),
        ),
        st.builds(a_referral_routed, routed_at=TIMES, respond_by=TIMES, **on_a_case),
        st.builds(a_referral_accepted, accepted_at=TIMES, **on_a_case),
        st.builds(a_referral_declined_for, declined_at=TIMES, **on_a_case),
        st.builds(a_referral_allocated, allocated_at=TIMES, **on_a_case),
        st.builds(a_referral_closed, closed_at=TIMES, reason=st.sampled_from(ClosureReason), **on_a_case),
        st.builds(a_referral_withdrawn, withdrawn_at=TIMES, taken_on=st.booleans(), **on_a_case),
    )


@st.composite
def histories(draw: st.DrawFn) -> Events:
    """What happened to up to three children; a contact may be missing."""
    events: list[EventData] = []
    for reference in REFERENCES[: draw(st.integers(1, 3))]:
        if draw(st.integers(0, 9)):
            events.append(draw(contacts(reference)))
        events += draw(st.lists(what_followed(reference), max_size=6))
    return [enveloped(event) for event in events]


def known_after(events: Events, period: Period = EVER) -> tuple[list[ChildRecord | None], Tallies]:
    """Every record, and the counts, once assurance has heard these events in this order."""
    with tempfile.TemporaryDirectory() as folder, assurance_in(Path(folder)) as assurance:
        hear_enveloped(assurance, events)
        with assurance.reading() as session:
            records = [record_of(session, reference) for reference in REFERENCES]
            return records, tallies(session, period, NOW)


@settings(max_examples=40, deadline=None)
@given(st.data(), histories())
def test_the_order_and_repetition_of_events_never_change_what_is_known_or_counted(
    data: st.DataObject, events: Events
) -> None:
    repeated = data.draw(st.lists(st.sampled_from(events), max_size=3)) if events else []
    told_otherwise = data.draw(st.permutations([*events, *repeated]))

    assert known_after(told_otherwise) == known_after(events)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_shares_lie_between_none_and_all_and_parts_make_up_the_whole(events: Events) -> None:
    seen = figures(known_after(events)[1])

    for share in seen.shares:
        assert 0 <= share.numerator <= share.denominator
        assert share.value is None or 0 <= share.value <= 1
    for measure, whole in (
        (CONTACTS_BY_SOURCE, seen.children),
        (CONSENT, seen.children),
        (WAITING_BY_RAG, seen.children - seen.decided),
        (AGREEMENT, seen.decided),
    ):
        assert sum(sum(line.counts) for line in seen.breakdown(measure).lines) == whole
    for spread in seen.spreads:
        assert sum(count for _, count in spread.spans) == spread.total
        assert (spread.within(0.5) or 0) <= (spread.within(0.9) or 0)
    assert seen.overdue <= seen.waiting
    assert seen.contacts <= seen.children


@settings(max_examples=40, deadline=None)
@given(histories(), st.integers(min_value=1, max_value=12))
def test_what_is_counted_before_and_after_a_moment_makes_up_all(events: Events, hours: int) -> None:
    moment = NOW - timedelta(hours=4 * hours)

    everything = known_after(events)[1]
    before, after = (known_after(events, period)[1] for period in (Period(end=moment), Period(start=moment)))

    assert before.children + after.children == everything.children
    assert before.decided + after.decided == everything.decided
    assert before.due + after.due == everything.due
    assert {
        source: before.by_source[source] + after.by_source[source] for source in ReferralSource
    } == everything.by_source


@settings(max_examples=60, deadline=None)
@given(histories())
def test_the_database_counts_what_the_records_say(events: Events) -> None:
    records, counted = known_after(events)

    arrived = [record for record in records if record is not None and record.contact is not None]
    undecided = [record for record in arrived if record.first_decided_at is None]
    assert counted.children == len(arrived)
    assert counted.voice_recorded == sum(
        record.contact.voice_recorded for record in arrived if record.contact
    )
    assert sum(waiting.children for waiting in counted.waiting.values()) == len(undecided)
    assert sum(waiting.overdue for waiting in counted.waiting.values()) == sum(
        record.decide_by is not None and record.decide_by < NOW for record in undecided
    )
    assert sum(cases.sent for cases in counted.cases.values()) == sum(len(record.cases) for record in arrived)
    for pathway in Pathway:
        decided_for = [
            record for record in arrived if record.decision and pathway in record.decision.pathways
        ]
        assert sum(
            children for pathways, children in counted.by_pathways.items() if pathway in pathways
        ) == len(decided_for)
