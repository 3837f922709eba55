"""A night's notifications in one request: each line for itself, and safe to send again."""

import json
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy.exc import OperationalError

from mash_contracts.vocabulary import Role
from mash_intake.handlers import accept
from mash_intake.web import batch_api
from mash_platform.web.limits import LARGEST_BATCH, LARGEST_BODY
from tests.builders.contacts import a_child, a_submission_json
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.web import partner, someone

CONTACTS = "/api/v1/contacts"


def notifications(many: int) -> list[bytes]:
    return [
        json.dumps(a_submission_json(children=(a_child(first_names=f"Example {number}"),))).encode()
        for number in range(many)
    ]


def sends(intake: IntakeOnTheWeb, lines: list[bytes], key: str | None = "night", query: str = "") -> Response:
    headers = {"content-type": "application/x-ndjson"} | ({"idempotency-key": key} if key else {})
    return partner(intake.app).post(CONTACTS + query, content=b"\n".join(lines), headers=headers)


def results(answer: Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


def test_every_line_is_a_contact_of_its_own_and_is_answered_in_order(intake: IntakeOnTheWeb) -> None:
    many = results(sends(intake, notifications(120)))
    assert [(each["line"], each["status"]) for each in many] == [(number, 201) for number in range(1, 121)]
    assert len({each["reference"] for each in many}) == 120 == len(intake.room.contacts())
    assert many[0]["records"] == [f"{many[0]['reference']}-1"]


def test_a_line_that_is_wrong_holds_up_no_other_and_is_named(intake: IntakeOnTheWeb) -> None:
    wrong = json.dumps(a_submission_json() | {"nhsnumber": "1"}).encode()
    nobody = json.dumps({"concerns": [{"what_happened": "x"}], "children": [{}]}).encode()
    lines = [*notifications(1), b"{not json", b"", wrong, nobody, b"[]", *notifications(1)]
    many = results(sends(intake, lines))
    assert [(each["line"], each["status"]) for each in many] == [
        (1, 201),
        (2, 400),
        (4, 422),
        (5, 422),
        (6, 400),
        (7, 201),
    ]
    assert many[2]["errors"][0]["field"] == "nhsnumber"
    assert many[3]["errors"][0]["code"] == "child-not-identified"
    assert "x" not in many[3]["errors"][0]["field"]


def test_the_same_batch_sent_again_makes_no_second_contact(intake: IntakeOnTheWeb) -> None:
    first, again = results(sends(intake, notifications(60))), results(sends(intake, notifications(60)))
    assert [each["reference"] for each in again] == [each["reference"] for each in first]
    assert {each["status"] for each in again} == {200}
    assert len(intake.room.contacts()) == 60


def test_two_lines_that_say_the_same_are_two_contacts(intake: IntakeOnTheWeb) -> None:
    results(sends(intake, notifications(1) * 2))
    assert len(intake.room.contacts()) == 2


def test_a_line_that_is_another_under_the_same_name_is_a_conflict(intake: IntakeOnTheWeb) -> None:
    results(sends(intake, notifications(3)))
    other = [*notifications(2), json.dumps(a_submission_json()).encode()]
    assert [each["status"] for each in results(sends(intake, other))] == [200, 200, 409]


def test_a_batch_that_broke_off_is_gone_on_with_from_any_line(
    intake: IntakeOnTheWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = notifications(120)
    taken: list[int] = []

    def breaks_off(*given: Any, **named: Any) -> Any:
        if len(taken) == 2:
            raise OperationalError("insert", {}, Exception("away"))
        taken.append(1)
        return accept.accept_contacts(*given, **named)

    monkeypatch.setattr(batch_api, "accept_contacts", breaks_off)
    broken = results(sends(intake, lines))
    assert (broken[-1]["line"], broken[-1]["status"]) == (101, 503)
    monkeypatch.undo()
    rest = results(sends(intake, lines[100:], query="?first_line=101"))
    assert {each["status"] for each in rest} == {201}
    assert {each["status"] for each in results(sends(intake, lines))} == {200}
    assert len(intake.room.contacts()) == 120


def test_a_batch_needs_a_name_so_that_it_can_be_sent_again(intake: IntakeOnTheWeb) -> None:
    answer = sends(intake, notifications(1), key=None)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert intake.room.contacts() == []


def test_a_batch_has_a_largest_size_and_a_most_of_lines(intake: IntakeOnTheWeb) -> None:
    assert sends(intake, [b" " * LARGEST_BODY]).status_code == 200
    assert sends(intake, [b" " * (LARGEST_BATCH + 1)]).status_code == 413
    assert sends(intake, [b""] * (batch_api.MOST_LINES + 2)).status_code == 422


def test_an_empty_batch_is_answered_with_nothing(intake: IntakeOnTheWeb) -> None:
    assert results(sends(intake, [])) == []


def test_only_who_may_hand_in_one_contact_may_hand_in_many(intake: IntakeOnTheWeb) -> None:
    assert someone(intake.app, Role.ASSURANCE).client.post(
        CONTACTS, content=b"{}", headers={"content-type": "application/x-ndjson"}
    ).status_code in (401, 403)
