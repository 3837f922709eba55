"""The rules for retention made into plain values.

The rules of a day are the latest whose date has come. Rules that keep a child's record for less than the law
demands, or forget something that can become of a child, are not loaded.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from mash_policy.dated_rules import ONE_FILE, Fault, RuleFamily
from mash_policy.retention_model import ErasingRule, KeptAs, RetentionPeriod, RetentionRules
from mash_policy.schema import Sentence

RULES = Path(__file__).parent / "retention"

_MAJORITY = 18


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Period(_Table):
    kept_as: KeptAs
    until_birthday: int = Field(ge=0, le=120)
    years_after_closing: int = Field(ge=0, le=120)
    years_after_adoption: int | None = Field(default=None, ge=1, le=120)
    source: Sentence
    awaiting_sign_off: bool = False


class _Erasing(_Table):
    second_person: bool
    source: Sentence
    awaiting_sign_off: bool = False


class _RulesFile(_Table):
    title: Sentence
    effective_from: date
    approved_by: Sentence
    change_note: Sentence
    period: tuple[_Period, ...]
    erasing: _Erasing


def _built(rules: str, parts: Mapping[str, _RulesFile], digest: str) -> RetentionRules:
    file = parts[ONE_FILE]
    return RetentionRules(
        id=rules,
        title=file.title,
        effective_from=file.effective_from,
        approved_by=file.approved_by,
        change_note=file.change_note,
        digest=digest,
        periods=MappingProxyType({one.kept_as: RetentionPeriod(**one.model_dump()) for one in file.period}),
        erasing=ErasingRule(**file.erasing.model_dump()),
    )


def _faults(rules: RetentionRules) -> Iterator[Fault]:
    for kept_as in KeptAs:
        if kept_as not in rules.periods:
            yield Fault(f"nothing says how long a record is kept: {kept_as.label.lower()}", "period")
    for period in rules.periods.values():
        entry = f"period {period.kept_as.value}"
        if period.until_birthday < _MAJORITY:
            sentence = "a record is kept at least while the child is a child"
            yield Fault(sentence, entry, "until_birthday")
    looked_after = rules.periods.get(KeptAs.LOOKED_AFTER)
    if looked_after and looked_after.until_birthday < 75:
        sentence = (
            "a looked-after child's record is kept until the 75th birthday (S.I. 2010/959, regulation 50)"
        )
        yield Fault(sentence, "period looked-after", "until_birthday")
    adopted = rules.periods.get(KeptAs.ADOPTED)
    if adopted and (adopted.years_after_adoption or 0) < 100:
        sentence = (
            "an adopted child's record is kept for 100 years from the order (S.I. 2005/888, regulation 6)"
        )
        yield Fault(sentence, "period adopted", "years_after_adoption")


RETENTION_RULES = RuleFamily(
    code="retention",
    called="rules for retention",
    root=RULES,
    shapes={ONE_FILE: TypeAdapter(_RulesFile)},
    build=_built,
    faults=_faults,
)
