from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mash_simulation.names import names
from mash_simulation.untidiness import misspelt, transposed

TODAY = date(2021, 3, 31)


@given(name=st.sampled_from(names().families), seed=st.integers(0, 10_000))
def test_a_misspelt_name_keeps_its_first_letter_and_most_others(name: str, seed: int) -> None:
    slip = misspelt(name, Random(seed))
    assert slip[0] == name[0]
    assert abs(len(slip) - len(name)) <= 1


def test_day_and_month_change_round_only_where_that_is_a_childs_date() -> None:
    assert transposed(date(2012, 3, 7), TODAY) == date(2012, 7, 3)
    assert transposed(date(2012, 3, 17), TODAY) == date(2012, 3, 17)
    # The third of December would be in the future.
    assert transposed(date(2021, 3, 12), TODAY) == date(2021, 3, 12)
