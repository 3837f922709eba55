"""Whatever somebody who is signed in asks for is in the audit trail before they see it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from sqlalchemy import text

from mash_command.audit import command
from mash_contracts.vocabulary import Role
from mash_platform.audit.trail import Action
from mash_platform.sign_in.service import SignIn
from mash_platform.web.auditing import action_of
from tests.builders.web import PASSWORD, an_account, nobody, someone, title_of

CHILD = "4K7Q-9XWD-1"


def kept(sign_in: SignIn) -> list[tuple[str, Action, tuple[str, ...]]]:
    return [
        (entry.act.route, entry.act.action, entry.act.subjects)
        for entry in reversed(sign_in.trail.latest(limit=500))
    ]


def test_opening_the_accounts_is_kept_with_who_did_it(app: FastAPI, sign_in: SignIn) -> None:
    administrator = someone(app, Role.ADMINISTRATOR)

    administrator.open("/accounts")

    [entry] = sign_in.trail.latest()
    assert administrator.account is not None
    assert entry.act.account_id == administrator.account.account_id
    assert (entry.act.route, entry.act.action, entry.act.proof) == ("GET /accounts", Action.VIEW, "session")


def test_what_a_role_may_not_see_is_kept_as_refused(app: FastAPI, sign_in: SignIn) -> None:
    answer = someone(app, Role.REFERRER).open("/accounts")

    assert answer.status_code == 403
    assert [action for _, action, _ in kept(sign_in)] == [Action.VIEW, Action.REFUSED]


def test_signing_in_is_kept(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in, Role.PRACTITIONER)

    nobody(app).send("/sign-in", sign_in_name=account.sign_in_name, password=PASSWORD)

    assert kept(sign_in) == [("POST /sign-in", Action.SIGN_IN, ())]


def test_a_wrong_password_leaves_no_entry_of_a_sign_in(app: FastAPI, sign_in: SignIn) -> None:
    account = an_account(sign_in, Role.PRACTITIONER)

    nobody(app).send("/sign-in", sign_in_name=account.sign_in_name, password="not the one of this account")

    assert kept(sign_in) == []


def test_nothing_is_shown_that_the_trail_could_not_keep(app: FastAPI, sign_in: SignIn) -> None:
    manager = someone(app, Role.MANAGER)
    with sign_in._engine.begin() as connection:
        connection.execute(text("alter table audit_entries rename to somewhere_else"))

    assert manager.open("/audit").status_code == 503


def test_a_manager_sees_who_looked_at_a_child_and_at_the_contact_it_came_with(
    app: FastAPI, sign_in: SignIn
) -> None:
    manager = someone(app, Role.MANAGER, display_name="Ada Manager")
    manager.open(f"/audit?reference={CHILD}")
    manager.open("/audit?reference=4K7Q-9XWD")

    page = manager.open(f"/audit?reference={CHILD.lower()}")

    assert title_of(page).startswith(f"Who looked at {CHILD}")
    assert page.text.count("Ada Manager") >= 3


def test_a_sign_in_name_that_nobody_has_is_said_in_a_sentence(app: FastAPI) -> None:
    page = someone(app, Role.MANAGER).open("/audit?sign_in_name=nobody-at-all")

    assert page.status_code == 422
    assert "Nobody has this sign-in name" in page.text


def test_what_is_typed_where_a_reference_belongs_is_not_kept_as_one(app: FastAPI, sign_in: SignIn) -> None:
    someone(app, Role.MANAGER).open("/audit?reference=Amy%20Example")

    assert kept(sign_in) == [("GET /audit", Action.VIEW, ())]


@pytest.mark.parametrize(
    ("method", "route", "action"),
    [
        ("GET", "/triage/{reference}", Action.VIEW),
        ("POST", "/triage/{reference}/decision", Action.CHANGE),
        ("POST", "/triage/search", Action.SEARCH),
        ("GET", "/api/v1/people", Action.SEARCH),
        ("GET", "/assurance/tables/{name}.csv", Action.EXPORT),
    ],
)
def test_a_route_comes_to_looking_searching_copying_or_changing(
    method: str, route: str, action: Action
) -> None:
    assert action_of(method, route) is action


def test_the_command_says_whether_the_trail_is_whole_and_who_looked(
    app: FastAPI, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASH_DATA", str(tmp_path))
    someone(app, Role.MANAGER, display_name="Ada Manager").open(f"/audit?reference={CHILD}")

    whole = CliRunner().invoke(command, ["verify", "--json"])
    cut = CliRunner().invoke(command, ["verify", "--expect", "0" * 64])
    who = CliRunner().invoke(command, ["who", CHILD, "--json"])

    assert (whole.exit_code, json.loads(whole.output)["entries"]) == (0, 1)
    assert (cut.exit_code, "cut off" in cut.output) == (1, True)
    assert [each["who"] for each in json.loads(who.output)] == ["Ada Manager"]
