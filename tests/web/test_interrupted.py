"""What was being written when a session timed out is not lost."""

import re
from datetime import timedelta
from html import unescape

from fastapi import FastAPI

from mash_contracts.vocabulary import Role
from mash_platform.clock import MovableClock
from mash_platform.sign_in.service import SignIn
from tests.builders.web import PASSWORD, Visitor, an_account, nobody, someone, title_of

RATIONALE = 'She said "he hits us" & cried. <Seen today>\nTwo lines.'


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return unescape(found[1])


def timed_out_while_writing(app: FastAPI, clock: MovableClock) -> tuple[Visitor, str]:
    """A practitioner who sends a decision after the time-out, and the page they get."""
    visitor = someone(app, Role.PRACTITIONER)
    token = visitor.csrf()
    clock.move(timedelta(minutes=31))
    page = visitor.client.post("/desk", data={"csrf": token, "rationale": RATIONALE})
    assert page.status_code == 401
    return visitor, page.text


def test_a_decision_sent_after_the_time_out_can_be_sent_once_its_writer_is_back(
    app: FastAPI, clock: MovableClock
) -> None:
    visitor, page = timed_out_while_writing(app, clock)
    assert visitor.account
    assert "What you wrote is not lost" in page
    wrong = visitor.client.post(
        "/sign-in",
        data={
            "csrf": hidden(page, "csrf"),
            "kept": hidden(page, "kept"),
            "sign_in_name": visitor.account.sign_in_name,
            "password": "wrong",
        },
    )
    carry_on = visitor.client.post(
        "/sign-in",
        data={
            "csrf": hidden(wrong.text, "csrf"),
            "kept": hidden(wrong.text, "kept"),
            "sign_in_name": visitor.account.sign_in_name,
            "password": PASSWORD,
        },
    )
    assert title_of(carry_on) == "Send what you wrote - Safeguarding hub"
    assert 'action="/desk"' in carry_on.text
    form = carry_on.text.split("<main")[1]
    assert hidden(form, "rationale") == RATIONALE
    sent = visitor.client.post(
        "/desk", data={"csrf": hidden(form, "csrf"), "rationale": hidden(form, "rationale")}
    )
    assert f"Decided by {visitor.account.display_name}" in sent.text


def test_the_page_that_was_open_still_works_after_signing_in_elsewhere_in_the_same_browser(
    app: FastAPI, clock: MovableClock
) -> None:
    visitor = someone(app, Role.PRACTITIONER)
    assert visitor.account
    token_of_the_open_page = visitor.csrf()
    clock.move(timedelta(minutes=31))
    fresh = hidden(visitor.open("/sign-in").text, "csrf")
    visitor.client.post(
        "/sign-in",
        data={"csrf": fresh, "sign_in_name": visitor.account.sign_in_name, "password": PASSWORD},
    )
    sent = visitor.client.post("/desk", data={"csrf": token_of_the_open_page, "rationale": "Safe at home"})
    assert sent.status_code == 200


def test_someone_else_who_signs_in_does_not_get_what_the_first_person_wrote(
    app: FastAPI, sign_in: SignIn, clock: MovableClock
) -> None:
    visitor, page = timed_out_while_writing(app, clock)
    other = an_account(sign_in, Role.PRACTITIONER)
    answer = visitor.client.post(
        "/sign-in",
        data={
            "csrf": hidden(page, "csrf"),
            "kept": hidden(page, "kept"),
            "sign_in_name": other.sign_in_name,
            "password": PASSWORD,
        },
    )
    assert answer.status_code == 303
    assert "hits us" not in answer.text


def test_a_form_that_another_site_made_is_not_kept(app: FastAPI, clock: MovableClock) -> None:
    visitor = someone(app, Role.PRACTITIONER)
    clock.move(timedelta(minutes=31))
    answer = visitor.client.post("/desk", data={"rationale": "not mine"})
    assert answer.status_code == 403
    assert "kept" not in answer.text


def test_kept_fields_that_were_tampered_with_are_dropped(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in)
    answer = nobody(app).send(
        "/sign-in", sign_in_name=account.sign_in_name, password=PASSWORD, kept="WyJ4Il0.forged"
    )
    assert answer.status_code == 303
