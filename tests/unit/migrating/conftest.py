import pytest

from tests.prepared import as_in_the_product


@pytest.fixture(autouse=True)
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the steps that make the tables."""
    as_in_the_product(monkeypatch)
