import pytest

from mash_simulation.contacts import SimulatedContact, simulate
from mash_simulation.figures import PublishedYear, published_year


@pytest.fixture(scope="session")
def year() -> PublishedYear:
    return published_year(2021)


@pytest.fixture(scope="session")
def contacts_of_the_year(year: PublishedYear) -> list[SimulatedContact]:
    """As many referrals as County Durham had, each told on its own day."""
    return list(simulate(year, seed=2021))
