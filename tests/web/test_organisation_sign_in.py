"""People of an organisation sign in there, at a real OpenID Connect provider, and are known here."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from httpx2 import Response
from oidc_provider_mock import run_server_in_thread

from mash_command.__main__ import main
from mash_contracts.vocabulary import Pathway, Role
from mash_platform.audit.trail import Action
from mash_platform.sign_in.organisation import OrganisationUnclear, load_organisation
from mash_platform.sign_in.service import SignIn
from tests.builders.web import Visitor, a_web_app, an_account, nobody
from tests.web.sample_part import sample_part

# The provider under test uses what its library will drop some day; that is its own affair.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

GROUPS = """
[[groups]]
group = "MASH practitioners"
role = "practitioner"

[[groups]]
group = "Early help"
role = "team-member"
team = "early-help"
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def app(tmp_path: Path, provider: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    file = tmp_path / "organisation.toml"
    file.write_text(
        f'name = "council account"\nissuer = "{provider}"\nclient_id = "mash"\n'
        f'client_secret_file = "secret"\naddress = "http://testserver"\n{GROUPS}'
    )
    (tmp_path / "secret").write_text("a secret of the provider\n")
    monkeypatch.setenv("MASH_ORGANISATION", str(file))
    with a_web_app(tmp_path, sample_part()) as app:
        yield app


def known_there(provider: str, subject: str, **claims: object) -> None:
    httpx.put(f"{provider}/users/{subject}", json=claims, trust_env=False).raise_for_status()


def signed_in_there(visitor: Visitor, provider: str, subject: str) -> Response:
    """Goes there, signs in as `subject`, and comes back."""
    away = visitor.open("/sign-in/organisation?next=/account/password")
    assert away.headers["location"].startswith(provider)
    back = httpx.post(away.headers["location"], data={"sub": subject}, trust_env=False)
    assert back.is_redirect, back.text
    return visitor.open(back.headers["location"].removeprefix("http://testserver"))


def test_somebody_of_the_organisation_signs_in_and_has_the_role_of_their_group(
    app: FastAPI, provider: str
) -> None:
    known_there(provider, "j.okafor", name="J Okafor", groups=["MASH practitioners", "Cycling"])
    visitor = nobody(app)

    answer = signed_in_there(visitor, provider, "j.okafor")

    assert (answer.status_code, answer.headers["location"]) == (303, "/account/password")
    sign_in: SignIn = app.state.sign_in
    account = sign_in.accounts.named("j.okafor")
    assert (account.display_name, account.roles) == ("J Okafor", frozenset({Role.PRACTITIONER}))
    assert visitor.open("/account/password").status_code == 200
    [entry] = sign_in.trail.latest(account_id=account.account_id)[-1:]
    assert (entry.act.action, entry.act.proof) == (Action.SIGN_IN, "organisation")


def test_whoever_changes_team_there_has_the_new_role_at_the_next_sign_in(app: FastAPI, provider: str) -> None:
    known_there(provider, "m.patel", name="M Patel", groups=["MASH practitioners"])
    signed_in_there(nobody(app), provider, "m.patel")
    known_there(provider, "m.patel", name="M Patel-Jones", groups=["Early help"])

    signed_in_there(nobody(app), provider, "m.patel")

    sign_in: SignIn = app.state.sign_in
    account = sign_in.accounts.named("m.patel")
    assert (account.display_name, account.roles) == ("M Patel-Jones", frozenset({Role.TEAM_MEMBER}))
    assert account.team is Pathway.EARLY_HELP


def test_somebody_in_no_group_of_ours_is_told_so_and_stays_out(app: FastAPI, provider: str) -> None:
    known_there(provider, "visitor", name="A Visitor", groups=["Cycling"])

    page = signed_in_there(nobody(app), provider, "visitor")

    assert page.status_code == 403
    assert "has put you into no group" in page.text
    assert app.state.sign_in.accounts.all() == []


def test_a_closed_account_stays_closed_whatever_the_organisation_says(app: FastAPI, provider: str) -> None:
    known_there(provider, "leaver", name="A Leaver", groups=["MASH practitioners"])
    signed_in_there(nobody(app), provider, "leaver")
    app.state.sign_in.accounts.disable("leaver")

    assert signed_in_there(nobody(app), provider, "leaver").status_code == 403


def test_a_local_account_is_never_taken_over_by_its_name(app: FastAPI, provider: str) -> None:
    local = an_account(app.state.sign_in, Role.MANAGER, sign_in_name="boss")
    known_there(provider, "boss", name="Not The Boss", groups=["MASH practitioners"])

    page = signed_in_there(nobody(app), provider, "boss")

    assert page.status_code == 403
    assert app.state.sign_in.accounts.named("boss") == local


def test_coming_back_without_having_gone_there_signs_nobody_in(app: FastAPI) -> None:
    page = nobody(app).open("/sign-in/organisation/back?code=stolen&state=made-up")

    assert page.status_code == 403
    assert "did not sign you in" in page.text


def test_the_sign_in_page_offers_the_organisation_first(app: FastAPI) -> None:
    page = nobody(app).open("/sign-in?next=/triage/")

    assert "Sign in with your council account" in page.text
    assert "/sign-in/organisation?next=/triage/" in page.text


def test_a_file_that_gives_no_group_a_role_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "organisation.toml"
    file.write_text('name = "x"\nissuer = "http://x"\nclient_id = "x"\nclient_secret_file = "x"\n')

    with pytest.raises(OrganisationUnclear, match="address"):
        load_organisation(file)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (None, "cannot be read: No such file or directory."),
        ("name = ", "is not TOML"),
        ('name = "Council"', "issuer: Field required."),
    ],
)
def test_a_file_of_the_organisation_that_is_not_clear_is_said_before_anything_starts(
    written: str | None, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "organisation.toml"
    if written is not None:
        file.write_text(written)
    monkeypatch.setenv("MASH_ORGANISATION", str(file))
    monkeypatch.setenv("MASH_DATA", str(tmp_path / "var"))

    answer = CliRunner().invoke(main, ["up"])

    assert answer.exit_code == 1
    assert answer.output.startswith(f"Error: MASH_ORGANISATION: {file}")
    assert sentence in answer.output
    assert not (tmp_path / "var").exists()
