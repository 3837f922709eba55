"""Safety floors: what no edition may say, whoever approves it.

An edition is data, and a typo in data must not be able to switch off child protection. These floors are
code: they are changed by a reviewed change to the product, not by an edition. An edition that goes below one
is not loaded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mash_contracts.vocabulary import MAIN_PATHWAYS, LegalBasis, LevelOfNeed, Pathway, Rag
from mash_policy.model import (
    NO_INDICATOR_FOUND,
    Indicator,
    OfficeHours,
    Policy,
    Timescale,
    Timescales,
    TimeUnit,
)

WORKING_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class Floor:
    """The least an indicator may mean, and why."""

    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    because: str
    pathways: tuple[Pathway, ...] = ()


@dataclass(frozen=True, slots=True)
class Breach:
    """Where an edition goes below a floor: the file, what to look for in it, and a plain sentence."""

    file: str
    entry: str
    """The code, or the dotted name of the table, of what is wrong."""
    field: str
    sentence: str


def _red(because: str, *pathways: Pathway) -> Floor:
    return Floor(LevelOfNeed.SPECIALIST, Rag.RED, LegalBasis.S47, because, pathways)


def _protection(because: str, *pathways: Pathway) -> Floor:
    return Floor(LevelOfNeed.SPECIALIST, Rag.AMBER, LegalBasis.S47, because, pathways)


FLOORS: Mapping[str, Floor] = MappingProxyType(
    {
        "immediate-danger": _red("a child in danger now is protected first"),
        "critical-harm": _red("a child's life or safety is at stake"),
        "serious-harm-seen": _protection("serious harm that was seen is reasonable cause under section 47"),
        "injury-to-a-non-mobile-baby": _red("babies who cannot move about rarely bruise themselves"),
        "injury-to-a-baby-under-one": _protection("under-ones are most often killed or seriously harmed"),
        "unexplained-injury": _protection("an injury that does not fit its explanation needs an enquiry"),
        "injury-and-child-says-an-adult-did-it": _red("a child with an injury named who caused it"),
        "strangled-or-suffocated": _red("strangling can kill without leaving a mark"),
        "fabricated-illness": _protection("fabricated illness can kill"),
        "sexual-abuse-disclosed": _red("a child spoke of sexual abuse"),
        "sexual-abuse-by-adult-seen": _red("sexual abuse was seen, or told by the child"),
        "sexual-abuse-by-adult": _protection("suspected sexual abuse is reasonable cause under section 47"),
        "sexual-activity-under-13": _red("a child under thirteen cannot consent in law"),
        "infection-or-pregnancy-under-13": _red("a child under thirteen cannot consent in law"),
        "contact-with-sex-offender": _protection("someone who poses a sexual risk has contact"),
        "trafficking": _protection("trafficking of a child is a crime against the child", Pathway.CET),
        "significant-exploitation-risk": _protection("the matrix says significant risk", Pathway.CET),
        "frequently-missing-and-exploited": _protection(
            "a child who is missing and exploited is being harmed", Pathway.CET
        ),
        "dash-high": Floor(
            LevelOfNeed.CHILD_IN_NEED,
            Rag.AMBER,
            LegalBasis.S17,
            "fourteen ticks mean a high risk of serious harm, and MARAC does not replace safeguarding",
        ),
        "strangulation-of-a-parent": Floor(
            LevelOfNeed.CHILD_IN_NEED, Rag.AMBER, LegalBasis.S17, "strangulation is a red flag for homicide"
        ),
        "abandoned": _red("nobody is caring for the child"),
        "under-five-left-alone": _protection("a baby or toddler alone is in danger"),
        "parent-with-psychosis": _red("beliefs that involve the child can lead to the child's death"),
        "suicidal": Floor(
            LevelOfNeed.SPECIALIST,
            Rag.RED,
            LegalBasis.S17,
            "a child who talks of suicide is not left to wait",
        ),
        "female-genital-mutilation": _red("the law asks for a report, and it cannot be undone"),
        "forced-marriage-or-honour-based-abuse": _red("there may be only one chance to speak to the child"),
        "open-to-child-protection": _protection("the child already has a protection plan"),
        "cumulative-harm": Floor(
            LevelOfNeed.CHILD_IN_NEED,
            Rag.AMBER,
            LegalBasis.S17,
            "harm that adds up is more than each contact",
        ),
    }
)

LONGEST: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "decision": (1, "the law gives one working day to decide on a referral"),
        "strategy_discussion": (2, "Durham's procedure gives two working days"),
        "section_47_enquiry": (6, "Durham's procedure gives six working days"),
        "child_protection_conference": (15, "statutory guidance gives fifteen working days"),
        "assessment": (45, "statutory guidance gives forty-five working days"),
    }
)
"""Working days that may be shortened and never lengthened."""

RED_HOURS = 4
SAME_DAY_HOURS = 4


def breaches(policy: Policy) -> Iterator[Breach]:
    """Everything in which this edition goes below a floor."""
    yield from _edition_breaches(policy)
    for indicator in policy.indicators.values():
        yield from _indicator_breaches(indicator)
    yield from _floor_breaches(policy)
    yield from _absence_breaches(policy)
    yield from _pathway_breaches(policy)
    yield from _timescale_breaches(policy)


def _edition_breaches(policy: Policy) -> Iterator[Breach]:
    if policy.id != policy.effective_from.isoformat():
        sentence = (
            f"the folder is called {policy.id}, but the edition takes effect on {policy.effective_from}"
        )
        yield Breach("edition.toml", "", "effective_from", sentence)


def _indicator_breaches(indicator: Indicator) -> Iterator[Breach]:
    file = f"indicators/{indicator.group}.toml"
    if indicator.protective and (
        indicator.level > LevelOfNeed.UNIVERSAL
        or indicator.rag > Rag.GREEN
        or indicator.legal_basis > LegalBasis.NONE
        or indicator.pathways
    ):
        sentence = "what protects a child raises nothing: it has level 1, green, no legal basis and no team"
        yield Breach(file, indicator.code, "protective", sentence)
    if set(indicator.pathways) & set(MAIN_PATHWAYS):
        sentence = "only CET is added by an indicator; the main team follows from level and legal basis"
        yield Breach(file, indicator.code, "pathways", sentence)
    if indicator.level is LevelOfNeed.SPECIALIST and indicator.legal_basis is LegalBasis.NONE:
        sentence = "level 4 is never by agreement alone: it needs section 17 or section 47"
        yield Breach(file, indicator.code, "legal_basis", sentence)
    if indicator.legal_basis is LegalBasis.S47 and indicator.level < LevelOfNeed.SPECIALIST:
        yield Breach(file, indicator.code, "level", "significant harm (section 47) is always level 4")


def _floor_breaches(policy: Policy) -> Iterator[Breach]:
    for code, floor in FLOORS.items():
        indicator = policy.indicators.get(code)
        if indicator is None:
            sentence = f"{code} is missing, and it has a safety floor: {floor.because}"
            yield Breach("indicators", "", "", sentence)
            continue
        file = f"indicators/{indicator.group}.toml"
        for field, value, least in (
            ("level", indicator.level, floor.level),
            ("rag", indicator.rag, floor.rag),
            ("legal_basis", indicator.legal_basis, floor.legal_basis),
        ):
            if value.rank < least.rank:
                sentence = f"{code} may not be below {least.label}, because {floor.because}"
                yield Breach(file, code, field, sentence)
        for pathway in floor.pathways:
            if pathway not in indicator.pathways:
                sentence = f"{code} must add {pathway.label}, because {floor.because}"
                yield Breach(file, code, "pathways", sentence)
        if indicator.protective:
            yield Breach(file, code, "protective", f"{code} is never protective, because {floor.because}")


def _absence_breaches(policy: Policy) -> Iterator[Breach]:
    """A worry never lowers the answer, so what is said when there is none stands at the bottom."""
    indicator = policy.indicators.get(NO_INDICATOR_FOUND)
    if indicator is None:
        return
    for field, value, bottom in (
        ("level", indicator.level, LevelOfNeed.UNIVERSAL),
        ("rag", indicator.rag, Rag.GREEN),
        ("legal_basis", indicator.legal_basis, LegalBasis.NONE),
    ):
        if value is not bottom:
            sentence = (
                f"{indicator.code} may not be above {bottom.label}: a worry that is found would lower it"
            )
            yield Breach(f"indicators/{indicator.group}.toml", indicator.code, field, sentence)


def _pathway_breaches(policy: Policy) -> Iterator[Breach]:
    """Section 47 is child protection, section 17 at least child in need, and higher is never less."""
    least = {
        LegalBasis.NONE: Pathway.ADVICE,
        LegalBasis.S17: Pathway.CHILD_IN_NEED,
        LegalBasis.S47: Pathway.CHILD_PROTECTION,
    }
    for legal_basis in LegalBasis:
        below = least[legal_basis]
        for level in LevelOfNeed:
            team = policy.main_pathway(legal_basis, level)
            entry, field = f"main.{legal_basis.value}", f"level-{level.value}"
            if team not in MAIN_PATHWAYS:
                sentence = "CET stands beside the main team, never instead of one"
                yield Breach("pathways.toml", entry, field, sentence)
            elif team < below:
                sentence = (
                    f"{legal_basis.label}, {level.label}: may not go to less than {below.label.lower()}"
                )
                yield Breach("pathways.toml", entry, field, sentence)
            below = max(below, team)
    if policy.main_pathway(LegalBasis.NONE, LevelOfNeed.EARLY_HELP) is Pathway.ADVICE:
        sentence = "a child with a need beyond universal services is offered early help, not advice alone"
        yield Breach("pathways.toml", "main.none", "level-2", sentence)


def _timescale_breaches(policy: Policy) -> Iterator[Breach]:
    timescales = policy.timescales
    yield from _office_hours_breaches(timescales.office_hours)
    for name, (days, because) in LONGEST.items():
        if _longer_than_working_days(getattr(timescales, name), days, timescales.office_hours):
            yield _too_long(name, because)
    if not _within(timescales.return_home_interview, 72, TimeUnit.WALL_HOURS):
        yield _too_long("return_home_interview", "statutory guidance gives 72 hours, nights included")
    if not _within(timescales.rag[Rag.RED], RED_HOURS, TimeUnit.WALL_HOURS):
        yield _too_long("rag.red", "red is four hours at the most, and runs through nights and weekends")
    if not _within(timescales.strategy_discussion_high_risk, SAME_DAY_HOURS, TimeUnit.SAME_DAY):
        yield _too_long("strategy_discussion_high_risk", "where risk is high it is the same day")
    yield from _pause_breaches(timescales)
    yield from _team_response_breaches(timescales.team_responses)


def _pause_breaches(timescales: Timescales) -> Iterator[Breach]:
    """The statutory clock never stops, and neither does red: a child in danger waits for nothing."""
    never = {"decision": timescales.decision, "rag.red": timescales.rag[Rag.RED]}
    for entry, timescale in never.items():
        if timescale.may_pause:
            yield Breach("timescales.toml", entry, "may_pause", f"{entry} may never be paused")


def _office_hours_breaches(office_hours: OfficeHours) -> Iterator[Breach]:
    for weekday, name in enumerate(WORKING_WEEK):
        if weekday not in office_hours.opening:
            sentence = f"{name} is a working day in law; to close the offices then would lengthen every clock"
            yield Breach("timescales.toml", "office_hours", name.lower(), sentence)
    for opens, closes in office_hours.opening.values():
        if opens >= closes:
            yield Breach("timescales.toml", "office_hours", "", "the offices close before they open")


def _team_response_breaches(responses: Mapping[tuple[Pathway, Rag], Timescale]) -> Iterator[Breach]:
    for pathway in Pathway:
        if (pathway, Rag.RED) not in responses:
            sentence = f"{pathway.label} has no response times"
            yield Breach("timescales.toml", "", "", sentence)
    urgent = responses.get((Pathway.CHILD_PROTECTION, Rag.RED))
    if urgent and not _within(urgent, RED_HOURS, TimeUnit.WALL_HOURS):
        yield _too_long("team_response.child-protection", "child protection answers a red case in four hours")


def _too_long(entry: str, because: str) -> Breach:
    return Breach("timescales.toml", entry, "amount", f"{entry} may not be longer: {because}")


def _within(timescale: Timescale, most: int, unit: TimeUnit) -> bool:
    """No more than so many hours, counted in this very way."""
    return timescale.unit is unit and timescale.amount <= most


def _longer_than_working_days(timescale: Timescale, days: int, office_hours: OfficeHours) -> bool:
    """Hours that fit into the shortest of the office days are shorter in whatever way they are counted."""
    if timescale.unit is TimeUnit.WORKING_DAYS:
        return timescale.amount > days
    return timescale.amount > days * _shortest_day(office_hours)


def _shortest_day(office_hours: OfficeHours) -> float:
    minutes = [
        (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
        for opens, closes in office_hours.opening.values()
    ]
    return min(minutes, default=0) / 60
