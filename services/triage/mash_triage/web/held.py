"""Everything triage holds about one child's record, in words, for whoever asks for their own data.

A section for each kind of thing that is kept; every table of triage that knows of a child is in here.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from sqlalchemy.orm import Session

from mash_contracts.held import (
    Check,
    HeldEntry,
    HeldOfRecord,
    HeldSection,
    Passage,
    StillOpen,
    passages,
    section,
)
from mash_contracts.labelled import Labelled
from mash_platform.errors import NotFound
from mash_platform.web.time_words import london
from mash_triage.domain.agency_checks import AgencyCheck, AgencyFact
from mash_triage.domain.decision import Professional
from mash_triage.domain.discussions import Revision
from mash_triage.domain.professional_differences import Difference
from mash_triage.domain.record_state import RecordState
from mash_triage.domain.strategy_discussions import StrategyState
from mash_triage.domain.timeline import happenings
from mash_triage.store import (
    agency_checks,
    audits,
    chronology,
    clocks,
    discussions,
    known_elsewhere,
    practice_tools,
    professional_differences,
    records,
    school_notices,
    strategy_requests,
    tracker,
)
from mash_triage.store.agency_checks import OPEN
from mash_triage.store.records import Assessment, Decision, Record
from mash_triage.web.held_tools import tool_entry

OURS = (Check.PROFESSIONAL, Check.SERIOUS_HARM)
"""What a social worker wrote: shown with their role, unless it would do serious harm."""
AGENCYS = (Check.ANOTHER_PERSON, Check.PROFESSIONAL, Check.SERIOUS_HARM)
"""What a partner agency told: it is asked before it is given out."""


def held_of(session: Session, reference: str) -> HeldOfRecord:
    """Sections without anything are left out; a record that triage never assessed has none."""
    try:
        record = records.find(session, reference)
    except NotFound:
        return HeldOfRecord(reference=reference, sections=())
    every = records.assessments_of(session, reference)
    checks = agency_checks.checks_of(session, reference)
    return HeldOfRecord(
        reference=reference,
        sections=(
            *section("What the hub’s rules recommended", tuple(map(_assessment, every))),
            *section("What people decided", tuple(_decisions(record))),
            *section("What teams sent back", tuple(_returns(record))),
            *section("What agencies were asked, and what they told", tuple(_checks(checks))),
            *section("Sharing and consent", tuple(_sharing(session, reference))),
            *section("Discussions between agencies", tuple(_discussions(session, reference))),
            *section("Strategy discussions asked for", tuple(_strategy(session, reference))),
            *section("Differences between agencies", tuple(_differences(session, reference))),
            *section(
                "Tools of practice", tuple(map(tool_entry, practice_tools.tools_of(session, reference)))
            ),
            *section("Risk of exploitation", tuple(_gradings(session, reference))),
            *section("School told of domestic abuse", tuple(_notice(session, reference))),
            *section("Known from elsewhere", tuple(_known(session, reference))),
            *_chronology(session, reference),
            *section("Time allowed for the decision", tuple(_clocks(session, reference))),
            *section("How decisions were graded", tuple(_audits(session, record))),
        ),
    )


def still_open(session: Session, reference: str) -> StillOpen:
    """Everything about this record that somebody here still has to do."""
    duties: list[str] = []
    with suppress(NotFound):
        record = records.find(session, reference)
        duties += [] if record.state is RecordState.DECIDED else [f"Decision: {record.state.label.lower()}"]
    for check in agency_checks.checks_of(session, reference):
        duties += [f"{check.agency.label}: {check.state.label.lower()}"] if check.state in OPEN else []
    for request in strategy_requests.requests_of(session, reference):
        duties += ["Strategy discussion to be held"] if request.state is StrategyState.DUE else []
    for difference in professional_differences.differences_of(session, reference):
        duties += [f"Difference with {difference.agency.label}"] if difference.is_open else []
    notice = school_notices.notice_of(session, reference)
    duties += ["School to be told"] if notice and notice.delivered is None else []
    return StillOpen(reference=reference, duties=tuple(duties))


def _assessment(assessment: Assessment) -> HeldEntry:
    recommendation = assessment.recommendation
    return HeldEntry(
        heading=f"{recommendation.level.label}, {recommendation.rag.label}",
        at=assessment.assessed_at,
        by=f"The hub’s rules, policy of {recommendation.policy_edition}",
        passages=passages(
            {
                "Legal basis": recommendation.legal_basis.label,
                "Teams": _labels(recommendation.pathways),
                "Why": "\n".join(
                    f"{finding.title}: {finding.sentence}" for finding in recommendation.findings
                ),
                "What was not known": "\n".join(gap.question for gap in recommendation.gaps),
            }
        ),
    )


def _decisions(record: Record) -> Iterator[HeldEntry]:
    for decision in record.decisions:
        yield _decision(decision)
        if decision.second:
            yield HeldEntry(
                heading=f"Second person: {decision.second.answer.label}",
                at=decision.second.at,
                by=_who(decision.second.person),
                passages=passages({"Reasons": decision.second.rationale}, *OURS),
            )


def _decision(decision: Decision) -> HeldEntry:
    outcome = decision.outcome
    return HeldEntry(
        heading=f"{outcome.level.label}, {outcome.rag.label}",
        at=decision.decided_at,
        by=_who(decision.person),
        passages=(
            *passages(
                {
                    "Legal basis": outcome.legal_basis.label,
                    "Teams": _labels(outcome.pathways),
                    "Teams that were told": _labels(decision.told),
                }
            ),
            *passages(
                {"Reasons": decision.rationale, "About a pattern": decision.about_pattern or ""}, *OURS
            ),
        ),
    )


def _returns(record: Record) -> Iterator[HeldEntry]:
    for one in record.returns:
        yield HeldEntry(heading=one.reason.label, at=one.declined_at, by=one.pathway.label)


def _checks(checks: Iterable[AgencyCheck]) -> Iterator[HeldEntry]:
    for check in checks:
        yield HeldEntry(
            heading=f"{check.agency.label}: {check.state.label.lower()}", at=check.asked_at or check.wanted_at
        )
        for answer in check.answers:
            given = answer.given
            yield HeldEntry(
                heading=f"Answer of {check.agency.label}",
                at=answer.answered_at,
                by=answer.answered_by_name,
                passages=passages(
                    {
                        "Answer": given.outcome.label if given.outcome else "",
                        "Why not": given.decline_reason.label if given.decline_reason else "",
                        "What is known": "\n".join(map(_fact, given.facts)),
                        "Level of need as the agency sees it": given.view.label if given.view else "",
                        "Does not agree": "With what the hub recommends" if given.dissents else "",
                        "In words": given.words,
                    },
                    *AGENCYS,
                ),
            )


def _fact(fact: AgencyFact) -> str:
    said = [fact.factor.label, *(sign.label for sign in fact.signs), fact.basis.label, fact.source.label]
    said += [f"{fact.dated:%-d %B %Y}"] if fact.dated else []
    return ", ".join([*said, fact.frequency.label, fact.severity.label])


def _sharing(session: Session, reference: str) -> Iterator[HeldEntry]:
    for one in agency_checks.sharing_of(session, reference):
        yield HeldEntry(
            heading=one.choice.label,
            at=one.decided_at,
            by=_who(one.person),
            passages=passages(
                {"Ground": one.reason.label if one.reason else "", "In words": one.words}, *OURS
            ),
        )


def _discussions(session: Session, reference: str) -> Iterator[HeldEntry]:
    for discussion in discussions.discussions_of(session, reference):
        for revision in discussion.revisions:
            yield _revision(revision)


def _revision(revision: Revision) -> HeldEntry:
    given = revision.given
    views = [
        Passage(
            label=", ".join(filter(None, (view.name, view.role, view.agency.label if view.agency else ""))),
            words="\n".join(
                filter(
                    None,
                    (
                        view.words,
                        view.level.label if view.level else "",
                        view.stance.label if view.stance else "",
                        view.reason,
                    ),
                )
            ),
            checks=AGENCYS,
        )
        for view in given.views
    ]
    return HeldEntry(
        heading=given.kind.label if given.kind else "Discussion",
        at=given.held_at or revision.recorded_at,
        by=_who(revision.recorded_by),
        passages=(
            *views,
            *passages(
                {
                    "Decided": given.decision,
                    "Why": given.rationale,
                    "Outcome": given.outcome.label if given.outcome else "",
                    "What the family is told": given.family_told,
                    "What the referrer is told": given.referrer_told,
                    "Corrected": given.correction,
                },
                *AGENCYS,
            ),
        ),
    )


def _strategy(session: Session, reference: str) -> Iterator[HeldEntry]:
    for request in strategy_requests.requests_of(session, reference):
        risk = "High risk. " if request.high_risk else ""
        yield HeldEntry(
            heading=f"{risk}{request.state.label}",
            at=request.requested_at,
            passages=passages({"To be held by": london(request.hold_by)}),
        )


def _differences(session: Session, reference: str) -> Iterator[HeldEntry]:
    for one in professional_differences.differences_of(session, reference):
        yield HeldEntry(
            heading=f"{one.subject.label}: {one.ground.label}",
            at=one.raised_at,
            by=f"{one.raised_by.name}, {one.agency.label}",
            passages=passages({"In words": one.words}, *AGENCYS),
        )
        yield from _steps(one)


def _steps(difference: Difference) -> Iterator[HeldEntry]:
    for step in difference.steps:
        yield HeldEntry(
            heading=f"{step.given.step.label if step.given.step else ''}: {step.after.label}",
            at=step.at,
            by=f"{step.by.name}, {step.by.agency.label}",
            passages=passages(
                {
                    "In words": step.given.words,
                    "Outcome": step.given.outcome.label if step.given.outcome else "",
                    "Accepted by": step.given.accepted_by,
                },
                *AGENCYS,
            ),
        )


def _gradings(session: Session, reference: str) -> Iterator[HeldEntry]:
    for one in tracker.gradings_of(session, reference):
        yield HeldEntry(
            heading=f"{one.grade.label}, by {one.graded_by.label[0].lower()}{one.graded_by.label[1:]}",
            at=one.graded_at,
            by=_who(one.person) if one.person else "",
            passages=passages({"Reasons": one.reason}, *OURS),
        )


def _notice(session: Session, reference: str) -> Iterator[HeldEntry]:
    notice = school_notices.notice_of(session, reference)
    if notice is None:
        return
    yield HeldEntry(
        heading="To be told",
        at=notice.wanted_at,
        passages=passages({"By": london(notice.tell_by)}),
    )
    if notice.delivered:
        yield HeldEntry(
            heading=f"Told: {notice.delivered.whom.label}",
            at=notice.delivered.told_at,
            by=_who(notice.delivered.person),
            passages=passages({"In words": notice.delivered.words}, *AGENCYS),
        )


def _known(session: Session, reference: str) -> Iterator[HeldEntry]:
    for one in known_elsewhere.known_on(session, [reference]):
        until = f" until {one.last:%-d %B %Y}" if one.last else ""
        yield HeldEntry(
            heading=f"{one.kind.label}, {one.first:%-d %B %Y}{until}",
            at=one.entered_at,
            by=_who(one.person),
            passages=passages(
                {
                    "Known by": one.agency.label,
                    "Source": one.source,
                    "In words": one.words,
                    "Taken back": f"{_who(one.taken_back.person)}: {one.taken_back.reason}"
                    if one.taken_back
                    else "",
                },
                *AGENCYS,
            ),
        )


def _chronology(session: Session, reference: str) -> tuple[HeldSection, ...]:
    lines = happenings(chronology.entries_of(session, [reference]), (), (), ())
    return section(
        "Chronology of this record",
        tuple(
            HeldEntry(
                heading=line.title,
                at=line.at,
                by=line.who,
                passages=passages({"Details": "\n".join(line.details)}),
            )
            for line in reversed(lines)
        ),
    )


def _clocks(session: Session, reference: str) -> Iterator[HeldEntry]:
    for pause in clocks.pauses_of(session, reference):
        yield HeldEntry(
            heading=f"Paused: {pause.reason.label}",
            at=pause.started_at,
            by=_who(pause.started_by),
            passages=(
                *passages({"In words": pause.words}, *OURS),
                *passages({"Went on": london(pause.ended_at) if pause.ended_at else "Not yet"}),
            ),
        )
    for deadline in clocks.deadlines_of(session, reference):
        if deadline.breached_at:
            yield HeldEntry(
                heading=f"Not decided in time: {deadline.clock.label.lower()}",
                at=deadline.due_at,
            )


def _audits(session: Session, record: Record) -> Iterator[HeldEntry]:
    for audit in audits.audits_of(session, record.reference):
        yield HeldEntry(
            heading=f"Decision {audit.drawn.number}: {audit.grade.label}",
            at=audit.audited_at,
            by=_who(audit.audited_by),
            passages=passages({"Done well": audit.strengths, "To learn": audit.learning}, *OURS),
        )


def _who(person: Professional) -> str:
    return f"{person.name}, {person.role.label}"


def _labels(codes: Iterable[Labelled]) -> str:
    return ", ".join(code.label for code in codes)
