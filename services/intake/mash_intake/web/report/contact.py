"""From the answers to the contact they make, and from what is wrong with it back to the question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from mash_contracts.national_codes import AssessmentFactor, ReferralSource
from mash_contracts.signs import Sign
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Channel
from mash_intake.domain.worries import concerns_of_one_worry
from mash_intake.handlers.checks import check
from mash_intake.web.report.answers import ADULTS, CHILDREN, Answers
from mash_intake.web.report.journey import journey
from mash_intake.web.report.pages_about_you import STAYS_ANONYMOUS
from mash_intake.web.report.posted import NotReadable, read_date, read_number
from mash_intake.web.report.questions import Kind, Question
from mash_platform.web.validation import field_name

_NOT_READABLE = {
    Kind.DATE: "Write the date as day, month and year, for example 27 3 2015.",
    Kind.NUMBER: "Write a whole number.",
}
_INDEXED = re.compile(r"(children|adults)\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Reading:
    """The contact that the answers make; errors and doubts by the path of the question they belong to."""

    submission: ContactSubmission
    errors: Mapping[str, str]
    doubts: Mapping[str, str]


@dataclass(slots=True, repr=False)
class _Read:
    """Values in their types, by path; only of questions that are still asked."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def below(self, prefix: str) -> dict[str, Any]:
        """The values whose path begins with `prefix`, as a nested document; underscored ones left out."""
        document: dict[str, Any] = {}
        for path, value in self.values.items():
            rest = path[len(prefix) :]
            if not path.startswith(prefix) or rest.startswith("_"):
                continue
            *outer, last = rest.split(".")
            place = document
            for name in outer:
                place = place.setdefault(name, {})
            place[last] = value
        return document


def read_contact(answers: Answers, today: date, *, test_nhs_numbers: bool) -> Reading:
    """What cannot be read is left out of the contact and stands among the errors."""
    read = _read_values(answers)
    submission, invalid = _validated(_document(answers, read))
    checked = check(submission, today, test_nhs_numbers=test_nhs_numbers)
    found = {error.field: error.sentence for error in checked.refusals}
    errors = {_question_path(answers, place): sentence for place, sentence in {**found, **invalid}.items()}
    return Reading(
        submission=submission,
        errors={**errors, **read.errors},
        doubts={_question_path(answers, doubt.field): doubt.sentence for doubt in checked.doubts},
    )


def _read_values(answers: Answers) -> _Read:
    read = _Read()
    for step in journey(answers):
        for question in step.asked(answers):
            path = question.path_for(step.item)
            typed = answers.values.get(path)
            if not typed:
                if question.required:
                    read.errors[path] = question.required
                continue
            try:
                read.values[path] = _typed_value(question, typed)
            except NotReadable:
                read.errors[path] = _NOT_READABLE[question.kind]
    return read


def _typed_value(question: Question, typed: str | list[str]) -> Any:
    if question.kind is Kind.TICK:
        return True
    if question.kind is Kind.DATE and isinstance(typed, str):
        return read_date(typed)
    if question.kind is Kind.NUMBER and isinstance(typed, str):
        return read_number(typed)
    return typed


def _document(answers: Answers, read: _Read) -> dict[str, Any]:
    document = read.below("")
    worry = document.pop("worry", {})
    return {
        "channel": Channel.FORM,
        **{name: part for name, part in document.items() if not name.startswith(("children[", "adults["))},
        "referrer": {
            **document.get("referrer", {}),
            "source": _source(read.values),
            "anonymous": STAYS_ANONYMOUS(answers, 0),
            "feedback_wanted": read.values.get("_feedback") == "yes",
        },
        "children": _children(answers, read),
        "adults": [read.below(f"adults[{number}].") for number in answers.of(ADULTS)],
        "concerns": _concerns(worry),
    }


def _source(values: Mapping[str, Any]) -> str:
    who = values.get("_who")
    if who == "self":
        return ReferralSource.SELF
    if who == "rather-not-say":
        return ReferralSource.ANONYMOUS
    return str(values.get("_workplace") or values.get("_acquaintance") or ReferralSource.UNKNOWN.value)


def _children(answers: Answers, read: _Read) -> list[dict[str, Any]]:
    numbers = answers.of(CHILDREN)
    children = [read.below(f"children[{number}].") for number in numbers]
    for number, child in zip(numbers, children, strict=True):
        if read.values.get(f"children[{number}]._home") == "same":
            child["address"] = children[0].get("address", {})
    return children


def _concerns(worry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One worry told in one go: each concern shares when, how often, how serious and how sure."""
    if not worry:
        return []
    factors = [AssessmentFactor(code) for code in worry.get("factors", ())]
    signs = [Sign(code) for code in worry.get("signs", ())]
    shared = {
        name: value for name, value in worry.items() if name not in ("factors", "signs", "what_happened")
    }
    concerns: list[dict[str, Any]] = [
        {**shared, "factor": factor, "signs": own} for factor, own in concerns_of_one_worry(factors, signs)
    ]
    concerns[0]["what_happened"] = worry.get("what_happened")
    return concerns


def _validated(document: dict[str, Any]) -> tuple[ContactSubmission, dict[str, str]]:
    """The submission without what is invalid, and what was wrong with that, by place."""
    invalid: dict[str, str] = {}
    while True:
        try:
            return ContactSubmission.model_validate(document), invalid
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                invalid[field_name(detail["loc"])] = _sentence(detail.get("ctx", {}))
                _leave_out(document, detail["loc"])


def _sentence(limits: Mapping[str, Any]) -> str:
    if "max_length" in limits:
        return f"Write at most {limits['max_length']:,} characters here."
    if "le" in limits:
        return f"The highest number here is {limits['le']}."
    if "ge" in limits:
        return f"The lowest number here is {limits['ge']}."
    return "Choose one of the answers."


def _leave_out(document: Any, location: tuple[int | str, ...]) -> None:
    *outer, last = location
    for part in outer:
        document = document[part]
    del document[last]


def _question_path(answers: Answers, place: str) -> str:
    """`children[0].upn` is the first child told of, whose number may be another by now."""
    if place == "referrer.feedback_wanted":
        return "_feedback"
    if place.startswith("concerns["):
        return "worry." + place.partition("].")[2]
    return _INDEXED.sub(lambda found: f"{found[1]}[{answers.items[found[1]][int(found[2])]}]", place, count=1)
