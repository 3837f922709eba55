"""Stories of the chronology: what is known from elsewhere counts, and everything stands in one order."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.events import ContactReceived, ReferralAccepted, ReferralClosed
from mash_contracts.national_codes import AssessmentFactor, ClosureReason, ReferralSource
from mash_contracts.vocabulary import Agency, LevelOfNeed, Pathway, Purpose, Severity
from mash_platform.clock import MovableClock
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.known_elsewhere import KnownGiven, KnownKind
from mash_triage.domain.record_state import RecordState
from mash_triage.domain.timeline import Strand
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store import chronology
from mash_triage.store.records import Record
from mash_triage.web.chronology import ChronologyShown, chronology_shown
from tests.builders.triage import a_choice, a_concern, a_contact_received
from tests.builders.triage_desk import AMIRA, MARY, Desk

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ELLA, HER_HOME, HER_BROTHER = "PER-4K7Q-9XWD", "HSE-4K7Q-9XWD", "PER-7RDK-C3HM"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = MovableClock(MONDAY)
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


def a_worry(days_ago: int = 0, **given: Any) -> ContactReceived:
    """School tells of a slight worry about Ella, who lives where she always lived."""
    received = MONDAY - timedelta(days=days_ago)
    concern = a_concern(factor=given.pop("factor", AssessmentFactor.NEGLECT), severity=Severity.LOW)
    of_ella = {"person": ELLA, "household": HER_HOME}
    return a_contact_received(**{"concerns": (concern,), "received_at": received, **of_ella, **given})


def something_known(**given: Any) -> KnownGiven:
    """Police tell on the telephone that Ella was missing for a night."""
    return KnownGiven(
        **{
            "kind": KnownKind.MISSING_EPISODE,
            "first": date(2026, 11, 3),
            "agency": Agency.POLICE,
            "source": "Missing persons log",
            "words": "Out all night; she came home by herself.",
            **given,
        }
    )


def written_down(desk: Desk, record: Record, **given: Any) -> int:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.known_elsewhere.add(
            transaction, record.reference, something_known(**given), AMIRA
        )


def taken_back(desk: Desk, record: Record, number: int, reason: str = "It was her cousin.") -> None:
    with desk.delivery.transaction() as transaction:
        desk.handlers.known_elsewhere.take_back(transaction, record.reference, number, reason, MARY)


def the_chronology(desk: Desk, record: Record) -> ChronologyShown:
    with desk.delivery.reading() as session:
        home = chronology.records_of_home(session, record.reference)
        return chronology_shown(session, record, home, {})


def in_order(shown: ChronologyShown) -> list[str]:
    """What it says, the first first."""
    return [line.happening.title for line in reversed(shown.lines)]


def test_missing_episodes_that_police_tell_on_the_telephone_raise_what_is_recommended(desk: Desk) -> None:
    record = desk.receives(a_worry(missing_episodes_90_days=0))
    for day in (3, 9, 17):
        written_down(desk, record, first=date(2026, 11, day))

    after = desk.record(record.reference)

    assert after.assessment.picture.missing_episodes_90_days == 3
    assert after.recommended.level > record.recommended.level


def test_a_missing_episode_of_long_ago_stands_in_the_chronology_and_is_not_counted_as_recent(
    desk: Desk,
) -> None:
    record = desk.receives(a_worry(missing_episodes_90_days=0))
    written_down(desk, record, first=date(2025, 2, 3))

    assert desk.record(record.reference).assessment.picture.missing_episodes_90_days == 0
    assert "Missing episode" in in_order(the_chronology(desk, record))


def test_an_earlier_protection_plan_elsewhere_counts_at_the_next_contact_too(desk: Desk) -> None:
    before = desk.receives(a_worry(30))
    written_down(
        desk, before, kind=KnownKind.PROTECTION_PLAN, first=date(2023, 1, 9), agency=Agency.SOCIAL_CARE
    )

    now = desk.receives(a_worry())

    assert "earlier-protection-plan" in " ".join(now.assessment.recommendation.reasons)


def test_what_is_known_of_a_brother_is_not_taken_for_this_childs(desk: Desk) -> None:
    brother = desk.receives(a_worry(10, person=HER_BROTHER))
    ella = desk.receives(a_worry(missing_episodes_90_days=0))
    written_down(desk, brother)

    assert desk.record(ella.reference).assessment.picture.missing_episodes_90_days == 0
    (line,) = (
        one for one in the_chronology(desk, ella).lines if one.happening.strand is Strand.MISSING_EPISODE
    )
    assert line.person.relation == "Same home"


def test_what_was_decided_before_it_was_known_comes_back_to_the_desk(desk: Desk) -> None:
    record = desk.receives(a_worry(missing_episodes_90_days=0))
    desk.decides(record, a_choice(level=LevelOfNeed.UNIVERSAL, pathways=(Pathway.ADVICE,)), person=MARY)
    for day in (3, 9, 17):
        written_down(desk, record, first=date(2026, 11, day))

    assert desk.record(record.reference).state is RecordState.WAITING


def test_a_rumour_without_a_source_is_no_entry(desk: Desk) -> None:
    record = desk.receives(a_worry())

    with pytest.raises(Rejected) as refused:
        written_down(desk, record, source=" ", agency=None, first=date(2026, 12, 24))

    assert [error.field for error in refused.value.errors] == ["first", "agency", "source"]


def test_an_entry_that_was_a_mistake_stays_readable_and_lowers_nothing_by_itself(desk: Desk) -> None:
    record = desk.receives(a_worry(missing_episodes_90_days=0))
    numbers = [written_down(desk, record, first=date(2026, 11, day)) for day in (3, 9, 17)]
    raised = desk.record(record.reference).recommended

    for number in numbers:
        taken_back(desk, record, number)

    assert desk.record(record.reference).recommended == raised
    lines = [one.happening.known for one in the_chronology(desk, record).lines if one.happening.known]
    assert [one.taken_back.reason for one in lines if one.taken_back] == ["It was her cousin."] * 3
    assert desk.receives(a_worry(missing_episodes_90_days=0)).assessment.picture.missing_episodes_90_days == 0


def test_an_entry_is_taken_back_once_with_a_reason_and_from_its_own_record(desk: Desk) -> None:
    record = desk.receives(a_worry())
    number = written_down(desk, record)
    stranger = desk.receives(a_worry(person="PER-9XWD-4K7Q", household="HSE-9XWD-4K7Q"))

    with pytest.raises(NotFound):
        taken_back(desk, stranger, number)
    with pytest.raises(Rejected):
        taken_back(desk, record, number, " ")
    taken_back(desk, record, number)
    with pytest.raises(Conflict):
        taken_back(desk, record, number)


def test_contacts_that_ended_with_advice_and_early_help_that_ended_stand_in_one_order(desk: Desk) -> None:
    first = desk.receives(a_worry(400))
    desk.decides(first, a_choice(), person=MARY)
    case = {"reference": first.reference, "case_id": "case-1", "pathway": Pathway.EARLY_HELP}
    case["purpose"] = Purpose.REFERRAL
    desk.takes(
        "mash.routing",
        ReferralAccepted(**case, accepted_at=MONDAY - timedelta(days=390), accepted_by="eh:duty-1"),
        ReferralClosed(
            **case,
            closed_at=MONDAY - timedelta(days=300),
            closed_by="eh:duty-1",
            reason=ClosureReason.SERVICES_CEASED,
        ),
    )
    advised = desk.receives(a_worry(200))
    desk.decides(advised, a_choice(level=LevelOfNeed.UNIVERSAL, pathways=(Pathway.ADVICE,)), person=MARY)
    record = desk.receives(a_worry())

    shown = the_chronology(desk, record)

    told = [title for title in in_order(shown) if not title.startswith("Decided")]
    assert told == [
        "Contact",
        "Early help took the case on",
        "Early help closed the case",
        "Contact",
        "No further action, with advice",
        "Contact",
    ]
    ((help_given, _),) = shown.stretches
    assert help_given.until is not None
    assert (help_given.strand, (help_given.until - help_given.since).days) == (Strand.EARLY_HELP, 90)


def test_the_contacts_on_which_a_pattern_rests_are_marked_and_older_ones_are_not(desk: Desk) -> None:
    for days_ago in (500, 200, 100):
        desk.decides(desk.receives(a_worry(days_ago)), a_choice(), person=MARY)
    record = desk.receives(a_worry())

    marked = [
        (MONDAY - line.happening.at).days
        for line in the_chronology(desk, record).lines
        if "third-contact-about-the-family" in {one.code for one in line.patterns}
    ]

    assert marked == [0, 100, 200]


def test_of_two_sources_in_a_week_only_the_other_source_is_marked(desk: Desk) -> None:
    desk.receives(a_worry(3, referral_source=ReferralSource.POLICE))
    desk.receives(a_worry(100))
    record = desk.receives(a_worry())

    marked = [
        line.happening.who
        for line in the_chronology(desk, record).lines
        if "two-sources-in-seven-days" in {one.code for one in line.patterns}
    ]

    assert marked == [ReferralSource.SCHOOL.label, ReferralSource.POLICE.label]


def test_a_chronology_can_be_narrowed_to_one_child_and_one_kind(desk: Desk) -> None:
    desk.receives(a_worry(100, person=HER_BROTHER))
    record = desk.receives(a_worry())
    written_down(desk, record)
    shown = the_chronology(desk, record)

    assert [line.person.key for line in shown.narrowed(None, HER_BROTHER).lines] == [HER_BROTHER]
    assert in_order(shown.narrowed(Strand.MISSING_EPISODE, None)) == ["Missing episode"]
    assert shown.narrowed(Strand.INCIDENT, None).lines == ()
