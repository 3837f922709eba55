"""What a new edition changes is told whole, and what it lowers is told first."""

from pathlib import Path

import pytest

from mash_policy.change_note import change_note
from mash_policy.diff import Change, Direction, Part, changes
from mash_policy.load import load_draft, load_edition
from tests.builders.editions import (
    FIRST,
    a_copy_of_the_first_edition,
    change,
    change_indicator,
    remove_indicator,
)

NEXT = "2027-01-04"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return a_copy_of_the_first_edition(tmp_path, NEXT)


def changed(draft: Path) -> tuple[Change, ...]:
    return changes(load_edition(FIRST), load_draft(draft))


def only(draft: Path) -> Change:
    (one,) = changed(draft)
    return one


def test_a_copy_with_another_date_changes_nothing(draft: Path) -> None:
    assert changed(draft) == ()
    assert change_note(FIRST, changed(draft)) == f"Nothing changes against edition {FIRST}."


@pytest.mark.parametrize(
    ("code", "field", "value", "direction"),
    [
        ("coercive-control", "level", "4", Direction.RAISES),
        ("coercive-control", "level", "2", Direction.LOWERS),
        ("coercive-control", "rag", '"red"', Direction.RAISES),
        ("coercive-control", "rag", '"green"', Direction.LOWERS),
        ("coercive-control", "legal_basis", '"none"', Direction.LOWERS),
        ("coercive-control", "pathways", '["cet"]', Direction.RAISES),
        ("coercive-control", "why", '"Told in other words."', Direction.NEITHER),
        ("coercive-control", "ask", '"Asked in other words?"', Direction.NEITHER),
        ("coercive-control", "awaiting_sign_off", "false", Direction.NEITHER),
        ("gang-involvement", "pathways", "[]", Direction.LOWERS),
    ],
)
def test_each_field_of_an_indicator_is_told_with_what_it_does_for_a_child(
    draft: Path, code: str, field: str, value: str, direction: Direction
) -> None:
    change_indicator(draft, code, field, value)

    told = only(draft)

    assert (told.part, told.code, told.field) == (Part.INDICATOR, code, field)
    assert told.direction is direction


def test_an_indicator_that_is_gone_lowers_and_one_that_came_raises(draft: Path) -> None:
    remove_indicator(draft, "coercive-control")
    old, new = load_edition(FIRST), load_draft(draft)

    (gone,), (came,) = changes(old, new), changes(new, old)

    assert (gone.field, gone.direction) == ("removed", Direction.LOWERS)
    assert (came.field, came.direction) == ("added", Direction.RAISES)


def test_a_strength_that_is_gone_lowers_nothing(draft: Path) -> None:
    remove_indicator(draft, "attends-school")

    assert only(draft).direction is Direction.NEITHER


def test_a_shorter_clock_raises_and_a_longer_one_lowers(draft: Path) -> None:
    change(draft / "timescales.toml", "[rag.green]\namount = 24", "[rag.green]\namount = 20")
    assert only(draft).direction is Direction.RAISES

    change(draft / "timescales.toml", "[rag.green]\namount = 20", "[rag.green]\namount = 30")
    assert only(draft).direction is Direction.LOWERS


def test_a_clock_counted_in_another_way_may_be_sooner_at_one_hour_and_later_at_another(draft: Path) -> None:
    amber = 'amber = { amount = 2, unit = "working-days"'
    change(draft / "timescales.toml", amber, 'amber = { amount = 60, unit = "wall-hours"')

    assert only(draft).direction is Direction.EITHER


def test_opening_later_is_told_with_every_clock_that_it_moves(draft: Path) -> None:
    monday = "monday = { opens = 08:30:00"
    change(draft / "timescales.toml", monday, "monday = { opens = 09:30:00")

    hours, *clocks = changed(draft)

    assert (hours.part, hours.code) == (Part.OFFICE_HOURS, "monday")
    assert "rag.amber" in {clock.code for clock in clocks}
    assert all(clock.part is Part.CLOCK and clock.direction is Direction.LOWERS for clock in clocks)


def test_another_team_for_a_level_is_told(draft: Path) -> None:
    change(draft / "pathways.toml", 'level-1 = "advice"', 'level-1 = "early-help"')

    told = changed(draft)

    assert [(one.part, one.direction) for one in told] == [(Part.TEAM, Direction.RAISES)]


def test_questions_and_agencies_are_told(draft: Path) -> None:
    question = '[[question]]\ncode = "age-not-known"\nquestion = "How old is the child, or about how old?"'
    change(
        draft / "questions.toml",
        f"{question}\ncould_change_level = true",
        f"{question}\ncould_change_level = false",
    )
    text = (draft / "agencies.toml").read_text()
    (draft / "agencies.toml").write_text(text.replace('agency = "housing"', 'agency = "referrer"'))

    told = {(one.part, one.code, one.field): one.direction for one in changed(draft)}

    assert told == {
        (Part.QUESTION, "age-not-known", "could_change_level"): Direction.LOWERS,
        (Part.AGENCY, "referrer", "added"): Direction.RAISES,
        (Part.AGENCY, "housing", "removed"): Direction.LOWERS,
    }


def test_the_note_tells_what_is_lowered_before_what_is_raised_and_counts_what_is_only_reworded(
    draft: Path,
) -> None:
    change_indicator(draft, "coercive-control", "level", "4")
    change_indicator(draft, "coercive-control", "legal_basis", '"s47"')
    change_indicator(draft, "persistent-neglect", "rag", '"green"')
    change_indicator(draft, "abandoned", "why", '"Nobody is there."')

    note = change_note(FIRST, changed(draft))

    assert note == (
        "Against edition 2026-01-01: 1 indicator is lowered: “Neglect seen, every week or more” "
        "(urgency from amber to green). 1 indicator is raised: “A pattern of coercive control” "
        "(level from level 3: targeted, child in need to level 4: specialist, protection, "
        "legal basis from section 17: child in need to section 47: significant harm). "
        "1 entry is worded or sourced differently."
    )


def test_many_changes_are_named_up_to_a_point_and_then_counted(draft: Path) -> None:
    old = load_edition(FIRST)
    amber = [
        code for code, entry in old.indicators.items() if entry.rag.value == "green" and not entry.protective
    ]
    for code in amber[:10]:
        change_indicator(draft, code, "rag", '"amber"')

    note = change_note(FIRST, changed(draft))

    assert "10 indicators are raised: " in note
    assert note.endswith("; and 2 more.")
