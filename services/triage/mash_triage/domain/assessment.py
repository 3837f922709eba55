"""From a picture to a recommendation.

The highest finding wins, for level, urgency and legal basis each on its own; nothing is added up. What
protects a child is shown and lowers nothing. What is not known makes the recommendation provisional and
lowers nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mash_contracts.vocabulary import Basis, LegalBasis, LevelOfNeed, Pathway, Rag
from mash_policy.model import FIRST_EDITION, NO_INDICATOR_FOUND, Indicator, Policy, Since, known_by
from mash_triage.domain.findings import Evidence, Finding, Gap
from mash_triage.domain.gaps import GAPS_SINCE, gaps_in
from mash_triage.domain.indicators.registry import INDICATORS, INDICATORS_SINCE, Rule
from mash_triage.domain.picture import Picture

CODES_SINCE: Since = MappingProxyType({**INDICATORS_SINCE, NO_INDICATOR_FOUND: FIRST_EDITION})
"""Every code that a recommendation can name, with the first edition that has to know it."""

Seen = tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the hub is advised to do, and why. A named person decides."""

    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    pathways: tuple[Pathway, ...]
    """The main team first, then those added beside it."""
    findings: tuple[Finding, ...]
    """Most serious first, then in order of code; never empty. What protects the child comes last."""
    gaps: tuple[Gap, ...]
    provisional: bool
    """Something that is not known could raise this."""
    policy_edition: str
    policy_digest: str

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of the findings that speak of need or harm, most serious first."""
        return tuple(finding.code for finding in self.findings if not finding.protective)

    @property
    def red_findings(self) -> tuple[Finding, ...]:
        """Why someone must act at once; empty unless the recommendation is red."""
        return tuple(finding for finding in self.findings if finding.rag is Rag.RED)

    @property
    def deciding_findings(self) -> tuple[Finding, ...]:
        """The findings without which the level would be lower."""
        return tuple(f for f in self.findings if f.level is self.level and not f.protective)


def assess(picture: Picture, policy: Policy, indicators: Mapping[str, Rule] = INDICATORS) -> Recommendation:
    """What this picture means under this edition. The same two give the same answer for ever.

    A rule that came after the edition is not applied under it; `rules_without_meaning` finds those.
    """
    return recommend(picture, seen_in(picture, indicators), policy)


def seen_in(picture: Picture, indicators: Mapping[str, Rule] = INDICATORS) -> Mapping[str, Seen]:
    """What each indicator that is seen in the picture rests on, whatever an edition says it means."""
    return {code: evidence for code, rule in indicators.items() if (evidence := rule(picture))}


def recommend(picture: Picture, seen: Mapping[str, Seen], policy: Policy) -> Recommendation:
    """What was seen in this picture means this under this edition."""
    found = [
        _finding(policy.indicator(code), evidence, policy)
        for code, evidence in seen.items()
        if code in policy.indicators
    ]
    if all(finding.protective for finding in found):
        nothing = Evidence(NO_INDICATOR_FOUND, picture.said_by, Basis.FACT)
        found.append(_finding(policy.indicator(NO_INDICATOR_FOUND), (nothing,), policy))
    level = max(finding.level for finding in found)
    legal_basis = max(finding.legal_basis for finding in found)
    main = policy.main_pathway(legal_basis, level)
    added = {team for finding in found for team in policy.indicator(finding.code).pathways}
    gaps = tuple(
        Gap(question.code, question.question, question.could_change_level)
        for question in (policy.questions[code] for code in gaps_in(picture) if code in policy.questions)
    )
    return Recommendation(
        level=level,
        rag=max(finding.rag for finding in found),
        legal_basis=legal_basis,
        pathways=(main, *sorted(added - {main})),
        findings=tuple(sorted(found, key=_most_serious_first)),
        gaps=gaps,
        provisional=any(gap.could_change_level for gap in gaps),
        policy_edition=policy.id,
        policy_digest=policy.digest,
    )


def rules_without_meaning(policy: Policy) -> tuple[str, ...]:
    """Codes of rules and gaps of which the edition should speak and does not: there may be none in force."""
    return tuple(
        sorted(
            (known_by(policy.id, CODES_SINCE) - policy.indicators.keys())
            | (known_by(policy.id, GAPS_SINCE) - policy.questions.keys())
        )
    )


def _finding(indicator: Indicator, evidence: tuple[Evidence, ...], policy: Policy) -> Finding:
    main = policy.main_pathway(indicator.legal_basis, indicator.level)
    return Finding(
        code=indicator.code,
        title=indicator.title,
        sentence=indicator.why,
        source=indicator.source,
        level=indicator.level,
        rag=indicator.rag,
        legal_basis=indicator.legal_basis,
        pathways=() if indicator.protective else (main, *indicator.pathways),
        protective=indicator.protective,
        evidence=tuple(dict.fromkeys(evidence)),
        ask=indicator.ask,
    )


def _most_serious_first(finding: Finding) -> tuple[bool, int, int, int, str]:
    return (
        finding.protective,
        -finding.level.rank,
        -finding.rag.rank,
        -finding.legal_basis.rank,
        finding.code,
    )
