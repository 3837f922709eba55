"""The rules for oversight made into plain values.

The rules of a day are the latest whose date has come. Rules without one of the four stages, or with a quorum
that leaves out whom the law wants at the table, are not loaded.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from mash_contracts.vocabulary import Agency, DifferenceStage
from mash_policy.agency_check_load import AT_EVERY_STRATEGY_DISCUSSION
from mash_policy.dated_rules import ONE_FILE, Fault, RuleFamily
from mash_policy.model import Timescale
from mash_policy.oversight_model import AuditRule, OversightRules, StageRule
from mash_policy.schema import Code, Sentence, TimescaleTable

RULES = Path(__file__).parent / "oversight_rules"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _DueSoon(_Table):
    high_risk: TimescaleTable
    other: TimescaleTable


class _StrategyDiscussion(_Table):
    quorum: tuple[Agency, ...]
    source: Sentence
    due_soon_after: _DueSoon


class _Stage(_Table):
    number: int = Field(ge=1, le=4)
    title: Sentence
    who: Sentence
    source: Sentence
    awaiting_sign_off: bool = False
    within: TimescaleTable


class _Audit(_Table):
    one_in: int = Field(ge=1)
    seed: Code
    source: Sentence
    awaiting_sign_off: bool = False


class _RulesFile(_Table):
    title: Sentence
    effective_from: date
    approved_by: Sentence
    change_note: Sentence
    strategy_discussion: _StrategyDiscussion
    stage: tuple[_Stage, ...] = Field(min_length=4, max_length=4)
    audit: _Audit


def _built(rules: str, parts: Mapping[str, _RulesFile], digest: str) -> OversightRules:
    file = parts[ONE_FILE]
    soon = file.strategy_discussion.due_soon_after
    return OversightRules(
        id=rules,
        title=file.title,
        effective_from=file.effective_from,
        approved_by=file.approved_by,
        change_note=file.change_note,
        digest=digest,
        quorum=frozenset(file.strategy_discussion.quorum),
        due_soon_high_risk=Timescale(**soon.high_risk.model_dump()),
        due_soon_other=Timescale(**soon.other.model_dump()),
        stages=MappingProxyType({DifferenceStage(str(one.number)): _stage(one) for one in file.stage}),
        audit=AuditRule(**file.audit.model_dump()),
    )


def _stage(one: _Stage) -> StageRule:
    return StageRule(
        stage=DifferenceStage(str(one.number)),
        title=one.title,
        who=one.who,
        within=Timescale(**one.within.model_dump()),
        source=one.source,
        awaiting_sign_off=one.awaiting_sign_off,
    )


def _faults(rules: OversightRules) -> Iterator[Fault]:
    if AT_EVERY_STRATEGY_DISCUSSION - rules.quorum:
        sentence = "a strategy discussion has no quorum without social care, police and health"
        yield Fault(sentence, "strategy_discussion", "quorum")
    if rules.stages.keys() != set(DifferenceStage):
        yield Fault("a professional difference has four stages, and each is named", "stage")


OVERSIGHT_RULES = RuleFamily(
    code="oversight",
    called="rules for oversight",
    root=RULES,
    shapes={ONE_FILE: TypeAdapter(_RulesFile)},
    build=_built,
    faults=_faults,
)
