"""How the agencies answer what the hub asks them: silence is never counted as nothing known."""

from mash_assurance.domain.figures import Breakdown, Line, Measure, Share
from mash_assurance.domain.tallies import CheckCounts, Tallies
from mash_contracts.vocabulary import Agency

_ASKED = tuple(agency for agency in Agency if agency is not Agency.REFERRER)

AGENCY_ANSWERS = Measure(
    "agency-answers",
    "What the agencies answered",
    "What each agency was asked about children, by what it said last. Overdue: no answer although the time "
    "for it has passed; that is never taken for nothing known.",
    "What the agency knows of children about whom it was not asked, or whether nothing known is so.",
)


def agency_answers(tallies: Tallies) -> Breakdown:
    def line(agency: Agency) -> Line:
        checks = tallies.checks.get(agency, CheckCounts())
        said = (checks.answered, checks.nothing_known, checks.declined)
        return Line(agency, agency.label, (*said, checks.awaited, checks.overdue))

    columns = ("Knew something", "Nothing known", "Declined", "Awaited", "Overdue")
    return Breakdown(AGENCY_ANSWERS, "Agency", columns, tuple(line(agency) for agency in _ASKED))


AGENCY_ANSWERS_IN_TIME = Measure(
    "agency-answers-in-time",
    "How soon the agencies answered",
    "Of the checks that were answered, or whose time has passed: whether the first answer, also one that "
    "declines, came by the time it was asked for.",
    "How much the answer told.",
)


def agency_answers_in_time(tallies: Tallies) -> Breakdown:
    def line(agency: Agency) -> Line:
        checks = tallies.checks.get(agency, CheckCounts())
        return Line(agency, agency.label, (checks.in_time, checks.late, checks.overdue))

    columns = ("In time", "Late", "Overdue")
    return Breakdown(AGENCY_ANSWERS_IN_TIME, "Agency", columns, tuple(line(agency) for agency in _ASKED))


CHECKS_IN_TIME = Measure(
    "checks-in-time",
    "Agencies answered in time",
    "Of all checks that were answered, or whose time has passed, those whose first answer came in time.",
    "Whether the hub waited for it: a decision may be taken without an answer, and then says so.",
)


def checks_in_time(tallies: Tallies) -> Share:
    every = tallies.checks.values()
    in_time = sum(checks.in_time for checks in every)
    due = in_time + sum(checks.late + checks.overdue for checks in every)
    return Share(CHECKS_IN_TIME, in_time, due, "checks answered, or past their time")
