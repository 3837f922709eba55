"""The rules of who is asked are safe before anybody is asked under them."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from mash_contracts.vocabulary import Agency, Rag
from mash_policy.agency_check_load import CHECK_RULES, RULES
from mash_policy.load import NoEdition, RefusedEdition

RULE_FILE = "2026-01-01.toml"


def changed(folder: Path, before: str, after: str) -> Path:
    """The first rules with one passage replaced, in a folder of their own, without the lock."""
    text = (RULES / RULE_FILE).read_text()
    assert before in text
    (folder / RULE_FILE).write_text(text.replace(before, after, 1))
    return folder


def test_the_rules_of_a_day_are_the_latest_whose_date_has_come() -> None:
    assert CHECK_RULES.in_force(date(2026, 6, 1)).id == "2026-01-01"
    with pytest.raises(NoEdition):
        CHECK_RULES.in_force(date(2025, 12, 31))


def test_only_social_cares_own_records_are_looked_into_for_every_contact() -> None:
    assert CHECK_RULES.in_force(date(2026, 6, 1)).own_records == {Agency.SOCIAL_CARE}


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('agencies = ["social-care", "police", "health"]', 'agencies = ["social-care"]', "always asked"),
        ('agencies = ["social-care"]', 'agencies = ["social-care", "police"]', "own records"),
        ('agency = "housing"', 'agency = "referrer"', "not an agency to ask"),
        ('groups = ["domestic_abuse"]', "groups = []", "asked for nothing"),
        ("red = { amount = 2,", "red = { amount = 5,", "within four hours"),
        ("amber = { amount = 4,", "amber = { amount = 6,", "due soon before they are due"),
        ("effective_from = 2026-01-01", "effective_from = 2026-01-02", "take effect on"),
        ("least_level = 2", "least_levle = 2", "cannot be read"),
    ],
)
def test_unsafe_rules_are_refused(tmp_path: Path, before: str, after: str, sentence: str) -> None:
    with pytest.raises(RefusedEdition, match=sentence):
        CHECK_RULES.load("2026-01-01", changed(tmp_path, before, after))


def test_rules_in_force_are_not_changed(tmp_path: Path) -> None:
    changed(tmp_path, "red = { amount = 2,", "red = { amount = 3,")
    shutil.copy(RULES / "in-force.toml", tmp_path)

    with pytest.raises(RefusedEdition, match="changed after they came into force"):
        CHECK_RULES.load("2026-01-01", tmp_path)


def test_the_more_urgent_a_child_is_the_sooner_an_agency_answers() -> None:
    rules = CHECK_RULES.load("2026-01-01")

    assert rules.answer_within[Rag.RED].amount < rules.answer_within[Rag.AMBER].amount
    assert rules.answer_within[Rag.AMBER].amount < rules.answer_within[Rag.GREEN].amount
