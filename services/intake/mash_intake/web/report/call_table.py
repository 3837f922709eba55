"""The page for a call, as data: the questions of the form in the order in which a caller tells things.

The questions themselves, when each is asked and what is wrong with an answer are the form's; this says only
where each stands on the one page, and in how few words.
"""

from dataclasses import dataclass
from functools import cache

from mash_intake.web.report.answers import ADULTS, CHILDREN, Group
from mash_intake.web.report.journey import all_pages
from mash_intake.web.report.questions import Page, Question


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of questions that stand side by side."""

    lines: tuple[tuple[str, ...], ...]
    """Paths of questions."""
    folded: str = ""
    """Seldom told on the telephone: folded away under these words."""
    shows: str = ""
    """What comes after it: the rule for immediate danger, or who the child could be."""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading, once for each child or adult where it is about them."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
    group: Group | None = None


DANGER = "danger"
KNOWN_ALREADY = "known-already"

PARTS = (
    Part(
        "worry",
        "What is the worry, and is the child safe now?",
        (
            Block((("worry.what_happened",), ("immediate_danger",)), shows=DANGER),
            Block((("worry.severity", "worry.basis"), ("worry.most_recent", "worry.frequency"))),
            Block((("worry.factors",), ("worry.signs",))),
        ),
    ),
    Part(
        "children",
        "Who is the child, and where?",
        (
            Block(
                (
                    ("children[].first_names", "children[].family_name"),
                    ("children[].date_of_birth", "children[].age_years"),
                    ("children[].sex",),
                ),
                shows=KNOWN_ALREADY,
            ),
            Block(
                (
                    ("children[]._home",),
                    ("children[].address.street",),
                    ("children[].address.town", "children[].address.postcode"),
                    ("children[].school",),
                    ("children[].what_the_child_said",),
                )
            ),
            Block(
                (
                    ("children[].description",),
                    ("children[].expected_date", "children[].last_seen"),
                    ("children[].address.no_fixed_address",),
                    ("children[].nhs_number", "children[].upn"),
                    ("children[].language", "children[].ethnicity"),
                    ("children[].disabilities",),
                    ("children[].lived_experience",),
                ),
                folded="More about this child: how to recognise, unborn, numbers, language, a usual day",
            ),
        ),
        CHILDREN,
    ),
    Part(
        "adults",
        "Who else is there?",
        (
            Block(
                (
                    ("adults[].name", "adults[].relationship"),
                    ("adults[].lives_with_child", "adults[].may_pose_risk"),
                    ("adults[].date_of_birth",),
                )
            ),
        ),
        ADULTS,
    ),
    Part(
        "home",
        "At home",
        (
            Block(
                (
                    ("four_questions.domestic_abuse", "four_questions.mental_illness"),
                    ("four_questions.substance_misuse", "four_questions.learning_difficulties"),
                    ("dash_ticks",),
                ),
                folded="Domestic abuse, mental illness, alcohol or drugs, learning difficulties",
            ),
        ),
    ),
    Part(
        "caller",
        "Who is calling, and may we call back?",
        (
            Block(
                (
                    ("_who",),
                    ("_workplace", "_acquaintance"),
                    ("_gives_name",),
                    ("referrer.name", "referrer.phone"),
                    ("referrer.role", "referrer.organisation"),
                    ("_feedback",),
                    ("referrer.email", "channel"),
                    ("referrer.email_is_safe",),
                )
            ),
            Block(
                (("consent.state", "consent.reason"), ("consent.note",)),
                folded="Do the parents or carers know of this call?",
            ),
        ),
    ),
    Part(
        "more",
        "If the caller tells more",
        (
            Block(
                (
                    ("exploitation.missing_episodes_90_days", "exploitation.risk"),
                    ("exploitation.note",),
                ),
                folded="Going missing and exploitation",
            ),
            Block(
                (
                    ("history.same_worry_before", "history.open_case"),
                    ("history.earlier_protection_plan",),
                    ("history.early_help_episodes", "history.contacts_in_12_months"),
                ),
                folded="Help so far",
            ),
            Block(
                (
                    ("strengths",),
                    ("signs_of_safety.working_well",),
                    ("signs_of_safety.worried_about",),
                    ("signs_of_safety.needs_to_happen",),
                    ("signs_of_safety.scale",),
                ),
                folded="What is going well, and what should change",
            ),
        ),
    ),
)

FIRST = "worry.what_happened"
"""Where the typing begins."""

ANSWERED_BY_THE_PAGE = {"_more": "more", "children[]._more": "yes"}
"""Questions of the form about how much it asks: the page asks everything."""

LABELS = {
    "worry.what_happened": "What is the caller worried about?",
    "worry.basis": "How does the caller know?",
    "worry.factors": "Tick what fits",
    "worry.signs": "Tick what has been noticed",
    "children[].description": "How can we recognise the child?",
    "children[].age_years": "Or about how old",
    "children[].expected_date": "Not born yet: expected on",
    "children[].address.street": "House and street",
    "children[].what_the_child_said": "What has the child said, or shown?",
    "children[].lived_experience": "What is an ordinary day like for the child?",
    "children[].last_seen": "Last seen on",
    "children[]._home": "Where does this child live?",
    "_who": "The caller",
    "_workplace": "Where does the caller work?",
    "_acquaintance": "How does the caller know the child?",
    "_gives_name": "Does the caller give a name?",
    "referrer.name": "Name of the caller",
    "referrer.phone": "Telephone number to call back",
    "referrer.role": "Job of the caller",
    "_feedback": "Does the caller want to hear what happens?",
    "channel": "How did this reach you?",
    "consent.state": "Do the parents or carers agree to the caller telling us?",
    "consent.reason": "Why were they not asked?",
}
"""In the words of whoever takes the call; the form speaks to the caller."""

REQUIRED = {
    "_who": "Say who the caller is, or that they would rather not say.",
    "_workplace": "Say where the caller works.",
    "_gives_name": "Say whether the caller gives a name.",
}
"""What is missing, in the same words."""

WITH_HINT = frozenset({"_workplace", "dash_ticks", "signs_of_safety.scale", "history.contacts_in_12_months"})
"""Whose hint is needed by somebody who has read it a hundred times."""

ROWS = {"worry.what_happened": 6, "children[].what_the_child_said": 2}
"""Of a box for text, where it is not as on the form."""


@cache
def questions() -> dict[str, tuple[Page, Question]]:
    """Each question of the form by its path, with a page that it stands on."""
    return {question.path: (page, question) for page in reversed(all_pages()) for question in page.questions}


def paths_of(part: Part) -> tuple[str, ...]:
    return tuple(path for block in part.blocks for line in block.lines for path in line)
