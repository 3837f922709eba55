"""The tools filled in about her, and telling her school."""

from datetime import UTC, datetime

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    PracticeToolCompleted,
    SchoolNoticeDelivered,
    SchoolNoticeOverdue,
    SchoolNoticeRequested,
)
from mash_contracts.examples.story import CHILD, PRACTITIONER, at
from mash_contracts.vocabulary import Agency, PracticeTool, Role

PRACTICE_TOOLS: tuple[EventData, ...] = (
    PracticeToolCompleted(
        reference=CHILD,
        tool=PracticeTool.EXPLOITATION_MATRIX,
        version=1,
        result="significant",
        red_flags=0,
        not_known=1,
        completed_at=at(10, 15),
        completed_by=PRACTITIONER,
        completed_by_role=Role.PRACTITIONER,
        agency=Agency.SOCIAL_CARE,
        tools_edition="2026-11-01",
    ),
    SchoolNoticeRequested(
        reference=CHILD,
        requested_at=at(9, 12),
        tell_by=datetime(2026, 3, 5, 8, 30, tzinfo=UTC),
        tools_edition="2026-11-01",
    ),
    SchoolNoticeDelivered(reference=CHILD, told_at=at(15, 5), late=False, told_by=PRACTITIONER),
    SchoolNoticeOverdue(reference=CHILD, tell_by=datetime(2026, 3, 5, 8, 30, tzinfo=UTC)),
)
