"""The worry itself: in the referrer's words, in ticks, when, how serious; and what the child says."""

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign, SignGroup
from mash_contracts.vocabulary import Basis, ConsentReason, ConsentState, Frequency, Severity
from mash_intake.domain.worries import sign_groups_of
from mash_intake.handlers.checks import WORRIES
from mash_intake.web.report.answers import CHILDREN, Answers
from mash_intake.web.report.pages_about_you import WORKS_WITH_CHILDREN
from mash_intake.web.report.questions import (
    Choice,
    ChoiceGroup,
    Kind,
    Page,
    Question,
    Section,
    all_of,
    choices_of,
    said,
)

_F = AssessmentFactor


def _choices(*worded: tuple[AssessmentFactor, str]) -> tuple[Choice, ...]:
    return tuple(Choice(factor.value, text) for factor, text in worded)


_FACTORS = (
    ChoiceGroup(
        "Harm to the child",
        _choices(
            (_F.NEGLECT, "Not looked after properly: food, clothes, home, care (neglect)"),
            (_F.PHYSICAL_ABUSE_BY_ADULT, "Hit or hurt by an adult"),
            (_F.PHYSICAL_ABUSE_BY_CHILD, "Hit or hurt by another child"),
            (_F.SEXUAL_ABUSE_BY_ADULT, "Sexual harm by an adult"),
            (_F.SEXUAL_ABUSE_BY_CHILD, "Sexual harm by another child"),
            (_F.EMOTIONAL_ABUSE, "Shouted at, frightened, belittled or rejected"),
        ),
    ),
    ChoiceGroup(
        "Violence and control at home",
        _choices(
            (_F.DOMESTIC_ABUSE_PARENT, "Violence, threats or control towards a parent or carer"),
            (
                _F.DOMESTIC_ABUSE_CHILD,
                "Violence, threats or control by the child's own boyfriend or girlfriend",
            ),
            (_F.DOMESTIC_ABUSE_OTHER, "Violence, threats or control towards someone else at home"),
        ),
    ),
    ChoiceGroup(
        "Outside the home",
        _choices(
            (_F.MISSING, "Goes missing"),
            (_F.SEXUAL_EXPLOITATION, "Used by others for sex or images"),
            (_F.CRIMINAL_EXPLOITATION, "Used by others for crime, for example carrying drugs"),
            (_F.GANGS, "Gangs or violence between groups"),
            (_F.TRAFFICKING, "Moved around by others to be used (trafficking)"),
        ),
    ),
    ChoiceGroup(
        "How the child is",
        _choices(
            (_F.SELF_HARM, "Self-harm or talk of suicide"),
            (_F.MENTAL_HEALTH_CHILD, "The child's mental health"),
            (_F.ALCOHOL_CHILD, "The child drinks alcohol"),
            (_F.DRUGS_CHILD, "The child takes drugs"),
            (_F.SOCIALLY_UNACCEPTABLE_BEHAVIOUR, "The child's behaviour towards others"),
            (_F.YOUNG_CARER, "Cares for a parent or others"),
            (_F.LEARNING_DISABILITY_CHILD, "The child's learning disability"),
            (_F.PHYSICAL_ILLNESS_CHILD, "The child's physical disability or illness"),
        ),
    ),
    ChoiceGroup(
        "Parents and carers",
        _choices(
            (_F.ALCOHOL_PARENT, "A parent or carer drinks too much"),
            (_F.DRUGS_PARENT, "A parent or carer takes drugs"),
            (_F.MENTAL_HEALTH_PARENT, "A parent's or carer's mental health"),
            (_F.LEARNING_DISABILITY_PARENT, "A parent's or carer's learning disability"),
            (_F.PHYSICAL_ILLNESS_PARENT, "A parent's or carer's physical disability or illness"),
        ),
    ),
    ChoiceGroup(
        "Others in the home",
        _choices(
            (_F.ALCOHOL_OTHER, "Someone else at home drinks too much"),
            (_F.DRUGS_OTHER, "Someone else at home takes drugs"),
            (_F.MENTAL_HEALTH_OTHER, "Someone else's mental health"),
            (_F.LEARNING_DISABILITY_OTHER, "Someone else's learning disability"),
            (_F.PHYSICAL_ILLNESS_OTHER, "Someone else's physical disability or illness"),
        ),
        folded=True,
    ),
    ChoiceGroup(
        "Less common worries",
        _choices(
            (_F.FGM, "Female genital mutilation (FGM)"),
            (_F.FAITH_OR_BELIEF, "Abuse linked to faith or belief"),
            (_F.UNACCOMPANIED, "In this country without a parent, seeking asylum"),
            (
                _F.PRIVATE_FOSTERING_FAMILY,
                "Lives with someone who is not close family, by private arrangement",
            ),
            (_F.PRIVATE_FOSTERING_EDUCATION, "Private fostering while at school here"),
            (_F.PRIVATE_FOSTERING_RETURNING, "Private fostering: from overseas, going back"),
            (_F.PRIVATE_FOSTERING_STAYING, "Private fostering: from overseas, staying"),
            (_F.PRIVATE_FOSTERING_OTHER, "Private fostering: other"),
        ),
        folded=True,
    ),
    ChoiceGroup("Anything else", _choices((_F.OTHER, "Something else"))),
)


def factor_groups(_answers: Answers) -> tuple[ChoiceGroup, ...]:
    return _FACTORS


