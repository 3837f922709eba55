"""From counts to the figures that managers and assurance visitors read; one function a figure.

Every figure is about children's records: a contact about three children counts three times, unless it says
otherwise. The children are those whose contact was received in the period, however things went on later.
"""

from dataclasses import dataclass
from datetime import datetime

from mash_assurance.domain.figures import Breakdown, Line, Measure, Share, Spread
from mash_assurance.domain.tallies import CaseCounts, Tallies, Waiting
from mash_contracts.national_codes import ClosureReason, ReferralSource
from mash_contracts.vocabulary import AuditGrade, ConsentState, DifferenceStage, Pathway, Rag, Relation

NOT_ASSESSED = "not-assessed"


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one period, from one reading of the records."""

    as_of: datetime
    contacts: int
    children: int
    decided: int
    waiting: int
    overdue: int
    returned_by_team: int
    strategy_discussions: int
    without_contact: int
    breakdowns: tuple[Breakdown, ...]
    shares: tuple[Share, ...]
    spreads: tuple[Spread, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        figures: tuple[Breakdown | Share | Spread, ...] = (*self.breakdowns, *self.shares, *self.spreads)
        return tuple(figure.measure for figure in figures)

    def breakdown(self, measure: Measure) -> Breakdown:
        return next(figure for figure in self.breakdowns if figure.measure is measure)

    def share(self, measure: Measure) -> Share:
        return next(figure for figure in self.shares if figure.measure is measure)

    def spread(self, measure: Measure) -> Spread:
        return next(figure for figure in self.spreads if figure.measure is measure)


def figures(tallies: Tallies) -> Figures:
    """Every figure there is; with no contacts they are all there and all empty."""
    return Figures(
        as_of=tallies.as_of,
        contacts=tallies.contacts,
        children=tallies.children,
        decided=tallies.decided,
        waiting=sum(waiting.children for waiting in tallies.waiting.values()),
        overdue=sum(waiting.overdue for waiting in tallies.waiting.values()),
        returned_by_team=tallies.returned_by_team,
        strategy_discussions=tallies.strategy_discussions,
        without_contact=tallies.without_contact,
        breakdowns=(
            contacts_by_source(tallies),
            consent(tallies),
            waiting_by_rag(tallies),
            decisions_by_pathway(tallies),
            agreement(tallies),
            team_answers(tallies),
            cases_closed(tallies),
            differences_by_stage(tallies),
            audit_grades(tallies),
        ),
        shares=(
            voice_recorded(tallies),
            lived_experience_recorded(tallies),
            consent_settled(tallies),
            every_reason_recorded(tallies),
            decided_in_time(tallies),
            acknowledged_in_time(tallies),
            decided_provisionally(tallies),
            steps_down_confirmed(tallies),
            strategy_discussion_requested(tallies),
            strategy_discussions_in_time(tallies),
            differences_in_time(tallies),
            repeat_contacts(tallies),
            patterns_found(tallies),
            advice_on_pattern_confirmed(tallies),
            open_cases_passed_on(tallies),
        ),
        spreads=(time_to_decision(tallies), time_to_acceptance(tallies)),
    )


CONTACTS_BY_SOURCE = Measure(
    "contacts-by-source",
    "Contacts by source",
    "Who turns to the hub with a worry about a child, by the national referral source.",
    "Whether the worry was well founded, or whether a source that is low here sees fewer children at risk.",
)


def contacts_by_source(tallies: Tallies) -> Breakdown:
    lines = (Line(source, source.label, (tallies.by_source.get(source, 0),)) for source in ReferralSource)
    return Breakdown(CONTACTS_BY_SOURCE, "Source", ("Children",), tuple(lines))


CONSENT = Measure(
    "consent",
    "Consent",
    "What the record says about the family knowing of the contact and agreeing to it.",
    "Whether not asking was right: a child who needs protection never waits for consent.",
)


def consent(tallies: Tallies) -> Breakdown:
    lines = (Line(state, state.label, (tallies.by_consent.get(state, 0),)) for state in ConsentState)
    return Breakdown(CONSENT, "Consent", ("Children",), tuple(lines))


WAITING_BY_RAG = Measure(
    "waiting-by-rag",
    "Waiting for a decision",
    "Children nobody has decided about yet, by how soon someone must act. Overdue: the time to decide by has "
    "passed. A decision that waits for its second person is not made yet.",
    "How much help a child already gets meanwhile. Not assessed yet: the contact has arrived and its urgency "
    "is still being worked out; normally that takes seconds.",
)


def waiting_by_rag(tallies: Tallies) -> Breakdown:
    def line(rag: Rag | None, code: str, label: str) -> Line:
        waiting = tallies.waiting.get(rag, Waiting())
        return Line(code, label, (waiting.children - waiting.overdue, waiting.overdue))

    by_urgency = [line(rag, rag, rag.label) for rag in reversed(Rag)]
    lines = (*by_urgency, line(None, NOT_ASSESSED, "Not assessed yet"))
    return Breakdown(WAITING_BY_RAG, "Urgency", ("In time", "Overdue"), lines)


TIME_TO_DECISION = Measure(
    "time-to-decision",
    "Time to decision",
    "How long it took from the contact being received to the first decision, around the clock, nights and "
    "weekends included.",
    "Whether that was in time: urgency sets the time to decide by, and Decided in time compares with it. "
    "Children who are still waiting are not in it.",
)


def time_to_decision(tallies: Tallies) -> Spread:
    return Spread(TIME_TO_DECISION, "Children", tallies.minutes_to_decision)


DECIDED_IN_TIME = Measure(
    "decided-in-time",
    "Decided in time",
    "The first decision came by the time it was due: within one working day (Working Together to Safeguard "
    "Children), or sooner if the urgency asks for it. A child whose time has passed undecided counts as not "
    "in time.",
    "Whether the decision was right.",
)


def decided_in_time(tallies: Tallies) -> Share:
    return Share(
        DECIDED_IN_TIME,
        tallies.decided_in_time,
        tallies.due,
        "children decided about, or past the time to decide by",
    )


ACKNOWLEDGED_IN_TIME = Measure(
    "acknowledged-in-time",
    "Acknowledged in time",
    "A named social worker told the referrer within one working day that the contact arrived (Working "
    "Together to Safeguard Children). A contact that nobody had acknowledged by then counts as not in time.",
    "Whether the referrer read it, and what they were told later. Who gave no name is not counted.",
)


def acknowledged_in_time(tallies: Tallies) -> Share:
    return Share(
        ACKNOWLEDGED_IN_TIME,
        tallies.acknowledged_in_time,
        tallies.acknowledgements_due,
        "children whose contact was acknowledged, or is past its time",
    )


DECISIONS_BY_PATHWAY = Measure(
    "decisions-by-pathway",
    "Decisions by pathway",
    "The teams that the newest decision about each child named. A child sent to two teams counts once for "
    "each, so the teams can add up to more than the children.",
    "Whether the team took the child on: see What the teams answered.",
)


def decisions_by_pathway(tallies: Tallies) -> Breakdown:
    def children(pathway: Pathway) -> int:
        return sum(count for pathways, count in tallies.by_pathways.items() if pathway in pathways)

    lines = (Line(pathway, pathway.label, (children(pathway),)) for pathway in Pathway)
    return Breakdown(DECISIONS_BY_PATHWAY, "Pathway", ("Children",), tuple(lines))


AGREEMENT = Measure(
    "agreement",
    "Decisions and recommendations",
    "How the newest decision about each child stands to what was recommended. Going below in anything counts "
    "as below, whatever is raised beside it.",
    "Who was right. Few differences can mean good recommendations, or people who follow them too readily.",
)


def agreement(tallies: Tallies) -> Breakdown:
    lines = (Line(relation, relation.label, (tallies.by_relation.get(relation, 0),)) for relation in Relation)
    return Breakdown(AGREEMENT, "The person", ("Children",), tuple(lines))


STEPS_DOWN_CONFIRMED = Measure(
    "steps-down-confirmed",
    "Steps down confirmed",
    "Of the decisions below the recommendation, those that a second person confirmed or a manager took.",
    "How well the second person looked. Anything short of all of them needs looking into: the desk does not "
    "let a step down through without.",
)


def steps_down_confirmed(tallies: Tallies) -> Share:
    stepped_down = tallies.by_relation.get(Relation.STEPPED_DOWN, 0)
    return Share(
        STEPS_DOWN_CONFIRMED, tallies.steps_down_confirmed, stepped_down, "decisions below the recommendation"
    )


EVERY_REASON_RECORDED = Measure(
    "every-reason-recorded",
    "Every reason recorded",
    "The newest decision has a written rationale, names the findings it rests on, and says under which "
    "edition of the policy it was made. Missing rationale is what inspectors of front doors often criticise.",
    "Whether the reasons are good ones: that takes a reader, as in a dip sample.",
)


def every_reason_recorded(tallies: Tallies) -> Share:
    return Share(
        EVERY_REASON_RECORDED, tallies.every_reason_recorded, tallies.decided, "children decided about"
    )


DECIDED_PROVISIONALLY = Measure(
    "decided-provisionally",
    "Decided while something was open",
    "The decision was taken while something that could have raised the recommendation was still not known.",
    "That it was wrong to decide: often a child is better served by a decision today than by a full picture.",
)


def decided_provisionally(tallies: Tallies) -> Share:
    return Share(
        DECIDED_PROVISIONALLY,
        tallies.decided_provisionally,
        tallies.recommendation_known,
        "children decided about on a recommendation",
    )


VOICE_RECORDED = Measure(
    "voice-recorded",
    "The child's voice",
    "The contact holds something that the child said.",
    "What the child said, whether it was understood, or whether it changed anything. For babies and unborn "
    "children it is rightly missing.",
)


def voice_recorded(tallies: Tallies) -> Share:
    return Share(VOICE_RECORDED, tallies.voice_recorded, tallies.children, "children")


LIVED_EXPERIENCE_RECORDED = Measure(
    "lived-experience-recorded",
    "The child's lived experience",
    "The contact says how the child lives day to day.",
    "How well it describes the child's life.",
)


def lived_experience_recorded(tallies: Tallies) -> Share:
    return Share(LIVED_EXPERIENCE_RECORDED, tallies.lived_experience_recorded, tallies.children, "children")


CONSENT_SETTLED = Measure(
    "consent-settled",
    "Consent, or why it was not sought",
    "The contact says whether consent was given, refused or withdrawn, or why it was not sought.",
    "Whether the reason was a good one.",
)


def consent_settled(tallies: Tallies) -> Share:
    return Share(CONSENT_SETTLED, tallies.consent_settled, tallies.children, "children")


STRATEGY_DISCUSSION_REQUESTED = Measure(
    "strategy-discussion-requested",
    "Strategy discussion requested",
    "Of the children whose newest recommendation is red, those for whom a strategy discussion was requested.",
    "Whether it was held, and who came. Anything short of all of them needs looking into: a red "
    "recommendation requests one by itself.",
)


def strategy_discussion_requested(tallies: Tallies) -> Share:
    return Share(
        STRATEGY_DISCUSSION_REQUESTED, tallies.red_with_strategy_discussion, tallies.red, "children rated red"
    )


STRATEGY_DISCUSSIONS_IN_TIME = Measure(
    "strategy-discussions-in-time",
    "Strategy discussions held in time",
    "Of the children about whom a strategy discussion was to be held by now, those for whom none ran late: "
    "social care, police and health held it the same day where risk was high, else within two working days.",
    "What was decided at it. One without its quorum counts as not held.",
)


def strategy_discussions_in_time(tallies: Tallies) -> Share:
    return Share(
        STRATEGY_DISCUSSIONS_IN_TIME,
        tallies.strategy_never_late,
        tallies.strategy_due,
        "children about whom one was to be held",
    )


DIFFERENCES_BY_STAGE = Measure(
    "differences-by-stage",
    "Professional differences",
    "Children about whom an agency challenged what was decided, or how they were dealt with, by the furthest "
    "of the four stages that a difference about them reached.",
    "Who was right. Few differences can mean good decisions, or agencies who do not say that they differ.",
)


def differences_by_stage(tallies: Tallies) -> Breakdown:
    lines = (
        Line(stage, stage.label, (tallies.by_difference_stage.get(stage, 0),)) for stage in DifferenceStage
    )
    return Breakdown(DIFFERENCES_BY_STAGE, "Stage", ("Children",), tuple(lines))


DIFFERENCES_IN_TIME = Measure(
    "differences-in-time",
    "Professional differences heard in time",
    "Of the children about whom a professional difference was raised, those for whom no stage ran out of "
    "time.",
    "Whether the agency that differed was satisfied.",
)


def differences_in_time(tallies: Tallies) -> Share:
    return Share(
        DIFFERENCES_IN_TIME,
        tallies.differences_never_late,
        tallies.with_difference,
        "children about whom an agency differed",
    )


AUDIT_GRADES = Measure(
    "audit-grades",
    "How decisions were graded",
    "Children of whom a decision was graded by a manager who had no say in it, by the newest grade.",
    "How good all decisions are: every one below the recommendation is graded, and of the others a sample.",
)


def audit_grades(tallies: Tallies) -> Breakdown:
    grades = reversed(AuditGrade)
    lines = (Line(grade, grade.label, (tallies.by_audit_grade.get(grade, 0),)) for grade in grades)
    return Breakdown(AUDIT_GRADES, "Grade", ("Children",), tuple(lines))


REPEAT_CONTACTS = Measure(
    "repeat-contacts",
    "Repeat contacts",
    "Of the children whose earlier contacts are known, those with at least one in the twelve months before.",
    "How often children really come back: where nobody looked for earlier contacts, the child is left out.",
)


def repeat_contacts(tallies: Tallies) -> Share:
    return Share(
        REPEAT_CONTACTS,
        tallies.repeat_contacts,
        tallies.history_known,
        "children whose earlier contacts are known",
    )


PATTERNS_FOUND = Measure(
    "patterns-found",
    "Patterns over several contacts",
    "Of the children assessed, those for whom the chronology of child and home shows what no single contact "
    "does: a third contact in twelve months, two sources in a week, early help again for the same worry.",
    "That nothing is wrong where none is found: only contacts that reached this hub are looked at.",
)


def patterns_found(tallies: Tallies) -> Share:
    return Share(
        PATTERNS_FOUND,
        tallies.patterns_found,
        tallies.patterns_looked_for,
        "children assessed with their chronology",
    )


ADVICE_ON_PATTERN_CONFIRMED = Measure(
    "advice-on-pattern-confirmed",
    "Advice on a pattern confirmed",
    "Of the children with a pattern over several contacts who were decided about with advice alone, those "
    "for whom a second person confirmed it.",
    "Whether advice was right. Anything short of all of them needs looking into: the desk does not let "
    "advice on a pattern through without.",
)


def advice_on_pattern_confirmed(tallies: Tallies) -> Share:
    return Share(
        ADVICE_ON_PATTERN_CONFIRMED,
        tallies.advice_on_pattern_confirmed,
        tallies.advice_on_pattern,
        "children with a pattern decided about with advice alone",
    )


OPEN_CASES_PASSED_ON = Measure(
    "open-cases-passed-on",
    "New worries about open children passed on",
    "Of the children decided about while a team had an open case of them, those whose every such team was "
    "sent the new information.",
    "What the worker did with it. Anything short of all of them needs looking into: a decision sends it by "
    "itself.",
)


def open_cases_passed_on(tallies: Tallies) -> Share:
    return Share(
        OPEN_CASES_PASSED_ON,
        tallies.passed_on,
        tallies.with_open_case,
        "children decided about with an open case",
    )


TEAM_ANSWERS = Measure(
    "team-answers",
    "What the teams answered",
    "The cases sent to each team, referrals and requests for a strategy discussion alike, and whether the "
    "team accepted, declined or has not answered. Late: no answer although the time to answer has passed. No "
    "longer asked: the hub decided again for other teams before this one had answered.",
    "What help the child then received.",
)


def team_answers(tallies: Tallies) -> Breakdown:
    def line(pathway: Pathway) -> Line:
        cases = tallies.cases.get(pathway, CaseCounts())
        in_time = cases.unanswered - cases.late
        return Line(
            pathway, pathway.label, (cases.accepted, cases.declined, in_time, cases.late, cases.withdrawn)
        )

    columns = ("Accepted", "Declined", "No answer yet", "Late", "No longer asked")
    return Breakdown(TEAM_ANSWERS, "Team", columns, tuple(line(pathway) for pathway in Pathway))


CASES_CLOSED = Measure(
    "cases-closed",
    "How cases ended",
    "The cases that teams have closed, by the national reason. Advice that was given and information that "
    "was read end too.",
    "Whether the child is better off, or comes back: see Repeat contacts.",
)


def cases_closed(tallies: Tallies) -> Breakdown:
    lines = (Line(reason, reason.label, (tallies.closures.get(reason, 0),)) for reason in ClosureReason)
    return Breakdown(CASES_CLOSED, "Reason", ("Cases",), tuple(lines))


TIME_TO_ACCEPTANCE = Measure(
    "time-to-acceptance",
    "Time from decision to acceptance",
    "How long it took from the decision to a team taking the referral on, around the clock.",
    "When somebody first saw the child. Referrals that no team has accepted are not in it.",
)


def time_to_acceptance(tallies: Tallies) -> Spread:
    return Spread(TIME_TO_ACCEPTANCE, "Referrals", tallies.minutes_to_acceptance)
