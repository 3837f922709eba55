"""The tables of the form hold together with the contract and among themselves."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.submission import ContactSubmission
from mash_intake.web.report.answers import Answers
from mash_intake.web.report.journey import all_pages
from mash_intake.web.report.pages_worries import factor_groups, sign_groups
from mash_intake.web.report.questions import Kind, Page, Question

QUESTIONS = [(page, question) for page in all_pages() for question in page.questions]


def field_of(path: str) -> Any:
    """The annotation of the submission's field at this path; fails when there is none."""
    model: Any = ContactSubmission
    annotation: Any = None
    for part in path.replace("[]", "").split("."):
        field = model.model_fields[part]
        annotation = field.annotation
        model = next(
            (each for each in _parts(annotation) if isinstance(each, type) and issubclass(each, BaseModel)),
            None,
        )
    return annotation


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    if get_origin(annotation) is not None:
        for each in get_args(annotation):
            yield from _parts(each)


@pytest.mark.parametrize(
    ("page", "question"), QUESTIONS, ids=lambda each: getattr(each, "path", getattr(each, "id", ""))
)
def test_every_question_has_a_place_in_the_contact(page: Page, question: Question) -> None:
    last = question.path.rpartition(".")[2]
    if not last.startswith("_") and not question.path.startswith("worry."):
        assert field_of(question.path)
    assert ("[]" in question.path) == (page.group is not None)


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.id)
def test_names_on_a_page_are_its_own(page: Page) -> None:
    names = [question.name for question in page.questions]
    assert len(names) == len(set(names))
    assert all(name and name.replace("-", "").isalnum() for name in names)


def test_pages_have_addresses_of_their_own() -> None:
    addresses = [(page.group.name if page.group else "", page.id) for page in all_pages()]
    assert len(addresses) == len(set(addresses))


@pytest.mark.parametrize(
    ("page", "question"), QUESTIONS, ids=lambda each: getattr(each, "path", getattr(each, "id", ""))
)
def test_every_choice_offered_is_one_the_contract_takes(page: Page, question: Question) -> None:
    kinds = (Kind.RADIOS, Kind.CHECKBOXES, Kind.SELECT)
    offered = question.offered(Answers())
    assert bool(offered) == (question.kind in (*kinds, Kind.TICK))
    if question.kind not in kinds or question.path.rpartition(".")[2].startswith("_"):
        return
    codes: type[Enum] | None = AssessmentFactor if question.path == "worry.factors" else None
    codes = Sign if question.path == "worry.signs" else codes
    if codes is None and not question.path.startswith("worry."):
        codes = next(each for each in _parts(field_of(question.path)) if hasattr(each, "__members__"))
    if codes is not None:
        assert set(offered) <= {code.value for code in codes}


def test_every_factor_and_every_sign_can_be_ticked_once() -> None:
    factors = [choice.value for group in factor_groups(Answers()) for choice in group.choices]
    assert sorted(factors) == sorted(set(AssessmentFactor) - {AssessmentFactor.NONE_IDENTIFIED})
    signs = [choice.value for group in sign_groups(Answers()) for choice in group.choices]
    assert sorted(signs) == sorted(Sign)


def test_signs_that_go_with_the_worry_come_first_and_open() -> None:
    groups = sign_groups(Answers(values={"worry.factors": ["18C"]}))
    assert [group.heading for group in groups if not group.folded] == ["Injury and physical harm"]
    assert groups[0].heading == "Injury and physical harm"
