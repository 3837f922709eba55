"""What the teams do with what they are given."""

from mash_assurance.domain.figures import Breakdown, Line, Measure, Share, Spread
from mash_assurance.domain.tallies import CaseCounts, Tallies
from mash_contracts.national_codes import ClosureReason
from mash_contracts.vocabulary import Pathway

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
            pathway, pathway.label, (cases.accepted, cases.declined, cases.withdrawn, in_time, cases.late)
        )

    columns = ("Accepted", "Declined", "No longer asked", "No answer yet", "Late")
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
