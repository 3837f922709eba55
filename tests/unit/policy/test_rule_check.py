"""What is wrong with the rules beside the editions is said as file, line and a plain sentence."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mash_policy.agency_check_load import CHECK_RULES
from mash_policy.check import Problem
from mash_policy.dated_rules import RuleFamily
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_policy.rule_check import check_all_rules, check_rules
from mash_policy.rule_families import FAMILIES

TODAY = date(2026, 11, 24)
CHECKS = CHECK_RULES, "2026-11-01.toml"
OVERSIGHT = OVERSIGHT_RULES, "2026-01-01.toml"
DASH = PRACTICE_TOOLS, "2026-11-01/dash.toml"
ASKED_OF_PROBATION = '[[question]]\nagency = "probation"\n'


def a_copy(family: RuleFamily[Any], folder: Path) -> Path:
    """The family's rules in a folder of their own, with their lock."""
    return Path(shutil.copytree(family.root, folder / family.root.name))


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text, f"{file.name} does not say {before}"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def without_lock(root: Path) -> Path:
    (root / "in-force.toml").unlink()
    return root


def problems_when(family: RuleFamily[Any], folder: Path, file: str, before: str, after: str) -> list[Problem]:
    """What is wrong after one change, other than that the lock is gone."""
    root = without_lock(a_copy(family, folder))
    change(root / file, before, after)
    return [one for one in check_rules(family, TODAY, root) if "not locked" not in one.sentence]


def line_of(file: Path, text: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_rules_of_the_product_have_no_problems() -> None:
    assert check_all_rules(TODAY) == ()


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.code)
def test_rules_in_force_are_locked_and_never_changed(family: RuleFamily[Any], tmp_path: Path) -> None:
    root = a_copy(family, tmp_path)
    latest = family.ids()[-1]
    file = root / family.file(latest, "edition" if family is PRACTICE_TOOLS else "")
    change(file, 'title = "', 'title = "New: ')

    (problem,) = check_rules(family, TODAY, root)

    assert problem.file == f"{root.name}/in-force.toml"
    assert problem.line == line_of(root / "in-force.toml", latest)
    assert "was changed after it came into force" in problem.sentence


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.code)
def test_rules_that_came_into_force_and_are_not_locked_are_named_with_the_line_to_add(
    family: RuleFamily[Any], tmp_path: Path
) -> None:
    found = check_rules(family, TODAY, without_lock(a_copy(family, tmp_path)))

    assert len(found) == len(family.ids())
    assert all('add the line "2026-' in problem.sentence for problem in found)


SLIPS = [
    (CHECKS, "least_level = 2", "least_levle = 2", "least_levle", "no such entry as least_levle"),
    (CHECKS, "red = { amount = 2,", "red = { amount = 5,", "amount = 5", "within four hours"),
    (CHECKS, '"parent-intoxicated",', "", "asks_nobody", "parent-intoxicated of edition"),
    (CHECKS, '"other-worry",', '"other-wory",', "asks_nobody", "other-wory is no indicator"),
    (CHECKS, '"scapegoated"]', '"scapegoted"]', "scapegoted", "would ask nobody"),
    (CHECKS, '"other-worry",', '"other-worry", "hungry",', "asks_nobody", "by another entry"),
    (CHECKS, "going_missing = ", "gone_missing = ", "concerns", "no words by which"),
    (CHECKS, '[[tell]]\nagency = "housing"', '[[tell]]\nagency = "fire"', "fire", "agency must"),
    (
        CHECKS,
        ASKED_OF_PROBATION,
        f'{ASKED_OF_PROBATION}concerns = ["sexual_harm"]\n',
        "probation",
        "no question for",
    ),
    (OVERSIGHT, '"police", "health"]', '"police"]', "quorum", "has no quorum without"),
    (OVERSIGHT, "number = 4", "number = 3", "[[stage]]", "each is named"),
    (OVERSIGHT, "other = { amount = 1,", "other = { amount = 3,", "other = {", "due soon after it is due"),
    (DASH, "high_from = 14", "high_from = 15", "medium_from", "high from 14"),
    (DASH, 'code = "cut-off"', 'code = "injured"', "number = 1", "is there twice"),
    (DASH, "marac_from = 14", "marac_from = fourteen", "marac_from", "this is not TOML"),
]
"""What is written into which file, what stands where the problem is shown, and what it says."""


@pytest.mark.parametrize(("where", "before", "after", "shown_at", "sentence"), SLIPS)
def test_a_problem_is_shown_where_it_is(
    tmp_path: Path, where: tuple[RuleFamily[Any], str], before: str, after: str, shown_at: str, sentence: str
) -> None:
    family, file = where
    found = problems_when(family, tmp_path, file, before, after)

    problem = next((one for one in found if sentence in one.sentence), None)
    assert problem is not None, [str(one) for one in found]
    assert problem.file == f"{family.root.name}/{file}"
    text = (tmp_path / family.root.name / file).read_text(encoding="utf-8").splitlines()
    near = "\n".join(text[max(0, problem.line - 2) : problem.line + 1])
    assert shown_at in near, (problem, near)


def test_a_file_that_is_missing_and_a_name_that_is_no_date_are_named(tmp_path: Path) -> None:
    root = a_copy(PRACTICE_TOOLS, tmp_path)
    (root / "2026-11-01" / "dash.toml").unlink()
    shutil.copytree(PRACTICE_TOOLS.root / "2026-11-01", root / "november")

    found = {str(problem) for problem in check_rules(PRACTICE_TOOLS, TODAY, root)}

    assert "practice_tools/2026-11-01/dash.toml:1: this file is missing" in found
    assert "practice_tools/november:1: rules are called by their date, such as 2026-01-01" in found
