"""The same inputs give the same answer under the same edition, today as on the day it was written down.

A difference means that a rule changed what it says of a child under an edition that was in force. Give the
changed rule a code of its own and a place in a new edition; do not write these files again.
"""

import json

import pytest

from mash_policy.files import EDITIONS
from mash_policy.load import load_edition
from mash_policy.lock import locked_digests
from mash_triage.domain.assessment import assess
from mash_triage.domain.indicators.patterns_over_time import PATTERNS, SINCE
from mash_triage.store.records import PICTURE
from tests.properties.golden_answers import answer_of, golden_file, history_file, write, write_history

IN_FORCE = sorted(locked_digests(EDITIONS))
WITH_HISTORY = [edition for edition in IN_FORCE if edition >= SINCE]


@pytest.mark.parametrize("edition", IN_FORCE)
def test_an_edition_answers_as_it_did_when_its_answers_were_written_down(edition: str) -> None:
    policy = load_edition(edition)
    lines = [json.loads(line) for line in golden_file(edition).read_text().splitlines()]

    for number, line in enumerate(lines, start=1):
        picture = PICTURE.validate_python(line["picture"])
        assert answer_of(assess(picture, policy)) == line["answer"], f"{edition}, line {number}"
    assert len(lines) == 200


@pytest.mark.parametrize("edition", IN_FORCE)
def test_the_pictures_reach_every_level_urgency_and_legal_basis(edition: str) -> None:
    answers = [json.loads(line)["answer"] for line in golden_file(edition).read_text().splitlines()]

    assert {answer["level"] for answer in answers} == {"1", "2", "3", "4"}
    assert {answer["rag"] for answer in answers} == {"green", "amber", "red"}
    assert {answer["legal_basis"] for answer in answers} == {"none", "s17", "s47"}
    assert any("cet" in answer["pathways"] for answer in answers)


@pytest.mark.parametrize("edition", IN_FORCE)
def test_answers_that_are_written_down_are_never_written_over(edition: str) -> None:
    with pytest.raises(FileExistsError):
        write(edition)


@pytest.mark.parametrize("edition", WITH_HISTORY)
def test_an_edition_answers_as_it_did_on_children_of_whom_the_chronology_knows(edition: str) -> None:
    policy = load_edition(edition)
    lines = [json.loads(line) for line in history_file(edition).read_text().splitlines()]

    found = set()
    for number, line in enumerate(lines, start=1):
        recommendation = assess(PICTURE.validate_python(line["picture"]), policy)
        assert answer_of(recommendation) == line["answer"], f"{edition}, line {number}"
        found |= {finding.code for finding in recommendation.findings}
    assert len(lines) == 200
    assert found >= PATTERNS
    with pytest.raises(FileExistsError):
        write_history(edition)
