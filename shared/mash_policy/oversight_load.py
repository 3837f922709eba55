"""The rules for oversight made into plain values.

The rules of a day are the latest whose date has come. Rules without one of the four stages, or with a quorum
that leaves out whom the law wants at the table, are not loaded.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mash_contracts.vocabulary import Agency, DifferenceStage
from mash_policy.agency_check_load import AT_EVERY_STRATEGY_DISCUSSION
from mash_policy.load import NoEdition, RefusedEdition
from mash_policy.lock import LOCK, locked_digests
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
    stage: tuple[_Stage, ...]
    audit: _Audit


def oversight_in_force(on: date, root: Path = RULES) -> OversightRules:
    """The rules that apply on that day in London.

    Raises NoEdition when none had come into force, and RefusedEdition.
    """
    names = sorted(path.stem for path in root.glob("*.toml") if path.name != LOCK)
    begun = [name for name in names if date.fromisoformat(name) <= on]
    if not begun:
        raise NoEdition(f"no rules for oversight were in force on {on.isoformat()}")
    return load_oversight(begun[-1], root)


@lru_cache(maxsize=8)
def load_oversight(rules: str, root: Path = RULES) -> OversightRules:
    """The rules of that date, read once a process. Raises RefusedEdition."""
    try:
        raw = tomllib.loads((root / f"{rules}.toml").read_text(encoding="utf-8"))
        loaded = _built(rules, _RulesFile.model_validate(raw), _digest(raw))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise RefusedEdition(rules, "its rules for oversight cannot be read") from error
    if faults := tuple(_faults(loaded, root)):
        raise RefusedEdition(rules, *faults)
    return loaded


def _built(rules: str, file: _RulesFile, digest: str) -> OversightRules:
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


def _faults(rules: OversightRules, root: Path) -> Iterator[str]:
    if rules.id != rules.effective_from.isoformat():
        yield f"the file is called {rules.id}, but the rules take effect on {rules.effective_from}"
    if AT_EVERY_STRATEGY_DISCUSSION - rules.quorum:
        yield "a strategy discussion has no quorum without social care, police and health"
    if rules.stages.keys() != set(DifferenceStage):
        yield "a professional difference has four stages, and each is named"
    if locked_digests(root).get(rules.id, rules.digest) != rules.digest:
        yield "they were changed after they came into force"


def _digest(raw: Mapping[str, object]) -> str:
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
