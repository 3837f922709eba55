"""What people notice: the signs a referrer can tick, and what protects a child.

A national factor says what a worry is about; signs say what was seen. Rules read both.
Grouping is for showing them; a sign belongs to one group.
"""

from mash_contracts.labelled import Labelled


class SignGroup(Labelled):
    INJURY = "injury", "Injury and physical harm"
    SEXUAL = "sexual", "Sexual harm"
    NEGLECT = "neglect", "Care and neglect"
    DOMESTIC_ABUSE = "domestic-abuse", "Domestic abuse at home"
    EXPLOITATION = "exploitation", "Exploitation and harm outside the home"
    CHILD_WELLBEING = "child-wellbeing", "How the child is"
    PARENTING = "parenting", "Parents and carers"
    OTHER_HARM = "other-harm", "Other harm"


class Sign(Labelled):
    BRUISE = "bruise", "Bruise or mark"
    BURN_OR_SCALD = "burn-or-scald", "Burn or scald"
    FRACTURE_OR_HEAD_INJURY = "fracture-or-head-injury", "Fracture or head injury"
    BITE_MARK = "bite-mark", "Bite mark"
    INJURY_UNEXPLAINED = (
        "injury-unexplained",
        "An explanation that does not fit the injury, or keeps changing",
    )
    REPEATED_INJURY = "repeated-injury", "Repeated injuries"
    HIT_BY_ADULT = "hit-by-adult", "The child says an adult hit or hurt them"
    IMPLEMENT_USED = "implement-used", "An object or weapon was used on the child"
    STRANGLED_OR_SUFFOCATED = "strangled-or-suffocated", "The child was strangled or suffocated"
    FABRICATED_ILLNESS = "fabricated-illness", "Illness that may be made up or caused"

    DISCLOSURE_SEXUAL = "disclosure-sexual", "The child says someone touched or hurt them sexually"
    SEXUAL_ACTIVITY_UNDER_13 = "sexual-activity-under-13", "Sexual activity, child under 13"
    SEXUALISED_BEHAVIOUR = "sexualised-behaviour", "Sexual behaviour or knowledge beyond the child's age"
    INFECTION_OR_PREGNANCY = "infection-or-pregnancy", "Sexually transmitted infection or pregnancy"
    CONTACT_WITH_SEX_OFFENDER = "contact-with-sex-offender", "Contact with someone who poses a sexual risk"
    INDECENT_IMAGES = "indecent-images", "Indecent images made, shared or asked for"

    HUNGRY = "hungry", "Hungry, or asks others for food"
    UNDERWEIGHT = "underweight", "Underweight, thin or not growing as expected"
    DIRTY_OR_UNSUITABLE_CLOTHES = "dirty-or-unsuitable-clothes", "Dirty, smelly or in unsuitable clothes"
    POOR_HOME_CONDITIONS = "poor-home-conditions", "Home dirty, cold or in poor repair"
    DANGEROUS_HOME_CONDITIONS = (
        "dangerous-home-conditions",
        "Dangers at home: drugs, needles, weapons, no heating or water",
    )
    MEDICAL_NEEDS_UNMET = "medical-needs-unmet", "Medical or dental care not sought, appointments missed"
    LATE_OR_ABSENT_FROM_SCHOOL = "late-or-absent-from-school", "Often late or absent from school"
    NOT_IN_EDUCATION = "not-in-education", "Not in any school or known education"
    LEFT_ALONE = "left-alone", "Left alone, or with someone unsuitable"
    ABANDONED = "abandoned", "Abandoned, or nobody is caring for the child"
    UNSAFE_SLEEPING = "unsafe-sleeping", "Baby sleeps in an unsafe way"
    MANY_STRANGERS_AT_HOME = "many-strangers-at-home", "Many adults coming and going at home"

    PARENT_ASSAULTED = "parent-assaulted", "A parent or carer was assaulted"
    CHILD_PRESENT = "child-present", "The child saw or heard it"
    STRANGULATION_OF_PARENT = "strangulation-of-parent", "A parent or carer was strangled or choked"
    THREATS_TO_KILL = "threats-to-kill", "Threats to kill"
    WEAPON_AT_HOME = "weapon-at-home", "A weapon was used or threatened at home"
    STALKING = "stalking", "Stalking or harassment"
    RECENT_SEPARATION = "recent-separation", "Recent or planned separation"
    ESCALATING_ABUSE = "escalating-abuse", "The abuse is getting worse or more frequent"
    CONTROLS_MONEY_OR_MOVEMENT = (
        "controls-money-or-movement",
        "One partner controls money, phone or where the other goes",
    )
    ISOLATED_FROM_OTHERS = "isolated-from-others", "One partner is kept from family, friends or professionals"
    AFRAID_OF_PARTNER = "afraid-of-partner", "One partner seems afraid, asks permission or never speaks alone"
    PREGNANT_AND_ABUSED = "pregnant-and-abused", "The person abused is pregnant or has a baby"

    OLDER_ASSOCIATES = "older-associates", "Older boyfriend, girlfriend or friends who worry others"
    UNEXPLAINED_GIFTS = "unexplained-gifts", "Unexplained money, gifts, phones or travel"
    SEEN_IN_STRANGE_CARS = "seen-in-strange-cars", "Seen in unknown cars or at unknown addresses"
    GROOMED_ONLINE = "groomed-online", "Groomed or pressed by someone online"
    CARRIES_DRUGS_OR_DEBT = "carries-drugs-or-debt", "Carries drugs or money for others, or owes a drug debt"
    FOUND_OUT_OF_AREA = "found-out-of-area", "Found out of area with no good reason"
    CARRIES_WEAPON = "carries-weapon", "Carries a weapon, or was hurt by one"
    GANG_LINKS = "gang-links", "Links with a gang"
    INTOXICATED_WITH_ADULTS = "intoxicated-with-adults", "Drunk or drugged in the company of adults"
    RADICALISED = "radicalised", "Drawn to extremist people or ideas"

    SUICIDAL = "suicidal", "Talks of suicide, or has tried"
    SELF_HARMS = "self-harms", "Harms themselves"
    EATING_DISTRESS = "eating-distress", "Trouble with eating"
    FEARFUL_OR_WITHDRAWN = "fearful-or-withdrawn", "Frightened, withdrawn or very low"
    AFRAID_TO_GO_HOME = "afraid-to-go-home", "Afraid to go home"
    CARES_FOR_OTHERS = "cares-for-others", "Looks after a parent or siblings"
    HURTS_OTHERS = "hurts-others", "Hurts other children, adults or animals"

    PARENT_INTOXICATED = "parent-intoxicated", "Parent drunk or drugged while caring for the child"
    PARENT_PSYCHOTIC = (
        "parent-psychotic",
        "Parent hears voices, or has beliefs about the child that could harm them",
    )
    PARENT_LOW_OR_ANXIOUS = "parent-low-or-anxious", "Parent very low, anxious or not coping"
    SCAPEGOATED = "scapegoated", "The child is blamed, belittled or rejected"
    REFUSES_HELP = "refuses-help", "The family avoids or refuses help"
    EARLIER_CHILD_REMOVED = "earlier-child-removed", "An earlier child was removed or harmed"
    CONCEALED_PREGNANCY = "concealed-pregnancy", "Pregnancy hidden, or no antenatal care"
    MONEY_OR_HOUSING_TROUBLE = "money-or-housing-trouble", "Debt, hunger or risk of losing the home"

    FGM_RISK = "fgm-risk", "Signs of female genital mutilation, done or planned"
    FORCED_MARRIAGE = "forced-marriage", "Forced marriage or so-called honour-based abuse"
    FAITH_ABUSE = "faith-abuse", "Abuse linked to faith or belief"
    POSITION_OF_TRUST = "position-of-trust", "The person who may have caused harm works with children"

    @property
    def group(self) -> SignGroup:
        return _GROUP_OF[self]


