"""Operation Encompass: school is told before the next school day when police came to domestic abuse at home.

A child who sees, hears or lives with it is a victim, and goes to school the next morning. Source: Home Office
2025, statutory guidance; Victims and Prisoners Act 2024; Domestic Abuse Act 2021, section 3.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from mash_contracts.labelled import Labelled
from mash_contracts.national_codes import ReferralSource
from mash_policy.practice_tool_model import SchoolNoticeRules
from mash_policy.working_time import LONDON, bank_holidays
from mash_triage.domain.decision import Professional, Shortcoming
from mash_triage.domain.patterns import domestic_abuse
from mash_triage.domain.picture import Picture
from mash_triage.domain.practice_tools.results import required

LONGEST_BEFORE = timedelta(days=14)
"""Police may have told the school before the contact reached the hub; not weeks before."""


class ToldWhom(Labelled):
    """Who was told, by where the child learns."""

    SCHOOL = "school", "The school’s or college’s safeguarding lead"
    HOME_EDUCATION = "home-education", "The authority’s officer: the child is taught at home"
    NOT_ON_A_ROLL = "not-on-a-roll", "Those who look for children missing education: the child is on no roll"


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """What a person has chosen and written so far of a notice; nothing is chosen for them."""

    whom: ToldWhom | None = None
    told_at: datetime | None = None
    words: str = field(default="", repr=False)
    """Who told whom: names stay here."""


@dataclass(frozen=True, slots=True)
class NoticeDelivered:
    """That school was told, who recorded it, and when."""

    whom: ToldWhom
    told_at: datetime
    words: str = field(repr=False)
    person: Professional
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class SchoolNotice:
    """What is owed to one child's school."""

    reference: str
    wanted_at: datetime
    tell_by: datetime
    age_known: bool
    edition: str
    delivered: NoticeDelivered | None = None

    def is_overdue(self, now: datetime) -> bool:
        """The school day has begun, and nobody recorded that school was told."""
        return self.delivered is None and self.tell_by <= now

    @property
    def was_late(self) -> bool:
        return self.delivered is not None and self.delivered.told_at > self.tell_by


def calls_for_notice(picture: Picture, rules: SchoolNoticeRules) -> bool:
    """Police tell of domestic abuse at the home of a child who is, or may be, at school."""
    of_school_age = picture.age_months is None or (
        rules.from_years * 12 <= picture.age_months < rules.below_years * 12
    )
    from_police = picture.source is ReferralSource.POLICE
    return from_police and not picture.unborn and of_school_age and bool(domestic_abuse(picture))


def is_school_day(day: date, rules: SchoolNoticeRules) -> bool:
    """A weekday that is no bank holiday and not known to be a school holiday.

    Where term dates are not known every weekday counts, so that a notice is due too early and never too late.
    """
    closed = any(closure.first <= day <= closure.last for closure in rules.closed)
    return day.weekday() < 5 and day not in bank_holidays(day.year) and not closed


def next_school_day_begins(after: datetime, rules: SchoolNoticeRules) -> datetime:
    """The first beginning of a school day after this moment, in UTC."""
    day = after.astimezone(LONDON).date()
    while True:
        begins = datetime.combine(day, rules.school_day_begins, LONDON).astimezone(UTC)
        if is_school_day(day, rules) and begins > after:
            return begins
        day += timedelta(days=1)


def notice_shortcomings(given: NoticeGiven, notice: SchoolNotice, now: datetime) -> tuple[Shortcoming, ...]:
    """Who was told, when, and by whom: a notice that nobody can name was not given."""
    found: list[Shortcoming] = []
    if given.whom is None:
        found.append(Shortcoming("whom", "required", "Select who was told"))
    if given.told_at is None:
        found.append(
            Shortcoming("told", "required", "Enter the day and the time, such as 27 3 2026 and 08:10")
        )
    elif given.told_at > now:
        found.append(Shortcoming("told", "in-the-future", "The time must not be in the future"))
    elif given.told_at < notice.wanted_at - LONGEST_BEFORE:
        found.append(Shortcoming("told", "too-early", "The time must be after the incident"))
    return (*found, *required("words", given.words, "Enter who told whom"))
