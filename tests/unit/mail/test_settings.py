"""Settings of e-mail that cannot be are refused before anything starts, each in a sentence that names it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from mash_command.__main__ import main
from mash_platform.mail.settings import MailUnclear, mail_from_environment
from tests.builders.mail import use_notify, use_smtp


def test_without_settings_nothing_is_emailed() -> None:
    assert mail_from_environment() is None


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BY", "pigeon", "MASH_MAIL_BY: "),
        ("SITE", "", "MASH_MAIL_SITE is missing"),
        ("SITE", "http://hub.example.gov.uk", "MASH_MAIL_SITE is not an address that begins with https"),
        ("SENDER", "", "MASH_MAIL_SENDER is missing"),
        ("SENDER", "The hub", "MASH_MAIL_SENDER is not an e-mail address"),
        ("HOST", "", "MASH_MAIL_HOST is missing"),
        ("HOST", "mail.example.gov.uk", "would travel in clear"),
        ("PORT", "0", "MASH_MAIL_PORT: "),
        ("SECURITY", "perhaps", "MASH_MAIL_SECURITY: "),
        ("USER", "hub", "without MASH_MAIL_PASSWORD_FILE"),
        ("PASSWORD_FILE", "/no/such/file", "MASH_MAIL_PASSWORD_FILE: /no/such/file cannot be read"),
        ("CA", "/no/such/file", "MASH_MAIL_CA: there is no file"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    use_smtp(monkeypatch, 25)
    monkeypatch.setenv(f"MASH_MAIL_{name}", value)
    with pytest.raises(MailUnclear) as unclear:
        mail_from_environment()
    assert sentence in str(unclear.value)


@pytest.mark.parametrize("name", ["NOTIFY_TEMPLATE", "NOTIFY_KEY_FILE", "NOTIFY_ADDRESS"])
def test_of_notify_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    use_notify(monkeypatch, tmp_path, "https://api.example.gov.uk")
    assert mail_from_environment() is not None
    monkeypatch.setenv(f"MASH_MAIL_{name}", "wrong")
    with pytest.raises(MailUnclear, match=f"MASH_MAIL_{name}"):
        mail_from_environment()


def test_a_key_file_that_holds_something_else_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_notify(monkeypatch, tmp_path, "https://api.example.gov.uk")
    (tmp_path / "notify-key").write_text("hunter2")
    with pytest.raises(MailUnclear) as unclear:
        mail_from_environment()
    assert "hunter2" not in str(unclear.value)


def test_nothing_starts_with_settings_that_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    use_smtp(monkeypatch, 25, sender="The hub")
    answer = CliRunner().invoke(main, ["topics", "list"])
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: MASH_MAIL_SENDER is not an e-mail address")
