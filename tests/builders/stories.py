"""A child's story and what the hub recommends for it, as tests tell them."""

from dataclasses import dataclass, replace
from typing import Any

from mash_contracts.vocabulary import Basis, Pathway
from mash_triage.domain.picture import History, Picture
from tests.builders.pictures import nothing_known

ADVICE, EARLY_HELP = (Pathway.ADVICE,), (Pathway.EARLY_HELP,)
CHILD_IN_NEED, PROTECTION = (Pathway.CHILD_IN_NEED,), (Pathway.CHILD_PROTECTION,)
WITH_CET = (Pathway.CET,)
FACT = Basis.FACT


@dataclass(frozen=True)
class Story:
    telling: str
    picture: Picture
    recommended: str
    """Level, urgency, legal basis."""
    teams: tuple[Pathway, ...]
    because: tuple[str, ...]
    """Codes that have to be among the reasons."""

    def __str__(self) -> str:
        return self.telling


def history(**known: Any) -> History:
    return replace(nothing_known(), **known)
