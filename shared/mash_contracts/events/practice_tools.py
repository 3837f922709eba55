"""What triage says of the tools of practice, and of telling a school."""

from pydantic import Field

from mash_contracts.envelope import EventData
from mash_contracts.events.parts import Moment
from mash_contracts.vocabulary import Agency, PracticeTool, Role


class PracticeToolCompleted(EventData):
    """A practitioner completed a tool about a child. What was written in it stays with triage."""

    TYPE = "practice-tool.completed"
    VERSION = 1

    tool: PracticeTool
    version: int = Field(ge=1, description="one more each time the tool is completed about this child")
    result: str = Field(
        max_length=40, pattern=r"^[a-z0-9-]+$", description="the band, grade or level it gives, as a code"
    )
    red_flags: int = Field(ge=0, description="how many red flags it shows; each raises and none lowers")
    not_known: int = Field(ge=0, description="how many of its questions have no answer yet")
    completed_at: Moment
    completed_by: str = Field(description="account id, never a name")
    completed_by_role: Role
    agency: Agency = Field(description="whose practitioner sat with the family or filled it in")
    tools_edition: str


class SchoolNoticeRequested(EventData):
    """Police came to domestic abuse at a schoolchild's home: school is to know before the child arrives."""

    TYPE = "school-notice.requested"
    VERSION = 1

    requested_at: Moment
    tell_by: Moment = Field(description="the start of the next school day, as far as term dates are known")
    tools_edition: str


class SchoolNoticeDelivered(EventData):
    """Somebody told the school. Who and what stays with triage."""

    TYPE = "school-notice.delivered"
    VERSION = 1

    told_at: Moment
    late: bool = Field(description="after the school day had begun")
    told_by: str = Field(description="account id of who recorded it, never a name")


class SchoolNoticeOverdue(EventData):
    """The school day began, and nobody recorded that school was told."""

    TYPE = "school-notice.overdue"
    VERSION = 1

    tell_by: Moment
