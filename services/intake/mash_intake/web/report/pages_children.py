"""Who the child is: asked once for each child, the quick questions first."""

from mash_contracts.national_codes import Disability, Ethnicity, Sex
from mash_intake.handlers.checks import CHILD_CLUES
from mash_intake.web.report.answers import CHILDREN, Answers
from mash_intake.web.report.pages_about_you import YES_NO
from mash_intake.web.report.questions import Choice, Kind, Page, Question, Section, choices_of, said


def _another_child(answers: Answers, item: int) -> bool:
    return item != answers.of(CHILDREN)[0]


def _first_child(answers: Answers, item: int) -> bool:
    return not _another_child(answers, item)


_AGE = "children[]._age"
_HOME = "children[]._home"

_ADDRESS = (
    (
        "children[].address.street",
        "House and street",
        "As much as you know, for example: the blue door, Front Street",
        0,
    ),
    ("children[].address.town", "Town or village", "", 20),
    ("children[].address.postcode", "Postcode", "", 10),
)

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
        group=CHILDREN,
        questions=(
            Question(
                _AGE,
                "How old is {child}?",
                Kind.RADIOS,
                choices=(
                    Choice("born", "I know the date of birth"),
                    Choice("about", "I know about how old"),
                    Choice("expected", "The baby is not born yet"),
                    Choice("unknown", "I do not know"),
                ),
            ),
            Question(
                "children[].date_of_birth",
                "Date of birth",
                Kind.DATE,
                hint="For example, 27 3 2015",
                under=(_AGE, "born"),
                required="Give the date of birth, or choose another answer.",
            ),
            Question(
                "children[].age_years",
                "About how many years old?",
                Kind.NUMBER,
                hint="Write 0 for a baby under 1.",
                under=(_AGE, "about"),
                width=2,
                required="Give the age in years, or choose another answer.",
            ),
            Question(
                "children[].expected_date",
                "When is the baby expected?",
                Kind.DATE,
                hint="Give your best guess if you are not sure.",
                under=(_AGE, "expected"),
                required="Say when the baby is expected; a guess will do.",
            ),
        ),
    ),
    Page(
        id="home",
        section=Section.CHILD,
        title="Where does {child} live?",
        group=CHILDREN,
        when=_first_child,
        questions=(
            *(Question(path, label, hint=hint, width=width) for path, label, hint, width in _ADDRESS),
            Question(
                "children[].address.no_fixed_address",
                "No fixed address",
                Kind.TICK,
                choices=(Choice("yes", "There is no fixed address"),),
            ),
            Question("children[].school", "School, nursery or college"),
        ),
    ),
    Page(
        id="home-of-another",
        section=Section.CHILD,
        title="Where does {child} live?",
        group=CHILDREN,
        when=_another_child,
        questions=(
            Question(
                _HOME,
                "Home",
                Kind.RADIOS,
                choices=(
                    Choice("same", "With the first child you told us about"),
                    Choice("other", "Somewhere else"),
                    Choice("none", "There is no fixed address"),
                    Choice("unknown", "I do not know"),
                ),
            ),
            *(
                Question(path, label, width=width, under=(_HOME, "other"))
                for path, label, _hint, width in _ADDRESS
            ),
            Question("children[].school", "School, nursery or college"),
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
                hint="For example NHS number, pupil number, language, ethnicity or a disability.",
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
