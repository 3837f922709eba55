"""Which rule looks at which field of a submission, and the submission put into its normal form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mash_contracts.national_codes import Sex
from mash_contracts.submission import Address, Child, Concern, ContactSubmission
from mash_contracts.vocabulary import Answer, ExploitationRisk
from mash_intake.domain import ages, identity, worries
from mash_intake.domain.nhs_numbers import digits_of, nhs_number_problem
from mash_intake.domain.postcodes import normal_postcode, postcode_problem
from mash_intake.domain.problems import Problem
from mash_intake.domain.pupil_numbers import compact_upn, upn_problem
from mash_intake.domain.referrers import email_problem, feedback_problem
from mash_platform.errors import FieldError

CHILD_CLUES = "children"
WORRIES = "concerns"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules say of one submission."""

    refusals: tuple[FieldError, ...]
    doubts: tuple[FieldError, ...]
    """Shown beside the values; they hold nothing up."""


def check(submission: ContactSubmission, today: date, *, test_nhs_numbers: bool) -> Checked:
    """Every problem at once, so that nobody has to send again and again to find them all.

    `today` is the date in England. Fields are named by their path, as `children[0].nhs_number`.
    """
    refusals: list[FieldError] = []
    doubts: list[FieldError] = []
    for field, problem in _problems(submission, today, test_nhs_numbers):
        if problem is not None:
            error = FieldError(field, problem.code, problem.sentence)
            (refusals if problem.refuses else doubts).append(error)
    return Checked(tuple(refusals), tuple(doubts))


_Looked = Iterator[tuple[str, Problem | None]]


def _problems(submission: ContactSubmission, today: date, test_nhs_numbers: bool) -> _Looked:
    yield CHILD_CLUES, identity.identification_problem(_clues(submission))
    yield WORRIES, worries.worry_problem(_worries(submission))
    referrer = submission.referrer
    yield (
        "referrer.feedback_wanted",
        feedback_problem(wanted=referrer.feedback_wanted, phone=referrer.phone, email=referrer.email),
    )
    if referrer.email:
        yield "referrer.email", email_problem(referrer.email)
    for index, child in enumerate(submission.children):
        for field, problem in _of_child(child, today, test_nhs_numbers):
            yield f"children[{index}].{field}", problem
    for index, adult in enumerate(submission.adults):
        if adult.date_of_birth:
            yield f"adults[{index}].date_of_birth", ages.past_problem(adult.date_of_birth, today)
    for index, concern in enumerate(submission.concerns):
        for field, problem in _of_concern(concern, len(submission.children), today):
            yield f"concerns[{index}].{field}", problem


def _of_child(child: Child, today: date, test_nhs_numbers: bool) -> _Looked:
    if child.date_of_birth:
        yield "date_of_birth", ages.birth_problem(child.date_of_birth, today)
    if child.expected_date:
        yield "expected_date", ages.expected_problem(child.expected_date, today)
    yield "expected_date", ages.birth_or_expected_problem(child.date_of_birth, child.expected_date)
    yield (
        "sex",
        ages.sex_before_birth_problem(
            unborn=child.expected_date is not None, sex_given=child.sex is not Sex.UNKNOWN
        ),
    )
    if child.nhs_number:
        yield "nhs_number", nhs_number_problem(child.nhs_number, test_range_allowed=test_nhs_numbers)
    if child.upn:
        yield "upn", upn_problem(child.upn)
    if child.address.postcode:
        yield "address.postcode", postcode_problem(child.address.postcode)
    if child.last_seen:
        yield "last_seen", ages.seen_problem(child.last_seen, child.date_of_birth, today)


def _of_concern(concern: Concern, children: int, today: date) -> _Looked:
    if concern.most_recent:
        yield "most_recent", ages.past_problem(concern.most_recent, today)
    for index, number in enumerate(concern.children):
        yield f"children[{index}]", worries.child_number_problem(number, children)


def _clues(submission: ContactSubmission) -> Iterator[object]:
    for child in submission.children:
        yield from (child.first_names, child.family_name, child.description, child.date_of_birth)
        yield from (child.nhs_number, child.upn, child.address.street, child.address.postcode, child.school)
    for adult in submission.adults:
        yield adult.name


def _worries(submission: ContactSubmission) -> Iterator[object]:
    for concern in submission.concerns:
        yield worries.says_something(concern.factor, concern.signs, concern.what_happened)
    for child in submission.children:
        yield child.what_the_child_said
        yield child.lived_experience
    yield submission.signs_of_safety.worried_about
    yield submission.immediate_danger is Answer.YES
    yield submission.exploitation.risk > ExploitationRisk.NONE
    yield submission.exploitation.missing_episodes_90_days
    yield submission.exploitation.note
    yield submission.dash_ticks
    yield Answer.YES in dict(submission.four_questions).values()


def normal_form(submission: ContactSubmission) -> ContactSubmission:
    """The same contact with identifiers and postcodes written one way. For a checked submission only."""
    return submission.model_copy(update={"children": tuple(map(_normal_child, submission.children))})


def _normal_child(child: Child) -> Child:
    return child.model_copy(
        update={
            "nhs_number": digits_of(child.nhs_number) if child.nhs_number else None,
            "upn": compact_upn(child.upn) if child.upn else None,
            "sex": Sex.UNKNOWN if child.expected_date else child.sex,
            "address": _normal_address(child.address),
        }
    )


def _normal_address(address: Address) -> Address:
    return address.model_copy(
        update={"postcode": normal_postcode(address.postcode) if address.postcode else None}
    )
