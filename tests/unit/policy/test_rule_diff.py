"""What new rules beside the editions change is said in a paragraph, what is lowered first."""

import shutil
from pathlib import Path

from click.testing import CliRunner

from mash_command.policy import command
from mash_policy.agency_check_load import CHECK_RULES
from mash_policy.diff import Direction
from mash_policy.load import load_edition
from mash_policy.model import OfficeHours
from mash_policy.oversight_load import OVERSIGHT_RULES
from mash_policy.practice_tool_load import PRACTICE_TOOLS
from mash_policy.rule_diff import RuleChange, rule_change_note, rule_changes
from mash_policy.rule_lines import agency_check_lines, oversight_lines, practice_tool_lines
from tests.unit.policy.test_rule_check import change

POLICY = load_edition("2026-11-01")
HOURS: OfficeHours = POLICY.timescales.office_hours


def checks_changed(folder: Path, before: str, after: str) -> tuple[RuleChange, ...]:
    root = Path(shutil.copytree(CHECK_RULES.root, folder / "rules"))
    change(root / "2026-11-01.toml", before, after)
    old = CHECK_RULES.unchecked("2026-11-01")
    new = CHECK_RULES.unchecked("2026-11-01", root)
    return rule_changes(tuple(agency_check_lines(old, POLICY)), tuple(agency_check_lines(new, POLICY)), HOURS)


def note(found: tuple[RuleChange, ...]) -> str:
    return rule_change_note("rules for agency checks", "2026-11-01", found)


def test_an_agency_that_is_no_longer_asked_lowers(tmp_path: Path) -> None:
    found = checks_changed(tmp_path, '"private-fostering", ', "")

    (asked,) = found
    assert asked.direction is Direction.LOWERS
    assert "1 is lowered: asked about a worry" in note(found)
    assert "no longer Education" in note(found)


def test_more_time_to_answer_lowers_and_less_raises(tmp_path: Path) -> None:
    (later,) = checks_changed(tmp_path, "amber = { amount = 6,", "amber = { amount = 7,")
    assert later.direction is Direction.LOWERS
    assert "from 6 office hours to 7 office hours" in note((later,))


def test_telling_an_agency_more_is_said_and_neither_raises_nor_lowers(tmp_path: Path) -> None:
    found = checks_changed(tmp_path, 'identified_by = ["school"]', 'identified_by = ["school", "address"]')

    assert [one.direction for one in found] == [Direction.NEITHER]
    assert "1 is told more or less: told, “Education” (also Address)" in note(found)


def test_the_same_rules_change_nothing() -> None:
    for lines in (
        tuple(oversight_lines(OVERSIGHT_RULES.load("2026-01-01"))),
        tuple(practice_tool_lines(PRACTICE_TOOLS.load("2026-11-01"))),
    ):
        assert len({(line.part, line.code) for line in lines}) == len(lines)
        assert note(rule_changes(lines, lines, HOURS)).startswith("Nothing changes")


def test_fewer_yeses_for_marac_raise(tmp_path: Path) -> None:
    root = Path(shutil.copytree(PRACTICE_TOOLS.root, tmp_path / "tools"))
    change(root / "2026-11-01" / "dash.toml", "marac_from = 14", "marac_from = 12")
    old, new = PRACTICE_TOOLS.load("2026-11-01"), PRACTICE_TOOLS.unchecked("2026-11-01", root)

    (marac,) = rule_changes(tuple(practice_tool_lines(old)), tuple(practice_tool_lines(new)), HOURS)

    assert marac.direction is Direction.RAISES


def test_the_command_compares_two_dates_of_the_rules_and_its_exit_code_says_that_nothing_is_lowered() -> None:
    result = CliRunner().invoke(command, ["diff", "2026-01-01", "2026-11-01", "--of", "agency-checks"])

    assert result.exit_code == 1, result.output
    assert "Against the rules for agency checks of 2026-01-01" in result.output


def test_a_date_without_rules_is_said_in_a_sentence() -> None:
    result = CliRunner().invoke(command, ["table", "--of", "oversight", "--edition", "2020-01-01"])

    assert result.exit_code == 2
    assert "There are no rules for oversight of 2020-01-01." in result.output
