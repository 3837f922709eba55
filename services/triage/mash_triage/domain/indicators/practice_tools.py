"""What completed tools of practice say. Each raises; none lowers, whatever a later one says."""

from mash_triage.domain.findings import Evidence
from mash_triage.domain.picture import Picture, ToolFact

SINCE = "2026-11-01"


def dash_red_flag(picture: Picture) -> tuple[Evidence, ...]:
    """A red flag was answered yes on a DASH, whatever the number of yeses. SafeLives: red flags raise."""
    return picture.told_by_tools(ToolFact.DASH_RED_FLAG)


def dash_high_by_judgement(picture: Picture) -> tuple[Evidence, ...]:
    """A professional judges a DASH with fewer than fourteen yeses to be high risk, for MARAC. SafeLives."""
    return picture.told_by_tools(ToolFact.DASH_HIGH_BY_JUDGEMENT)


def harm_getting_worse(picture: Picture) -> tuple[Evidence, ...]:
    """On the harm matrix the most recent incident is more serious than the first. Durham harm matrix."""
    return picture.told_by_tools(ToolFact.HARM_GETTING_WORSE)


def care_grade_three(picture: Picture) -> tuple[Evidence, ...]:
    """The Graded Care Profile has a grade 3: some essential needs are not met."""
    return picture.told_by_tools(ToolFact.CARE_GRADE_THREE)


def care_grade_four(picture: Picture) -> tuple[Evidence, ...]:
    """The Graded Care Profile has a grade 4: most essential needs are not met."""
    return picture.told_by_tools(ToolFact.CARE_GRADE_FOUR)


def care_grade_five(picture: Picture) -> tuple[Evidence, ...]:
    """The Graded Care Profile has a grade 5: essential needs are not met at all, or care is hostile."""
    return picture.told_by_tools(ToolFact.CARE_GRADE_FIVE)
