"""Where the hub's master key comes from."""

import stat
from base64 import b64encode
from pathlib import Path

import pytest

from mash_platform.sealing.master_key import FILE, load_master_key

ONE, OTHER = (b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@pytest.fixture(autouse=True)
def _none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MASH_ENCRYPTION_KEYS", raising=False)


def test_one_is_made_at_the_first_start_for_this_account_alone(tmp_path: Path) -> None:
    wrapped = load_master_key(tmp_path).wrap("4K7Q-9XWD-1", b"a key")
    assert load_master_key(tmp_path).unwrap("4K7Q-9XWD-1", wrapped) == b"a key"
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_of_several_the_first_wraps_and_all_unwrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASH_ENCRYPTION_KEYS", ONE)
    old = load_master_key(tmp_path)
    monkeypatch.setenv("MASH_ENCRYPTION_KEYS", f"{OTHER}, {ONE}")
    new = load_master_key(tmp_path)
    wrapped = old.wrap("4K7Q-9XWD-1", b"a key")
    assert new.unwrap("4K7Q-9XWD-1", wrapped) == b"a key"
    assert not new.is_newest(wrapped)
    assert new.is_newest(new.wrap("4K7Q-9XWD-1", b"a key"))
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("given", ["short", b64encode(b"short").decode(), f"{ONE},", "не ключ"])
def test_what_is_no_key_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("MASH_ENCRYPTION_KEYS", given)
    with pytest.raises(ValueError, match="MASH_ENCRYPTION_KEYS must be 32 random bytes"):
        load_master_key(tmp_path)
