"""Domestic abuse, neglect, babies, parents and the child's own wellbeing, as stories."""

import pytest

from mash_contracts.national_codes import AssessmentFactor as Factor
from mash_contracts.national_codes import Disability
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Answer, Basis, Frequency, Severity
from tests.builders.pictures import a_picture, a_worry, all_answered, seen, years
from tests.unit.triage.indicators.stories import Story, found, not_found

FACT, OPINION = Basis.FACT, Basis.OPINION
YES = Answer.YES

DOMESTIC_ABUSE = (
    found(
        "domestic-abuse-reported", "asked, the referrer says yes", a_picture(four_questions=all_answered(YES))
    ),
    not_found(
        "domestic-abuse-reported", "nobody knows", a_picture(four_questions=all_answered(Answer.UNKNOWN))
    ),
    found(
        "child-present-at-violence",
        "he hit her while the child watched",
        a_picture(seen(Sign.PARENT_ASSAULTED, Sign.CHILD_PRESENT)),
    ),
    not_found(
        "child-present-at-violence",
        "he hit her while the child was at school",
        a_picture(seen(Sign.PARENT_ASSAULTED)),
    ),
    not_found("child-present-at-violence", "the child heard shouting", a_picture(seen(Sign.CHILD_PRESENT))),
    found(
        "coercive-control",
        "he keeps her bank card, and she is afraid of him",
        a_picture(seen(Sign.CONTROLS_MONEY_OR_MOVEMENT), seen(Sign.AFRAID_OF_PARTNER)),
    ),
    not_found(
        "coercive-control",
        "one sign, noticed twice",
        a_picture(seen(Sign.AFRAID_OF_PARTNER), seen(Sign.AFRAID_OF_PARTNER)),
    ),
    found("dash-standard", "nine ticks", a_picture(dash_ticks=9)),
    not_found("dash-standard", "no ticks", a_picture(dash_ticks=0)),
    not_found("dash-standard", "no DASH", a_picture(dash_ticks=None)),
    found("dash-medium", "ten ticks", a_picture(dash_ticks=10)),
    not_found("dash-medium", "nine ticks", a_picture(dash_ticks=9)),
    found("dash-high", "fourteen ticks", a_picture(dash_ticks=14)),
    not_found("dash-high", "thirteen ticks", a_picture(dash_ticks=13)),
    found(
        "several-red-flags-of-domestic-abuse",
        "he stalks her since she left",
        a_picture(seen(Sign.STALKING, Sign.RECENT_SEPARATION)),
    ),
    not_found(
        "several-red-flags-of-domestic-abuse", "they have separated", a_picture(seen(Sign.RECENT_SEPARATION))
    ),
    found(
        "separation-after-control-and-violence",
        "she left a man who controlled and hit her",
        a_picture(seen(Sign.RECENT_SEPARATION, Sign.ISOLATED_FROM_OTHERS, Sign.PARENT_ASSAULTED)),
    ),
    not_found(
        "separation-after-control-and-violence",
        "she left a man who hit her",
        a_picture(seen(Sign.RECENT_SEPARATION, Sign.PARENT_ASSAULTED)),
    ),
)

