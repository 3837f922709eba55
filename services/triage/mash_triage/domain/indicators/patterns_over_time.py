"""What the hub's own chronology of a child and their home shows, though no single contact does.

Durham annual report 2020/21: a family was in and out of early help for neglect, and only the pattern of it
showed years of coercive control. Each of these holds as soon as the chronology holds what it looks for:
further entries never take it away.
"""

from itertools import combinations

from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.vocabulary import Agency, Basis, Pathway, Severity
from mash_triage.domain.chronology import EarlierContact
from mash_triage.domain.findings import Evidence, together
from mash_triage.domain.picture import Picture

SINCE = "2026-11-01"

PATTERNS = frozenset(
    {
        "third-contact-about-the-family",
        "two-sources-in-seven-days",
        "early-help-twice-for-the-same-worry",
        "harm-goes-on-despite-help",
        "worries-grow-more-serious",
        "contacts-come-closer-together",
        "each-contact-names-another-worry",
        # The same as somebody tells it.
        "third-contact-in-twelve-months",
        "repeated-early-help",
        "cumulative-harm",
        "worry-changes-its-name",
    }
)
"""Findings over several contacts: a child with one of these is never sent to no team without a word on it."""

NOBODY_KNOWN = (ReferralSource.ANONYMOUS, ReferralSource.UNKNOWN)
"""Who could be anybody is not told apart from anybody else."""

_YEAR = 365
_QUARTER = 90
_WEEK = 7
_BEFORE_THIRD = 2
_EARLY_HELP_TWICE = 2


def third_contact_about_the_family(picture: Picture) -> tuple[Evidence, ...]:
    """This is at least the third contact about the child or somebody at home in twelve months, whatever came
    of the others.

    Ofsted 2018-25: repeat contacts are screened one by one.
    """
    return _repeats(picture)


def two_sources_in_seven_days(picture: Picture) -> tuple[Evidence, ...]:
    """Two who do not speak for each other worried within seven days. Partnership's judgement."""
    others = {
        contact.source
        for contact in _within(picture, _WEEK)
        if contact.source is not picture.source and contact.source not in NOBODY_KNOWN
    }
    known = picture.source not in NOBODY_KNOWN
    return tuple(_on_record(f"also-worried-in-7-days:{source.value}") for source in sorted(others) if known)


def early_help_twice_for_the_same_worry(picture: Picture) -> tuple[Evidence, ...]:
    """Early help was the answer to this same worry twice or more, and it is back.

    Durham annual report 2020/21, case study.
    """
    times = {
        factor: sum(
            factor in contact.factors and Pathway.EARLY_HELP in contact.teams for contact in picture.earlier
        )
        for factor in _factors(picture)
    }
    return tuple(
        _on_record(f"early-help-before-for-{factor.value}:{count}")
        for factor, count in times.items()
        if count >= _EARLY_HELP_TWICE
    )


def harm_goes_on_despite_help(picture: Picture) -> tuple[Evidence, ...]:
    """There was help, and this is at least the third contact in twelve months. Durham report 2020/21."""
    helped = [contact for contact in picture.earlier if set(contact.teams) - {Pathway.ADVICE}]
    return together(_repeats(picture), (_on_record(f"helped-before:{len(helped)}"),) if helped else ())


def worries_grow_more_serious(picture: Picture) -> tuple[Evidence, ...]:
    """The worry is more serious than it was in an earlier contact of the last twelve months.

    Working Together 2023, chapter 3: history is part of every assessment.
    """
    now = max((concern.severity for concern in picture.concerns), default=Severity.UNKNOWN)
    was = [
        contact.severity for contact in _within(picture, _YEAR) if Severity.UNKNOWN < contact.severity < now
    ]
    return (_on_record(f"severity-was:{min(was).value}"),) if was and now > Severity.LOW else ()


def contacts_come_closer_together(picture: Picture) -> tuple[Evidence, ...]:
    """Three contacts in twelve months, and the last pause is shorter than the one before it.

    Partnership's judgement.
    """
    days = sorted(contact.days_ago for contact in _within(picture, _YEAR))
    closer = [last for last, first in combinations(days, 2) if last <= _QUARTER and first - last > last]
    return (_on_record(f"days-since-last-contact:{min(closer)}"),) if closer else ()


def each_contact_names_another_worry(picture: Picture) -> tuple[Evidence, ...]:
    """Three contacts in twelve months, and each puts another worry first: the harm behind them may be one.

    Durham annual report 2020/21, coercive control case study.
    """
    now = next(iter(_factors(picture)), None)
    first = {contact.factors[0] for contact in _within(picture, _YEAR) if contact.factors} - {now}
    if now is None or len(first) < _BEFORE_THIRD:
        return ()
    return tuple(_on_record(f"first-worry-before:{factor.value}") for factor in sorted(first))


def open_case_with_early_help(picture: Picture) -> tuple[Evidence, ...]:
    """Early help has an open case of this child: the key worker must know. Durham procedures."""
    return _open_with(picture, Pathway.EARLY_HELP)


def open_case_with_child_in_need(picture: Picture) -> tuple[Evidence, ...]:
    """The child in need team has an open case of this child: the worker must know. Durham procedures."""
    return _open_with(picture, Pathway.CHILD_IN_NEED)


def open_case_with_child_protection(picture: Picture) -> tuple[Evidence, ...]:
    """Child protection has an open case of this child: the worker must know today. Durham procedures."""
    return _open_with(picture, Pathway.CHILD_PROTECTION)


def _on_record(fact: str) -> Evidence:
    """What the hub itself has on record."""
    return Evidence(fact, Agency.SOCIAL_CARE, Basis.FACT)


def _within(picture: Picture, days: int) -> tuple[EarlierContact, ...]:
    return tuple(contact for contact in picture.earlier if contact.days_ago <= days)


def _repeats(picture: Picture) -> tuple[Evidence, ...]:
    count = len(_within(picture, _YEAR))
    return (_on_record(f"contacts-on-record-in-12-months:{count}"),) if count >= _BEFORE_THIRD else ()


def _factors(picture: Picture) -> tuple[AssessmentFactor, ...]:
    return tuple(dict.fromkeys(concern.factor for concern in picture.concerns))


def _open_with(picture: Picture, team: Pathway) -> tuple[Evidence, ...]:
    return (_on_record(f"open-case-on-record:{team.value}"),) if team in picture.open_with else ()
