"""What each kind of referrer hears back is complete, and no file tells a private person the outcome."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from mash_contracts.national_codes import ReferralSource
from mash_policy.load import RefusedEdition
from mash_policy.referrer_feedback_load import FEEDBACK_RULES, NEVER_TOLD_THE_OUTCOME, RULES
from mash_policy.referrer_feedback_model import MayKnow

FIRST = "2026-01-01"


def changed(folder: Path, before: str, after: str) -> Path:
    text = (RULES / f"{FIRST}.toml").read_text()
    assert before in text
    (folder / f"{FIRST}.toml").write_text(text.replace(before, after, 1))
    return folder


@pytest.mark.parametrize("source", ReferralSource)
def test_every_referrer_belongs_to_one_kind(source: ReferralSource) -> None:
    rules = FEEDBACK_RULES.load(FIRST)
    kind = rules.kind_of(source, anonymous=False)
    assert (kind.may_know is MayKnow.OUTCOME) <= (source not in NEVER_TOLD_THE_OUTCOME)


def test_a_teacher_who_gives_no_name_is_told_no_more_than_anybody_without_one() -> None:
    assert FEEDBACK_RULES.load(FIRST).kind_of(ReferralSource.SCHOOL, anonymous=True).code == "anonymous"


def test_before_the_first_rules_nobody_is_promised_anything() -> None:
    assert FEEDBACK_RULES.on(date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('sources = ["1B", "1D"]', 'sources = ["1B"]', "1D belongs to 0 kinds"),
        ('sources = ["9", "10"]', 'sources = ["9", "10", "2A"]', "2A belongs to 2 kinds"),
        ('"6", "7", "8"]', '"6", "7", "8", "1B"]', "never told the outcome"),
        ("amount = 1,", "amount = 2,", "within one working day"),
        ('unit = "working-days"', 'unit = "working-hours"', "within one working day"),
        ('pathway = "advice"', 'pathway = "cet"', "one sentence for the referrer"),
        ('may_know = "outcome"\nmay_challenge', 'may_know = "progress"\nmay_challenge', "may not know"),
        ("effective_from = 2026-01-01", "effective_from = 2026-01-02", "take effect on"),
        ("acknowledged = true", "acknowleged = true", "cannot be read"),
    ],
)
def test_unsafe_rules_are_refused(tmp_path: Path, before: str, after: str, sentence: str) -> None:
    with pytest.raises(RefusedEdition, match=sentence):
        FEEDBACK_RULES.load(FIRST, changed(tmp_path, before, after))


def test_rules_in_force_are_not_changed_afterwards(tmp_path: Path) -> None:
    root = changed(tmp_path, "offers support", "offers help")
    shutil.copy(RULES / "in-force.toml", root)
    with pytest.raises(RefusedEdition, match="changed after they came into force"):
        FEEDBACK_RULES.load(FIRST, root)
