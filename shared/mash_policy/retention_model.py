"""How long a child's record is kept, as plain values: by what became of the child, and from when it counts.

Rules with a date of their own beside the editions, because they change with the law and with what the data
protection officer agrees to, and not with the thresholds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mash_contracts.labelled import Ranked


class KeptAs(Ranked):
    """What became of a child, as far as it says how long the record is kept."""

    NO_FURTHER_ACTION = "no-further-action", "Advice, or no further action"
    EARLY_HELP = "early-help", "Early help"
    CHILD_IN_NEED = "child-in-need", "Child in need"
    CHILD_PROTECTION = "child-protection", "Child protection"
    LOOKED_AFTER = "looked-after", "Looked after by the authority"
    ADOPTED = "adopted", "Adopted"


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    """How long records of one kind are kept; where two moments are named, the later counts."""

    kept_as: KeptAs
    until_birthday: int
    years_after_closing: int
    years_after_adoption: int | None
    source: str
    awaiting_sign_off: bool

    def __str__(self) -> str:
        said = [f"until the {_ordinal(self.until_birthday)} birthday"]
        if self.years_after_closing:
            said.append(f"{self.years_after_closing} years after the last closing")
        if self.years_after_adoption:
            said.append(f"{self.years_after_adoption} years after the adoption order")
        return ", and ".join(said)


@dataclass(frozen=True, slots=True)
class ErasingRule:
    """Who agrees before a record is erased."""

    second_person: bool
    source: str
    awaiting_sign_off: bool


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """The rules of one date, whole."""

    id: str
    title: str
    effective_from: date
    approved_by: str
    change_note: str
    digest: str
    periods: Mapping[KeptAs, RetentionPeriod]
    erasing: ErasingRule

    @property
    def shortest_after_closing(self) -> int:
        """Years within which nothing can be due, whatever became of it."""
        return min(
            period.years_after_closing for period in self.periods.values() if period.years_after_closing
        )


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number // 10 % 10 != 1 else "th"
    return f"{number}{ending}"