NEGLECT = (
    found(
        "persistent-neglect",
        "school saw it every week",
        a_picture(a_worry(Factor.NEGLECT, basis=FACT, frequency=Frequency.OFTEN)),
    ),
    found(
        "persistent-neglect",
        "school saw him hungry every day and named no neglect",
        a_picture(seen(Sign.HUNGRY, basis=FACT, frequency=Frequency.CONSTANT)),
    ),
    not_found(
        "persistent-neglect",
        "a neighbour believes it happens every week",
        a_picture(a_worry(Factor.NEGLECT, basis=OPINION, frequency=Frequency.OFTEN)),
    ),
    not_found(
        "persistent-neglect",
        "school saw it more than once",
        a_picture(a_worry(Factor.NEGLECT, basis=FACT, frequency=Frequency.SOMETIMES)),
    ),
    not_found(
        "persistent-neglect",
        "school saw something else every week",
        a_picture(a_worry(Factor.YOUNG_CARER, basis=FACT, frequency=Frequency.OFTEN)),
    ),
    found(
        "serious-neglect",
        "a neighbour believes she is harmed by it",
        a_picture(a_worry(Factor.NEGLECT, severity=Severity.SERIOUS)),
    ),
    not_found(
        "serious-neglect",
        "she is affected by it",
        a_picture(a_worry(Factor.NEGLECT, severity=Severity.MODERATE)),
    ),
    found(
        "neglect-affecting-the-child",
        "school saw him hungry and dirty, and he is affected",
        a_picture(
            seen(Sign.HUNGRY, Sign.DIRTY_OR_UNSUITABLE_CLOTHES, basis=FACT, severity=Severity.MODERATE)
        ),
    ),
    not_found(
        "neglect-affecting-the-child",
        "school saw him hungry, and he is affected",
        a_picture(seen(Sign.HUNGRY, basis=FACT, severity=Severity.MODERATE)),
    ),
    not_found(
        "neglect-affecting-the-child",
        "a caller believes he is hungry and dirty",
        a_picture(seen(Sign.HUNGRY, Sign.DIRTY_OR_UNSUITABLE_CLOTHES, severity=Severity.MODERATE)),
    ),
    found(
        "neglect-of-a-disabled-child",
        "a deaf child whose appointments are missed",
        a_picture(seen(Sign.MEDICAL_NEEDS_UNMET), disabilities=(Disability.HEARING,)),
    ),
    not_found(
        "neglect-of-a-disabled-child",
        "a hearing child whose appointments are missed",
        a_picture(seen(Sign.MEDICAL_NEEDS_UNMET)),
    ),
    found(
        "young-child-left-alone", "alone at eleven", a_picture(seen(Sign.LEFT_ALONE), age_months=years(11))
    ),
    found(
        "young-child-left-alone",
        "alone, and nobody knows how old",
        a_picture(seen(Sign.LEFT_ALONE), age_months=None),
    ),
    not_found(
        "young-child-left-alone", "alone at twelve", a_picture(seen(Sign.LEFT_ALONE), age_months=years(12))
    ),
    found("under-five-left-alone", "alone at four", a_picture(seen(Sign.LEFT_ALONE), age_months=years(4))),
    not_found(
        "under-five-left-alone", "alone at five", a_picture(seen(Sign.LEFT_ALONE), age_months=years(5))
    ),
)

BABIES = (
    found(
        "baby-after-an-earlier-child-was-removed",
        "expecting again after a removal",
        a_picture(seen(Sign.EARLIER_CHILD_REMOVED), unborn=True, age_months=None),
    ),
    found(
        "baby-after-an-earlier-child-was-removed",
        "a baby of two months after a removal",
        a_picture(seen(Sign.EARLIER_CHILD_REMOVED), age_months=2),
    ),
    not_found(
        "baby-after-an-earlier-child-was-removed",
        "a seven-year-old after a removal",
        a_picture(seen(Sign.EARLIER_CHILD_REMOVED)),
    ),
    found(
        "unborn-with-parental-risk",
        "expecting, and she uses drugs",
        a_picture(a_worry(Factor.DRUGS_PARENT), unborn=True, age_months=None),
    ),
    found(
        "unborn-with-parental-risk",
        "expecting, and the midwife says he is violent",
        a_picture(four_questions=all_answered(domestic_abuse=YES), unborn=True, age_months=None),
    ),
    not_found(
        "unborn-with-parental-risk",
        "expecting, and short of money",
        a_picture(seen(Sign.MONEY_OR_HOUSING_TROUBLE), unborn=True, age_months=None),
    ),
    not_found(
        "unborn-with-parental-risk", "born, and she uses drugs", a_picture(a_worry(Factor.DRUGS_PARENT))
    ),
    found("neglect-of-a-baby", "a thin baby", a_picture(seen(Sign.UNDERWEIGHT), age_months=4)),
    not_found("neglect-of-a-baby", "a thin toddler", a_picture(seen(Sign.UNDERWEIGHT), age_months=14)),
    found(
        "unsafe-sleeping-with-substance-misuse",
        "sleeps on the sofa, and the father drinks",
        a_picture(seen(Sign.UNSAFE_SLEEPING), a_worry(Factor.ALCOHOL_PARENT), age_months=3),
    ),
    not_found(
        "unsafe-sleeping-with-substance-misuse",
        "sleeps on the sofa",
        a_picture(seen(Sign.UNSAFE_SLEEPING), age_months=3),
    ),
    found(
        "intoxicated-parent-of-a-baby",
        "drunk with a baby of eight months",
        a_picture(seen(Sign.PARENT_INTOXICATED), age_months=8),
    ),
    not_found(
        "intoxicated-parent-of-a-baby",
        "drunk with a seven-year-old",
        a_picture(seen(Sign.PARENT_INTOXICATED)),
    ),
)

