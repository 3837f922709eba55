"""What is wrong is said in plain words to people, and by field and code to systems."""

import json
import logging
from typing import Any

import pytest
from fastapi import FastAPI

from mash_contracts.vocabulary import Role
from mash_platform.sign_in.service import SignIn
from mash_platform.sign_in.tables import SESSIONS
from tests.builders.web import nobody, partner, someone, title_of

NOTE = "/api/v1/notes"


def problem(app: FastAPI, body: Any) -> dict[str, Any]:
    answer = partner(app).post(NOTE, json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    return found


def codes(found: dict[str, Any]) -> dict[str, str]:
    return {error["field"]: error["code"] for error in found["errors"]}


def test_unknown_fields_are_refused_by_name_also_deep_down(app: FastAPI) -> None:
    found = problem(app, {"text": "seen", "nhsnumber": "1", "birthdays": [{"day": 1}, {"day": 2, "hour": 3}]})
    assert found["status"] == 422
    assert codes(found) == {"nhsnumber": "unknown-field", "birthdays[1].hour": "unknown-field"}
    assert found["errors"][0]["detail"] == "There is no field of this name"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"text": None}, "text", "wrong-type"),
        ({"text": 3}, "text", "wrong-type"),
        ({"text": "a" * 21}, "text", "too-long"),
        ({"injured": "perhaps"}, "injured", "unknown-code"),
        ({"seen_at": "yesterday"}, "seen_at", "wrong-type"),
        ({"seen_at": "2026-11-24T10:00:00"}, "seen_at", "no-time-zone"),
        ({"birthdays": [{"day": 32}]}, "birthdays[0].day", "out-of-range"),
        ({"birthdays": [{"day": "first"}]}, "birthdays[0].day", "wrong-type"),
        ({"birthdays": [{}]}, "birthdays[0].day", "missing"),
        ({"birthdays": {"day": 1}}, "birthdays", "wrong-type"),
        ({"birthdays": [{"day": 1}] * 3}, "birthdays", "too-many"),
    ],
)
def test_each_wrong_field_has_its_full_name_and_a_stable_code(
    app: FastAPI, change: dict[str, Any], field: str, code: str
) -> None:
    assert codes(problem(app, {"text": "seen", **change})) == {field: code}


@pytest.mark.parametrize(
    ("body", "field"), [(b'{"text": "\\ud800"}', "text"), (b'{"text": "seen", "\\udfff": 1}', "")]
)
def test_half_a_character_is_refused_in_a_value_and_in_a_name(app: FastAPI, body: bytes, field: str) -> None:
    answer = partner(app).post(NOTE, content=body, headers={"content-type": "application/json"})
    assert codes(answer.json()) == {field: "wrong-form"}


def test_a_thousand_unknown_fields_with_endless_names_get_a_short_answer(app: FastAPI) -> None:
    body = {f"{number}{'x' * 500}": 1 for number in range(1000)}
    found = problem(app, body)
    assert len(found["errors"]) == 100
    assert len(json.dumps(found)) < 30_000


def test_a_missing_field_is_named(app: FastAPI) -> None:
    assert codes(problem(app, {})) == {"text": "missing"}


def test_what_was_sent_is_never_repeated_back(app: FastAPI) -> None:
    said = "Jamie Example was seen at 12 Acacia Avenue"
    found = problem(app, {"text": said, "injured": said, "birthdays": [{"day": said}], "seen_at": said})
    assert len(found["errors"]) == 4
    assert "Jamie" not in json.dumps(found)


@pytest.mark.parametrize(
    "body", [b'{"text": ', b"{'text': 1}", b"\xff\xfe{}", b"nonsense", b'{"text": "\xff"}']
)
def test_malformed_json_is_called_that(app: FastAPI, body: bytes) -> None:
    answer = partner(app).post(NOTE, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "malformed-json"


def test_json_nested_without_end_is_refused(app: FastAPI) -> None:
    body = b"[" * 100_000
    answer = partner(app).post(NOTE, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["status"] == 400


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_sent_as_json_is_told_what_to_send(app: FastAPI, content_type: str) -> None:
    answer = partner(app).post(NOTE, content=b'{"text": "a"}', headers={"content-type": content_type})
    assert answer.status_code == 415
    assert answer.json()["errors"][0]["detail"] == "Send JSON, with Content-Type: application/json"


def test_a_list_instead_of_an_object_is_a_wrong_type(app: FastAPI) -> None:
    assert codes(problem(app, [1])) == {"": "wrong-type"}


@pytest.mark.parametrize(
    ("how", "status", "kind"),
    [
        ("not-found", 404, "not-found"),
        ("conflict", 409, "conflict"),
        ("invalid", 422, "invalid"),
        ("unavailable", 503, "unavailable"),
        ("unexpected", 500, "unexpected"),
    ],
)
def test_each_kind_of_failure_has_its_status_for_systems_and_a_page_for_people(
    app: FastAPI, how: str, status: int, kind: str
) -> None:
    system = nobody(app).open(f"/api/fails/{how}")
    assert (system.status_code, system.json()["type"]) == (status, f"urn:mash:problem:{kind}")
    person = nobody(app).open(f"/fails/{how}")
    assert person.status_code == status
    assert person.text.count("<h1") == 1
    assert "no-store" in person.headers["cache-control"]
    assert "default-src 'self'" in person.headers["content-security-policy"]
    for answer in (system, person):
        assert "Jamie" not in answer.text
        assert "Traceback" not in answer.text


def test_a_conflict_says_what_someone_else_did(app: FastAPI) -> None:
    assert "Priya Nair decided this at 10:15am." in nobody(app).open("/fails/conflict").text


def test_an_unavailable_service_says_when_to_try_again(app: FastAPI) -> None:
    assert nobody(app).open("/api/fails/unavailable").headers["retry-after"] == "5"


def test_accounts_that_cannot_be_read_are_a_page_that_says_to_try_again(
    app: FastAPI, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = someone(app, Role.PRACTITIONER)
    SESSIONS.drop(sign_in._engine)
    page = visitor.open("/desk")
    assert page.status_code == 503
    assert "Wait a few seconds and try again" in page.text
    assert visitor.open("/api/v1/notes/one").status_code == 503
    assert "a database did not answer" in caplog.text


def test_an_unexpected_error_gives_a_number_that_is_also_in_the_log(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="mash_platform.web.problems"):
        page = nobody(app).open("/fails/unexpected")
    logged = [record.getMessage() for record in caplog.records if record.name == "mash_platform.web.problems"]
    number = logged[0].split()[2].rstrip(":")
    assert number in page.text
    assert "Jamie" not in logged[0]


def test_an_address_that_does_not_exist_keeps_the_reader_signed_in_and_on_the_site(app: FastAPI) -> None:
    page = someone(app, Role.PRACTITIONER).open("/nowhere")
    assert title_of(page) == "Nothing found at this address - Safeguarding hub"
    assert "Sign out" in page.text
    assert 'href="/desk"' in page.text
    assert nobody(app).open("/api/nowhere").json()["status"] == 404


def test_a_wrong_method_says_which_is_right(app: FastAPI) -> None:
    answer = nobody(app).client.delete("/api/v1/notes/one")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["type"] == "urn:mash:problem:wrong-method"
