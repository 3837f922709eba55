"""What helps if it is known: family, the four questions, harm outside the home, help so far, what is good."""

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign, SignGroup, Strength
from mash_contracts.vocabulary import ExploitationRisk, OpenCase
from mash_intake.web.report.answers import ADULTS, Answers
from mash_intake.web.report.pages_about_you import WORKS_WITH_CHILDREN, YES_NO, YES_NO_UNKNOWN
from mash_intake.web.report.pages_worries import CONSENT, NOT_ASKED, WHY_NOT_ASKED
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

TELLS_MORE = said("_more", "more")


def worried_about(*factors: AssessmentFactor) -> When:
    """One of these was ticked."""

    def asked(answers: Answers, _item: int) -> bool:
        return not {factor.value for factor in factors}.isdisjoint(answers.chosen("worry.factors"))

    return asked


def noticed(group: SignGroup) -> When:
    def asked(answers: Answers, _item: int) -> bool:
        return any(Sign(code).group is group for code in answers.chosen("worry.signs"))

    return asked


_OUTSIDE = any_of(
    WORKS_WITH_CHILDREN,
    noticed(SignGroup.EXPLOITATION),
    worried_about(
        AssessmentFactor.MISSING,
        AssessmentFactor.SEXUAL_EXPLOITATION,
        AssessmentFactor.CRIMINAL_EXPLOITATION,
        AssessmentFactor.GANGS,
        AssessmentFactor.TRAFFICKING,
    ),
)
_ABUSE_AT_HOME = any_of(
    noticed(SignGroup.DOMESTIC_ABUSE),
    said("four_questions.domestic_abuse", "yes"),
    worried_about(
        AssessmentFactor.DOMESTIC_ABUSE_CHILD,
        AssessmentFactor.DOMESTIC_ABUSE_PARENT,
        AssessmentFactor.DOMESTIC_ABUSE_OTHER,
    ),
)

MORE = Page(
    id="enough",
    section=Section.WORRY,
    title="You can send this now, or tell us more",
    questions=(
        Question(
            "_more",
            "Do you want to send this now, or tell us more?",
            Kind.RADIOS,
            hint="More would be about the family, help so far and what is going well: about 8 short pages, "
            "and you can leave any of them blank.",
            choices=(
                Choice("send", "Check what I have said and send it"),
                Choice("more", "Tell you more"),
            ),
            required="Say whether you want to check and send, or tell us more.",
        ),
    ),
)

ADULT_PAGES = (
    Page(
        id="person",
        section=Section.HOME,
        title="Who is this person?",
        hint="Leave blank what you do not know.",
        group=ADULTS,
        when=TELLS_MORE,
        questions=(
            Question("adults[].name", "Name, or how we can recognise them", autocomplete="off"),
            Question(
                "adults[].relationship",
                "What are they to the child?",
                hint="For example mother, stepfather, uncle",
            ),
            Question("adults[].date_of_birth", "Date of birth", Kind.DATE, hint="For example, 27 3 1990"),
            Question(
                "adults[].lives_with_child",
                "Do they live with the child?",
                Kind.RADIOS,
                choices=YES_NO_UNKNOWN,
            ),
            Question(
                "adults[].may_pose_risk",
                "Could they be a danger to the child?",
                Kind.RADIOS,
                choices=YES_NO_UNKNOWN,
            ),
        ),
    ),
)

ADULT_LIST = Page(
    id="adults",
    section=Section.HOME,
    title="Who lives with or looks after the child?",
    template="report/items.html",
    when=TELLS_MORE,
    questions=(
        Question(
            "_another_adults",
            "Do you want to add a person?",
            Kind.RADIOS,
            hint="Parents, carers, partners, and others who are in the home or often around the child.",
            choices=YES_NO,
            checked=False,
        ),
    ),
    lists=ADULTS,
)

