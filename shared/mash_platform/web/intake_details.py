"""The detail behind a reference, asked of intake for the person who looks.

Intake may be down while other work must still be done: then there is no detail, and pages say so.
"""

from collections.abc import Sequence

from mash_contracts.details import RecordDetails, RecordSummary
from mash_platform.errors import NotFound, Unavailable
from mash_platform.need_to_know.restrictions import contact_of
from mash_platform.sign_in.access import NotAllowed, Person, Restricted
from mash_platform.web.client import ServiceClient


class IntakeDetails:
    """Every read is audited by intake under the person's account."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def summaries(self, person: Person, references: Sequence[str]) -> dict[str, RecordSummary] | None:
        """Name, age and area by reference; None when intake cannot tell. Blocks for at most five seconds."""
        if not references:
            return {}
        try:
            found = self._client.get(
                person, "/api/v1/records", list[RecordSummary], params={"reference": references}
            )
        except (Unavailable, NotFound, NotAllowed):
            return None
        return {summary.reference: summary for summary in found}

    def details(self, person: Person, reference: str) -> RecordDetails | None:
        """The whole contact; None when intake cannot tell. Blocks for at most five seconds.

        Raises `Restricted` when the record is open to named people only.
        """
        try:
            return self._client.get(person, f"/api/v1/records/{reference}", RecordDetails)
        except Restricted:
            raise Restricted(contact_of(reference)) from None
        except (Unavailable, NotFound, NotAllowed):
            return None

    def close(self) -> None:
        self._client.close()
