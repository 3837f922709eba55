"""Tickets: how one service asks another on behalf of a signed-in person.

headers = {"Authorization": "Ticket " + tickets.ticket_for(person)}
tickets.holder(ticket)   # the same Person, for a minute
"""

from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from mash_contracts.vocabulary import Agency, Pathway, Role
from mash_platform.clock import Clock
from mash_platform.sign_in.person import Person

VALID = timedelta(minutes=1)


class Tickets:
    """Signs and reads tickets. They are signed, not secret, and never leave the machines of the hub."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._serializer = URLSafeSerializer(key, salt="ticket")
        self._clock = clock

    def ticket_for(self, person: Person) -> str:
        return str(
            self._serializer.dumps(
                {
                    "account": person.account_id,
                    "name": person.name,
                    "roles": sorted(person.roles),
                    "team": person.team,
                    "agency": person.agency,
                    "until": (self._clock.now() + VALID).timestamp(),
                }
            )
        )

    def holder(self, ticket: str) -> Person | None:
        """The person a ticket speaks for; None when it is forged or too old."""
        try:
            claims = self._serializer.loads(ticket)
        except BadSignature:
            return None
        if datetime.fromtimestamp(claims["until"], UTC) <= self._clock.now():
            return None
        return Person(
            claims["account"],
            claims["name"],
            frozenset(Role(role) for role in claims["roles"]),
            Pathway(claims["team"]) if claims["team"] else None,
            Agency(claims["agency"]) if claims["agency"] else None,
        )
