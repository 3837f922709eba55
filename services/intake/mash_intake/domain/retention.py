"""How long a child's records are kept, and what stands in the way of erasing one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import ErasureReason, Pathway
from mash_policy.retention_model import KeptAs, RetentionPeriod, RetentionRules
from mash_policy.working_time import LONDON

_BY_TEAM = {
    Pathway.ADVICE: KeptAs.NO_FURTHER_ACTION,
    Pathway.EARLY_HELP: KeptAs.EARLY_HELP,
    Pathway.CHILD_IN_NEED: KeptAs.CHILD_IN_NEED,
    Pathway.CHILD_PROTECTION: KeptAs.CHILD_PROTECTION,
    # A child who may be exploited is kept as one who was protected.
    Pathway.CET: KeptAs.CHILD_PROTECTION,
}


class KeepLonger(Labelled):
    """Why a person says that a record is kept longer than by what the hub decided."""

    HOLD = "hold", "A legal hold, such as an inquiry or a claim"
    LOOKED_AFTER = "looked-after", "The child is or was looked after"
    ADOPTED = "adopted", "The child was adopted"


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """What says how long one record is kept."""

    reference: str
    told_on: date
    born: date | None
    """The day of birth, or the day on which it is expected; None where nobody knows it."""
    kept_as: KeptAs
    closed_on: date
    """When it was last decided about, or a team last closed a case of it."""
    longer: tuple[KeepLonger, ...] = ()
    adopted_on: date | None = None


def kept_as(pathway: Pathway | None, longer: Collection[KeepLonger]) -> KeptAs:
    """What became of a child: what was decided, or what a person says beside it where that is more.

    Where nobody has decided, as for a child who was protected: it is not known to be less.
    """
    by_team = _BY_TEAM[pathway] if pathway else KeptAs.CHILD_PROTECTION
    said = [KeptAs(one.value) for one in longer if one is not KeepLonger.HOLD]
    return max([by_team, *said])


def kept_until(record: KeptRecord, rules: RetentionRules) -> date:
    """The later of a birthday, years after the last closing, and years after an adoption order.

    A child whose birthday nobody knows is kept as one born on the day the hub was told, who is kept longest;
    an adoption order whose day nobody knows was made today at the latest, so the record is not due.
    """
    period = rules.periods[record.kept_as]
    moments = [
        years_after(record.born or record.told_on, period.until_birthday),
        years_after(record.closed_on, period.years_after_closing),
        *_after_adoption(record, period),
    ]
    return max(moments)


def _after_adoption(record: KeptRecord, period: RetentionPeriod) -> tuple[date, ...]:
    if period.years_after_adoption is None:
        return ()
    return (years_after(record.adopted_on, period.years_after_adoption) if record.adopted_on else date.max,)


def due_on(records: Iterable[KeptRecord], rules: RetentionRules) -> date | None:
    """From when a child's records may be erased: all at once, when the one kept longest may be.

    None while any of them is on a legal hold: it is never due, whatever its age.
    """
    every = tuple(records)
    if any(KeepLonger.HOLD in record.longer for record in every):
        return None
    return max(kept_until(record, rules) for record in every)


def years_after(day: date, years: int) -> date:
    """The anniversary; of 29 February, 1 March in a year that has none, as the law counts birthdays."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def day_of(at: datetime) -> date:
    """In England."""
    return at.astimezone(LONDON).date()


class Hindrance(Labelled):
    """Why a record cannot be erased now."""

    ERASED = "erased", "It is erased already"
    ON_HOLD = "on-hold", "It is on a legal hold"
    NOT_DUE = "not-due", "The time for which it is kept is not over"
    NOT_DECIDED = "not-decided", "Nobody has decided about the child yet"
    TEAM_HAS_THE_CHILD = "team-has-the-child", "A team has the child, or is asked to take the child on"
    NOT_ACKNOWLEDGED = "not-acknowledged", "The referrer is still to be told that it arrived"
    OPEN_DUTY = "open-duty", "Something is still open at triage or with a team"


def hindrances(
    found: Collection[Hindrance], due: date | None, reason: ErasureReason | None, today: date
) -> tuple[Hindrance, ...]:
    """What stands in the way: nothing open or on hold is ever erased, and nothing early but on request."""
    every = set(found)
    if due is None:
        every.add(Hindrance.ON_HOLD)
    elif reason is ErasureReason.RETENTION_OVER and due > today:
        every.add(Hindrance.NOT_DUE)
    return tuple(one for one in Hindrance if one in every)
