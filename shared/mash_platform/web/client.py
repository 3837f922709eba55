"""One service asking another's API on behalf of a signed-in person.

records = ServiceClient(settings.address, sign_in.tickets)
details = records.get(person, f"/api/v1/records/{reference}", RecordDetails)
several = records.get(person, "/api/v1/records", list[RecordSummary], params={"reference": references})
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter

from mash_platform.errors import NotFound, Unavailable
from mash_platform.sign_in.access import RESTRICTED, NotAllowed, Restricted
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.tickets import Tickets

Model = TypeVar("Model")

_PATIENCE_SECONDS = 5.0
# Made once a type: making one takes longer than the call.
_reader: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


class ServiceClient:
    """Keeps its connections open; safe to share between threads. Close it with the process."""

    def __init__(self, address: str, tickets: Tickets) -> None:
        self._tickets = tickets
        self._client = httpx.Client(
            base_url=address,
            timeout=_PATIENCE_SECONDS,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
            trust_env=False,
        )

    def get(
        self,
        person: Person,
        path: str,
        model: type[Model],
        *,
        params: Mapping[str, str | Sequence[str]] | None = None,
    ) -> Model:
        """Blocks for at most five seconds. Raises `Unavailable`, `NotFound`, `NotAllowed`, `Restricted`."""
        query: Any = params
        try:
            response = self._client.get(
                path, params=query, headers={"authorization": f"Ticket {self._tickets.ticket_for(person)}"}
            )
        except httpx.TransportError as error:
            raise Unavailable("another service did not answer") from error
        if response.status_code in (404, 410):
            # What was erased is kept nowhere: a service that has a reference has no more of it.
            raise NotFound
        if response.status_code == 403 and response.json()["type"].endswith(f":{RESTRICTED}"):
            raise Restricted(path)
        if response.status_code in (401, 403):
            raise NotAllowed
        if response.status_code != 200:
            raise Unavailable(f"a service answered with {response.status_code}")
        found: Model = _reader(model).validate_json(response.content)
        return found

    def close(self) -> None:
        self._client.close()
