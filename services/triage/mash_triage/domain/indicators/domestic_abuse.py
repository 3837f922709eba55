"""Domestic abuse at home. A child who sees, hears or lives with it is a victim: Domestic Abuse Act 2021, s3.

On the DASH, other facts may raise what the number of ticks says and never lower it.
"""

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Answer
from mash_triage.domain.findings import Evidence, several, together
from mash_triage.domain.picture import Picture

CONTROL = (Sign.CONTROLS_MONEY_OR_MOVEMENT, Sign.ISOLATED_FROM_OTHERS, Sign.AFRAID_OF_PARTNER)
VIOLENCE = (
    Sign.PARENT_ASSAULTED,
    Sign.STRANGULATION_OF_PARENT,
    Sign.THREATS_TO_KILL,
    Sign.WEAPON_AT_HOME,
)
RED_FLAGS = (
    Sign.STRANGULATION_OF_PARENT,
    Sign.THREATS_TO_KILL,
    Sign.WEAPON_AT_HOME,
    Sign.STALKING,
    Sign.RECENT_SEPARATION,
    Sign.ESCALATING_ABUSE,
    Sign.PREGNANT_AND_ABUSED,
)
DASH_MEDIUM, DASH_HIGH = 10, 14


def domestic_abuse_of_a_parent(picture: Picture) -> tuple[Evidence, ...]:
    """A parent or carer is abused by a partner or relative. Census factor 3B."""
    return picture.about(AssessmentFactor.DOMESTIC_ABUSE_PARENT)


def domestic_abuse_of_the_child(picture: Picture) -> tuple[Evidence, ...]:
    """The abuse at home, or in a young person's own relationship, is aimed at the child. Census factor 3A."""
    return picture.about(AssessmentFactor.DOMESTIC_ABUSE_CHILD)


def domestic_abuse_of_another(picture: Picture) -> tuple[Evidence, ...]:
    """Someone else in the household is abused. Census factor 3C."""
    return picture.about(AssessmentFactor.DOMESTIC_ABUSE_OTHER)


def domestic_abuse_reported(picture: Picture) -> tuple[Evidence, ...]:
    """Asked about domestic abuse at home, the referrer says yes. One of Durham's four questions."""
    asked = picture.four_questions.domestic_abuse is Answer.YES
    return picture.stated("domestic-abuse:yes", asked)


def parent_assaulted(picture: Picture) -> tuple[Evidence, ...]:
    """A parent or carer was assaulted. Domestic Abuse Act 2021, section 1."""
    return picture.seen(Sign.PARENT_ASSAULTED)


def child_saw_or_heard_abuse(picture: Picture) -> tuple[Evidence, ...]:
    """The child saw or heard it, and is a victim in their own right. Domestic Abuse Act 2021, section 3."""
    return picture.seen(Sign.CHILD_PRESENT)


def child_present_at_violence(picture: Picture) -> tuple[Evidence, ...]:
    """The child saw or heard violence between adults at home. Domestic Abuse Act 2021, section 3."""
    return together(child_saw_or_heard_abuse(picture), picture.seen(*VIOLENCE))


def controlling_behaviour(picture: Picture) -> tuple[Evidence, ...]:
    """A sign that one partner controls, isolates or frightens the other. Serious Crime Act 2015, s76."""
    return picture.seen(*CONTROL)


def coercive_control(picture: Picture) -> tuple[Evidence, ...]:
    """Signs of control, isolation or fear come together: a pattern, not an incident.

    Serious Crime Act 2015, section 76; Durham annual report 2020/21, case study.
    """
    return several(picture.seen(*CONTROL), 2)


def dash_standard(picture: Picture) -> tuple[Evidence, ...]:
    """The DASH has one to nine ticks. SafeLives: standard risk, which judgement may raise."""
    return _dash(picture, 1, DASH_MEDIUM)


def dash_medium(picture: Picture) -> tuple[Evidence, ...]:
    """The DASH has ten to thirteen ticks. SafeLives: medium risk, which judgement may raise."""
    return _dash(picture, DASH_MEDIUM, DASH_HIGH)


def dash_high(picture: Picture) -> tuple[Evidence, ...]:
    """The DASH has fourteen ticks or more: visible high risk, for MARAC as well. SafeLives."""
    return _dash(picture, DASH_HIGH, None)


def strangulation_of_a_parent(picture: Picture) -> tuple[Evidence, ...]:
    """A parent was strangled or choked: a red flag for homicide. Serious Crime Act 2015, section 75A."""
    return picture.seen(Sign.STRANGULATION_OF_PARENT)


def threats_to_kill(picture: Picture) -> tuple[Evidence, ...]:
    """Someone at home threatens to kill. SafeLives DASH: threats to kill."""
    return picture.seen(Sign.THREATS_TO_KILL)


def weapon_at_home(picture: Picture) -> tuple[Evidence, ...]:
    """A weapon was used or threatened at home. SafeLives DASH: weapons."""
    return picture.seen(Sign.WEAPON_AT_HOME)


def stalking(picture: Picture) -> tuple[Evidence, ...]:
    """A parent is stalked or harassed. SafeLives DASH: stalking."""
    return picture.seen(Sign.STALKING)


def recent_separation(picture: Picture) -> tuple[Evidence, ...]:
    """Leaving, or planning to, is when abuse is most dangerous. SafeLives DASH: separation."""
    return picture.seen(Sign.RECENT_SEPARATION)


def escalating_abuse(picture: Picture) -> tuple[Evidence, ...]:
    """The abuse is getting worse or more frequent. SafeLives DASH: escalation."""
    return picture.seen(Sign.ESCALATING_ABUSE)


def abused_while_pregnant_or_with_a_baby(picture: Picture) -> tuple[Evidence, ...]:
    """The person abused is pregnant or has a baby. SafeLives DASH: pregnancy and birth."""
    return picture.seen(Sign.PREGNANT_AND_ABUSED)


def several_red_flags_of_domestic_abuse(picture: Picture) -> tuple[Evidence, ...]:
    """Two or more red flags of serious harm or homicide, whatever the number of ticks. SafeLives DASH."""
    return several(picture.seen(*RED_FLAGS), 2)


def separation_after_control_and_violence(picture: Picture) -> tuple[Evidence, ...]:
    """Separation, control and violence together: the known path to domestic homicide. SafeLives DASH."""
    return together(recent_separation(picture), controlling_behaviour(picture), picture.seen(*VIOLENCE))


def _dash(picture: Picture, least: int, below: int | None) -> tuple[Evidence, ...]:
    ticks = picture.dash_ticks
    in_band = ticks is not None and ticks >= least and (below is None or ticks < below)
    return picture.recorded(f"dash-ticks:{ticks}", in_band)
