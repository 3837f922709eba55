"""What completed tools of practice say, as stories: what a tool told is found, and what none told is not."""

import pytest

from mash_contracts.vocabulary import Agency
from mash_triage.domain.indicators.registry import INDICATORS
from mash_triage.domain.picture import Picture, ToldByTool, ToolFact
from tests.builders.pictures import a_picture
from tests.unit.triage.indicators.stories import Story, found, not_found

OF_TOOLS = tuple(fact for fact in ToolFact if fact.value in INDICATORS)


def told(*facts: ToolFact) -> Picture:
    return a_picture(tools=tuple(ToldByTool(fact, Agency.HEALTH) for fact in facts))


STORIES = tuple(
    story
    for fact in OF_TOOLS
    for story in (
        found(fact.value, "a tool told it", told(fact)),
        not_found(fact.value, "other tools told other things", told(*set(OF_TOOLS) - {fact})),
    )
)


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_story(story: Story) -> None:
    story.check()
