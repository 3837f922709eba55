"""What a referral document asks: questions of the form, in its words. Both documents are made from this.

The same table reads a filled-in document, so that what is offered and what is understood never differ.
"""

from dataclasses import dataclass

from mash_intake.web.report.answers import ADULTS, CHILDREN, Answers
from mash_intake.web.report.journey import all_pages
from mash_intake.web.report.questions import Kind

TITLE = "Referral of a child to the safeguarding hub"
INTRODUCTION = (
    "For people who work with children. If a child is in danger now, call 999.",
    "Leave blank what you do not know. Write dates as day, month and year, for example 27 3 2015.",
    "Answer in the boxes only: what stands elsewhere has to be sorted by hand, which takes time.",
)


@dataclass(frozen=True, slots=True)
class DocumentField:
    """A box of the document, and the answer of the form that it becomes."""

    path: str
    """Of the answer, with the number of the child or adult in it."""
    label: str
    """Unlike that of any other box."""
    kind: Kind
    choices: tuple[tuple[str, str], ...]
    """Value and words of what can be chosen; empty where it is written."""
    lines: int

    @property
    def name(self) -> str:
        """In the document: letters, figures and hyphens."""
        return "-".join(self.path.replace("[", ".").replace("]", "").replace("_", "-").split(".")).strip("-")


@dataclass(frozen=True, slots=True)
class DocumentSection:
    heading: str
    fields: tuple[DocumentField, ...]


_QUESTIONS = {question.path: question for page in all_pages() for question in page.questions}
_LONG, _LONGEST = 4, 12
_PLACES = {1: "", 2: "Second child: ", 3: "Third child: "}
_ADULTS = {1: "First parent or carer", 2: "Second parent or carer"}


def _field(path: str, label: str = "", *, item: int = 0) -> DocumentField:
    question = _QUESTIONS[path]
    offered = question.offered(Answers()) if question.kind not in (Kind.TEXT, Kind.LONG_TEXT) else {}
    return DocumentField(
        path=question.path_for(item),
        label=label or question.label.replace("{child}", "the child"),
        kind=question.kind,
        choices=tuple(offered.items()),
        lines=_lines(path, question.kind),
    )


def _lines(path: str, kind: Kind) -> int:
    if path == "worry.what_happened":
        return _LONGEST
    return _LONG if kind is Kind.LONG_TEXT else 1


def _child(number: int, *names: str) -> tuple[DocumentField, ...]:
    place = _PLACES[number]
    return tuple(
        _field(
            path,
            f"{place}{_small(_QUESTIONS[path].label)}" if place else "",
            item=number,
        )
        for path in (f"{CHILDREN.name}[].{name}" for name in names)
    )


def _small(label: str) -> str:
    """As it stands within a sentence: NHS stays as it is."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]


def _adult(number: int) -> tuple[DocumentField, ...]:
    who = _ADULTS[number]
    return (
        _field(f"{ADULTS.name}[].name", f"{who}: name", item=number),
        _field(f"{ADULTS.name}[].relationship", f"{who}: what are they to the child?", item=number),
        _field(f"{ADULTS.name}[].date_of_birth", f"{who}: date of birth", item=number),
    )


SECTIONS = (
    DocumentSection("Immediate danger", (_field("immediate_danger"),)),
    DocumentSection(
        "About you",
        (
            _field("_workplace"),
            _field("referrer.name", "Your full name"),
            _field("referrer.role"),
            _field("referrer.organisation"),
            _field("referrer.phone", "Your telephone number"),
            _field("referrer.email", "Your e-mail address"),
            _field("_feedback"),
        ),
    ),
    DocumentSection(
        "The child",
        (
            *_child(1, "first_names", "family_name", "date_of_birth", "age_years", "sex"),
            *_child(1, "address.street", "address.town", "address.postcode"),
            *_child(1, "school", "nhs_number", "upn", "language", "description"),
        ),
    ),
    DocumentSection(
        "Brothers and sisters in the same home",
        (
            *_child(2, "first_names", "family_name", "date_of_birth", "nhs_number"),
            *_child(3, "first_names", "family_name", "date_of_birth", "nhs_number"),
        ),
    ),
    DocumentSection(
        "What you are worried about",
        (
            _field("worry.what_happened"),
            _field("worry.factors", "Which of these fits best?"),
            _field("worry.most_recent"),
            _field("worry.frequency"),
            _field("worry.severity"),
            _field("worry.basis"),
        ),
    ),
    DocumentSection("What the child says", _child(1, "what_the_child_said", "lived_experience", "last_seen")),
    DocumentSection("Parents and carers", (*_adult(1), *_adult(2))),
    DocumentSection(
        "What the parents know", (_field("consent.state"), _field("consent.reason"), _field("consent.note"))
    ),
    DocumentSection(
        "What helps, and what should happen",
        (_field("signs_of_safety.working_well"), _field("signs_of_safety.needs_to_happen")),
    ),
)

FIELDS = tuple(field for section in SECTIONS for field in section.fields)
