"""How fast children are decided about, where they go, and whether the reasons are there."""

from mash_assurance.domain.figures import Breakdown, Line, Measure, Share, Spread
from mash_assurance.domain.tallies import Tallies, Waiting
from mash_contracts.vocabulary import AuditGrade, Pathway, Rag, Relation

NOT_ASSESSED = "not-assessed"


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
