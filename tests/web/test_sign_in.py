"""Signing in, staying signed in, and what happens when that ends."""

from datetime import timedelta

import argon2
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from mash_contracts.vocabulary import Role
from mash_platform.audit.trail import Action
from mash_platform.clock import MovableClock
from mash_platform.sign_in import passwords
from mash_platform.sign_in.access import SESSION_COOKIE
from mash_platform.sign_in.service import UNKNOWN_NAME, SignIn
from mash_platform.sign_in.tables import SESSIONS
from mash_platform.sign_in.throttle import FAILURES, WINDOW
from tests.builders.web import PASSWORD, an_account, nobody, someone, title_of
from tests.prepared import as_in_the_product


@pytest.fixture
def passwords_as_in_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    as_in_the_product(monkeypatch)


def test_a_practitioner_signs_in_and_lands_on_the_page_they_work_from(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in, Role.PRACTITIONER)
    visitor = nobody(app)
    answer = visitor.send("/sign-in", sign_in_name=account.sign_in_name, password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    home = visitor.open("/")
    assert home.headers["location"] == "/desk"
    assert account.display_name in visitor.open("/desk").text


def test_the_sign_in_name_may_be_typed_with_capitals_and_spaces(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in)
    answer = nobody(app).send(
        "/sign-in", sign_in_name=f"  {account.sign_in_name.upper()} ", password=PASSWORD
    )
    assert answer.status_code == 303


def test_a_page_that_needs_signing_in_is_where_one_lands_afterwards(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in)
    visitor = nobody(app)
    sent_away = visitor.open("/desk?page=2")
    assert sent_away.headers["location"] == "/sign-in?next=%2Fdesk%3Fpage%3D2"
    assert 'name="next" value="/desk?page=2"' in visitor.open(sent_away.headers["location"]).text
    answer = visitor.send(
        "/sign-in", sign_in_name=account.sign_in_name, password=PASSWORD, next="/desk?page=2"
    )
    assert answer.headers["location"] == "/desk?page=2"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "/a\r\nb", "", "desk"],
)
def test_a_sign_in_link_cannot_lead_to_another_site(app: FastAPI, sign_in: SignIn, elsewhere: str) -> None:
    account = an_account(sign_in)
    answer = nobody(app).send(
        "/sign-in", sign_in_name=account.sign_in_name, password=PASSWORD, next=elsewhere
    )
    assert answer.headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in)
    visitor = nobody(app)
    wrong = visitor.send("/sign-in", sign_in_name=account.sign_in_name, password="not the password")
    unknown = visitor.send("/sign-in", sign_in_name="nobody-here", password="not the password")
    assert wrong.status_code == unknown.status_code == 422
    assert title_of(wrong) == "Error: Sign in - Safeguarding hub"
    assert wrong.text.replace(account.sign_in_name, "X") == unknown.text.replace("nobody-here", "X")
    assert 'href="#sign_in_name"' in wrong.text


def test_an_unknown_name_costs_as_much_work_as_a_known_one(
    passwords_as_in_the_product: None, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = an_account(sign_in)
    closed = an_account(sign_in)
    sign_in.accounts.disable(closed.sign_in_name)
    work: list[str] = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            work.append(kept.rpartition("$")[0].rpartition("$")[0])
            return argon2.PasswordHasher().verify(kept, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for name in (account.sign_in_name, closed.sign_in_name, "nobody-here"):
        assert sign_in.accounts.with_password(name, "wrong") is None
    assert work == ["$argon2id$v=19$m=19456,t=2,p=1"] * 3


def test_the_password_is_never_sent_back(app: FastAPI) -> None:
    answer = nobody(app).send("/sign-in", sign_in_name="someone", password="zebra-in-the-kitchen")
    assert "zebra-in-the-kitchen" not in answer.text


def test_empty_fields_are_named(app: FastAPI) -> None:
    answer = nobody(app).send("/sign-in", sign_in_name=" ", password="")
    assert "Enter your sign-in name" in answer.text
    assert 'href="#password"' in answer.text


@pytest.mark.parametrize("known", [True, False])
def test_after_five_wrong_passwords_a_name_has_to_wait_whether_or_not_it_exists(
    app: FastAPI, sign_in: SignIn, clock: MovableClock, known: bool
) -> None:
    account = an_account(sign_in)
    name = account.sign_in_name if known else "nobody-here"
    visitor = nobody(app)
    for _ in range(FAILURES):
        assert "not right" in visitor.send("/sign-in", sign_in_name=name, password="wrong").text
        clock.move(timedelta(minutes=1))
    refused = visitor.send("/sign-in", sign_in_name=name, password=PASSWORD)
    assert "Too many wrong attempts. Try again in 10 minutes" in refused.text
    clock.move(WINDOW - timedelta(minutes=5))
    again = visitor.send("/sign-in", sign_in_name=name, password=PASSWORD)
    assert (SESSION_COOKIE in again.cookies) is known


def test_who_was_locked_out_is_told_at_the_next_sign_in_and_only_then(
    app: FastAPI, sign_in: SignIn, clock: MovableClock
) -> None:
    account = an_account(sign_in)
    signs_in = {"sign_in_name": account.sign_in_name, "password": PASSWORD, "next": "/desk?page=2"}
    nobody(app).send("/sign-in", **signs_in)
    for _ in range(FAILURES):
        nobody(app).send("/sign-in", sign_in_name=account.sign_in_name, password="wrong")
    clock.move(WINDOW)

    told = nobody(app).send("/sign-in", **signs_in)

    assert title_of(told) == "Somebody gave wrong passwords for you - Safeguarding hub"
    assert 'href="/desk?page=2"' in told.text
    assert SESSION_COOKIE in told.cookies
    assert nobody(app).send("/sign-in", **signs_in).status_code == 303


def test_the_audit_trail_tells_of_a_lock_out_whether_or_not_the_name_exists(
    app: FastAPI, sign_in: SignIn
) -> None:
    account = an_account(sign_in)
    for name in (account.sign_in_name, "nobody-here"):
        for _ in range(FAILURES + 2):
            nobody(app).send("/sign-in", sign_in_name=name, password="wrong")
    entries = sign_in.trail.latest(actions=[Action.LOCKED_OUT])
    assert [entry.act.account_id for entry in entries] == [UNKNOWN_NAME, account.account_id]
    page = someone(app, Role.MANAGER).open("/audit").text
    assert UNKNOWN_NAME in page
    assert "nobody-here" not in page


def test_signing_in_forgets_earlier_mistakes(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in)
    for _ in range(2):
        visitor = nobody(app)
        for _ in range(FAILURES - 1):
            visitor.send("/sign-in", sign_in_name=account.sign_in_name, password="wrong")
        answer = visitor.send("/sign-in", sign_in_name=account.sign_in_name, password=PASSWORD)
        assert answer.status_code == 303


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in)
    answer = nobody(app).send("/sign-in", sign_in_name=account.sign_in_name, password=PASSWORD)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_cookies_are_for_https_only(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in)
    visitor = nobody(app)
    visitor.client.base_url = "https://testserver"
    answer = visitor.send("/sign-in", sign_in_name=account.sign_in_name, password=PASSWORD)
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))