LAST_PAGES = (
    Page(
        id="at-home",
        section=Section.HOME,
        title="Is there any of this at home?",
        hint="We ask this about every family.",
        when=TELLS_MORE,
        questions=tuple(
            Question(f"four_questions.{name}", label, Kind.RADIOS, choices=YES_NO_UNKNOWN)
            for name, label in (
                ("domestic_abuse", "Domestic abuse: violence, threats or control"),
                ("mental_illness", "Mental illness of a parent or carer"),
                ("substance_misuse", "Misuse of alcohol or drugs by a parent or carer"),
                ("learning_difficulties", "Learning difficulties of a parent or carer"),
            )
        ),
    ),
    Page(
        id="dash",
        section=Section.HOME,
        title="DASH risk assessment",
        when=all_of(TELLS_MORE, WORKS_WITH_CHILDREN, _ABUSE_AT_HOME),
        questions=(
            Question(
                "dash_ticks",
                "DASH risk assessment: how many of the 24 questions were ticked?",
                Kind.NUMBER,
                hint="Leave blank if no DASH was done or you do not know.",
                width=2,
            ),
        ),
    ),
    Page(
        id="outside-the-home",
        section=Section.HARM_OUTSIDE,
        title="Going missing and exploitation",
        when=all_of(TELLS_MORE, _OUTSIDE),
        questions=(
            Question(
                "exploitation.missing_episodes_90_days",
                "How many times has the child gone missing in the last 90 days?",
                Kind.NUMBER,
                hint="Write 0 if never. Leave blank if you do not know.",
                width=3,
            ),
            Question(
                "exploitation.risk",
                "What did the child exploitation matrix say?",
                Kind.RADIOS,
                choices=choices_of(ExploitationRisk),
                when=WORKS_WITH_CHILDREN,
            ),
            Question(
                "exploitation.note",
                "What do you know about who, where and how?",
                Kind.LONG_TEXT,
                rows=4,
            ),
        ),
    ),
    Page(
        id="help-so-far",
        section=Section.HELP,
        title="What help has there been?",
        hint="Leave blank what you do not know.",
        when=TELLS_MORE,
        questions=(
            Question(
                "history.same_worry_before",
                "Has this worry been raised before?",
                Kind.RADIOS,
                choices=YES_NO_UNKNOWN,
            ),
            Question(
                "history.open_case",
                "Is the child already getting help from children's services?",
                Kind.RADIOS,
                choices=choices_of(
                    (*(case for case in OpenCase if case is not OpenCase.UNKNOWN), OpenCase.UNKNOWN)
                ),
                when=WORKS_WITH_CHILDREN,
            ),
            Question(
                "history.early_help_episodes",
                "How many times has the family had early help?",
                Kind.NUMBER,
                width=2,
                when=WORKS_WITH_CHILDREN,
            ),
            Question(
                "history.earlier_protection_plan",
                "Has the child been on a child protection plan before?",
                Kind.RADIOS,
                choices=YES_NO_UNKNOWN,
                when=WORKS_WITH_CHILDREN,
            ),
            Question(
                "history.contacts_in_12_months",
                "How many times was the hub contacted about the child in the last 12 months?",
                Kind.NUMBER,
                hint="Not counting this one.",
                width=2,
                when=WORKS_WITH_CHILDREN,
            ),
        ),
    ),
    Page(
        id="parents-know",
        section=Section.AGREEMENT,
        title="Do the parents or carers know?",
        hint="Do not ask them now if that could put the child or you in danger.",
        when=all_of(TELLS_MORE, no_longer(WORKS_WITH_CHILDREN)),
        questions=CONSENT,
    ),
    Page(
        id="why-parents-not-asked",
        section=Section.AGREEMENT,
        title=WHY_NOT_ASKED.label,
        when=all_of(TELLS_MORE, no_longer(WORKS_WITH_CHILDREN), NOT_ASKED),
        questions=(WHY_NOT_ASKED,),
    ),
    Page(
        id="working-well",
        section=Section.HELP,
        title="What is going well?",
        when=TELLS_MORE,
        questions=(
            Question(
                "strengths",
                "What protects the child?",
                Kind.CHECKBOXES,
                hint="Choose all that fit.",
                choices=choices_of(Strength),
            ),
            Question(
                "signs_of_safety.working_well",
                "What is going well, in your own words?",
                Kind.LONG_TEXT,
                rows=4,
            ),
        ),
    ),
    Page(
        id="what-next",
        section=Section.HELP,
        title="What are you most worried will happen, and what should change?",
        when=TELLS_MORE,
        questions=(
            Question(
                "signs_of_safety.worried_about",
                "What do you fear will happen to the child if nothing changes?",
                Kind.LONG_TEXT,
                rows=4,
            ),
            Question("signs_of_safety.needs_to_happen", "What needs to happen now?", Kind.LONG_TEXT, rows=4),
            Question(
                "signs_of_safety.scale",
                "How safe is the child, from 0 to 10?",
                Kind.NUMBER,
                hint="0 means someone must act now. 10 means safe enough for us not to be needed.",
                width=2,
            ),
        ),
    ),
)
