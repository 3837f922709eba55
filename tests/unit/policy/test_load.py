"""Editions are found by date, and what is unsafe or changed is not loaded."""

from datetime import date
from pathlib import Path

import pytest

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_policy.files import read_folder
from mash_policy.load import NoEdition, RefusedEdition, edition_in_force, load_edition
from mash_policy.lock import LOCK, lock_line
from mash_policy.model import Timescale, TimeUnit
from tests.builders.editions import FIRST, a_copy_of_the_first_edition, change, change_indicator


def test_a_manager_finds_what_the_edition_says_about_an_indicator() -> None:
    indicator = load_edition(FIRST).indicator("coercive-control")

    assert indicator.level is LevelOfNeed.CHILD_IN_NEED
    assert indicator.rag is Rag.AMBER
    assert indicator.legal_basis is LegalBasis.S17
    assert indicator.group == "domestic_abuse"
    assert indicator.source
    assert indicator.ask


def test_every_word_of_the_edition_has_a_source() -> None:
    policy = load_edition(FIRST)
    timescales = policy.timescales

    assert all(each.source for each in policy.indicators.values())
    assert all(each.source for each in policy.questions.values())
    assert all(each.source for each in timescales.rag.values())
    assert all(each.source for each in timescales.team_responses.values())


def test_every_team_has_a_response_time_for_every_urgency() -> None:
    timescales = load_edition(FIRST).timescales

    assert {timescales.team_response(pathway, rag).amount > 0 for pathway in Pathway for rag in Rag} == {True}
    assert timescales.team_response(Pathway.CHILD_PROTECTION, Rag.RED).unit is TimeUnit.WALL_HOURS


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (4, TimeUnit.WALL_HOURS, "4 hours, nights and weekends included"),
        (8, TimeUnit.WORKING_HOURS, "8 office hours"),
        (1, TimeUnit.WORKING_DAYS, "1 working day"),
        (15, TimeUnit.WORKING_DAYS, "15 working days"),
        (4, TimeUnit.SAME_DAY, "the same day"),
    ],
)
def test_a_timescale_is_said_as_people_say_it(amount: int, unit: TimeUnit, words: str) -> None:
    assert str(Timescale(amount, unit, "a test")) == words


def test_the_edition_in_force_is_the_latest_whose_date_has_come(tmp_path: Path) -> None:
    a_copy_of_the_first_edition(tmp_path)
    a_copy_of_the_first_edition(tmp_path, "2026-09-01")

    assert edition_in_force(date(2026, 8, 31), tmp_path).id == FIRST
    assert edition_in_force(date(2026, 9, 1), tmp_path).id == "2026-09-01"


def test_before_the_first_edition_none_was_in_force() -> None:
    with pytest.raises(NoEdition, match="2025-12-31"):
        edition_in_force(date(2025, 12, 31))


def test_an_edition_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(NoEdition, match="2031-01-01"):
        load_edition("2031-01-01")


def test_a_comment_changes_no_digest_and_a_word_does(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    before = read_folder(folder).digest
    change(folder / "pathways.toml", "[main.none]", "# A thought in passing.\n\n[main.none]")
    commented = read_folder(folder).digest
    change_indicator(folder, "neglect", "title", '"Neglect"')

    assert commented == before == load_edition(FIRST).digest
    assert read_folder(folder).digest != before


def test_an_edition_below_a_safety_floor_is_not_loaded(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    change_indicator(folder, "sexual-activity-under-13", "rag", '"green"')

    with pytest.raises(RefusedEdition, match="cannot consent in law"):
        load_edition(FIRST, tmp_path)


def test_an_edition_that_says_a_thing_twice_is_not_loaded(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    change(folder / "indicators" / "neglect.toml", 'code = "hungry"', 'code = "coercive-control"')

    with pytest.raises(RefusedEdition, match="coercive-control is there twice"):
        load_edition(FIRST, tmp_path)


def test_an_edition_changed_after_it_came_into_force_is_not_loaded(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    digest = read_folder(folder).digest
    (tmp_path / LOCK).write_text(lock_line(FIRST, digest), encoding="utf-8")
    change_indicator(folder, "neglect", "title", '"Neglect"')

    with pytest.raises(RefusedEdition, match="changed after it came into force"):
        load_edition(FIRST, tmp_path)


@pytest.mark.parametrize("damage", ["[[", "level = 5"])
def test_an_edition_that_cannot_be_read_is_refused_not_half_used(tmp_path: Path, damage: str) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    change(folder / "indicators" / "neglect.toml", "level = 4", damage)

    with pytest.raises(RefusedEdition, match="cannot be read"):
        load_edition(FIRST, tmp_path)


def test_an_edition_with_a_file_missing_is_refused(tmp_path: Path) -> None:
    (a_copy_of_the_first_edition(tmp_path) / "timescales.toml").unlink()

    with pytest.raises(RefusedEdition, match="cannot be read"):
        load_edition(FIRST, tmp_path)


def test_a_code_the_edition_does_not_know_is_an_error_that_names_both() -> None:
    policy = load_edition(FIRST)

    with pytest.raises(LookupError, match="2026-01-01 has no indicator phase-of-the-moon"):
        policy.indicator("phase-of-the-moon")