def test_the_database_does_not_hold_what_is_in_the_cookie(app: FastAPI, sign_in: SignIn) -> None:
    visitor = someone(app)
    token = visitor.client.cookies[SESSION_COOKIE]
    with sign_in._engine.connect() as connection:
        kept = connection.scalars(select(SESSIONS.c.session_hash)).all()
    assert kept
    assert token not in kept


def test_a_session_ends_after_half_an_hour_without_use(app: FastAPI, clock: MovableClock) -> None:
    visitor = someone(app, Role.PRACTITIONER)
    for _ in range(3):
        clock.move(timedelta(minutes=29))
        assert visitor.open("/desk").status_code == 200
    clock.move(timedelta(minutes=30))
    assert visitor.open("/desk").headers["location"].startswith("/sign-in")
    assert "You were signed out because nothing had happened" in visitor.open("/sign-in").text
    assert "You were signed out" not in nobody(app).open("/sign-in").text


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(app: FastAPI, clock: MovableClock) -> None:
    visitor = someone(app, Role.PRACTITIONER)
    for _ in range(12 * 3 - 1):
        clock.move(timedelta(minutes=20))
        assert visitor.open("/desk").status_code == 200
    clock.move(timedelta(minutes=20))
    assert visitor.open("/desk").status_code == 303


def test_signing_out_ends_the_session_and_not_only_the_cookie(app: FastAPI) -> None:
    visitor = someone(app, Role.PRACTITIONER)
    token = visitor.client.cookies[SESSION_COOKIE]
    assert visitor.send("/sign-out").headers["location"] == "/"
    assert SESSION_COOKIE not in visitor.client.cookies
    visitor.keep_cookie(SESSION_COOKIE, token)
    assert visitor.open("/desk").status_code == 303


def test_a_link_cannot_sign_anyone_out(app: FastAPI) -> None:
    visitor = someone(app, Role.PRACTITIONER)
    assert visitor.open("/sign-out").status_code == 405
    assert visitor.open("/desk").status_code == 200


def test_a_closed_account_is_out_at_once(app: FastAPI, sign_in: SignIn) -> None:
    visitor = someone(app, Role.PRACTITIONER)
    assert visitor.account
    sign_in.accounts.disable(visitor.account.sign_in_name)
    assert visitor.open("/desk").status_code == 303
    refused = nobody(app).send("/sign-in", sign_in_name=visitor.account.sign_in_name, password=PASSWORD)
    assert "not right" in refused.text


def test_changing_the_password_signs_out_everywhere_else_but_not_here(app: FastAPI) -> None:
    here = someone(app, Role.PRACTITIONER)
    assert here.account
    elsewhere = nobody(app)
    elsewhere.send("/sign-in", sign_in_name=here.account.sign_in_name, password=PASSWORD)
    changed = here.send("/account/password", current_password=PASSWORD, new_password="three random words")
    assert title_of(changed) == "Your password has been changed - Safeguarding hub"
    assert here.open("/desk").status_code == 200
    assert elsewhere.open("/desk").status_code == 303
    old = nobody(app).send("/sign-in", sign_in_name=here.account.sign_in_name, password=PASSWORD)
    new = nobody(app).send("/sign-in", sign_in_name=here.account.sign_in_name, password="three random words")
    assert (old.status_code, new.status_code) == (422, 303)


@pytest.mark.parametrize(
    ("current", "new", "sentence"),
    [
        ("not mine", "three random words", "Your current password is not right"),
        (PASSWORD, "short", "Password must be 12 characters or more"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "Password must have at least 5 different characters"),
        (PASSWORD, "long " * 60, "Password must be 200 characters or fewer"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    app: FastAPI, current: str, new: str, sentence: str
) -> None:
    answer = someone(app).send("/account/password", current_password=current, new_password=new)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_guessing_the_current_password_from_an_open_session_is_slowed_down_too(app: FastAPI) -> None:
    visitor = someone(app)
    for _ in range(FAILURES):
        visitor.send("/account/password", current_password="guess", new_password="three random words")
    answer = visitor.send("/account/password", current_password=PASSWORD, new_password="three random words")
    assert "Too many wrong attempts" in answer.text
