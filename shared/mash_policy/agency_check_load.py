"""The rules for agency checks made into plain values.

The rules of a day are the latest whose date has come. Rules that ask without a reason, or leave out whom the
law wants at the table, are not loaded.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from mash_contracts.vocabulary import Agency, LevelOfNeed, Rag
from mash_policy.agency_check_model import AskingRule, CheckQuestion, CheckRules, Identifying, Telling
from mash_policy.dated_rules import ONE_FILE, Fault, RuleFamily
from mash_policy.model import Timescale, TimeUnit
from mash_policy.schema import Code, RagTable, Sentence

RULES = Path(__file__).parent / "agency_check_rules"

AT_EVERY_STRATEGY_DISCUSSION = frozenset({Agency.SOCIAL_CARE, Agency.POLICE, Agency.HEALTH})
"""Working Together 2023: without these three a strategy discussion has no quorum."""
OWN_RECORDS_AT_MOST = frozenset({Agency.SOCIAL_CARE})
"""To ask any other agency is to share what the hub was told."""
RED_HOURS = 4


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Agencies(_Table):
    agencies: tuple[Agency, ...]
    source: Sentence


class _Indicators(_Table):
    indicators: tuple[Code, ...]
    source: Sentence


class _Ask(_Table):
    agency: Agency
    groups: tuple[str, ...] = ()
    indicators: tuple[Code, ...] = ()
    least_level: int = Field(ge=1, le=4)
    source: Sentence
    awaiting_sign_off: bool = False


class _Tell(_Table):
    agency: Agency
    concerns: tuple[str, ...] = ()
    identified_by: tuple[Identifying, ...] = ()
    level: bool = False
    source: Sentence
    awaiting_sign_off: bool = False


class _Question(_Table):
    agency: Agency
    concerns: tuple[str, ...] = ()
    ask: Sentence


class RulesFile(_Table):
    """One file of rules, as it is written."""

    title: Sentence
    effective_from: date
    approved_by: Sentence
    change_note: Sentence
    own_records: _Agencies
    significant_harm: _Agencies
    answer_within: RagTable
    due_soon_after: RagTable
    ask: tuple[_Ask, ...]
    asks_nobody: _Indicators | None = None
    concerns: dict[str, Sentence] = Field(default_factory=dict)
    tell: tuple[_Tell, ...] = ()
    question: tuple[_Question, ...] = ()


def _built(rules: str, parts: Mapping[str, RulesFile], digest: str) -> CheckRules:
    file = parts[ONE_FILE]
    return CheckRules(
        id=rules,
        title=file.title,
        effective_from=file.effective_from,
        approved_by=file.approved_by,
        change_note=file.change_note,
        digest=digest,
        own_records=frozenset(file.own_records.agencies),
        significant_harm=frozenset(file.significant_harm.agencies),
        asks_nobody=frozenset(file.asks_nobody.indicators if file.asks_nobody else ()),
        asking=tuple(
            AskingRule(
                agency=ask.agency,
                groups=frozenset(ask.groups),
                indicators=frozenset(ask.indicators),
                least_level=LevelOfNeed(str(ask.least_level)),
                source=ask.source,
                awaiting_sign_off=ask.awaiting_sign_off,
            )
            for ask in file.ask
        ),
        answer_within=_by_urgency(file.answer_within),
        due_soon_after=_by_urgency(file.due_soon_after),
        concern_words=MappingProxyType(dict(file.concerns)),
        telling=MappingProxyType({tell.agency: _telling(tell) for tell in file.tell}),
        questions=tuple(CheckQuestion(one.agency, frozenset(one.concerns), one.ask) for one in file.question),
    )


def _telling(tell: _Tell) -> Telling:
    return Telling(
        agency=tell.agency,
        concerns=frozenset(tell.concerns),
        identified_by=frozenset(tell.identified_by),
        level=tell.level,
        source=tell.source,
        awaiting_sign_off=tell.awaiting_sign_off,
    )


def _by_urgency(table: RagTable) -> Mapping[Rag, Timescale]:
    return MappingProxyType({rag: Timescale(**table.of(rag).model_dump()) for rag in Rag})


def _faults(rules: CheckRules) -> Iterator[Fault]:
    if AT_EVERY_STRATEGY_DISCUSSION - rules.significant_harm:
        sentence = "at significant harm social care, police and health are always asked"
        yield Fault(sentence, "significant_harm", "agencies")
    if rules.own_records - OWN_RECORDS_AT_MOST:
        sentence = "only children's social care's own records are looked into for every contact"
        yield Fault(sentence, "own_records", "agencies")
    for rule in rules.asking:
        entry = f"ask {rule.agency.value}"
        if rule.agency is Agency.REFERRER:
            yield Fault("the referrer is not an agency to ask", entry, "agency")
        if not rule.groups and not rule.indicators:
            sentence = f"{rule.agency.label} would be asked for nothing: name groups or indicators"
            yield Fault(sentence, entry, "agency")
    yield from _time_faults(rules)
    yield from _telling_faults(rules)


def _time_faults(rules: CheckRules) -> Iterator[Fault]:
    red = rules.answer_within[Rag.RED]
    if red.unit is not TimeUnit.WALL_HOURS or red.amount > RED_HOURS:
        sentence = "a red check is answered within four hours at the most, nights and weekends included"
        yield Fault(sentence, "answer_within", "red")
    for rag in Rag:
        within, soon = rules.answer_within[rag], rules.due_soon_after[rag]
        if within.unit is not soon.unit or soon.amount >= within.amount:
            sentence = f"{rag.label.lower()} checks are due soon before they are due, counted in the same way"
            yield Fault(sentence, "due_soon_after", rag.value)


def _telling_faults(rules: CheckRules) -> Iterator[Fault]:
    """To ask a question is to tell of the worry that is behind it."""
    for telling in rules.telling.values():
        for concern in sorted(telling.concerns - rules.concern_words.keys()):
            sentence = f"{telling.agency.label} is told of {concern}, for which there are no words"
            yield Fault(sentence, f"tell {telling.agency.value}", "concerns")
    for question in rules.questions:
        untold = question.concerns - rules.told_to(question.agency).concerns
        for concern in sorted(untold):
            sentence = f"{question.agency.label} would be asked about {concern}, of which it is not told"
            yield Fault(sentence, f"question {question.agency.value}", "concerns")


CHECK_RULES = RuleFamily(
    code="agency-checks",
    called="rules for agency checks",
    root=RULES,
    shapes={ONE_FILE: TypeAdapter(RulesFile)},
    build=_built,
    faults=_faults,
)
