"""Settings of TLS and the password that do not fit together are named, before anybody is connected to."""

from pathlib import Path

import pytest

from mash_platform.broker_connection import BrokerSettingsWrong, protection, why_no_answer


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECURITY", "CA", "CERTIFICATE", "KEY", "USER", "PASSWORD_FILE"):
        monkeypatch.delenv(f"MASH_BROKER_{name}", raising=False)


def test_a_plain_broker_needs_no_setting() -> None:
    assert protection() == {}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SECURITY": "tls-scram", "USER": "mash-triage"}, "MASH_BROKER_PASSWORD_FILE"),
        ({"SECURITY": "tls-scram", "PASSWORD_FILE": "somewhere"}, "MASH_BROKER_USER"),
        ({"SECURITY": "tls", "CERTIFICATE": "ours.pem"}, "MASH_BROKER_KEY"),
        ({"USER": "mash-triage"}, "MASH_BROKER_SECURITY"),
        ({"SECURITY": "none"}, "'plaintext', 'tls' or 'tls-scram'"),
        ({"SECURITY": "tls", "CA": "/not/there.pem"}, "cannot be used"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    given: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"MASH_BROKER_{name}", value)
    with pytest.raises(BrokerSettingsWrong) as wrong:
        protection()
    assert named in why_no_answer(wrong.value)


def test_a_password_that_was_replaced_is_used_at_the_next_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "password"
    given = {"SECURITY": "tls-scram", "USER": "mash-triage", "PASSWORD_FILE": str(file)}
    for name, value in given.items():
        monkeypatch.setenv(f"MASH_BROKER_{name}", value)
    for password in ("first", "second"):
        file.write_text(f"{password}\n")
        assert protection()["sasl_plain_password"] == password
