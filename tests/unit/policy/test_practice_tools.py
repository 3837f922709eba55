"""Tools that would hide a danger are not loaded, and those of a day are the latest whose date has come."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from mash_policy.load import NoEdition, RefusedEdition
from mash_policy.practice_tool_load import PRACTICE_TOOLS, TOOLS

FIRST = "2026-11-01"


def changed(folder: Path, file: str, before: str, after: str) -> Path:
    """The first tools with one passage of a file replaced, in a folder of their own, without the lock."""
    shutil.copytree(TOOLS / FIRST, folder / FIRST)
    text = (folder / FIRST / file).read_text()
    assert before in text
    (folder / FIRST / file).write_text(text.replace(before, after, 1))
    return folder


@pytest.mark.parametrize("edition", PRACTICE_TOOLS.ids())
def test_every_edition_of_the_tools_can_be_loaded(edition: str) -> None:
    assert PRACTICE_TOOLS.load(edition).id == edition


def test_before_the_first_edition_there_are_no_tools() -> None:
    assert PRACTICE_TOOLS.on(date(2026, 10, 31)) is None
    first = PRACTICE_TOOLS.on(date(2026, 11, 1))
    assert first is not None
    assert first.id == FIRST


def test_there_is_no_edition_that_nobody_wrote() -> None:
    with pytest.raises(NoEdition):
        PRACTICE_TOOLS.load("2020-01-01")


@pytest.mark.parametrize(
    ("file", "before", "after", "sentence"),
    [
        ("dash.toml", "marac_from = 14", "marac_from = 15", "14 yeses goes to MARAC"),
        ("dash.toml", "high_from = 14", "high_from = 16", "high from 14"),
        ("dash.toml", "medium_from = 10", "medium_from = 12", "medium from 10"),
        ("dash.toml", 'one_red_flag = "medium"', 'one_red_flag = "standard"', "red flag raises"),
        ("dash.toml", 'several_red_flags = "high"', 'several_red_flags = "medium"', "several raise"),
        ("dash.toml", "number = 24", "number = 25", "24 questions"),
        ("dash.toml", "red_flag = true", "red_flag = false", "not marked as one"),
        ("exploitation_matrix.toml", 'code = "online"', 'code = "wellbeing"', "there twice"),
        ("exploitation_matrix.toml", "young_below_years = 14", "young_below_years = 13", "at thirteen"),
        (
            "exploitation_matrix.toml",
            'critical_at_least = "significant"',
            'critical_at_least = "moderate"',
            "life at stake",
        ),
        (
            "exploitation_matrix.toml",
            'serious_at_least = "moderate"',
            'serious_at_least = "none"',
            "low risk",
        ),
        ("graded_care_profile.toml", "number = 5", "number = 6", "from one to five"),
        ("graded_care_profile.toml", 'severity = "moderate"', 'severity = "critical"', "never means less"),
        ("signs_of_safety.toml", 'code = "danger-statements"', 'code = "past-harm"', "there twice"),
        ("operation_encompass.toml", "below_years = 18", "below_years = 16", "seventeen"),
        ("operation_encompass.toml", "08:30:00", "11:00:00", "begins by"),
        (
            "operation_encompass.toml",
            "closed = []",
            'closed = [{ name = "Summer", first = 2027-07-20, last = 2027-12-01 }]',
            "not closed from",
        ),
        ("edition.toml", "effective_from = 2026-11-01", "effective_from = 2026-11-02", "take effect on"),
        ("voice.toml", "heard =", "herd =", "cannot be read"),
    ],
)
def test_unsafe_tools_are_refused(tmp_path: Path, file: str, before: str, after: str, sentence: str) -> None:
    with pytest.raises(RefusedEdition, match=sentence):
        PRACTICE_TOOLS.load(FIRST, changed(tmp_path, file, before, after))


def test_tools_in_force_are_not_changed_afterwards(tmp_path: Path) -> None:
    root = changed(tmp_path, "voice.toml", "ordinary day", "usual day")
    shutil.copy(TOOLS / "in-force.toml", root)
    with pytest.raises(RefusedEdition, match="changed after they came into force"):
        PRACTICE_TOOLS.load(FIRST, root)


def test_a_missing_file_is_said_and_not_guessed(tmp_path: Path) -> None:
    root = changed(tmp_path, "voice.toml", "ordinary day", "ordinary day")
    (root / FIRST / "dash.toml").unlink()
    with pytest.raises(RefusedEdition, match=r"dash\.toml"):
        PRACTICE_TOOLS.load(FIRST, root)
