"""A recommendation in plain English: what it rests on, who said so, and what is still to be asked."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import Basis, ExploitationRisk, OpenCase, Pathway, Severity
from mash_policy.model import NO_INDICATOR_FOUND
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.findings import Evidence, Finding
from mash_triage.domain.missing_answers import ABOUT, Rise
from mash_triage.domain.picture import ToolFact


def headline(recommendation: Recommendation) -> str:
    """The recommendation in one sentence."""
    teams = [team.label for team in recommendation.pathways]
    sentence = (
        f"{recommendation.level.label}; {recommendation.rag.label.lower()}; "
        f"{_small_first(recommendation.legal_basis.label)}; recommended to {_listed(teams)}."
    )
    if recommendation.provisional:
        sentence += " Provisional: an answer that is still missing could raise it."
    return sentence


def reason(finding: Finding) -> str:
    """Why one indicator was found: its sentence, and what it rests on."""
    return f"{finding.sentence} {_listed([evidence_in_words(piece) for piece in finding.evidence])}."


def rise_in_words(rise: Rise, now: Recommendation) -> str:
    """What an answer would change: only what would rise is named, and the teams it would add."""
    then = rise.to
    risen = [
        _in_short(after)
        for before, after in (
            (now.level, then.level),
            (now.rag, then.rag),
            (now.legal_basis, then.legal_basis),
        )
        if after.rank > before.rank
    ]
    added = [_small_first(team.label) for team in then.pathways if team not in now.pathways]
    sentence = f"If {_any_of(rise.answers)}, "
    if risen:
        sentence += f"this rises to {_listed(risen)}"
    return sentence + (f"{', and' if risen else 'this also'} goes to {_listed(added)}" if added else "") + "."


_MOST_ANSWERS = 4


def _any_of(answers: tuple[str, ...]) -> str:
    """One or another, or something else of the kind when there are many."""
    first, *rest = answers[:_MOST_ANSWERS]
    named = [first, *(words.removeprefix(f"{ABOUT} ") for words in rest)]
    if len(answers) > _MOST_ANSWERS:
        named.append("something as serious")
    return " or ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else first


def _in_short(code: Labelled) -> str:
    """Without what the label explains after its colon."""
    return _small_first(code.label.partition(":")[0])


def evidence_in_words(evidence: Evidence) -> str:
    """A fact, who said it, and whether it was seen or is believed."""
    known = "fact" if evidence.basis is Basis.FACT else "opinion"
    return f"{fact_in_words(evidence.fact)} ({evidence.agency.label}, {known})"


def fact_in_words(fact: str) -> str:
    """What a coded fact means. Raises LookupError for one that no rule gives."""
    if fact in _WORDS:
        return _WORDS[fact]
    name, _, count = fact.partition(":")
    if name in _EARLY_HELP_FOR:
        return f"Early help {count} times before for: {_EARLY_HELP_FOR[name]}"
    try:
        return _COUNTS[name](int(count))
    except (KeyError, ValueError):
        raise LookupError(f"there are no words for the fact {fact}") from None


def _age_under(months: int) -> str:
    return f"Under {months // 12} years old" if months >= 24 else f"Under {months} months old"


def _times(count: int, once: str, more: str) -> str:
    return once if count == 1 else more.format(count)


def _small_first(label: str) -> str:
    return label[:1].lower() + label[1:]


_EARLY_HELP_FOR = {f"early-help-before-for-{factor.value}": factor.label for factor in AssessmentFactor}

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **{factor.value: factor.label for factor in AssessmentFactor},
        **{sign.value: sign.label for sign in Sign},
        **{strength.value: strength.label for strength in Strength},
        **{
            f"exploitation-risk:{risk.value}": f"Exploitation matrix: {risk.label.lower()}"
            for risk in ExploitationRisk
        },
        **{f"open-case:{case.value}": case.label for case in OpenCase},
        **{f"open-case-on-record:{team.value}": f"Open to {team.label.lower()}" for team in Pathway},
        **{f"also-worried-in-7-days:{one.value}": f"Also worried: {one.label}" for one in ReferralSource},
        **{
            f"first-worry-before:{factor.value}": f"First worry before: {factor.label}"
            for factor in AssessmentFactor
        },
        **{
            f"severity-was:{severity.value}": f"Before: {_small_first(severity.label)}"
            for severity in Severity
        },
        **{fact.value: fact.label for fact in ToolFact},
        "immediate-danger:yes": "Said to be in immediate danger",
        "domestic-abuse:yes": "Domestic abuse at home: yes",
        "mental-illness:yes": "Mental illness at home: yes",
        "substance-misuse:yes": "Substance misuse at home: yes",
        "learning-difficulties:yes": "Learning difficulties at home: yes",
        "same-worry-before:yes": "The same worry before",
        "same-worry-before:no": "A different worry before",
        "earlier-protection-plan:yes": "An earlier child protection plan",
        "age-not-known": "Age not known",
        "disabled-child": "The child is disabled",
        "unborn": "The child is not yet born",
        NO_INDICATOR_FOUND: "Nothing in the contact points to a need",
    }
)

_COUNTS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "age-under-months": _age_under,
        "safety-scale": lambda scale: f"Safety scaled at {scale} of 10",
        "days-since-seen": lambda days: f"Last seen {days} days ago",
        "dash-ticks": lambda ticks: _times(ticks, "DASH: 1 tick", "DASH: {} ticks"),
        "missing-episodes": lambda count: _times(
            count, "Missing once in 90 days", "Missing {} times in 90 days"
        ),
        "contacts-before-in-12-months": lambda count: _times(
            count, "1 contact before this in 12 months", "{} contacts before this in 12 months"
        ),
        "contacts-on-record-in-12-months": lambda count: f"{count} contacts before this, on our own record",
        "helped-before": lambda count: _times(
            count, "Help after 1 earlier contact", "Help after {} earlier contacts"
        ),
        "days-since-last-contact": lambda days: _times(
            days, "1 day after the last contact", "{} days after the last contact"
        ),
        "early-help-episodes": lambda count: _times(count, "1 early help episode", "{} early help episodes"),
    }
)


def _listed(words: list[str]) -> str:
    """One; one and another; one, another and a third."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
