from collections.abc import Iterator
from pathlib import Path

import pytest

from mash_platform.delivery.transaction import Delivery
from tests.builders.assurance import assurance_in


@pytest.fixture
def assurance(tmp_path: Path) -> Iterator[Delivery]:
    with assurance_in(tmp_path) as delivery:
        yield delivery
