"""Professional differences at triage: heard stage by stage, on a clock, while help for the child goes on."""

from datetime import timedelta

import pytest

from mash_contracts.events import (
    ProfessionalDifferenceEscalated,
    ProfessionalDifferenceOverdue,
    ProfessionalDifferenceRaised,
    ProfessionalDifferenceResolved,
)
from mash_contracts.vocabulary import Agency, DifferenceOutcome, DifferenceStage
from mash_platform.clock import MovableClock
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_triage.domain.professional_differences import (
    Difference,
    DifferenceGiven,
    DifferenceState,
    DifferenceStep,
    Speaker,
    StepGiven,
    Subject,
)
from mash_triage.store import professional_differences
from mash_triage.store.professional_differences import DifferenceFilter
from mash_triage.store.records import Record
from tests.builders.discussions import THE_HUB, THE_SCHOOL, differing, discussed, escalating, resolving
from tests.builders.triage import a_contact_received
from tests.builders.triage_desk import AMIRA, Desk

pytestmark = pytest.mark.usefixtures("each_database")


def a_decided_child(desk: Desk) -> Record:
    return desk.decides(desk.receives(a_contact_received()))


def raises(
    desk: Desk, record: Record, given: DifferenceGiven | None = None, by: Speaker = THE_SCHOOL
) -> Difference:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.differences.raise_difference(
            transaction, record.reference, given or differing(), by
        )


def takes(
    desk: Desk, record: Record, given: StepGiven, by: Speaker = THE_SCHOOL, *, seen: int | None = None
) -> Difference:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.differences.take_step(
            transaction, record.reference, 1, given, by, seen_version=seen
        )


def kept(desk: Desk, record: Record) -> Difference:
    with desk.delivery.reading() as session:
        return professional_differences.find(session, record.reference, 1)


def may_see(desk: Desk, record: Record, agency: Agency) -> bool:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.differences.may_see(transaction, record.reference, agency)


def looks_at_the_clock(desk: Desk) -> int:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.differences.look_at_the_clock(transaction)


def test_a_school_that_differs_begins_at_the_first_stage_and_the_child_is_helped_meanwhile(
    desk: Desk,
) -> None:
    record = a_decided_child(desk)

    raises(desk, record)

    difference = kept(desk, record)
    assert (difference.agency, difference.state) == (Agency.EDUCATION, DifferenceState.STAGE_1)
    assert difference.words == differing().words
    assert difference.raised_by == THE_SCHOOL
    (said,) = desk.said(ProfessionalDifferenceRaised)
    assert (said.stage, said.act_by) == (DifferenceStage.ONE, difference.act_by)
    assert desk.record(record.reference) == record


def test_what_is_missing_is_named_and_nothing_is_kept(desk: Desk) -> None:
    waiting = desk.receives(a_contact_received())

    with pytest.raises(Rejected) as refused:
        raises(desk, waiting, DifferenceGiven(subject=Subject.DECISION))

    assert {error.field for error in refused.value.errors} == {"agency", "subject", "ground", "words"}
    with pytest.raises(NotFound):
        kept(desk, waiting)


def test_it_is_about_a_discussion_that_was_held(desk: Desk) -> None:
    record = desk.receives(a_contact_received())
    about_it = differing(subject=Subject.DISCUSSION, discussion=1)
    with pytest.raises(Rejected):
        raises(desk, record, about_it)

    with desk.delivery.transaction() as transaction:
        desk.handlers.discussions.record(transaction, record.reference, discussed(), AMIRA)
    raises(desk, record, about_it)

    assert kept(desk, record).discussion == 1


def test_stage_by_stage_it_goes_up_to_the_partnership_and_no_further(desk: Desk) -> None:
    record = a_decided_child(desk)
    raises(desk, record)

    for stage in (DifferenceStage.TWO, DifferenceStage.THREE, DifferenceStage.FOUR):
        assert takes(desk, record, escalating()).stage is stage
    with pytest.raises(Rejected) as refused:
        takes(desk, record, escalating())

    assert [error.code for error in refused.value.errors] == ["no-further-stage"]
    assert [one.stage for one in desk.said(ProfessionalDifferenceEscalated)] == [
        DifferenceStage.TWO,
        DifferenceStage.THREE,
        DifferenceStage.FOUR,
    ]
    assert len(kept(desk, record).steps) == 3


