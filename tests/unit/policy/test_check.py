"""What is wrong with an edition is said as file, line and a plain sentence."""

from datetime import date
from pathlib import Path

import pytest

from mash_policy.check import Problem, check_all, check_edition
from mash_policy.files import read_folder
from mash_policy.lock import LOCK, lock_line
from mash_triage.domain.assessment import CODES_SINCE
from mash_triage.domain.gaps import GAPS_SINCE
from tests.builders.editions import (
    FIRST,
    a_copy_of_the_first_edition,
    change,
    change_indicator,
    remove_indicator,
)

BEFORE, AFTER = date(2025, 12, 1), date(2026, 2, 1)
RULES, GAP_RULES = CODES_SINCE, GAPS_SINCE


def problems(root: Path) -> tuple[Problem, ...]:
    return check_edition(FIRST, RULES, GAP_RULES, root)


def the_problem(root: Path) -> Problem:
    (problem,) = problems(root)
    return problem


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_editions_of_the_product_have_no_problems() -> None:
    assert check_all(RULES, GAP_RULES, AFTER) == ()


def test_a_problem_is_shown_where_it_is(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    path = change_indicator(folder, "abandoned", "level", "2  # a slip of the finger")

    found = problems(tmp_path)

    assert found[0].file == f"{FIRST}/indicators/neglect.toml"
    assert found[0].line == line_of(path, "a slip of the finger")
    assert str(found[0]).startswith(f"2026-01-01/indicators/neglect.toml:{found[0].line}: ")
    assert any("may not be below Level 4" in problem.sentence for problem in found)


def test_a_misspelt_colour_is_named_with_what_it_could_be(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    path = change_indicator(folder, "hungry", "rag", '"ambr"')

    assert the_problem(tmp_path) == Problem(
        f"{FIRST}/indicators/neglect.toml",
        line_of(path, "ambr"),
        "rag must be 'green', 'amber' or 'red', not 'ambr'",
    )


def test_a_misspelt_key_is_refused_by_name(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    path = change_indicator(folder, "hungry", "levle", "3")

    assert the_problem(tmp_path).line == line_of(path, "levle")
    assert the_problem(tmp_path).sentence == "there is no such entry as levle here"


def test_what_is_left_out_is_named_at_its_entry(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    path = folder / "timescales.toml"
    change(path, "[decision]\namount = 1\n", "[decision]\n")

    assert the_problem(tmp_path) == Problem(
        f"{FIRST}/timescales.toml", line_of(path, "[decision]"), "amount is missing"
    )


def test_a_code_with_spaces_is_refused(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    change(folder / "indicators" / "neglect.toml", 'code = "hungry"', 'code = "Very hungry"')

    assert "words in small letters joined by hyphens" in the_problem(tmp_path).sentence


def test_a_level_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    change_indicator(folder, "hungry", "level", "5")

    assert the_problem(tmp_path).sentence == "level: input should be less than or equal to 4"


def test_a_file_that_is_not_toml_is_shown_at_its_line(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    path = folder / "pathways.toml"
    change(path, 'level-1 = "advice"', "level-1 = advice")

    assert the_problem(tmp_path).line == line_of(path, "level-1 = advice")
    assert the_problem(tmp_path).sentence.startswith("this is not TOML")


def test_missing_and_unknown_files_are_named(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    (folder / "timescales.toml").rename(folder / "timescale.toml")

    assert [str(problem) for problem in problems(tmp_path)] == [
        f"{FIRST}/timescales.toml:1: this file is missing",
        f"{FIRST}/timescale.toml:1: no such file belongs in an edition",
    ]


def test_an_edition_without_indicators_is_refused(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    for path in (folder / "indicators").iterdir():
        path.unlink()

    assert the_problem(tmp_path).sentence == "there are no indicators"


def test_what_a_rule_can_find_must_mean_something(tmp_path: Path) -> None:
    remove_indicator(a_copy_of_the_first_edition(tmp_path), "hungry")

    assert (
        the_problem(tmp_path).sentence
        == "hungry can be found by a rule, and the edition does not say what it means"
    )


def test_an_edition_need_not_know_the_rules_that_came_after_it(tmp_path: Path) -> None:
    a_copy_of_the_first_edition(tmp_path)
    later = {**RULES, "phase-of-the-moon": "2026-02-01"}

    assert check_edition(FIRST, later, GAP_RULES, tmp_path) == ()


def test_an_edition_knows_every_rule_that_was_there_when_it_was_made(tmp_path: Path) -> None:
    a_copy_of_the_first_edition(tmp_path, "2026-09-01")
    later = {**RULES, "phase-of-the-moon": "2026-02-01"}

    (problem,) = check_edition("2026-09-01", later, GAP_RULES, tmp_path)

    assert problem.sentence.startswith("phase-of-the-moon can be found by a rule")


def test_what_the_edition_describes_must_have_a_rule(tmp_path: Path) -> None:
    a_copy_of_the_first_edition(tmp_path)
    without_hungry = {code: since for code, since in RULES.items() if code != "hungry"}

    (problem,) = check_edition(FIRST, without_hungry, GAP_RULES, tmp_path)

    assert problem.sentence == "hungry is described here, and there is no rule that finds it"
    assert problem.line == line_of(tmp_path / problem.file, 'code = "hungry"')


def test_gaps_and_questions_match_both_ways(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    change(folder / "questions.toml", 'code = "age-not-known"', 'code = "shoe-size-not-known"')

    assert {problem.sentence for problem in problems(tmp_path)} == {
        "age-not-known can be missing from a picture, and the edition has no question for it",
        "shoe-size-not-known has a question here, and there is no rule that notices it",
    }


def test_every_agency_is_described(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    text = (folder / "agencies.toml").read_text(encoding="utf-8")
    (folder / "agencies.toml").write_text(text[: text.rindex("[[agency]]")], encoding="utf-8")

    assert the_problem(tmp_path).sentence == "Early help is missing"


def test_a_code_given_twice_is_named(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    change(folder / "questions.toml", 'code = "age-not-known"', 'code = "consent-not-known"')

    assert "consent-not-known is there twice" in {problem.sentence for problem in problems(tmp_path)}


def test_a_folder_that_is_not_called_by_its_date_is_named(tmp_path: Path) -> None:
    a_copy_of_the_first_edition(tmp_path).rename(tmp_path / "spring-edition")

    (problem,) = check_all(RULES, GAP_RULES, AFTER, tmp_path)

    assert problem.sentence == "an edition's folder is called by its date, such as 2026-01-01"


def test_an_edition_names_the_one_before_it(tmp_path: Path) -> None:
    a_copy_of_the_first_edition(tmp_path)
    later = a_copy_of_the_first_edition(tmp_path, "2026-09-01")

    assert [str(problem) for problem in check_all(RULES, GAP_RULES, BEFORE, tmp_path)] == [
        "2026-09-01/edition.toml:1: supersedes must be 2026-01-01, the edition before this one"
    ]

    change(later / "edition.toml", "approved_by", 'supersedes = "2026-01-01"\napproved_by')
    assert check_all(RULES, GAP_RULES, BEFORE, tmp_path) == ()


def test_the_first_edition_replaces_none(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    change(folder / "edition.toml", "approved_by", 'supersedes = "2025-01-01"\napproved_by')

    (problem,) = check_all(RULES, GAP_RULES, BEFORE, tmp_path)

    assert problem.line == line_of(folder / "edition.toml", "supersedes")
    assert problem.sentence == "supersedes must be left out: there is no edition before this one"


def test_an_edition_in_force_has_to_be_locked_and_the_line_is_given(tmp_path: Path) -> None:
    digest = read_folder(a_copy_of_the_first_edition(tmp_path)).digest

    (problem,) = check_all(RULES, GAP_RULES, AFTER, tmp_path)

    assert lock_line(FIRST, digest) in problem.sentence


def test_an_edition_to_come_is_not_locked_yet(tmp_path: Path) -> None:
    a_copy_of_the_first_edition(tmp_path)

    assert check_all(RULES, GAP_RULES, BEFORE, tmp_path) == ()


def test_a_change_to_an_edition_in_force_is_named_at_its_lock(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    line = lock_line(FIRST, read_folder(folder).digest)
    (tmp_path / LOCK).write_text(f"# Locked.\n{line}\n", encoding="utf-8")
    change_indicator(folder, "hungry", "title", '"Hungry"')

    (problem,) = check_all(RULES, GAP_RULES, AFTER, tmp_path)

    assert (problem.file, problem.line) == (LOCK, 2)
    assert "undo it and make a new edition" in problem.sentence


def test_an_edition_that_was_in_force_does_not_vanish(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text(lock_line("2020-01-01", "0" * 64), encoding="utf-8")

    (problem,) = check_all(RULES, GAP_RULES, AFTER, tmp_path)

    assert problem.sentence == "edition 2020-01-01 was in force, and it is gone"


def test_a_lock_that_cannot_be_read_is_a_problem_of_its_own(tmp_path: Path) -> None:
    a_copy_of_the_first_edition(tmp_path)
    (tmp_path / LOCK).write_text("2026-01-01 and some digest", encoding="utf-8")

    (problem,) = check_all(RULES, GAP_RULES, AFTER, tmp_path)

    assert problem.file == LOCK
    assert problem.sentence.startswith("this is not TOML")


@pytest.mark.parametrize("edition", ["2026-1-1", "draft"])
def test_only_whole_dates_are_editions(tmp_path: Path, edition: str) -> None:
    (tmp_path / edition).mkdir()

    (problem,) = check_all(RULES, GAP_RULES, AFTER, tmp_path)

    assert problem.file == edition