def sign_groups(answers: Answers) -> tuple[ChoiceGroup, ...]:
    """What goes with the worries ticked comes first and open; the rest is folded away but can be reached."""
    chosen = [AssessmentFactor(code) for code in answers.chosen("worry.factors")]
    near = [group for group in SignGroup if any(group in sign_groups_of(factor) for factor in chosen)]
    return tuple(
        ChoiceGroup(
            group.label,
            choices_of(sign for sign in Sign if sign.group is group),
            folded=group not in near,
        )
        for group in (*near, *(group for group in SignGroup if group not in near))
    )


CONSENT = (
    Question(
        "consent.state",
        "Do the parents or carers agree to you telling us?",
        Kind.RADIOS,
        choices=(
            Choice(ConsentState.GIVEN.value, "Yes, they know and agree"),
            Choice(ConsentState.REFUSED.value, "They know and do not agree"),
            Choice(ConsentState.WITHDRAWN.value, "They agreed at first and no longer do"),
            Choice(ConsentState.NOT_SOUGHT.value, "They do not know: I have not asked"),
            Choice(ConsentState.UNKNOWN.value, "I do not know"),
        ),
    ),
    Question("consent.note", "Anything we should know about this", Kind.LONG_TEXT, rows=3),
)
NOT_ASKED = said("consent.state", ConsentState.NOT_SOUGHT.value)
WHY_NOT_ASKED = Question(
    "consent.reason",
    "Why have you not asked them?",
    Kind.RADIOS,
    choices=(
        *choices_of(reason for reason in ConsentReason if reason is not ConsentReason.REFERRER_CANNOT),
        Choice(ConsentReason.REFERRER_CANNOT.value, "I am not in a position to ask"),
    ),
)
_CONSENT_HINT = (
    "You do not need their agreement when a child may be at risk of significant harm, "
    "and you should not ask if that could put the child in danger."
)

WORRY_PAGES = (
    Page(
        id="worry",
        section=Section.WORRY,
        title="What are you worried about?",
        questions=(
            Question(
                "worry.what_happened",
                "What are you worried about?",
                Kind.LONG_TEXT,
                hint="In your own words: what you saw or heard, when and where, who was there. "
                "It does not have to be well written or complete.",
                rows=10,
            ),
        ),
    ),
    Page(
        id="kind-of-worry",
        section=Section.WORRY,
        title="Which of these fit?",
        guards=WORRIES,
        questions=(
            Question(
                "worry.factors",
                "Which of these fit?",
                Kind.CHECKBOXES,
                hint="Choose all that fit. They help us to pick up the right things quickly.",
                choice_groups=factor_groups,
            ),
        ),
    ),
    Page(
        id="noticed",
        section=Section.WORRY,
        title="What has been noticed?",
        questions=(
            Question(
                "worry.signs",
                "What has been noticed?",
                Kind.CHECKBOXES,
                hint="Choose what you or others have seen or been told. Open a line to see more. "
                "Leave blank if nothing fits.",
                choice_groups=sign_groups,
            ),
        ),
    ),
    Page(
        id="when",
        section=Section.WORRY,
        title="When, and how often?",
        questions=(
            Question(
                "worry.most_recent",
                "When did it last happen?",
                Kind.DATE,
                hint="For example, 27 3 2026. Your best guess will do.",
            ),
            Question("worry.frequency", "How often?", Kind.RADIOS, choices=choices_of(reversed(Frequency))),
        ),
    ),
    Page(
        id="how-serious",
        section=Section.WORRY,
        title="How serious is it, and how sure are you?",
        questions=(
            Question(
                "worry.severity", "How serious is it?", Kind.RADIOS, choices=choices_of(reversed(Severity))
            ),
            Question(
                "worry.basis",
                "How do you know?",
                Kind.RADIOS,
                choices=(
                    Choice(Basis.FACT.value, "I saw or heard it, or the child told me"),
                    Choice(Basis.OPINION.value, "I believe it, or heard it from others"),
                ),
            ),
        ),
    ),
)

VOICE_PAGES = (
    Page(
        id="voice",
        section=Section.VOICE,
        title="What does {child} say, and what is a day like?",
        hint="Use the child's own words where you can. Leave blank what you do not know.",
        group=CHILDREN,
        questions=(
            Question(
                "children[].what_the_child_said",
                "What has {child} said, or shown?",
                Kind.LONG_TEXT,
                hint="For a baby or a child who does not speak: what you can see in how they are.",
            ),
            Question(
                "children[].lived_experience", "What is an ordinary day like for {child}?", Kind.LONG_TEXT
            ),
            Question(
                "children[].last_seen",
                "When did you or someone else last see {child}?",
                Kind.DATE,
                hint="For example, 27 3 2026",
            ),
        ),
    ),
)

AGREEMENT_PAGES = (
    Page(
        id="agreement",
        section=Section.AGREEMENT,
        title="Do the parents or carers know?",
        hint=_CONSENT_HINT,
        when=WORKS_WITH_CHILDREN,
        questions=CONSENT,
    ),
    Page(
        id="why-not-asked",
        section=Section.AGREEMENT,
        title=WHY_NOT_ASKED.label,
        when=all_of(WORKS_WITH_CHILDREN, NOT_ASKED),
        questions=(WHY_NOT_ASKED,),
    ),
)
