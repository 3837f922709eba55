"""The OpenAPI document that partner systems build on."""

from fastapi import FastAPI

from tests.builders.web import nobody


def test_the_published_document_holds_the_api_and_no_page(app: FastAPI) -> None:
    document = nobody(app).open("/api/openapi.json").json()
    assert set(document["paths"]) == {"/api/v1/notes", "/api/v1/notes/{name}"}
    assert "Note" in document["components"]["schemas"]


def test_it_says_how_a_system_signs_in_and_what_a_refusal_looks_like(app: FastAPI) -> None:
    document = nobody(app).open("/api/openapi.json").json()
    assert document["security"] == [{"token": []}]
    answers = document["paths"]["/api/v1/notes"]["post"]["responses"]
    assert set(answers) == {"200", "4XX", "503"}
    assert list(answers["4XX"]["content"]) == ["application/problem+json"]
    assert "ValidationError" not in document["components"]["schemas"]
