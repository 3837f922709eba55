import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from mash_contracts.details import RecordDetails
from mash_contracts.vocabulary import Role
from mash_intake.web.api_examples import SUBMISSIONS
from mash_platform.audit.trail import Action
from tests.builders.contacts import a_child, a_concern, a_submission, a_submission_json
from tests.builders.intake import IntakeOnTheWeb, intake_on_the_web
from tests.builders.web import nobody, partner, someone

CONTACTS = "/api/v1/contacts"


def problems(answer: Response) -> list[tuple[str, str]]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert all(error["detail"] for error in answer.json()["errors"])
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_a_partner_system_hands_a_contact_in_and_follows_it(intake: IntakeOnTheWeb) -> None:
    police = partner(intake.app)
    answer = police.post(CONTACTS, json=a_submission_json(), headers={"idempotency-key": "p-1"})
    assert answer.status_code == 201
    told = answer.json()
    assert told["records"] == [f"{told['reference']}-1"]
    assert told["received_at"] == "2026-11-24T21:56:00Z"
    followed = police.get(f"{CONTACTS}/{told['reference']}").json()
    assert followed["records"] == [{"reference": told["records"][0], "progress": "received"}]


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_every_published_example_is_accepted(intake: IntakeOnTheWeb, name: str) -> None:
    answer = partner(intake.app).post(CONTACTS, json=SUBMISSIONS[name]["value"])
    assert answer.status_code == 201, answer.text
    document = nobody(intake.app).open("/api/openapi.json").json()
    body = document["paths"][CONTACTS]["post"]["requestBody"]["content"]["application/json"]
    assert body["examples"][name]["value"] == SUBMISSIONS[name]["value"]