PARENTS = (
    found(
        "mental-illness-reported",
        "asked, the referrer says yes",
        a_picture(four_questions=all_answered(mental_illness=YES)),
    ),
    not_found("mental-illness-reported", "asked, the referrer says no", a_picture()),
    found(
        "substance-misuse-reported",
        "asked, the referrer says yes",
        a_picture(four_questions=all_answered(substance_misuse=YES)),
    ),
    not_found("substance-misuse-reported", "asked, the referrer says no", a_picture()),
    found(
        "learning-difficulties-reported",
        "asked, the referrer says yes",
        a_picture(four_questions=all_answered(learning_difficulties=YES)),
    ),
    not_found("learning-difficulties-reported", "asked, the referrer says no", a_picture()),
    found(
        "abuse-illness-and-misuse-together",
        "he hits her, she is depressed, both drink",
        a_picture(
            seen(Sign.PARENT_ASSAULTED),
            a_worry(Factor.ALCOHOL_PARENT),
            four_questions=all_answered(mental_illness=YES),
        ),
    ),
    not_found(
        "abuse-illness-and-misuse-together",
        "she is depressed and drinks",
        a_picture(a_worry(Factor.ALCOHOL_PARENT), a_worry(Factor.MENTAL_HEALTH_PARENT)),
    ),
    found(
        "parent-intoxicated-seen",
        "school smelt drink on the father",
        a_picture(seen(Sign.PARENT_INTOXICATED, basis=FACT)),
    ),
    not_found("parent-intoxicated-seen", "a caller believes it", a_picture(seen(Sign.PARENT_INTOXICATED))),
    found(
        "persistent-emotional-abuse",
        "school hears it every week",
        a_picture(a_worry(Factor.EMOTIONAL_ABUSE, basis=FACT, frequency=Frequency.OFTEN)),
    ),
    not_found(
        "persistent-emotional-abuse",
        "school heard it once",
        a_picture(a_worry(Factor.EMOTIONAL_ABUSE, basis=FACT)),
    ),
    found(
        "family-refuses-help-despite-harm",
        "neglect was seen, and the door stays shut",
        a_picture(a_worry(Factor.NEGLECT, Sign.REFUSES_HELP, basis=FACT)),
    ),
    not_found(
        "family-refuses-help-despite-harm",
        "neglect is believed, and the door stays shut",
        a_picture(a_worry(Factor.NEGLECT, Sign.REFUSES_HELP)),
    ),
)

WELLBEING = (
    found("self-harm-under-13", "cuts at twelve", a_picture(seen(Sign.SELF_HARMS), age_months=years(12))),
    not_found(
        "self-harm-under-13", "cuts at thirteen", a_picture(seen(Sign.SELF_HARMS), age_months=years(13))
    ),
    found(
        "substance-misuse-under-13",
        "drinks at eleven",
        a_picture(a_worry(Factor.ALCOHOL_CHILD), age_months=years(11)),
    ),
    not_found(
        "substance-misuse-under-13",
        "drinks at sixteen",
        a_picture(a_worry(Factor.ALCOHOL_CHILD), age_months=years(16)),
    ),
    found(
        "disabled-child-needs-services",
        "an autistic child whose needs are not met",
        a_picture(a_worry(Factor.LEARNING_DISABILITY_CHILD), disabilities=(Disability.AUTISM,)),
    ),
    not_found(
        "disabled-child-needs-services",
        "a learning disability feared, and none recorded",
        a_picture(a_worry(Factor.LEARNING_DISABILITY_CHILD)),
    ),
)

STORIES = (*DOMESTIC_ABUSE, *NEGLECT, *BABIES, *PARENTS, *WELLBEING)


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_home_and_care(story: Story) -> None:
    story.check()
