"""How long a record is kept is said for whatever can become of a child, and never less than the law."""

from pathlib import Path

import pytest

from mash_policy.load import RefusedEdition
from mash_policy.retention_load import RETENTION_RULES, RULES
from mash_policy.retention_model import KeptAs

FIRST = "2026-01-01"


def test_what_no_law_says_waits_for_sign_off_and_every_period_names_its_source() -> None:
    periods = RETENTION_RULES.load(FIRST).periods
    by_law = {KeptAs.LOOKED_AFTER, KeptAs.ADOPTED}
    assert {one for one in KeptAs if not periods[one].awaiting_sign_off} == by_law
    assert all("egulation" in periods[one].source for one in by_law)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("until_birthday = 18", "until_birthday = 17", "at least while the child is a child"),
        ("until_birthday = 75", "until_birthday = 74", "until the 75th birthday"),
        ("years_after_adoption = 100", "years_after_adoption = 99", "for 100 years"),
        ('kept_as = "early-help"', 'kept_as = "child-in-need"', "nothing says how long .* early help"),
        ("years_after_closing = 35", "years_after_closing = -1", "cannot be read"),
    ],
)
def test_rules_that_keep_a_record_for_too_short_are_refused(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    text = (RULES / f"{FIRST}.toml").read_text()
    assert before in text
    (tmp_path / f"{FIRST}.toml").write_text(text.replace(before, after, 1))
    with pytest.raises(RefusedEdition, match=sentence):
        RETENTION_RULES.load(FIRST, tmp_path)