def test_the_hub_does_not_end_a_challenge_alone(desk: Desk) -> None:
    record = a_decided_child(desk)
    raises(desk, record)

    with pytest.raises(Rejected) as refused:
        takes(desk, record, resolving(), THE_HUB)
    assert [error.field for error in refused.value.errors] == ["accepted_by"]

    takes(desk, record, resolving(accepted_by="Helen Marsh"), THE_HUB)
    difference = kept(desk, record)
    assert (difference.state, difference.outcome) == (DifferenceState.RESOLVED, DifferenceOutcome.CHANGED)
    assert len(desk.said(ProfessionalDifferenceResolved)) == 1


def test_a_note_keeps_what_was_said_and_gives_nobody_more_time(desk: Desk, clock: MovableClock) -> None:
    record = a_decided_child(desk)
    before = raises(desk, record)
    clock.move(timedelta(hours=1))

    takes(desk, record, StepGiven(DifferenceStep.NOTE, "Rang the school; nobody there."), THE_HUB)

    after = kept(desk, record)
    assert (after.act_by, after.state) == (before.act_by, DifferenceState.STAGE_1)
    assert after.steps[0].given.words == "Rang the school; nobody there."


def test_the_clock_says_once_that_a_stage_ran_out_and_again_at_the_next_stage(
    desk: Desk, clock: MovableClock
) -> None:
    record = a_decided_child(desk)
    first = raises(desk, record)

    clock.move(first.act_by - clock.now())
    assert [looks_at_the_clock(desk), looks_at_the_clock(desk)] == [1, 0]
    second = takes(desk, record, escalating())
    assert looks_at_the_clock(desk) == 0
    clock.move(second.act_by - clock.now())
    assert [looks_at_the_clock(desk), looks_at_the_clock(desk)] == [1, 0]

    assert [one.stage for one in desk.said(ProfessionalDifferenceOverdue)] == [
        DifferenceStage.ONE,
        DifferenceStage.TWO,
    ]


def test_a_note_on_one_that_is_late_does_not_say_again_that_it_is_late(
    desk: Desk, clock: MovableClock
) -> None:
    record = a_decided_child(desk)
    first = raises(desk, record)
    clock.move(first.act_by - clock.now())
    looks_at_the_clock(desk)

    takes(desk, record, StepGiven(DifferenceStep.NOTE, "Rang the school."), THE_HUB)

    assert looks_at_the_clock(desk) == 0


def test_one_that_is_resolved_is_late_no_more_and_takes_no_step(desk: Desk, clock: MovableClock) -> None:
    record = a_decided_child(desk)
    raises(desk, record)
    takes(desk, record, resolving())

    clock.move(timedelta(days=30))
    assert looks_at_the_clock(desk) == 0
    with pytest.raises(Conflict):
        takes(desk, record, escalating())


def test_who_acts_on_what_somebody_else_has_moved_on_is_told(desk: Desk) -> None:
    record = a_decided_child(desk)
    seen = raises(desk, record)
    takes(desk, record, escalating(), seen=seen.version)

    with pytest.raises(Conflict):
        takes(desk, record, resolving(), seen=seen.version)

    assert kept(desk, record).stage is DifferenceStage.TWO


def test_only_an_agency_that_has_to_do_with_the_child_sees_it(desk: Desk) -> None:
    record = a_decided_child(desk)
    assert may_see(desk, record, Agency.EDUCATION)
    assert not may_see(desk, record, Agency.PROBATION)

    raises(desk, record, differing(agency=Agency.PROBATION), THE_HUB)

    assert may_see(desk, record, Agency.PROBATION)


def test_the_list_of_open_ones_is_narrowed_by_agency_and_stage_and_due_first_is_first(
    desk: Desk, clock: MovableClock
) -> None:
    early, late = a_decided_child(desk), a_decided_child(desk)
    raises(desk, early)
    clock.move(timedelta(hours=1))
    raises(desk, late, differing(agency=Agency.HEALTH), THE_HUB)
    takes(desk, late, escalating(), THE_HUB)

    def listed(wanted: DifferenceFilter) -> list[str]:
        with desk.delivery.reading() as session:
            found = professional_differences.listed(session, wanted)
            assert professional_differences.count(session, wanted) == len(found)
        return [one.reference for one in found]

    assert listed(DifferenceFilter()) == [early.reference, late.reference]
    assert listed(DifferenceFilter(agency=Agency.EDUCATION)) == [early.reference]
    assert listed(DifferenceFilter(from_stage=DifferenceStage.TWO)) == [late.reference]
    assert listed(DifferenceFilter(resolved=True)) == []
