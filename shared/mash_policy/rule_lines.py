"""What rules beside the editions say, line by line: the table that practitioners sign, and what is compared.

A line is one thing that somebody could agree to or not. Lines that name agencies or signs keep them apart,
and those that set a time or a number keep that, so that it can be said whether a change raises or lowers.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Agency, LevelOfNeed, Rag
from mash_policy.agency_check_model import CheckRules
from mash_policy.model import Policy, Timescale
from mash_policy.oversight_model import OversightRules
from mash_policy.practice_tool_model import PracticeTools
from mash_policy.referrer_feedback_model import FeedbackRules
from mash_policy.retention_model import RetentionRules

NOBODY = "nobody: the hub's own records are enough"
NOT_SAID = "nobody, and the rules do not say why"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that rules say."""

    part: str
    """What it is about, in words: "Asked for"."""
    code: str
    """What of it, once in each part."""
    title: str
    says: str
    source: str = ""
    awaiting_sign_off: bool = False
    members: frozenset[str] | None = None
    """Who or what it names; more of them is more that is done for a child, unless `tells`."""
    tells: bool = False
    """More of its members is more that is told of a child, which raises and lowers nothing."""
    time: Timescale | None = None
    from_number: int | None = None
    """From how many on something is done; fewer is sooner."""


