"""A form counts only when it comes from one of our own pages."""

import pytest
from fastapi import FastAPI

from mash_contracts.vocabulary import Role
from mash_platform.sign_in.access import SESSION_COOKIE
from mash_platform.web.csrf import VISITOR_COOKIE
from tests.builders.web import nobody, partner, someone

REASON = {"rationale": "Safe at home"}


def test_a_form_of_our_own_page_is_accepted(app: FastAPI) -> None:
    assert someone(app, Role.PRACTITIONER).send("/desk", **REASON).status_code == 200


@pytest.mark.parametrize("token", [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "\u00e9"}])
def test_a_form_without_our_token_changes_nothing_and_says_so(app: FastAPI, token: dict[str, str]) -> None:
    answer = someone(app, Role.PRACTITIONER).client.post("/desk", data={**REASON, **token})
    assert answer.status_code == 403
    assert "Nothing has been saved" in answer.text


def test_a_token_of_another_person_in_the_same_browser_is_worth_nothing(app: FastAPI) -> None:
    first = someone(app, Role.PRACTITIONER)
    token = first.csrf()
    second = someone(app, Role.PRACTITIONER)
    second.keep_cookie(VISITOR_COOKIE, first.client.cookies[VISITOR_COOKIE])
    assert second.client.post("/desk", data={**REASON, "csrf": token}).status_code == 403


def test_a_token_of_the_same_person_in_another_browser_is_worth_nothing(app: FastAPI) -> None:
    here = someone(app, Role.PRACTITIONER)
    token = here.csrf()
    there = nobody(app)
    there.open("/")
    there.keep_cookie(SESSION_COOKIE, here.client.cookies[SESSION_COOKIE])
    assert there.client.post("/desk", data={**REASON, "csrf": token}).status_code == 403


def test_people_who_are_not_signed_in_are_protected_too(app: FastAPI) -> None:
    visitor = nobody(app)
    assert visitor.client.post("/worry", data={"words": "a"}).status_code == 403
    assert visitor.send("/worry", words="a").json() == {"words": "a", "by": None}


def test_a_cookie_that_someone_else_planted_is_replaced(app: FastAPI) -> None:
    visitor = nobody(app)
    visitor.keep_cookie(VISITOR_COOKIE, "short")
    visitor.open("/sign-in")
    assert visitor.client.cookies.get(VISITOR_COOKIE, domain="testserver.local") != "short"


def test_a_partner_system_with_a_token_needs_none(app: FastAPI) -> None:
    answer = partner(app).post("/worry", data={"words": "a"})
    assert answer.json() == {"words": "a", "by": "police-gateway"}


def test_an_api_takes_a_changing_call_with_a_cookie_only_from_our_own_pages(app: FastAPI) -> None:
    visitor = someone(app, Role.REFERRER)
    note = {"text": "seen"}
    refused = visitor.client.post("/api/v1/notes", json=note)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:mash:problem:not-from-our-page")
    allowed = visitor.client.post("/api/v1/notes", json=note, headers={"x-csrf-token": visitor.csrf()})
    assert allowed.status_code == 200
