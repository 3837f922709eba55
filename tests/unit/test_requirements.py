import pytest

from tests import requirements


@pytest.fixture
def without_kcat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(requirements._CHECKS, "kcat", lambda: "kcat is not on this machine")


@pytest.mark.usefixtures("without_kcat")
def test_a_test_that_needs_what_is_not_there_is_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MASH_TEST_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="kcat: kcat is not on this machine"):
        requirements.need("kcat")


@pytest.mark.usefixtures("without_kcat")
def test_it_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASH_TEST_REQUIRE", "browser, kcat")
    with pytest.raises(pytest.fail.Exception, match="kcat is required here"):
        requirements.need("kcat")


def test_what_is_there_is_no_reason_to_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(requirements._CHECKS, "kcat", lambda: None)
    requirements.need("kcat")


def test_a_requirement_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        requirements.need("a unicorn")
