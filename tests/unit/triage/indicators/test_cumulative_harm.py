"""What only the history shows, as stories."""

from dataclasses import replace
from typing import Any

import pytest

from mash_contracts.vocabulary import Answer, OpenCase
from mash_triage.domain.picture import Picture
from tests.builders.pictures import a_picture, nothing_known
from tests.unit.triage.indicators.stories import Story, found, not_found


def with_history(**given: Any) -> Picture:
    return a_picture(history=replace(nothing_known(), **given))


def open_to(open_case: OpenCase) -> Picture:
    return with_history(open_case=open_case)


STORIES = (
    found("third-contact-in-twelve-months", "two before this one", with_history(contacts_in_12_months=2)),
    not_found("third-contact-in-twelve-months", "one before this one", with_history(contacts_in_12_months=1)),
    not_found("third-contact-in-twelve-months", "nobody looked", with_history(contacts_in_12_months=None)),
    found("repeated-early-help", "early help twice", with_history(early_help_episodes=2)),
    not_found("repeated-early-help", "early help once", with_history(early_help_episodes=1)),
    found("worry-returns", "the same as last year", with_history(same_worry_before=Answer.YES)),
    not_found("worry-returns", "nobody knows", with_history(same_worry_before=Answer.UNKNOWN)),
    found(
        "cumulative-harm",
        "early help twice on the same worry",
        with_history(early_help_episodes=2, same_worry_before=Answer.YES),
    ),
    found("cumulative-harm", "early help three times", with_history(early_help_episodes=3)),
    found(
        "cumulative-harm",
        "early help once, and a third contact",
        with_history(early_help_episodes=1, contacts_in_12_months=2),
    ),
    not_found(
        "cumulative-harm", "early help twice, on different worries", with_history(early_help_episodes=2)
    ),
    not_found("cumulative-harm", "a third contact, never helped", with_history(contacts_in_12_months=5)),
    found(
        "worry-changes-its-name",
        "three contacts about three things",
        with_history(contacts_in_12_months=2, same_worry_before=Answer.NO),
    ),
    not_found(
        "worry-changes-its-name",
        "three contacts about one thing",
        with_history(contacts_in_12_months=2, same_worry_before=Answer.YES),
    ),
    found(
        "earlier-protection-plan", "a plan three years ago", with_history(earlier_protection_plan=Answer.YES)
    ),
    not_found("earlier-protection-plan", "never a plan", with_history(earlier_protection_plan=Answer.NO)),
    found("open-to-early-help", "has a key worker", open_to(OpenCase.EARLY_HELP)),
    not_found("open-to-early-help", "nobody knows", open_to(OpenCase.UNKNOWN)),
    found("open-to-child-in-need", "has a social worker", open_to(OpenCase.CHILD_IN_NEED)),
    not_found("open-to-child-in-need", "has a key worker", open_to(OpenCase.EARLY_HELP)),
    found("open-to-child-protection", "has a protection plan", open_to(OpenCase.CHILD_PROTECTION)),
    not_found("open-to-child-protection", "is looked after", open_to(OpenCase.LOOKED_AFTER)),
    found("looked-after-child", "lives with foster carers", open_to(OpenCase.LOOKED_AFTER)),
    not_found("looked-after-child", "has a protection plan", open_to(OpenCase.CHILD_PROTECTION)),
)


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_cumulative_harm(story: Story) -> None:
    story.check()
