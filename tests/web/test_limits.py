"""No request is larger than 1 MB, and whoever sends one is told so."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from mash_contracts.vocabulary import Role
from mash_platform.web.limits import LARGEST_BODY
from tests.builders.serving import Served, serving
from tests.builders.web import a_web_app, nobody, partner, someone, title_of
from tests.web.sample_part import sample_part

JSON = {"content-type": "application/json"}


def note_of_size(size: int) -> bytes:
    frame = len(json.dumps({"text": ""}))
    return json.dumps({"text": "a" * (size - frame)}).encode()


def in_pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 60_000):
        yield body[start : start + 60_000]


def test_a_body_of_exactly_the_limit_is_read(app: FastAPI) -> None:
    answer = partner(app).post("/api/v1/notes", content=note_of_size(LARGEST_BODY), headers=JSON)
    assert answer.json()["errors"][0]["code"] == "too-long"


def test_one_byte_more_is_refused(app: FastAPI) -> None:
    answer = partner(app).post("/api/v1/notes", content=note_of_size(LARGEST_BODY + 1), headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:mash:problem:too-large"


def test_a_body_that_does_not_say_how_long_it_is_is_counted(app: FastAPI) -> None:
    body = note_of_size(LARGEST_BODY + 1)
    answer = partner(app).post("/api/v1/notes", content=in_pieces(body), headers=JSON)
    assert answer.status_code == 413


def test_a_form_that_is_too_long_gets_a_page_that_says_what_to_do(app: FastAPI) -> None:
    visitor = someone(app, Role.PRACTITIONER)
    answer = visitor.send("/desk", rationale="a" * LARGEST_BODY)
    assert answer.status_code == 413
    assert title_of(answer) == "That is too much to send at once - Safeguarding hub"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with a_web_app(tmp_path, sample_part()) as app, serving(app) as served:
        yield served


@pytest.mark.parametrize("chunked", [True, False])
def test_ten_megabytes_over_a_real_socket_get_the_answer_and_not_a_broken_connection(
    served: Served, chunked: bool
) -> None:
    body = b"a" * 10_000_000
    length = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % len(body)
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(
            b"POST /worry HTTP/1.1\r\nHost: hub\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + length
            + b"\r\n\r\n"
        )
        connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked else body)
        assert connection.recv(200).startswith(b"HTTP/1.1 413 ")
    assert served.get("/").status_code == 200


def test_many_fields_in_one_form_are_refused_and_not_a_crash(app: FastAPI) -> None:
    many = {f"field-{number}": "1" for number in range(3000)}
    answer = nobody(app).client.post("/worry", data=many)
    assert answer.status_code == 400
