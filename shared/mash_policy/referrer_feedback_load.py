"""The rules for feedback to referrers made into plain values.

The rules of a day are the latest whose date has come. Rules that would tell a private person, or somebody
without a name, what was decided about a child are not loaded.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, TypeAdapter

from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import MAIN_PATHWAYS, Pathway
from mash_policy.dated_rules import ONE_FILE, Fault, RuleFamily
from mash_policy.model import Timescale, TimeUnit
from mash_policy.referrer_feedback_model import FeedbackRules, MayKnow, ReferrerKind
from mash_policy.schema import Code, Sentence, TimescaleTable

RULES = Path(__file__).parent / "referrer_feedback"

NEVER_TOLD_THE_OUTCOME = frozenset(
    {
        ReferralSource.RELATIVE,
        ReferralSource.ACQUAINTANCE,
        ReferralSource.SELF,
        ReferralSource.OTHER_INDIVIDUAL,
        ReferralSource.ANONYMOUS,
        ReferralSource.UNKNOWN,
    }
)
"""Who harms a child may be the one who asks; what was decided is told to a family by its worker."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Acknowledgement(_Table):
    within: TimescaleTable


class _Kind(_Table):
    code: Code
    title: Sentence
    sources: tuple[ReferralSource, ...]
    acknowledged: bool
    may_know: MayKnow
    may_challenge: bool
    source: Sentence
    awaiting_sign_off: bool = False


class _Outcome(_Table):
    pathway: Pathway
    sentence: Sentence


class _RulesFile(_Table):
    title: Sentence
    effective_from: date
    approved_by: Sentence
    change_note: Sentence
    acknowledgement: _Acknowledgement
    kind: tuple[_Kind, ...]
    outcome: tuple[_Outcome, ...]


def _built(rules: str, parts: Mapping[str, _RulesFile], digest: str) -> FeedbackRules:
    file = parts[ONE_FILE]
    return FeedbackRules(
        id=rules,
        title=file.title,
        effective_from=file.effective_from,
        approved_by=file.approved_by,
        change_note=file.change_note,
        digest=digest,
        acknowledge_within=Timescale(**file.acknowledgement.within.model_dump()),
        kinds=tuple(
            ReferrerKind(**{**one.model_dump(), "sources": frozenset(one.sources)}) for one in file.kind
        ),
        outcomes=MappingProxyType({one.pathway: one.sentence for one in file.outcome}),
    )


def _faults(rules: FeedbackRules) -> Iterator[Fault]:
    within = rules.acknowledge_within
    if within.amount != 1 or within.unit is not TimeUnit.WORKING_DAYS:
        sentence = "a referrer is told within one working day that the contact arrived"
        yield Fault(sentence, "acknowledgement", "within")
    belongs = Counter(source for kind in rules.kinds for source in kind.sources)
    for source in ReferralSource:
        if belongs[source] != 1:
            sentence = (
                f"{source.value} belongs to {belongs[source]} kinds of referrer, and has to belong to one"
            )
            yield Fault(sentence, "kind")
    for kind in rules.kinds:
        told = kind.may_know is MayKnow.OUTCOME or kind.may_challenge
        entry = f"kind {kind.code}"
        if told and not kind.sources.isdisjoint(NEVER_TOLD_THE_OUTCOME):
            sentence = f"{kind.code}: a private person or somebody without a name is never told the outcome"
            yield Fault(sentence, entry, "sources")
        if kind.may_challenge and kind.may_know is not MayKnow.OUTCOME:
            sentence = f"{kind.code}: nobody can challenge an outcome that they may not know"
            yield Fault(sentence, entry, "may_challenge")
    if rules.outcomes.keys() != set(MAIN_PATHWAYS):
        yield Fault("each team that may have a child has one sentence for the referrer", "outcome")


FEEDBACK_RULES = RuleFamily(
    code="referrer-feedback",
    called="rules for feedback to referrers",
    root=RULES,
    shapes={ONE_FILE: TypeAdapter(_RulesFile)},
    build=_built,
    faults=_faults,
)
