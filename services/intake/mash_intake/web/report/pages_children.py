"""Who the child is: asked once for each child, the quick questions first."""

from mash_contracts.national_codes import Disability, Ethnicity, Sex
from mash_intake.handlers.checks import CHILD_CLUES
from mash_intake.web.report.answers import CHILDREN, Answers
from mash_intake.web.report.pages_about_you import YES_NO
from mash_intake.web.report.questions import Choice, Kind, Page, Question, Section, any_of, choices_of, said


def _another_child(answers: Answers, item: int) -> bool:
    return item != answers.of(CHILDREN)[0]


def _first_child(answers: Answers, item: int) -> bool:
    return not _another_child(answers, item)


_HOME = "children[]._home"

PAGES = (
    Page(
        id="name",
        section=Section.CHILD,
        title="What is the child's name?",
        hint="Give what you know. If you do not know the name, tell us how we can recognise the child.",
        group=CHILDREN,
        questions=(
            Question("children[].first_names", "First names", autocomplete="off"),
            Question("children[].family_name", "Family name", autocomplete="off"),
            Question(
                "children[].sex",
                "Sex",
                Kind.RADIOS,
                choices=(
                    Choice(Sex.FEMALE.value, "Girl"),
                    Choice(Sex.MALE.value, "Boy"),
                    Choice(Sex.UNKNOWN.value, "I do not know"),
                ),
            ),
            Question(
                "children[].description",
                "If you do not know the name: how can we recognise the child?",
                Kind.LONG_TEXT,
                hint="What the child looks like, whose child it is, where you saw them.",
                rows=3,
            ),
        ),
    ),
    Page(
        id="age",
        section=Section.CHILD,
        title="How old is {child}?",
        hint="One of these is enough. Leave all of them blank if you do not know.",
        group=CHILDREN,
        questions=(
            Question("children[].date_of_birth", "Date of birth", Kind.DATE, hint="For example, 27 3 2015"),
            Question(
                "children[].age_years",
                "About how many years old, if you do not know the date",
                Kind.NUMBER,
                hint="Write 0 for a baby under 1.",
                width=2,
            ),
            Question(
                "children[].expected_date",
                "When the baby is expected, if it is not born yet",
                Kind.DATE,
                hint="A guess will do.",
            ),
        ),
    ),
    Page(
        id="same-home",
        section=Section.CHILD,
        title="Where does {child} live?",
        group=CHILDREN,
        when=_another_child,
        questions=(
            Question(
                _HOME,
                "Where does {child} live?",
                Kind.RADIOS,
                choices=(
                    Choice("same", "With the first child you told us about"),
                    Choice("other", "Somewhere else"),
                    Choice("unknown", "I do not know"),
                ),
            ),
        ),
    ),
    Page(
        id="home",
        section=Section.CHILD,
        title="Where does {child} live?",
        group=CHILDREN,
        when=any_of(_first_child, said(_HOME, "other")),
        questions=(
            Question(
                "children[].address.street",
                "House and street",
                hint="As much as you know, for example: the blue door, Front Street",
            ),
            Question("children[].address.town", "Town or village", width=20),
            Question("children[].address.postcode", "Postcode", width=10),
            Question(
                "children[].address.no_fixed_address",
                "No fixed address",
                Kind.TICK,
                choices=(Choice("yes", "There is no fixed address"),),
            ),
        ),
    ),
    Page(
        id="more",
        section=Section.CHILD,
        title="Can you tell us more about who {child} is?",
        group=CHILDREN,
        questions=(
            Question(
                "children[]._more",
                "Can you tell us more about who {child} is?",
                Kind.RADIOS,
                hint="For example the school, NHS number, language, ethnicity or a disability.",
                choices=(Choice("yes", "Yes"), Choice("no", "No, go on")),
            ),
        ),
    ),
    Page(
        id="details",
        section=Section.CHILD,
        title="More about {child}",
        hint="Leave blank what you do not know.",
        group=CHILDREN,
        when=said("children[]._more", "yes"),
        questions=(
            Question("children[].school", "School, nursery or college"),
            Question("children[].nhs_number", "NHS number", hint="10 digits", width=20),
            Question(
                "children[].upn", "Unique pupil number", hint="A letter and 12 more characters", width=20
            ),
            Question("children[].language", "First language, and whether an interpreter is needed"),
            Question(
                "children[].ethnicity",
                "Ethnicity",
                Kind.SELECT,
                choices=choices_of(each for each in Ethnicity if each is not Ethnicity.NOT_OBTAINED),
            ),
            Question(
                "children[].disabilities",
                "Disability",
                Kind.CHECKBOXES,
                hint="Choose all that apply.",
                choices=choices_of(Disability),
            ),
        ),
    ),
)

LIST = Page(
    id="children",
    section=Section.CHILD,
    title="Children you have told us about",
    template="report/items.html",
    guards=CHILD_CLUES,
    questions=(
        Question(
            "_another_children",
            "Is there another child to tell us about?",
            Kind.RADIOS,
            hint="Brothers and sisters, or other children in the home.",
            choices=YES_NO,
            checked=False,
        ),
    ),
    lists=CHILDREN,
)