_FIRST_OF_GROUP = {
    Sign.BRUISE: SignGroup.INJURY,
    Sign.DISCLOSURE_SEXUAL: SignGroup.SEXUAL,
    Sign.HUNGRY: SignGroup.NEGLECT,
    Sign.PARENT_ASSAULTED: SignGroup.DOMESTIC_ABUSE,
    Sign.OLDER_ASSOCIATES: SignGroup.EXPLOITATION,
    Sign.SUICIDAL: SignGroup.CHILD_WELLBEING,
    Sign.PARENT_INTOXICATED: SignGroup.PARENTING,
    Sign.FGM_RISK: SignGroup.OTHER_HARM,
}


def _groups() -> dict[Sign, SignGroup]:
    """Each sign belongs to the group that was opened last before it, in the order above."""
    groups = {}
    group = SignGroup.INJURY
    for sign in Sign:
        group = _FIRST_OF_GROUP.get(sign, group)
        groups[sign] = group
    return groups


_GROUP_OF = _groups()


class Strength(Labelled):
    """What is working well. Shown with every recommendation; never cancels an acute finding."""

    SAFE_ADULT = "safe-adult", "A safe adult whom the child trusts and sees often"
    FAMILY_NETWORK = "family-network", "Grandparents, relatives or friends who help"
    ENGAGES = "engages", "The family asks for or accepts help"
    ATTENDS_SCHOOL = "attends-school", "The child attends and enjoys school or nursery"
    SAFETY_PLAN = "safety-plan", "A safety plan is in place and followed"
    ABUSER_LEFT = "abuser-left", "The person who caused harm no longer has contact"
    IN_TREATMENT = "in-treatment", "A parent is in treatment or recovery"
