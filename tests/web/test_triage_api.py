"""The desk for other systems: same records, same rules, errors that name the field."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from mash_contracts.events import ThresholdDecided
from mash_contracts.vocabulary import DeclineReason
from mash_platform.clock import MovableClock
from mash_triage.domain.record_state import RecordState
from mash_triage.store.records import Record
from tests.builders.triage import (
    WEDNESDAY_MORNING,
    a_child_in_danger,
    a_contact_received,
    a_referral_declined,
)
from tests.builders.triage_web import BELOW, TriageHub, a_triage_hub, decision_fields
from tests.builders.web import Visitor, partner


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TriageHub]:
    clock = MovableClock(WEDNESDAY_MORNING + timedelta(minutes=30))
    with a_triage_hub(tmp_path, clock, intake_answers=False) as hub:
        yield hub


def decides(visitor: Visitor, record: Record, **given: Any) -> Response:
    body = {key: value for key, value in decision_fields(record).items() if key != "version"}
    return visitor.client.post(
        f"/api/v1/decisions/{record.reference}",
        json={**body, **given},
        headers={"x-csrf-token": visitor.csrf()},
    )


def looks_again(visitor: Visitor, record: Record, **given: Any) -> Response:
    return visitor.client.post(
        f"/api/v1/decisions/{record.reference}/second-person",
        json={"answer": "confirmed", "rationale": "I rang her school.", **given},
        headers={"x-csrf-token": visitor.csrf()},
    )


def errors_in(answer: Response) -> set[tuple[str, str]]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {(error["field"], error["code"]) for error in answer.json()["errors"]}


def test_a_record_is_shown_with_recommendation_reasons_and_gaps(hub: TriageHub) -> None:
    record = hub.desk.receives(a_child_in_danger())

    shown = hub.practitioner().open(f"/api/v1/triage/records/{record.reference}").json()

    assert shown["state"] == "waiting"
    assert shown["version"] == 1
    assert shown["decision"] is None
    assert shown["recommendation"]["rag"] == "red"
    assert shown["recommendation"]["findings"][0]["evidence"][0]["agency"] == "police"
    assert [gap["code"] for gap in shown["recommendation"]["gaps"]] == [
        gap.code for gap in record.assessment.recommendation.gaps
    ]
    assert shown["recommendation"]["policy_digest"] == record.assessment.recommendation.policy_digest


def test_what_waits_is_listed_red_first_with_counts(hub: TriageHub) -> None:
    hub.desk.receives(a_contact_received())
    red = hub.desk.receives(a_child_in_danger())
    hub.desk.decides(hub.desk.receives(a_contact_received()))

    listed = hub.practitioner().open("/api/v1/triage/records?state=waiting").json()

    assert [line["rag"] for line in listed["records"]][0] == "red"
    assert listed["records"][0]["reference"] == red.reference
    assert listed["total"] == 2
    assert listed["counts"] == {"waiting": 2, "awaiting-second-person": 0, "decided": 1}


def test_a_person_decides_through_the_api_as_themselves(hub: TriageHub) -> None:
    record = hub.desk.receives(a_contact_received())

    shown = decides(hub.practitioner("Priya Nair"), record).json()

    assert shown["state"] == "decided"
    assert shown["decision"]["decided_by_name"] == "Priya Nair"
    assert shown["decision"]["relation"] == "agreed"
    assert len(hub.desk.said(ThresholdDecided)) == 1


def test_going_below_by_api_needs_the_second_person_too(hub: TriageHub) -> None:
    record = hub.desk.receives(a_child_in_danger())
    priya, daniel = hub.practitioner("Priya Nair"), hub.practitioner("Daniel Hughes")

    assert decides(priya, record, **BELOW).json()["state"] == "awaiting-second-person"
    assert errors_in(looks_again(priya, record)) == {("answer", "same-person")}
    shown = looks_again(daniel, record).json()

    assert shown["state"] == "decided"
    assert shown["decision"]["second_person"]["by_name"] == "Daniel Hughes"


def test_every_missing_choice_is_named_by_its_field(hub: TriageHub) -> None:
    record = hub.desk.receives(a_contact_received())

    answer = decides(
        hub.practitioner(), record, level=None, rag=None, legal_basis=None, pathways=[], rationale=" "
    )

    assert answer.status_code == 422
    assert errors_in(answer) == {
        (field, "required") for field in ("level", "rag", "legal_basis", "pathways", "rationale")
    }
    assert hub.desk.record(record.reference).state is RecordState.WAITING


def test_unknown_codes_and_unknown_fields_are_refused_by_name(hub: TriageHub) -> None:
    record = hub.desk.receives(a_contact_received())

    answer = decides(hub.practitioner(), record, level="5", priority="high")

    assert answer.status_code == 422
    assert errors_in(answer) == {("level", "unknown-code"), ("priority", "unknown-field")}


def test_a_decision_on_an_older_version_is_a_conflict(hub: TriageHub) -> None:
    record = hub.desk.receives(a_contact_received())
    hub.desk.gets_back(a_referral_declined(reference=record.reference))

    answer = decides(hub.practitioner(), record, version=record.version)

    assert answer.status_code == 409
    assert hub.desk.said(ThresholdDecided) == []


def test_of_two_decisions_on_one_child_only_the_first_counts(hub: TriageHub) -> None:
    record = hub.desk.receives(a_contact_received())

    first, second = decides(hub.practitioner(), record), decides(hub.practitioner(), record)

    assert (first.status_code, second.status_code) == (200, 409)
    assert len(hub.desk.said(ThresholdDecided)) == 1


def test_a_system_with_a_token_decides_nothing_and_reads_nothing(hub: TriageHub) -> None:
    record = hub.desk.receives(a_contact_received())
    system = partner(hub.app)

    assert system.post(f"/api/v1/decisions/{record.reference}", json={}).status_code == 403
    assert system.get(f"/api/v1/triage/records/{record.reference}").status_code == 403
    assert system.get("/api/v1/triage/records").status_code == 403


def test_what_teams_declined_is_shown_with_the_record(hub: TriageHub) -> None:
    record = hub.desk.decides(hub.desk.receives(a_contact_received()))
    hub.desk.gets_back(
        a_referral_declined(reference=record.reference, reason=DeclineReason.CONSENT_WITHDRAWN)
    )

    shown = hub.practitioner().open(f"/api/v1/triage/records/{record.reference}").json()

    assert shown["state"] == "waiting"
    assert [one["reason"] for one in shown["returns"]] == ["consent-withdrawn"]


def test_an_unknown_reference_is_not_found(hub: TriageHub) -> None:
    assert hub.practitioner().open("/api/v1/triage/records/9999-9999-1").status_code == 404