def as_csv(lines: Sequence[Line]) -> str:
    """The lines as a file that a spreadsheet opens."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("part", "code", "title", "says", "awaiting_sign_off", "source"))
    for line in lines:
        sign_off = "yes" if line.awaiting_sign_off else ""
        writer.writerow((line.part, line.code, line.title, line.says, sign_off, line.source))
    return out.getvalue()


def agency_check_lines(rules: CheckRules, policy: Policy) -> Iterator[Line]:
    """Who is asked about each worry of an edition, what each is told and asked, and how soon each answers."""
    yield _agencies(
        "Looked into for every contact", "own-records", "The hub's own records", rules.own_records
    )
    yield _agencies(
        "Asked at significant harm", "section-47", "Whatever the worry is", rules.significant_harm
    )
    for indicator in policy.indicators.values():
        if indicator.protective or indicator.level is LevelOfNeed.UNIVERSAL:
            continue
        asked = rules.asked_about(indicator)
        words = ", ".join(agency.label for agency in asked)
        by = [
            rule
            for rule in rules.asking
            if rule.agency in asked and rule.names(indicator.code, indicator.group)
        ]
        yield Line(
            "Asked about a worry",
            indicator.code,
            indicator.title,
            words or (NOBODY if indicator.code in rules.asks_nobody else NOT_SAID),
            source="; ".join(dict.fromkeys(rule.source for rule in by)),
            awaiting_sign_off=any(rule.awaiting_sign_off for rule in by),
            members=frozenset(agency.label for agency in asked),
        )
    for telling in (rules.telling[agency] for agency in Agency if agency in rules.telling):
        concerns = [words for group, words in rules.concern_words.items() if group in telling.concerns]
        known_by = sorted(one.label for one in telling.identified_by)
        told = [*concerns, *known_by, *(["The level of need"] if telling.level else [])]
        yield Line(
            "Told",
            telling.agency.value,
            telling.agency.label,
            "; ".join(told) or "no more than who the child is",
            telling.source,
            telling.awaiting_sign_off,
            frozenset(told),
            tells=True,
        )
    for number, question in enumerate(rules.questions, start=1):
        where = " and ".join(sorted(rules.concern_words[concern] for concern in question.concerns))
        same = sum(one.agency is question.agency for one in rules.questions[:number])
        code = f"{question.agency.value}-{same}"
        yield Line(
            "Asked what", code, f"{question.agency.label}: {where or 'whatever the worry is'}", question.words
        )
    yield from _times("Answers within", rules.answer_within)
    yield from _times("Due soon after", rules.due_soon_after)


def _agencies(part: str, code: str, title: str, agencies: frozenset[Agency]) -> Line:
    named = [agency.label for agency in Agency if agency in agencies]
    return Line(part, code, title, ", ".join(named), members=frozenset(named))


def _times(part: str, times: Mapping[Rag, Timescale]) -> Iterator[Line]:
    for rag in reversed(Rag):
        yield _time(part, rag.value, rag.label, times[rag])


def _time(part: str, code: str, title: str, time: Timescale) -> Line:
    return Line(part, code, title, str(time), time.source, time.awaiting_sign_off, time=time)


def oversight_lines(rules: OversightRules) -> Iterator[Line]:
    """Who makes a discussion quorate, the stages of a difference, and which decisions are audited."""
    yield _agencies("Quorum", "strategy-discussion", "Strategy discussion", rules.quorum)
    yield _time("Due soon after", "strategy-discussion-high-risk", "High risk", rules.due_soon_high_risk)
    yield _time("Due soon after", "strategy-discussion", "Strategy discussion", rules.due_soon_other)
    for stage in rules.stages.values():
        code = f"stage-{stage.stage.value}"
        sign_off = stage.awaiting_sign_off
        yield Line("Stage of a difference", code, stage.title, stage.who, stage.source, sign_off)
        yield _time("Resolved within", code, stage.title, stage.within)
    audit = rules.audit
    says = f"1 in {audit.one_in}, beside every decision below the recommendation and every step down"
    yield Line(
        "Audited",
        "decisions",
        "Decisions",
        says,
        audit.source,
        audit.awaiting_sign_off,
        from_number=audit.one_in,
    )


def feedback_lines(rules: FeedbackRules) -> Iterator[Line]:
    """By when a referrer hears, what each kind of referrer may know, and what they are told."""
    yield _time("Acknowledged within", "referrer", "Every referrer with a name", rules.acknowledge_within)
    for kind in rules.kinds:
        acknowledged = "acknowledged" if kind.acknowledged else "not acknowledged"
        challenge = "may challenge it" if kind.may_challenge else "cannot challenge it"
        codes = [source.value for source in ReferralSource if source in kind.sources]
        known = kind.may_know.label[:1].lower() + kind.may_know.label[1:]
        says = f"{', '.join(codes)}: {acknowledged}; may know {known}; {challenge}"
        sign_off = kind.awaiting_sign_off
        yield Line(
            "Referrer",
            kind.code,
            kind.title,
            says,
            kind.source,
            sign_off,
            members=frozenset(codes),
            tells=True,
        )
    for pathway, sentence in rules.outcomes.items():
        yield Line("Outcome told", pathway.value, pathway.label, sentence)


def retention_lines(rules: RetentionRules) -> Iterator[Line]:
    """How long a record is kept by what became of the child, and who agrees when one is erased."""
    for period in rules.periods.values():
        code, title = period.kept_as.value, period.kept_as.label
        yield Line("Kept", code, title, str(period), period.source, period.awaiting_sign_off)
    erasing = rules.erasing
    says = "by two people" if erasing.second_person else "by one person"
    yield Line("Erased", "record", "A record", says, erasing.source, erasing.awaiting_sign_off)


def practice_tool_lines(tools: PracticeTools) -> Iterator[Line]:
    """What each tool asks, and from where on it says what."""
    yield from _dash_lines(tools)
    yield from _matrix_lines(tools)
    for category in tools.signs_of_safety.category:
        title = f"{category.column.label}: {category.title}"
        yield Line("Signs of Safety", category.code, title, category.question)
    for incident in tools.harm_matrix.incident:
        yield Line("Harm matrix", incident.code.value, incident.title, incident.question)
    care = tools.graded_care_profile
    for area in care.area:
        yield Line("Graded Care Profile area", area.code, area.title, area.question)
    for grade in care.grade:
        says = f"{grade.meaning} ({grade.severity.label.lower()})"
        yield Line("Graded Care Profile grade", str(grade.number), f"Grade {grade.number}", says, care.source)
    school = tools.operation_encompass
    ages = f"from {school.from_years} and under {school.below_years} years"
    yield Line("Operation Encompass", "ages", "School is told of a child", ages, school.source)
    begins = f"{school.school_day_begins:%H:%M}"
    yield Line("Operation Encompass", "school-day", "The school day begins", begins, school.source)
    for closure in school.closed:
        days = f"{closure.first:%d %B %Y} to {closure.last:%d %B %Y}"
        yield Line("Schools closed", closure.name, closure.name, days)
    voice = tools.voice
    for code, question in (("heard", voice.heard), ("lived", voice.lived), ("not-yet", voice.not_yet)):
        yield Line("Voice of the child", code, question, "asked for and shown", voice.source)


def _dash_lines(tools: PracticeTools) -> Iterator[Line]:
    dash = tools.dash
    for code, title, number in (
        ("medium", "Medium risk", dash.medium_from),
        ("high", "High risk", dash.high_from),
        ("marac", "MARAC", dash.marac_from),
    ):
        says = f"from {number} yeses"
        yield Line("DASH", code, title, says, dash.source, dash.awaiting_sign_off, from_number=number)
    for code, title, band in (
        ("one-red-flag", "One red flag", dash.one_red_flag),
        ("several-red-flags", "Several red flags", dash.several_red_flags),
    ):
        yield Line("DASH", code, title, f"at least {band.label.lower()}", dash.source, dash.awaiting_sign_off)
    flags = [question.code for question in dash.question if question.red_flag]
    yield Line("DASH", "red-flags", "Red flags", ", ".join(flags), dash.source, members=frozenset(flags))
    for question in dash.question:
        yield Line("DASH question", question.code, f"Question {question.number}", question.question)


def _matrix_lines(tools: PracticeTools) -> Iterator[Line]:
    matrix = tools.exploitation_matrix
    source, sign_off = matrix.source, matrix.awaiting_sign_off
    several = f"{matrix.several} situations: at least {matrix.several_at_least.label.lower()}"
    part = "Exploitation matrix"
    yield Line(part, "several", "Several", several, source, sign_off, from_number=matrix.several)
    for code, title, risk in (
        ("serious", "A serious situation", matrix.serious_at_least),
        ("critical", "A life at stake", matrix.critical_at_least),
        ("young", f"Under {matrix.young_below_years} years", matrix.young_at_least),
    ):
        yield Line(part, code, title, f"at least {risk.label.lower()}", source, sign_off)
    for situation in matrix.situation:
        yield Line("Exploitation matrix situation", situation.code, "Situation", situation.question)
