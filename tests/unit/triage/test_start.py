"""Triage does not start under a policy that would leave harm unsaid."""

from dataclasses import replace
from datetime import date

import pytest

from mash_policy.load import edition_in_force
from mash_triage.service import refuse_incomplete

POLICY = edition_in_force(date(2026, 11, 24))


def test_triage_starts_under_an_edition_that_speaks_of_every_rule() -> None:
    refuse_incomplete(POLICY)


def test_triage_does_not_start_under_an_edition_that_is_silent_on_coercive_control() -> None:
    known = {code: meaning for code, meaning in POLICY.indicators.items() if code != "coercive-control"}
    with pytest.raises(SystemExit, match="says nothing of: coercive-control"):
        refuse_incomplete(replace(POLICY, indicators=known))
