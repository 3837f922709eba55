"""Everything that is wrong with the rules beside the editions, as file, line and a plain sentence.

Beside what each kind of rules must not say by itself, they are compared with the editions that apply while
they do: every worry that an edition knows has somebody who is asked, or is said to need nobody; and nothing
is named that no edition knows.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from mash_contracts.vocabulary import LevelOfNeed
from mash_policy.agency_check_model import CheckRules
from mash_policy.check import Problem, lock_problems, problems_of_shape
from mash_policy.dated_rules import Dated, Fault, RuleFamily
from mash_policy.diff import Direction, by_deadlines
from mash_policy.files import EDITIONS, editions
from mash_policy.load import RefusedEdition, load_edition
from mash_policy.model import Policy, Timescale
from mash_policy.oversight_model import OversightRules
from mash_policy.positions import line_of_entry
from mash_policy.rule_families import FAMILIES

COMPLETE_SINCE = "2026-11-01"
"""From here on rules for agency checks speak of every worry and agency; the first stay as they are."""


def check_all_rules(today: date) -> tuple[Problem, ...]:
    """Every problem of all rules beside the editions. `today` is the day in London."""
    return tuple(problem for family in FAMILIES.values() for problem in check_rules(family, today))


def check_rules(
    family: RuleFamily[Any], today: date, root: Path | None = None, edition_root: Path = EDITIONS
) -> tuple[Problem, ...]:
    """Every problem of one kind of rules and of its lock; files are called from the folder above it."""
    folder = root or family.root
    found = [
        Problem(name, 1, "rules are called by their date, such as 2026-01-01")
        for name in family.names(folder)
        if name not in family.ids(folder)
    ]
    digests: dict[str, str | None] = {}
    for rules in family.ids(folder):
        found += _shape_problems(family, rules, folder)
        loaded = _readable(family, rules, folder)
        digests[rules] = loaded.digest if loaded else None
        if loaded:
            faults = [
                *family.every_fault(loaded),
                *_against_editions(loaded, _applying(family, rules, folder, edition_root)),
            ]
            found += [_problem(family, rules, folder, fault) for fault in dict.fromkeys(faults)]
    found += lock_problems(digests, today, folder)
    return tuple(replace(problem, file=f"{folder.name}/{problem.file}") for problem in found)


def _shape_problems(family: RuleFamily[Any], rules: str, folder: Path) -> Iterator[Problem]:
    for part, shape in family.shapes.items():
        name = family.file(rules, part)
        if (folder / name).is_file():
            yield from problems_of_shape(name, folder / name, shape.validate_python)
        else:
            yield Problem(name, 1, "this file is missing")


def _readable(family: RuleFamily[Any], rules: str, folder: Path) -> Dated | None:
    """None when they cannot be read, which the problems of their shape say."""
    try:
        loaded: Dated = family.unchecked(rules, folder)
    except RefusedEdition:
        return None
    return loaded


def _problem(family: RuleFamily[Any], rules: str, folder: Path, fault: Fault) -> Problem:
    name = family.file(rules, fault.part)
    text = (folder / name).read_text(encoding="utf-8")
    return Problem(name, line_of_entry(text, fault.entry, fault.field), fault.sentence)


def _applying(family: RuleFamily[Any], rules: str, folder: Path, edition_root: Path) -> Iterator[Policy]:
    """Every edition that applies on some day on which these rules do."""
    after = [other for other in family.ids(folder) if other > rules]
    until = min(after, default="9999-12-31")
    begins_under: str | None = None
    for edition in editions(edition_root):
        if edition <= rules:
            begins_under = edition
    later = [edition for edition in editions(edition_root) if rules < edition < until]
    for edition in ([begins_under] if begins_under else []) + later:
        try:
            yield load_edition(edition, edition_root)
        except RefusedEdition:
            continue  # what is wrong with an edition is said of the edition


def _against_editions(rules: Dated, applying: Iterator[Policy]) -> Iterator[Fault]:
    for policy in applying:
        match rules:
            case CheckRules():
                yield from _names_known(rules, policy)
                if rules.id >= COMPLETE_SINCE:
                    yield from _every_worry(rules, policy)
                    yield from _every_agency(rules)
            case OversightRules():
                yield from _discussions(rules, policy)


def _names_known(rules: CheckRules, policy: Policy) -> Iterator[Fault]:
    """What the rules name and the edition does not have would ask nobody."""
    groups = {indicator.group for indicator in policy.indicators.values()}
    for rule in rules.asking:
        entry = f"ask {rule.agency.value}"
        for code in sorted(rule.indicators - policy.indicators.keys()):
            yield Fault(
                f"{code} is no indicator of edition {policy.id}, and would ask nobody", entry, "indicators"
            )
        for group in sorted(rule.groups - groups):
            yield Fault(f"{group} is no group of edition {policy.id}, and would ask nobody", entry, "groups")
        if rule.agency not in policy.agencies:
            yield Fault(
                f"{rule.agency.label} does not answer to the hub by edition {policy.id}", entry, "agency"
            )
    for code in sorted(rules.asks_nobody - policy.indicators.keys()):
        yield Fault(f"{code} is no indicator of edition {policy.id}", "asks_nobody", "indicators")
    for group in sorted(rules.concern_words.keys() - groups):
        yield Fault(f"{group} is no group of edition {policy.id}", "concerns", group)


def _every_worry(rules: CheckRules, policy: Policy) -> Iterator[Fault]:
    """Somebody is asked about every worry, or the rules say that nobody has to be."""
    for indicator in policy.indicators.values():
        if indicator.protective or indicator.level is LevelOfNeed.UNIVERSAL:
            continue
        asked = rules.asked_about(indicator)
        if not asked and indicator.code not in rules.asks_nobody:
            sentence = f"{indicator.code} of edition {policy.id} asks nobody; name it here if that is meant"
            yield Fault(sentence, "asks_nobody", "indicators")
        if asked and indicator.code in rules.asks_nobody:
            sentence = f"{indicator.code} asks nobody by this, and {asked[0].label.lower()} by another entry"
            yield Fault(sentence, "asks_nobody", "indicators")
        if asked and indicator.group not in rules.concern_words:
            sentence = f"{indicator.group} has no words by which an agency could be told of it"
            yield Fault(sentence, "concerns")


def _every_agency(rules: CheckRules) -> Iterator[Fault]:
    """Whoever is asked is told something, or nothing in so many words, and is asked a question."""
    asked = rules.own_records.union(rules.significant_harm, (rule.agency for rule in rules.asking))
    always = {question.agency for question in rules.questions if not question.concerns}
    for agency in sorted(asked - rules.telling.keys()):
        sentence = f"{agency.label} may be asked, and nothing says what it is told"
        yield Fault(sentence, f"ask {agency.value}", "agency")
    for agency in sorted(asked - always):
        sentence = f"{agency.label} may be asked, and has no question for whatever the worry is"
        yield Fault(sentence, f"ask {agency.value}", "agency")
    for agency in sorted(rules.telling.keys() - asked):
        yield Fault(f"{agency.label} is told something, and is never asked", f"tell {agency.value}", "agency")


def _discussions(rules: OversightRules, policy: Policy) -> Iterator[Fault]:
    for agency in sorted(rules.quorum - policy.agencies.keys()):
        sentence = f"{agency.label} does not answer to the hub by edition {policy.id}"
        yield Fault(sentence, "strategy_discussion", "quorum")
    times = policy.timescales
    for name, soon, due in (
        ("high_risk", rules.due_soon_high_risk, times.strategy_discussion_high_risk),
        ("other", rules.due_soon_other, times.strategy_discussion),
    ):
        if not _never_later(soon, due, policy):
            sentence = f"this is due soon after it is due by edition {policy.id}: {due}"
            yield Fault(sentence, "strategy_discussion.due_soon_after", name)


def _never_later(soon: Timescale, due: Timescale, policy: Policy) -> bool:
    hours = policy.timescales.office_hours
    return by_deadlines((due, hours), (soon, hours)) is Direction.RAISES
