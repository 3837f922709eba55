"""The policy in force as a record under the Algorithmic Transparency Recording Standard.

The prose is in `templates/transparency_record.txt`; figures and tables are the edition's.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields

from jinja2 import Environment, PackageLoader, StrictUndefined

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Rag
from mash_policy.agency_check_model import CheckRules
from mash_policy.diff import clock_title, clocks
from mash_policy.floors import FLOORS
from mash_policy.model import Indicator, Policy
from mash_policy.rule_lines import agency_check_lines
from mash_triage.domain.decision import QUALIFIED
from mash_triage.domain.picture import Picture

_THEIRS = "*For the organisation that runs the hub to complete.*"


def transparency_record(policy: Policy, checks: CheckRules) -> str:
    """The whole record in Markdown. The same edition and rules for agency checks give the same text."""
    environment = Environment(
        loader=PackageLoader("mash_command"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    indicators = policy.indicators.values()
    harmful = [indicator for indicator in indicators if not indicator.protective]
    return environment.get_template("transparency_record.txt").render(
        policy=policy,
        theirs=_THEIRS,
        harmful=harmful,
        waiting=sum(indicator.awaiting_sign_off for indicator in indicators),
        floors=len(FLOORS),
        deciding=" or a ".join(sorted(role.label for role in QUALIFIED)),
        inputs=list(_inputs()),
        levels=_levels(harmful),
        groups=_groups(indicators),
        times=_times(policy),
        teams=_teams(policy),
        agencies=_agencies(policy),
        checks=checks,
        told=_told(checks, policy),
    )


def _levels(harmful: Iterable[Indicator]) -> str:
    counted = Counter((one.level, one.rag, one.legal_basis) for one in harmful)

    def row(level: LevelOfNeed) -> tuple[object, ...]:
        of_level = [(key, count) for key, count in counted.items() if key[0] is level]
        red = sum(count for (_, rag, _), count in of_level if rag is Rag.RED)
        s47 = sum(count for (_, _, basis), count in of_level if basis is LegalBasis.S47)
        return level.label, sum(count for _, count in of_level), red, s47

    columns = ("Level of need", "Indicators of need or harm", "of them red", "of them under section 47")
    return _table(columns, map(row, LevelOfNeed))


def _groups(indicators: Iterable[Indicator]) -> str:
    counted = Counter(indicator.group.replace("_", " ") for indicator in indicators)
    return _table(("Kind of indicator", "Indicators"), sorted(counted.items()))


def _times(policy: Policy) -> str:
    rows = (
        (clock_title(code), str(clock), "yes" if clock.statutory else "")
        for code, clock in clocks(policy.timescales).items()
        if not code.startswith("team_response.")
    )
    return _table(("Clock", "Time", "Set by statute"), rows)


def _teams(policy: Policy) -> str:
    rows = (
        (level.label, *(policy.main_pathway(basis, level).label for basis in LegalBasis))
        for level in LevelOfNeed
    )
    return _table(("Level of need", *(basis.label for basis in LegalBasis)), rows)


def _agencies(policy: Policy) -> str:
    rows = ((entry.agency.label, entry.knows, entry.source) for entry in policy.agencies.values())
    return _table(("Agency", "What it can know", "Source"), rows)


def _told(checks: CheckRules, policy: Policy) -> str:
    told = (line for line in agency_check_lines(checks, policy) if line.tells)
    rows = ((line.title, line.says, line.source) for line in told)
    return _table(("Agency", "What it is told, beside name, age and birthday", "Source"), rows)


_WORDS = {
    "age_months": "age in months",
    "unborn": "whether the child is not yet born",
    "sex": "sex",
    "disabilities": "disabilities",
    "last_seen_days": "days since the child was last seen",
    "voice_recorded": "whether the child's own words are recorded",
    "lived_experience_recorded": "whether the child's lived experience is recorded",
    "children_in_household": "children in the household",
    "adults_in_household": "adults in the household",
    "concerns": "each worry: what about, signs, fact or opinion, how often, how serious, how recent, by whom",
    "four_questions": "domestic abuse, mental illness, substance misuse and learning difficulties at home",
    "immediate_danger": "whether the child is in danger now",
    "missing_episodes_90_days": "missing episodes in 90 days",
    "exploitation_risk": "result of the exploitation matrix",
    "dash_ticks": "ticks on the DASH",
    "safety_scale": "Signs of Safety scale",
    "strengths": "what works well",
    "history": "earlier contacts, early help, protection plan, the same worry, open case",
    "consent": "consent",
    "consent_reason": "why consent was not sought",
    "source": "source of the referral",
    "anonymous": "whether the referrer is anonymous",
    "earlier": "other contacts about child or home, on the hub's own record",
    "open_with": "teams that have an open case of the child, by the hub's own chronology",
    "tools": "what completed tools of practice told",
}


def _inputs() -> Iterator[str]:
    """Everything the rules may look at, in words. Raises KeyError for what has none yet."""
    return (_WORDS[field.name] for field in fields(Picture))


def _table(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += [f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join(lines)
