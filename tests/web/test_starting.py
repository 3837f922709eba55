"""The first start of an installation, and its secret."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from mash_contracts.vocabulary import PERSON_ROLES, Pathway, Role
from mash_platform.errors import FieldError, NotFound, Rejected
from mash_platform.sign_in.secret import key_for, load_secret
from mash_platform.sign_in.service import SignIn, open_sign_in
from mash_platform.sign_in.starting import starting_accounts
from tests.builders.web import PASSWORD, an_account


@pytest.fixture
def fresh(tmp_path: Path) -> SimpleNamespace:
    return SimpleNamespace(data=tmp_path / "new")


def test_the_first_start_has_an_account_for_every_role_and_team(fresh: SimpleNamespace) -> None:
    with open_sign_in(fresh) as sign_in:
        starting = starting_accounts(sign_in, fresh.data)
        roles = {role for account in starting.created for role in account.roles}
        assert roles == set(PERSON_ROLES)
        assert {account.team for account in starting.created} == {*Pathway, None}
        password = re.search(r"^ {4}(\S+)$", starting.file.read_text(), re.MULTILINE)
        assert password
        for account in starting.created:
            assert account.sign_in_name in starting.file.read_text()
            assert sign_in.accounts.with_password(account.sign_in_name, password[1]) == account
        assert str(starting.file) in starting.sentence


def test_the_file_with_the_password_is_for_its_owner_alone(fresh: SimpleNamespace) -> None:
    with open_sign_in(fresh) as sign_in:
        file = starting_accounts(sign_in, fresh.data).file
    for each in (file, fresh.data / "secret.key"):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600


def test_a_later_start_makes_nothing_and_changes_nothing(fresh: SimpleNamespace) -> None:
    with open_sign_in(fresh) as sign_in:
        first = starting_accounts(sign_in, fresh.data)
        kept = first.file.read_text()
        again = starting_accounts(sign_in, fresh.data)
        assert again.created == ()
        assert again.file.read_text() == kept
        first.file.unlink()
        assert "sign-in.txt" not in starting_accounts(sign_in, fresh.data).sentence


def test_two_installations_do_not_share_a_password(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        settings = SimpleNamespace(data=tmp_path / name)
        with open_sign_in(settings) as sign_in:
            texts.append(starting_accounts(sign_in, settings.data).file.read_text())
    assert texts[0] != texts[1]


def test_processes_that_start_at_the_same_time_agree_on_the_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(load_secret, [tmp_path] * 8))
    assert len(secrets) == 1
    assert len(secrets.pop()) >= 32
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_several_machines_share_a_secret_by_their_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASH_SECRET_KEY", "the same on every machine of the hub")
    assert load_secret(tmp_path) == b"the same on every machine of the hub"
    assert not (tmp_path / "secret.key").exists()


def test_a_secret_that_is_too_short_to_be_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASH_SECRET_KEY", "short")
    with pytest.raises(ValueError, match="MASH_SECRET_KEY"):
        load_secret(tmp_path)


def test_what_is_signed_for_one_purpose_is_worth_nothing_for_another() -> None:
    assert key_for(b"secret", "ticket") != key_for(b"secret", "csrf")


def test_opening_sign_in_at_the_same_time_from_several_processes_is_safe(fresh: SimpleNamespace) -> None:
    def count(_: int) -> int:
        with open_sign_in(fresh) as sign_in:
            return len(sign_in.accounts.all())

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count, range(4))) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"sign_in_name": "two words"}, "sign_in_name"),
        ({"sign_in_name": " "}, "sign_in_name"),
        ({"display_name": ""}, "display_name"),
        ({"roles": [Role.SERVICE]}, "roles"),
        ({"roles": [Role.AGENCY_SYSTEM]}, "roles"),
        ({"roles": [Role.TEAM_MEMBER], "team": None}, "team"),
        ({"roles": [Role.MANAGER], "team": Pathway.CET}, "team"),
        ({"password": "short"}, "password"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_by_field(
    sign_in: SignIn, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Rejected) as refused:
        an_account(sign_in, **given)
    assert [error.field for error in refused.value.errors] == [field]


def test_a_sign_in_name_is_given_once(sign_in: SignIn) -> None:
    an_account(sign_in, sign_in_name="j.okafor")
    with pytest.raises(Rejected) as refused:
        an_account(sign_in, sign_in_name="J.Okafor")
    assert refused.value.errors == (
        FieldError("sign_in_name", "taken", "There is already an account with this sign-in name"),
    )


def test_an_account_that_does_not_exist_is_not_found(sign_in: SignIn) -> None:
    for act in (sign_in.accounts.named, sign_in.accounts.disable, sign_in.tokens.revoke):
        with pytest.raises(NotFound):
            act("nobody-here")
    with pytest.raises(NotFound):
        sign_in.accounts.set_password("nobody-here", PASSWORD)
