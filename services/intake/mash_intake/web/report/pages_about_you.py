"""The first questions: danger, and who is telling us."""

from mash_contracts.national_codes import ReferralSource
from mash_contracts.vocabulary import Channel
from mash_intake.web.report.answers import Answers
from mash_intake.web.report.questions import (
    Choice,
    Kind,
    Page,
    Question,
    Section,
    When,
    all_of,
    any_of,
    choices_of,
    no_longer,
    said,
)

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
YES_NO_UNKNOWN = (*YES_NO, Choice("unknown", "I do not know"))

WORKS_WITH_CHILDREN = said("_who", "works")
STAYS_ANONYMOUS = any_of(
    said("_who", "rather-not-say"), all_of(said("_who", "knows", "self"), said("_gives_name", "no"))
)


def _by_staff(answers: Answers, _item: int) -> bool:
    return answers.by_staff


_gives_name: When = no_longer(STAYS_ANONYMOUS)

_AT_WORK = tuple(
    Choice(source.value, text)
    for source, text in (
        (ReferralSource.SCHOOL, "School, nursery or college"),
        (ReferralSource.EDUCATION_SERVICE, "Education service, for example attendance or inclusion"),
        (ReferralSource.GP, "GP practice"),
        (ReferralSource.HEALTH_VISITOR, "Health visiting"),
        (ReferralSource.SCHOOL_NURSE, "School nursing"),
        (ReferralSource.EMERGENCY_DEPARTMENT, "Accident and emergency"),
        (ReferralSource.PRIMARY_HEALTH, "Other community health, for example midwifery or a dentist"),
        (ReferralSource.OTHER_HEALTH, "Other health, for example a hospital ward or mental health"),
        (ReferralSource.POLICE, "Police"),
        (ReferralSource.HOUSING, "Housing"),
        (ReferralSource.EARLY_HELP, "Early help"),
        (ReferralSource.ADULT_SOCIAL_CARE, "Adult social care"),
        (ReferralSource.OTHER_COUNCIL_SERVICE, "Another service of this council, for example youth justice"),
        (ReferralSource.OTHER_AUTHORITY, "Another council"),
        (ReferralSource.OTHER_LEGAL, "Probation, court, Cafcass, prison or immigration"),
        (ReferralSource.OTHER, "A charity, children's centre or other provider"),
    )
)

PAGES = (
    Page(
        id="danger",
        section=Section.START,
        title="Is a child in immediate danger?",
        questions=(
            Question(
                "immediate_danger",
                "Is a child in immediate danger?",
                Kind.RADIOS,
                hint="For example, hurt now, about to be hurt, or left alone and too young.",
                choices=YES_NO_UNKNOWN,
                required="Say whether a child is in immediate danger.",
            ),
        ),
    ),
    Page(
        id="call-999",
        section=Section.START,
        title="Call 999 now",
        template="report/call_999.html",
        when=said("immediate_danger", "yes"),
    ),
    Page(
        id="call",
        section=Section.YOU,
        title="How did this reach you?",
        when=_by_staff,
        questions=(
            Question(
                "channel",
                "How did this reach you?",
                Kind.RADIOS,
                choices=choices_of((Channel.PHONE, Channel.IN_PERSON, Channel.EMAIL)),
                required="Say how this reached you.",
            ),
        ),
    ),
    Page(
        id="who",
        section=Section.YOU,
        title="Who are you?",
        questions=(
            Question(
                "_who",
                "Who are you?",
                Kind.RADIOS,
                choices=(
                    Choice("works", "I work with children or families"),
                    Choice("knows", "I am a relative, friend, neighbour or passer-by"),
                    Choice("self", "I am the child or young person", "You can tell us about yourself."),
                    Choice("rather-not-say", "I would rather not say"),
                ),
                required="Say who you are, or that you would rather not say.",
            ),
        ),
    ),
    Page(
        id="where-you-work",
        section=Section.YOU,
        title="Where do you work?",
        when=WORKS_WITH_CHILDREN,
        questions=(
            Question(
                "_workplace",
                "Where do you work?",
                Kind.RADIOS,
                choices=_AT_WORK,
                required="Say where you work.",
            ),
        ),
    ),
    Page(
        id="how-you-know-the-child",
        section=Section.YOU,
        title="How do you know the child?",
        when=said("_who", "knows"),
        questions=(
            Question(
                "_acquaintance",
                "How do you know the child?",
                Kind.RADIOS,
                choices=(
                    Choice(ReferralSource.RELATIVE.value, "I am a relative or carer"),
                    Choice(ReferralSource.ACQUAINTANCE.value, "I am a friend, neighbour or childminder"),
                    Choice(ReferralSource.OTHER_INDIVIDUAL.value, "I saw or heard something"),
                ),
            ),
        ),
    ),
    Page(
        id="giving-your-name",
        section=Section.YOU,
        title="Do you want to give your name?",
        when=said("_who", "knows", "self"),
        questions=(
            Question(
                "_gives_name",
                "Do you want to give your name?",
                Kind.RADIOS,
                hint="You do not have to. If you give it, we can ask you more and tell you what happens.",
                choices=(Choice("yes", "Yes"), Choice("no", "No, I want to stay anonymous")),
                required="Say whether you want to give your name.",
            ),
        ),
    ),
    Page(
        id="your-name",
        section=Section.YOU,
        title="What is your name?",
        when=_gives_name,
        questions=(
            Question("referrer.name", "Full name", autocomplete="name"),
            Question(
                "referrer.role",
                "Your job",
                when=WORKS_WITH_CHILDREN,
                autocomplete="organization-title",
            ),
            Question(
                "referrer.organisation",
                "Organisation or team",
                when=WORKS_WITH_CHILDREN,
                autocomplete="organization",
            ),
        ),
    ),
    Page(
        id="how-to-reach-you",
        section=Section.YOU,
        title="How can we reach you?",
        when=_gives_name,
        questions=(
            Question("referrer.phone", "Telephone number", width=20, autocomplete="tel"),
            Question("referrer.email", "E-mail address", autocomplete="email"),
            Question(
                "referrer.email_is_safe",
                "May we e-mail you?",
                Kind.TICK,
                choices=(
                    Choice(
                        "yes",
                        "You may e-mail me. It is safe for me",
                        "Do not tick this if somebody else may read your e-mail.",
                    ),
                ),
                when=no_longer(WORKS_WITH_CHILDREN),
            ),
            Question(
                "_feedback",
                "Do you want to hear what happens?",
                Kind.RADIOS,
                hint="We cannot always tell you everything, but we will tell you that we acted.",
                choices=YES_NO,
            ),
        ),
    ),
)
