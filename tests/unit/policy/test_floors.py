"""What no edition may say, whoever approves it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Rag
from mash_policy.files import read_folder
from mash_policy.floors import FLOORS, breaches
from mash_policy.load import RefusedEdition, build, load_edition
from mash_policy.model import NO_INDICATOR_FOUND
from tests.builders.editions import (
    FIRST,
    a_copy_of_the_first_edition,
    change,
    change_indicator,
)


def refusals(folder: Path) -> list[str]:
    """The sentences with which the edition is refused; loading it has to fail."""
    with pytest.raises(RefusedEdition) as refused:
        load_edition(FIRST, folder.parent)
    assert refused.value.edition == FIRST
    return [breach.sentence for breach in breaches(build(FIRST, read_folder(folder)))]


def test_the_first_edition_is_above_every_floor() -> None:
    assert list(breaches(load_edition(FIRST))) == []


def saying(code: str, **otherwise: Any) -> list[str]:
    """What is wrong with the first edition if it said something else about one indicator."""
    policy = load_edition(FIRST)
    changed = replace(policy.indicator(code), **otherwise)
    return [
        each.sentence for each in breaches(replace(policy, indicators={**policy.indicators, code: changed}))
    ]


@pytest.mark.parametrize("code", FLOORS)
@pytest.mark.parametrize(
    "lower",
    [{"level": LevelOfNeed.EARLY_HELP}, {"rag": Rag.GREEN}, {"legal_basis": LegalBasis.NONE}],
    ids=str,
)
def test_what_is_acute_cannot_be_lowered(code: str, lower: dict[str, Any]) -> None:
    assert any(code in said and FLOORS[code].because in said for said in saying(code, **lower))


@pytest.mark.parametrize(
    "raise_to",
    [{"level": LevelOfNeed.EARLY_HELP}, {"rag": Rag.AMBER}, {"legal_basis": LegalBasis.S17}],
    ids=str,
)
def test_a_child_of_whom_nothing_was_found_cannot_stand_above_one_with_a_worry(
    raise_to: dict[str, Any],
) -> None:
    assert any(
        "a worry that is found would lower it" in said for said in saying(NO_INDICATOR_FOUND, **raise_to)
    )


@pytest.mark.parametrize("code", FLOORS)
def test_what_is_acute_cannot_be_left_out(code: str) -> None:
    policy = load_edition(FIRST)
    without = {each: policy.indicators[each] for each in policy.indicators if each != code}

    assert [each.sentence for each in breaches(replace(policy, indicators=without))] == [
        f"{code} is missing, and it has a safety floor: {FLOORS[code].because}"
    ]


@pytest.mark.parametrize("code", FLOORS)
def test_what_is_acute_cannot_be_called_protective(code: str) -> None:
    assert any(f"{code} is never protective" in said for said in saying(code, protective=True))


@pytest.mark.parametrize("code", [code for code, floor in FLOORS.items() if floor.pathways])
def test_exploitation_keeps_the_exploitation_team(code: str) -> None:
    assert any(f"{code} must add Child exploitation team" in said for said in saying(code, pathways=()))


def test_every_team_needs_response_times(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    path = folder / "timescales.toml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("[team_response.cet]"), text.index("[team_response.early-help]")
    path.write_text(text[:start] + text[end:], encoding="utf-8")

    assert refusals(folder) == ["Child exploitation team has no response times"]


def lower(file: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda folder: change(folder / file, old, new)


def say_of(code: str, field: str, value: str) -> Callable[[Path], object]:
    return lambda folder: change_indicator(folder, code, field, value)


UNSAFE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a decision in two working days": (
        lower("timescales.toml", "[decision]\namount = 1", "[decision]\namount = 2"),
        "decision may not be longer: the law gives one working day",
    ),
    "a decision in 24 working hours, which are three days": (
        lower(
            "timescales.toml",
            '[decision]\namount = 1\nunit = "working-days"',
            '[decision]\namount = 24\nunit = "working-hours"',
        ),
        "decision may not be longer",
    ),
    "a strategy discussion in three working days": (
        lower("timescales.toml", "[strategy_discussion]\namount = 2", "[strategy_discussion]\namount = 3"),
        "strategy_discussion may not be longer",
    ),
    "an enquiry in seven working days": (
        lower("timescales.toml", "amount = 6\n", "amount = 7\n"),
        "section_47_enquiry may not be longer",
    ),
    "a conference in twenty working days": (
        lower("timescales.toml", "amount = 15\n", "amount = 20\n"),
        "child_protection_conference may not be longer",
    ),
    "an assessment in sixty working days": (
        lower("timescales.toml", "amount = 45\n", "amount = 60\n"),
        "assessment may not be longer",
    ),
    "a return interview in a week": (
        lower("timescales.toml", "amount = 72\n", "amount = 168\n"),
        "return_home_interview may not be longer",
    ),
    "a red in five hours": (
        lower("timescales.toml", "[rag.red]\namount = 4", "[rag.red]\namount = 5"),
        "rag.red may not be longer",
    ),
    "a red that waits for the offices to open": (
        lower(
            "timescales.toml",
            '[rag.red]\namount = 4\nunit = "wall-hours"',
            '[rag.red]\namount = 4\nunit = "working-hours"',
        ),
        "rag.red may not be longer",
    ),
    "a high-risk strategy discussion tomorrow": (
        lower("timescales.toml", 'amount = 4\nunit = "same-day"', 'amount = 1\nunit = "working-days"'),
        "strategy_discussion_high_risk may not be longer",
    ),
    "child protection that answers a red case after the weekend": (
        lower(
            "timescales.toml",
            'red = { amount = 1, unit = "wall-hours"',
            'red = { amount = 1, unit = "working-hours"',
        ),
        "child protection answers a red case in four hours",
    ),
    "offices closed on Wednesdays": (
        lower("timescales.toml", "wednesday = { opens = 08:30:00, closes = 17:00:00 }\n", ""),
        "Wednesday is a working day in law",
    ),
    "offices that close before they open": (
        lower(
            "timescales.toml", "opens = 08:30:00, closes = 16:30:00", "opens = 16:30:00, closes = 08:30:00"
        ),
        "the offices close before they open",
    ),
    "section 47 to early help": (
        lower("pathways.toml", 'level-4 = "child-protection"', 'level-4 = "early-help"'),
        "Level 4: specialist, protection: may not go to less than child protection",
    ),
    "section 17 to early help": (
        lower("pathways.toml", 'level-3 = "child-in-need"', 'level-3 = "early-help"'),
        "Level 3: targeted, child in need: may not go to less than child in need",
    ),
    "CET instead of child protection": (
        lower("pathways.toml", 'level-4 = "child-protection"', 'level-4 = "cet"'),
        "CET stands beside the main team, never instead of one",
    ),
    "advice for a need": (
        lower("pathways.toml", 'level-2 = "early-help"', 'level-2 = "advice"'),
        "is offered early help, not advice alone",
    ),
    "a higher level to a lesser team": (
        lower("pathways.toml", 'level-4 = "child-in-need"', 'level-4 = "advice"'),
        "may not go to less than",
    ),
    "an indicator that sends to child protection by itself": (
        say_of("hungry", "pathways", '["child-protection"]'),
        "only CET is added by an indicator",
    ),
    "level 4 by agreement alone": (
        say_of("hungry", "level", "4"),
        "level 4 is never by agreement alone",
    ),
    "significant harm at level 2": (
        say_of("hungry", "legal_basis", '"s47"'),
        "significant harm (section 47) is always level 4",
    ),
    "a strength that raises": (
        say_of("safe-adult", "level", "3"),
        "what protects a child raises nothing",
    ),
    "an edition that takes effect on another day than its name": (
        lower("edition.toml", "effective_from = 2026-01-01", "effective_from = 2026-02-01"),
        "the folder is called 2026-01-01",
    ),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_edition_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    make_unsafe, sentence = UNSAFE[name]
    folder = a_copy_of_the_first_edition(tmp_path)
    make_unsafe(folder)

    assert any(sentence in refusal for refusal in refusals(folder))


def test_a_timescale_may_be_shortened(tmp_path: Path) -> None:
    folder = a_copy_of_the_first_edition(tmp_path)
    change(folder / "timescales.toml", "[rag.red]\namount = 4", "[rag.red]\namount = 2")
    change(
        folder / "timescales.toml",
        '[decision]\namount = 1\nunit = "working-days"',
        '[decision]\namount = 8\nunit = "working-hours"',
    )

    assert load_edition(FIRST, tmp_path).timescales.decision.amount == 8
