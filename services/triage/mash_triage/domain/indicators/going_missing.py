"""Children who go missing. Statutory guidance on children who run away or go missing, 2014."""

from mash_contracts.national_codes import AssessmentFactor
from mash_triage.domain.findings import Evidence, together
from mash_triage.domain.patterns import any_hint_of_exploitation, likely_exploited
from mash_triage.domain.picture import Picture

FREQUENT = 3


def going_missing(picture: Picture) -> tuple[Evidence, ...]:
    """The child goes missing from home or care. Census factor 10A."""
    episodes = picture.at_least(picture.missing_episodes_90_days, 1, "missing-episodes")
    return picture.about(AssessmentFactor.MISSING) + episodes


def frequently_missing(picture: Picture) -> tuple[Evidence, ...]:
    """Missing three times or more in ninety days, or every week. Statutory guidance 2014."""
    often = picture.worries(lambda worry: worry.factor is AssessmentFactor.MISSING and worry.is_persistent)
    return often + picture.at_least(picture.missing_episodes_90_days, FREQUENT, "missing-episodes")


def young_child_missing(picture: Picture) -> tuple[Evidence, ...]:
    """A child under eleven who goes missing. Statutory guidance 2014: the younger, the greater the risk."""
    return together(going_missing(picture), picture.aged_under(11 * 12))


def missing_with_signs_of_exploitation(picture: Picture) -> tuple[Evidence, ...]:
    """Missing, and any sign of exploitation: the matrix needs completing. Durham annual report 2020/21."""
    return together(going_missing(picture), any_hint_of_exploitation(picture))


def frequently_missing_and_exploited(picture: Picture) -> tuple[Evidence, ...]:
    """Often missing and, while missing, likely exploited. Durham annual report 2020/21, case study."""
    return together(frequently_missing(picture), likely_exploited(picture))
