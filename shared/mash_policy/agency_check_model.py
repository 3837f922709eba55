"""Which agencies are asked about a child, what each is told, and how soon each answers: plain values.

Rules with a date of their own beside the editions, because who is asked changes with the hub's membership and
not with the thresholds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import Agency, LevelOfNeed, Rag
from mash_policy.model import Indicator, Timescale


@dataclass(frozen=True, slots=True)
class AskingRule:
    """What makes it proportionate to ask one agency."""

    agency: Agency
    groups: frozenset[str]
    indicators: frozenset[str]
    least_level: LevelOfNeed
    source: str
    awaiting_sign_off: bool

    def names(self, code: str, group: str) -> bool:
        """Whether this indicator is one for which the agency is asked."""
        return code in self.indicators or group in self.groups


class Identifying(Labelled):
    """By what an agency finds a child in its own records, beside name and date of birth."""

    ADDRESS = "address", "Address"
    ADULTS = "adults", "Adults at home"
    NHS_NUMBER = "nhs-number", "NHS number"
    SCHOOL = "school", "School"


@dataclass(frozen=True, slots=True)
class Telling:
    """What one agency is told when it is asked: by default no more than who the child is."""

    agency: Agency
    concerns: frozenset[str] = frozenset()
    """The kinds of worry, which are the groups of indicators, that it may be told of by their heading."""
    identified_by: frozenset[Identifying] = frozenset()
    level: bool = False
    """Whether it is told which level of need the hub sees, so that it can agree or differ."""
    source: str = ""
    awaiting_sign_off: bool = False


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """What one agency is asked, whatever the worry is or for some kinds of worry."""

    agency: Agency
    concerns: frozenset[str]
    """Empty: whatever the worry is."""
    words: str


@dataclass(frozen=True, slots=True)
class CheckRules:
    """The rules of one date, whole."""

    id: str
    title: str
    effective_from: date
    approved_by: str
    change_note: str
    digest: str
    own_records: frozenset[Agency]
    """Looked into for every contact, without waiting: they are the hub's own."""
    significant_harm: frozenset[Agency]
    asks_nobody: frozenset[str]
    """Indicators for which the hub's own records are enough."""
    asking: tuple[AskingRule, ...]
    answer_within: Mapping[Rag, Timescale]
    due_soon_after: Mapping[Rag, Timescale]
    concern_words: Mapping[str, str]
    """How a kind of worry is called to an agency."""
    telling: Mapping[Agency, Telling]
    questions: tuple[CheckQuestion, ...]

    def told_to(self, agency: Agency) -> Telling:
        """What an agency may be told; least where the rules do not say."""
        return self.telling.get(agency, Telling(agency))

    def asked_about(self, indicator: Indicator) -> tuple[Agency, ...]:
        """Who is asked when this was found, beside whom significant harm asks whatever the worry is."""
        asked = {
            rule.agency
            for rule in self.asking
            if not indicator.protective
            and indicator.level >= rule.least_level
            and rule.names(indicator.code, indicator.group)
        }
        return tuple(agency for agency in Agency if agency in asked)
