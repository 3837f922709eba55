"""Stories of brothers and sisters decided together: a decision for each, and all of them or none."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mash_contracts.events import ThresholdDecided
from mash_contracts.vocabulary import Answer, LegalBasis, LevelOfNeed, Pathway, Rag
from mash_platform.clock import MovableClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.decision import Choice, Professional
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.siblings import ChoiceFor, NotTogether, decide_together
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store.records import Record
from tests.builders.triage import a_choice, a_contact_received
from tests.builders.triage_desk import AMIRA, BEN, Desk, following

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOME = "HSE-4K7Q-9XWD"
ADVICE = a_choice(
    level=LevelOfNeed.UNIVERSAL,
    rag=Rag.GREEN,
    legal_basis=LegalBasis.NONE,
    pathways=(Pathway.ADVICE,),
    rationale="He lives with his father and was not there.",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = MovableClock(MONDAY)
    delivery = open_delivery(Settings(data=tmp_path), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


def ella_and_her_brother(desk: Desk) -> tuple[Record, Record]:
    """School is worried about both; Ella is in danger tonight."""
    references = ("4K7Q-9XWD-1", "4K7Q-9XWD-2")
    ella = a_contact_received(
        contact_reference="4K7Q-9XWD",
        reference=references[0],
        siblings=references[1:],
        person="PER-4K7Q-9XWD",
        household=HOME,
        received_at=MONDAY,
        immediate_danger=Answer.YES,
    )
    brother = a_contact_received(
        contact_reference="4K7Q-9XWD",
        reference=references[1],
        siblings=references[:1],
        person="PER-7RDK-C3HM",
        household=HOME,
        received_at=MONDAY,
    )
    return desk.receives(ella), desk.receives(brother)


def decided(desk: Desk, *choices: tuple[Record, Choice], person: Professional = AMIRA) -> tuple[Record, ...]:
    """Somebody decides about several children as they saw them, on one screen."""
    chosen = [ChoiceFor(record.reference, choice, record.version) for record, choice in choices]
    with desk.delivery.transaction() as transaction:
        return decide_together(desk.handlers, transaction, chosen, person)


def test_each_of_two_siblings_gets_a_decision_of_their_own_in_one_go(desk: Desk) -> None:
    ella, brother = ella_and_her_brother(desk)
    assert ella.recommended != brother.recommended

    after = decided(
        desk, (ella, following(ella)), (brother, following(brother, rationale="He is at his nan’s."))
    )

    assert [one.state for one in after] == [RecordState.DECIDED] * 2
    assert [one.decisions[-1].outcome for one in after] == [ella.recommended, brother.recommended]
    assert desk.record(brother.reference).decisions[-1].rationale == "He is at his nan’s."
    assert {one.reference for one in desk.said(ThresholdDecided)} == {ella.reference, brother.reference}


def test_a_step_down_for_one_waits_for_a_second_person_while_the_other_moves_on(desk: Desk) -> None:
    ella, brother = ella_and_her_brother(desk)

    decided(desk, (ella, following(ella)), (brother, ADVICE))

    assert desk.record(ella.reference).state is RecordState.DECIDED
    waiting = desk.record(brother.reference)
    assert waiting.state is RecordState.AWAITING_SECOND_PERSON
    assert [one.reference for one in desk.said(ThresholdDecided)] == [ella.reference]
    desk.looks_again(waiting, person=BEN)
    assert desk.record(brother.reference).state is RecordState.DECIDED


def test_a_choice_that_is_not_complete_for_one_leaves_both_waiting(desk: Desk) -> None:
    ella, brother = ella_and_her_brother(desk)

    with pytest.raises(NotTogether) as refused:
        decided(desk, (ella, following(ella)), (brother, following(brother, rationale=" ")))

    assert [error.field for error in refused.value.errors[brother.reference]] == ["rationale"]
    assert ella.reference not in refused.value.errors
    assert [desk.record(one.reference).state for one in (ella, brother)] == [RecordState.WAITING] * 2
    assert desk.said(ThresholdDecided) == []


def test_when_a_colleague_was_first_with_one_nothing_is_overwritten_and_nothing_recorded(desk: Desk) -> None:
    ella, brother = ella_and_her_brother(desk)
    desk.decides(brother, person=BEN)

    with pytest.raises(NotTogether) as refused:
        decided(desk, (ella, following(ella)), (brother, ADVICE))

    assert list(refused.value.conflicts) == [brother.reference]
    assert desk.record(ella.reference).state is RecordState.WAITING
    assert [one.person for one in desk.record(brother.reference).decisions] == [BEN]


def test_every_fault_of_every_child_is_told_at_once(desk: Desk) -> None:
    ella, brother = ella_and_her_brother(desk)

    with pytest.raises(NotTogether) as refused:
        decided(desk, (ella, Choice()), (brother, Choice(level=LevelOfNeed.UNIVERSAL)))

    fields = {reference: [one.field for one in errors] for reference, errors in refused.value.errors.items()}
    assert fields == {
        ella.reference: ["level", "rag", "legal_basis", "pathways", "rationale"],
        brother.reference: ["rag", "legal_basis", "pathways", "rationale"],
    }


def test_a_child_about_whom_it_is_too_early_to_decide_goes_on_waiting(desk: Desk) -> None:
    ella, brother = ella_and_her_brother(desk)

    decided(desk, (ella, following(ella)))

    assert desk.record(brother.reference).state is RecordState.WAITING
