"""The tools of practice, in the words of practice: they raise or inform, and never lower."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mash_contracts.events import PracticeToolCompleted, SchoolNoticeOverdue, SchoolNoticeRequested
from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.vocabulary import Agency, ExploitationRisk, LegalBasis, LevelOfNeed
from mash_platform.clock import MovableClock
from mash_platform.errors import Rejected
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.practice_tools.results import ToolGiven
from mash_triage.domain.practice_tools.signs_of_safety import Danger, Scaling, SignsOfSafetyGiven
from mash_triage.domain.practice_tools.voice import Asked, VoiceGiven
from mash_triage.domain.school_notices import next_school_day_begins
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store import tracker
from mash_triage.store.practice_tools import CompletedTool
from mash_triage.store.records import Record
from tests.builders.practice_tools import TOOLS, a_care_profile, a_dash, a_mapping, a_matrix
from tests.builders.triage import a_concern, a_contact_received
from tests.builders.triage_desk import AMIRA, MARY, Desk

FRIDAY_EVENING = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(FRIDAY_EVENING)


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


def a_girl(desk: Desk) -> Record:
    """Nine years old; police came to domestic abuse at her home."""
    worry = a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, signs=())
    return desk.receives(
        a_contact_received(
            received_at=FRIDAY_EVENING,
            age_months=9 * 12,
            referral_source=ReferralSource.POLICE,
            concerns=(worry,),
        )
    )


def completes(desk: Desk, record: Record, given: ToolGiven) -> CompletedTool:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.tools.complete(transaction, record.reference, given, Agency.HEALTH, AMIRA)


def test_fourteen_yeses_are_significant_harm_and_go_to_marac(desk: Desk) -> None:
    girl = a_girl(desk)
    completed = completes(desk, girl, a_dash(14))
    assert "To MARAC" in completed.result.words
    assert desk.record(girl.reference).recommended.legal_basis is LegalBasis.S47


def test_strangulation_raises_however_few_the_yeses(desk: Desk) -> None:
    girl = a_girl(desk)
    assert completes(desk, girl, a_dash(0, "strangled")).raised
    assert desk.record(girl.reference).recommended.level is LevelOfNeed.SPECIALIST


def test_a_later_dash_with_fewer_yeses_lowers_nothing(desk: Desk) -> None:
    girl = a_girl(desk)
    completes(desk, girl, a_dash(14))
    before = desk.record(girl.reference).recommended
    assert completes(desk, girl, a_dash(0)).version == 2
    assert desk.record(girl.reference).recommended == before


def test_not_known_is_not_no() -> None:
    dash = a_dash(8, unknown=6)
    assert dash.could_be(TOOLS.dash) > dash.band(TOOLS.dash)


def test_judgement_below_fourteen_needs_its_reason(desk: Desk) -> None:
    girl = a_girl(desk)
    with pytest.raises(Rejected):
        completes(desk, girl, a_dash(3, marac_by_judgement=True))


def test_the_highest_concern_of_a_care_profile_counts(desk: Desk) -> None:
    girl = a_girl(desk)
    assert completes(desk, girl, a_care_profile(1, 1, 5, 1)).result.code == "grade-5"
    assert desk.record(girl.reference).recommended.legal_basis is LegalBasis.S47


def test_any_situation_at_thirteen_or_under_is_significant_risk(desk: Desk) -> None:
    with pytest.raises(Rejected):
        completes(desk, a_girl(desk), a_matrix(ExploitationRisk.LOW, "online"))


def test_a_later_matrix_lowers_no_grade_and_only_a_manager_does(desk: Desk) -> None:
    girl = a_girl(desk)
    completes(desk, girl, a_matrix(ExploitationRisk.SIGNIFICANT, "online"))
    completes(desk, girl, a_matrix(ExploitationRisk.NONE))
    assert grade_of(desk, girl) is ExploitationRisk.SIGNIFICANT
    with desk.delivery.transaction() as transaction, pytest.raises(Rejected):
        desk.handlers.tools.lower_grade(transaction, girl.reference, ExploitationRisk.LOW, "Safe.", AMIRA)
    with desk.delivery.transaction() as transaction:
        desk.handlers.tools.lower_grade(transaction, girl.reference, ExploitationRisk.LOW, "Safe.", MARY)
    assert grade_of(desk, girl) is ExploitationRisk.LOW


def grade_of(desk: Desk, record: Record) -> ExploitationRisk:
    with desk.delivery.reading() as session:
        return tracker.gradings_of(session, record.reference)[-1].grade


def test_scales_are_never_averaged_and_the_lowest_counts(desk: Desk) -> None:
    girl = a_girl(desk)
    mapping = a_mapping(Scaling("Mother", 8), Scaling("School", 2))
    assert "2 to 8" in completes(desk, girl, mapping).result.words
    assert desk.record(girl.reference).assessment.picture.safety_scale == 2


def test_a_danger_without_its_safety_goal_is_not_complete(desk: Desk) -> None:
    mapping = SignsOfSafetyGiven("Hit.", (Danger("She is hurt."),), "", "Aunt.", "", "Aunt stays.")
    with pytest.raises(Rejected):
        completes(desk, a_girl(desk), mapping)


def test_why_a_child_was_not_asked_yet_is_said_and_leaves_the_question_open(desk: Desk) -> None:
    girl = a_girl(desk)
    completed = completes(desk, girl, VoiceGiven(Asked.NOT_YET, not_yet="Asleep; school asks on Monday."))
    assert completed.result.not_known == 1


def test_school_is_told_before_monday_and_silence_is_seen(desk: Desk, clock: MovableClock) -> None:
    a_girl(desk)
    (asked,) = desk.said(SchoolNoticeRequested)
    assert asked.tell_by == datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
    clock.move(timedelta(days=3))
    with desk.delivery.transaction() as transaction:
        assert desk.handlers.school_notices.look_at_the_clock(transaction) == 1
    assert len(desk.said(SchoolNoticeOverdue)) == 1


def test_a_bank_holiday_is_no_school_day() -> None:
    christmas_eve = datetime(2026, 12, 24, 20, 0, tzinfo=UTC)
    assert next_school_day_begins(christmas_eve, TOOLS.operation_encompass).date() == date(2026, 12, 29)


def test_what_was_written_never_travels(desk: Desk) -> None:
    completes(desk, a_girl(desk), VoiceGiven(Asked.NOT_YET, not_yet="CANARY"))
    (said,) = desk.said(PracticeToolCompleted)
    assert "CANARY" not in said.model_dump_json()
