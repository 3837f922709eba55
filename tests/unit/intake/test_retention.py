"""How long a child's records are kept, and what stands in the way of erasing one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash_contracts.vocabulary import ErasureReason, Pathway
from mash_intake.domain.retention import (
    Hindrance,
    KeepLonger,
    KeptRecord,
    due_on,
    hindrances,
    kept_as,
    kept_until,
    years_after,
)
from mash_policy.retention_load import RETENTION_RULES
from mash_policy.retention_model import KeptAs

RULES = RETENTION_RULES.load("2026-01-01")
BORN, TOLD = date(2016, 5, 3), date(2026, 1, 20)


def a_kept_record(**given: object) -> KeptRecord:
    told: dict[str, object] = {
        "reference": "4K7Q-9XWD-1",
        "told_on": TOLD,
        "born": BORN,
        "kept_as": KeptAs.CHILD_IN_NEED,
        "closed_on": TOLD,
    }
    return KeptRecord(**{**told, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ({"kept_as": KeptAs.NO_FURTHER_ACTION}, date(2034, 5, 3)),
        ({}, date(2041, 5, 3)),
        ({"kept_as": KeptAs.CHILD_PROTECTION}, date(2061, 1, 20)),
        ({"kept_as": KeptAs.LOOKED_AFTER}, date(2091, 5, 3)),
        ({"kept_as": KeptAs.ADOPTED, "adopted_on": date(2027, 7, 1)}, date(2127, 7, 1)),
        ({"kept_as": KeptAs.ADOPTED}, date.max),
        ({"born": None}, date(2051, 1, 20)),
        ({"closed_on": date(2039, 8, 1)}, date(2045, 8, 1)),
    ],
)
def test_a_record_is_kept_until_the_later_moment_and_longest_where_a_day_is_not_known(
    given: dict[str, object], until: date
) -> None:
    assert kept_until(a_kept_record(**given), RULES) == until


def test_all_records_of_a_child_are_due_together_and_never_while_one_is_on_hold() -> None:
    early, late = a_kept_record(), a_kept_record(kept_as=KeptAs.CHILD_PROTECTION)
    assert due_on([early, late], RULES) == kept_until(late, RULES)
    held = a_kept_record(longer=(KeepLonger.HOLD,))
    assert due_on([early, held], RULES) is None


def test_whatever_a_person_says_makes_it_longer_and_never_shorter() -> None:
    assert kept_as(Pathway.ADVICE, [KeepLonger.LOOKED_AFTER]) is KeptAs.LOOKED_AFTER
    assert kept_as(Pathway.CHILD_PROTECTION, [KeepLonger.HOLD]) is KeptAs.CHILD_PROTECTION
    assert kept_as(None, []) is KeptAs.CHILD_PROTECTION


@given(
    st.sets(st.sampled_from(Hindrance)),
    st.none() | st.dates(),
    st.sampled_from(ErasureReason) | st.none(),
    st.dates(),
)
def test_nothing_open_and_nothing_on_hold_is_ever_erased_for_whatever_reason(
    found: set[Hindrance], due: date | None, reason: ErasureReason | None, today: date
) -> None:
    in_the_way = hindrances(found, due, reason, today)
    assert found <= set(in_the_way)
    assert due is not None or Hindrance.ON_HOLD in in_the_way
    early = due is not None and due > today
    assert not (early and reason is ErasureReason.RETENTION_OVER) or Hindrance.NOT_DUE in in_the_way


def test_a_birthday_on_the_29th_of_february_is_on_the_first_of_march() -> None:
    assert years_after(date(2016, 2, 29), 25) == date(2041, 3, 1)
