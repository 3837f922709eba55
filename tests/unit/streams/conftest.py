"""A service that tallies, over a real database of its own."""

from pathlib import Path

import pytest

from mash_platform.delivery.transaction import Delivery
from tests.streams.tally import open_delivery


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    return open_delivery(tmp_path)
