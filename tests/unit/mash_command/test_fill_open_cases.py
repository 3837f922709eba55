"""Who takes a call sees what teams have, also what they took on before intake followed them."""

from datetime import timedelta
from pathlib import Path

import pytest

from mash_command import open_case_filling
from mash_command.open_case_filling import add_closings, add_open_cases
from mash_contracts.vocabulary import Pathway
from mash_intake.domain.open_cases import OpenCase
from mash_intake.store import erasures, open_cases
from mash_routing.store import Case
from tests.builders.intake import Intake
from tests.builders.routing import (
    RoutingRoom,
    a_case_accepted,
    a_case_allocated,
    a_case_closed,
    a_case_declined,
    a_decision,
)

TEAM = Pathway.EARLY_HELP


def asked(routing: RoutingRoom, **given: object) -> Case:
    decision = a_decision(**given)
    routing.receives(decision)
    return routing.case(decision.reference, decision.pathways[0])


def shown(intake: Intake, case: Case) -> list[OpenCase]:
    with intake.delivery.reading() as session:
        return open_cases.of_records(session, [case.reference]).get(case.reference, [])


def test_what_teams_took_on_before_is_shown_with_its_worker_and_nothing_else_is(tmp_path: Path) -> None:
    routing, intake = RoutingRoom.at(tmp_path / "routing"), Intake.at(tmp_path / "intake")
    waits, declined, accepted, allocated = (asked(routing) for _ in range(4))
    advice = asked(routing, pathways=(Pathway.ADVICE,))
    routing.hears(
        TEAM,
        a_case_declined(declined),
        a_case_accepted(accepted),
        a_case_accepted(allocated),
        a_case_allocated(allocated),
    )
    routing.hears(Pathway.ADVICE, a_case_accepted(advice))

    assert add_open_cases(routing.delivery, intake.delivery) == 2

    since = routing.clock.now()
    assert shown(intake, accepted) == [OpenCase(accepted.case_id, accepted.reference, TEAM, since, None)]
    [case] = shown(intake, allocated)
    assert case.worker == routing.case(allocated.reference, TEAM).worker is not None
    assert not any(shown(intake, each) for each in (waits, declined, advice))
    assert add_open_cases(routing.delivery, intake.delivery) == 0


def test_a_case_that_ends_while_it_is_added_is_not_left_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    routing, intake = RoutingRoom.at(tmp_path / "routing"), Intake.at(tmp_path / "intake")
    case = asked(routing)
    held = OpenCase(case.case_id, case.reference, TEAM, routing.clock.now(), None)
    looks = iter([[held], []])
    monkeypatch.setattr(open_case_filling, "_held", lambda _: next(looks))

    assert add_open_cases(routing.delivery, intake.delivery) == 0

    assert shown(intake, case) == []


def test_a_record_is_kept_from_when_its_team_closed_the_case_also_where_no_event_tells(
    tmp_path: Path,
) -> None:
    routing, intake = RoutingRoom.at(tmp_path / "routing"), Intake.at(tmp_path / "intake")
    ended, still_open = asked(routing), asked(routing)
    routing.hears(TEAM, a_case_accepted(ended), a_case_accepted(still_open))
    routing.clock.move(timedelta(days=90))
    closed_at = routing.clock.now()
    routing.hears(TEAM, a_case_closed(ended))

    assert add_closings(routing.delivery, intake.delivery) == 1
    assert add_closings(routing.delivery, intake.delivery) == 1

    with intake.delivery.reading() as session:
        known = erasures.closings_of(session, [ended.reference, still_open.reference])
    assert known == {ended.reference: closed_at}