def test_a_retry_with_its_key_gets_the_first_answer_and_makes_no_second_contact(
    intake: IntakeOnTheWeb,
) -> None:
    police = partner(intake.app)
    first, again = (
        police.post(CONTACTS, json=a_submission_json(), headers={"idempotency-key": "p-1"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(intake.room.contacts()) == 1


def test_a_key_used_for_another_contact_is_a_conflict_with_a_sentence(intake: IntakeOnTheWeb) -> None:
    police = partner(intake.app)
    headers = {"idempotency-key": "p-1"}
    police.post(CONTACTS, json=a_submission_json(), headers=headers)
    other = police.post(
        CONTACTS, json=a_submission_json(concerns=(a_concern(factor="15A"),)), headers=headers
    )
    assert other.status_code == 409
    assert "Idempotency-Key" in other.json()["errors"][0]["detail"]
    assert len(intake.room.contacts()) == 1


def test_twenty_parallel_retries_make_one_contact(intake: IntakeOnTheWeb) -> None:
    police = partner(intake.app)

    def hand_in(_: int) -> Response:
        return police.post(CONTACTS, json=a_submission_json(), headers={"idempotency-key": "p-1"})

    with ThreadPoolExecutor(10) as several:
        answers = list(several.map(hand_in, range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({answer.json()["reference"] for answer in answers}) == 1
    assert len(intake.room.said()) == 1


def test_what_is_no_json_is_called_that(intake: IntakeOnTheWeb) -> None:
    answer = partner(intake.app).post(
        CONTACTS, content=b'{"children": [', headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert problems(answer) == [("", "malformed-json")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"nhsnumber": "1"}, [("nhsnumber", "unknown-field")]),
        ({"children": [{"first_names": "R", "shoe_size": 3}]}, [("children[0].shoe_size", "unknown-field")]),
        ({"children": []}, [("children", "too-few")]),
        ({"children": [{"first_names": "R", "sex": "X"}]}, [("children[0].sex", "unknown-code")]),
        ({"concerns": [{"factor": "99Z"}]}, [("concerns[0].factor", "unknown-code")]),
        ({"concerns": [{"signs": ["bruised"]}]}, [("concerns[0].signs[0]", "unknown-code")]),
        ({"dash_ticks": 25}, [("dash_ticks", "out-of-range")]),
        (
            {"children": [{"first_names": "R", "date_of_birth": "31/02/2018"}]},
            [("children[0].date_of_birth", "wrong-type")],
        ),
        (
            {"children": [{"first_names": "R", "nhs_number": "4857773456", "upn": "A840200005001"}]},
            [("children[0].nhs_number", "nhs-number-check-digit"), ("children[0].upn", "upn-check-letter")],
        ),
        (
            {"children": [{"first_names": "R", "date_of_birth": "2027-01-01"}]},
            [("children[0].date_of_birth", "birth-in-future")],
        ),
        (
            {"children": [{"sex": "F"}], "concerns": [], "adults": []},
            [("children", "child-not-identified"), ("concerns", "no-worry")],
        ),
    ],
)
def test_each_fault_is_named_by_its_field_and_nothing_is_kept(
    intake: IntakeOnTheWeb, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    answer = partner(intake.app).post(CONTACTS, json={**a_submission_json(), **change})
    assert answer.status_code == 422
    assert problems(answer) == expected
    assert intake.room.contacts() == []


def test_ten_megabytes_are_refused(intake: IntakeOnTheWeb) -> None:
    body = json.dumps({**a_submission_json(), "padding": "x" * 10_000_000})
    answer = partner(intake.app).post(CONTACTS, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert intake.room.contacts() == []


@pytest.mark.parametrize("text", ["\u0000", "\ud800", "\u202e<script>alert(1)</script>", "😀" * 60])
def test_strange_text_is_kept_as_it_is_or_refused_and_never_breaks_anything(
    intake: IntakeOnTheWeb, text: str
) -> None:
    body = json.dumps({**a_submission_json(), "children": [{"first_names": text, "school": "Sample"}]})
    answer = partner(intake.app).post(CONTACTS, content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (201, 422)
    if answer.status_code == 201:
        told = (
            someone(intake.app, Role.PRACTITIONER)
            .open(f"/api/v1/records/{answer.json()['records'][0]}")
            .json()
        )
        assert told["child"]["first_names"] == text


def test_a_doubtful_number_is_taken_and_said_to_be_doubtful(intake: IntakeOnTheWeb) -> None:
    body = a_submission_json(children=(a_child(upn="T999200005001"),))
    answer = partner(intake.app).post(CONTACTS, json=body)
    assert answer.status_code == 201
    assert [(doubt["field"], doubt["code"]) for doubt in answer.json()["doubts"]] == [
        ("children[0].upn", "upn-authority")
    ]


def test_where_real_people_refer_numbers_of_test_patients_are_refused(tmp_path: Path) -> None:
    with intake_on_the_web(tmp_path, test_nhs_numbers=False) as intake:
        body = a_submission_json(children=(a_child(nhs_number="9990000018"),))
        answer = partner(intake.app).post(CONTACTS, json=body)
    assert problems(answer) == [("children[0].nhs_number", "nhs-number-test-range")]


def test_the_hub_reads_the_whole_record_and_each_read_is_written_down(intake: IntakeOnTheWeb) -> None:
    accepted = intake.room.takes(a_submission(children=(a_child(), a_child(first_names="Ash"))))
    desk = someone(intake.app, Role.PRACTITIONER)
    assert desk.account is not None
    details = RecordDetails.model_validate_json(desk.open(f"/api/v1/records/{accepted.records[0]}").content)
    assert details.summary.name == "Rowan Testcase"
    asked = "&".join(f"reference={reference}" for reference in accepted.records)
    listed = desk.open(f"/api/v1/records?{asked}").json()
    assert [each["name"] for each in listed] == ["Rowan Testcase", "Ash Testcase"]
    # The whole contact shows the brother too.
    one, several = "GET /api/v1/records/{reference}", "GET /api/v1/records"
    for record in accepted.records:
        assert intake.looked_at(record) == [
            (desk.account.account_id, route, Action.VIEW) for route in (one, several)
        ]


def test_a_record_that_does_not_exist_is_404(intake: IntakeOnTheWeb) -> None:
    desk = someone(intake.app, Role.MANAGER)
    assert desk.open("/api/v1/records/4K7Q-9XWD-1").status_code == 404
    assert desk.open("/api/v1/records?reference=4K7Q-9XWD-1").json() == []
    assert desk.open("/api/v1/records").status_code == 422


def test_a_referrer_follows_their_own_contacts_and_no_others(intake: IntakeOnTheWeb) -> None:
    reference = (
        partner(intake.app, "school-system").post(CONTACTS, json=a_submission_json()).json()["reference"]
    )
    assert partner(intake.app, "police-gateway").get(f"{CONTACTS}/{reference}").status_code == 404
    assert someone(intake.app, Role.REFERRER).open(f"{CONTACTS}/{reference}").status_code == 404
    assert someone(intake.app, Role.PRACTITIONER).open(f"{CONTACTS}/{reference}").status_code == 200


def test_a_burst_of_contacts_is_taken_whole(intake: IntakeOnTheWeb) -> None:
    """Sixty at once from a partner system after the weekend: none turned away, none lost, none doubled."""
    police = partner(intake.app)

    def hand_in(number: int) -> Response:
        return police.post(CONTACTS, json=a_submission_json(), headers={"idempotency-key": str(number)})

    with ThreadPoolExecutor(30) as several:
        answers = list(several.map(hand_in, range(60)))
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(answer.json()["reference"] for answer in answers) == sorted(intake.room.contacts())
    assert len(intake.room.said()) == 60
