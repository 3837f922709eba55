"""Stories of teams whom a later decision leaves out: none of them waits, or works on, without knowing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mash_contracts.events import ReferralDeclined, ReferralWithdrawn, ThresholdDecided
from mash_contracts.vocabulary import DeclineReason, LegalBasis, LevelOfNeed, Pathway, Rag
from mash_platform.clock import MovableClock
from mash_platform.identifiers import RandomIdentifiers
from mash_routing.domain.case_state import CaseState
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from mash_triage.store.records import Record
from tests.builders.clocks import london
from tests.builders.routing import RoutingRoom, a_team_member
from tests.builders.triage import a_child_in_danger, a_choice
from tests.builders.triage_desk import MARY, Desk

CP, CET, CIN = Pathway.CHILD_PROTECTION, Pathway.CET, Pathway.CHILD_IN_NEED
PROTECT = a_choice(level=LevelOfNeed.SPECIALIST, rag=Rag.RED, legal_basis=LegalBasis.S47, pathways=(CP, CET))
STEP_DOWN = a_choice(
    level=LevelOfNeed.CHILD_IN_NEED, rag=Rag.AMBER, legal_basis=LegalBasis.S17, pathways=(CIN,)
)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(london("2026-11-23", "10:00"))


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    delivery = open_delivery(Settings(data=tmp_path / "triage"), clock, RandomIdentifiers())
    yield Desk(delivery, handlers(clock))
    delivery.engine.dispose()


@pytest.fixture
def teams(tmp_path: Path, clock: MovableClock) -> Iterator[RoutingRoom]:
    room = RoutingRoom.at(tmp_path / "routing", clock)
    yield room
    room.delivery.engine.dispose()


def stepped_down(desk: Desk, teams: RoutingRoom, clock: MovableClock) -> Record:
    """Child protection sends the child back, and the hub decides that child in need is enough."""
    record = desk.decides(desk.receives(a_child_in_danger(received_at=clock.now())), PROTECT, person=MARY)
    teams.receives(desk.said(ThresholdDecided)[-1])
    with teams.delivery.transaction() as transaction:
        case = teams.case(record.reference, CET)
        teams.answers.accept(transaction, a_team_member(CET), case.case_id)
    clock.move(timedelta(hours=1))
    with teams.delivery.transaction() as transaction:
        case = teams.case(record.reference, CP)
        reason = DeclineReason.CONSENT_WITHDRAWN
        teams.answers.decline(transaction, a_team_member(CP), case.case_id, reason=reason)
    declined = [data for _, data, headers in teams.said() if headers["ce_type"] == ReferralDeclined.TYPE]
    back = desk.gets_back(ReferralDeclined.model_validate(declined[-1]))
    clock.move(timedelta(hours=1))
    return desk.decides(back, STEP_DOWN, person=MARY)


def test_the_exploitation_team_that_took_a_child_on_hears_that_the_hub_stepped_down(
    desk: Desk, teams: RoutingRoom, clock: MovableClock
) -> None:
    record = stepped_down(desk, teams, clock)

    teams.receives(desk.said(ThresholdDecided)[-1])

    case = teams.case(record.reference, CET)
    assert case.state is CaseState.ACCEPTED, "nobody but the team ends its work with the child"
    assert case.left_out_at == clock.now()
    told = [
        ReferralWithdrawn.model_validate(data)
        for topic, data, headers in teams.said()
        if topic == "mash.routed.cet" and headers["ce_type"] == ReferralWithdrawn.TYPE
    ]
    assert [(one.taken_on, one.now_with) for one in told] == [(True, (CIN,))]


def test_the_child_is_with_the_team_of_the_latest_decision(
    desk: Desk, teams: RoutingRoom, clock: MovableClock
) -> None:
    record = stepped_down(desk, teams, clock)
    teams.receives(desk.said(ThresholdDecided)[-1])

    assert teams.case(record.reference, CIN).state is CaseState.ROUTED
    assert teams.case(record.reference, CP).state is CaseState.DECLINED


def test_a_team_that_had_not_answered_yet_need_answer_no_more(
    desk: Desk, teams: RoutingRoom, clock: MovableClock
) -> None:
    record = desk.decides(desk.receives(a_child_in_danger(received_at=clock.now())), PROTECT, person=MARY)
    teams.receives(desk.said(ThresholdDecided)[-1])
    with teams.delivery.transaction() as transaction:
        case = teams.case(record.reference, CP)
        reason = DeclineReason.CONSENT_WITHDRAWN
        teams.answers.decline(transaction, a_team_member(CP), case.case_id, reason=reason)
    declined = [data for _, data, headers in teams.said() if headers["ce_type"] == ReferralDeclined.TYPE]
    back = desk.gets_back(ReferralDeclined.model_validate(declined[-1]))
    clock.move(timedelta(hours=1))

    desk.decides(back, STEP_DOWN, person=MARY)
    teams.receives(desk.said(ThresholdDecided)[-1])

    assert teams.case(record.reference, CET).state is CaseState.WITHDRAWN
    assert teams.case(record.reference, CIN).state is CaseState.ROUTED
