"""Tokens, with which the systems of partners sign in: each for one thing, and nothing else.

token = tokens.create("police-gateway", Role.AGENCY_SYSTEM, agency=Agency.POLICE)   # shown once
tokens.holder(token)   # may read and answer what the police are asked
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, select, update

from mash_contracts.vocabulary import SYSTEM_ROLES, Agency, Pathway, Role
from mash_platform.clock import Clock
from mash_platform.database import take_turns
from mash_platform.errors import FieldError, NotFound, Rejected
from mash_platform.sign_in.accounts import tidy_name, token_hash
from mash_platform.sign_in.person import SYSTEM, Person
from mash_platform.sign_in.tables import SERVICE_ACCOUNTS

# Lets people and scanners recognise a token that has strayed.
_PREFIX = "mash_"
_USED_TO_WITHIN = timedelta(minutes=1)
"""How exactly it is kept when a token was used last: not every request is worth a write."""


@dataclass(frozen=True, slots=True)
class Token:
    """What one partner system may do, without the token itself."""

    system: str
    role: Role
    team: Pathway | None
    agency: Agency | None
    active: bool
    created_at: datetime
    last_used_at: datetime | None


class Tokens:
    """Every method is one transaction, and blocks for the database."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def create(
        self, system: str, role: Role, *, team: Pathway | None = None, agency: Agency | None = None
    ) -> str:
        """A new token; an older one of the same system stops working at once, whatever it was for.

        Raises `Rejected` when team or agency do not fit the role.
        """
        name = tidy_name(system)
        _check(name, role, team, agency)
        token = _PREFIX + secrets.token_urlsafe(32)
        values = {
            "token_hash": token_hash(token),
            "role": role,
            "team": team,
            "agency": agency,
            "active": True,
            "created_at": self._clock.now(),
            "last_used_at": None,
        }
        with self._engine.begin() as connection:
            take_turns(connection, [name])
            known = connection.execute(
                update(SERVICE_ACCOUNTS).where(SERVICE_ACCOUNTS.c.name == name).values(**values)
            )
            if known.rowcount == 0:
                connection.execute(insert(SERVICE_ACCOUNTS).values(name=name, **values))
        return token

    def revoke(self, system: str) -> None:
        """Raises `NotFound`."""
        name = tidy_name(system)
        with self._engine.begin() as connection:
            done = connection.execute(
                update(SERVICE_ACCOUNTS).where(SERVICE_ACCOUNTS.c.name == name).values(active=False)
            )
        if done.rowcount == 0:
            raise NotFound(f"no system named {name} has a token")

    def all(self) -> tuple[Token, ...]:
        """Every system by name, those whose token was revoked too."""
        query = select(SERVICE_ACCOUNTS).order_by(SERVICE_ACCOUNTS.c.name)
        with self._engine.connect().execution_options(read_only=True) as connection:
            return tuple(
                Token(
                    system=row.name,
                    role=Role(row.role),
                    team=Pathway(row.team) if row.team else None,
                    agency=Agency(row.agency) if row.agency else None,
                    active=row.active,
                    created_at=row.created_at,
                    last_used_at=row.last_used_at,
                )
                for row in connection.execute(query)
            )

    def holder(self, token: str) -> Person | None:
        """The system whose token this is; None when it is nobody's, or was revoked."""
        query = select(SERVICE_ACCOUNTS).where(
            SERVICE_ACCOUNTS.c.token_hash == token_hash(token), SERVICE_ACCOUNTS.c.active
        )
        with self._engine.connect().execution_options(read_only=True) as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        now = self._clock.now()
        if row.last_used_at is None or now - row.last_used_at >= _USED_TO_WITHIN:
            self._keep_use(row.name, now)
        return Person(
            f"{SYSTEM}{row.name}",
            row.name,
            frozenset({Role(row.role)}),
            Pathway(row.team) if row.team else None,
            Agency(row.agency) if row.agency else None,
        )

    def _keep_use(self, name: str, now: datetime) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(SERVICE_ACCOUNTS).where(SERVICE_ACCOUNTS.c.name == name).values(last_used_at=now)
            )


def _check(name: str, role: Role, team: Pathway | None, agency: Agency | None) -> None:
    errors = []
    if not name or any(letter.isspace() for letter in name):
        errors.append(FieldError("system", "invalid", "The name of a system must have no spaces"))
    if role not in SYSTEM_ROLES:
        errors.append(FieldError("role", "invalid", "Choose a role that a system can have"))
    if (role is Role.TEAM_SYSTEM) != (team is not None):
        sentence = "The system of a team needs a team, and no other has one"
        errors.append(FieldError("team", "invalid", sentence))
    if (role is Role.AGENCY_SYSTEM) != (agency not in (None, Agency.REFERRER)):
        sentence = "The system of a partner agency needs an agency, and no other has one"
        errors.append(FieldError("agency", "invalid", sentence))
    if errors:
        raise Rejected(*errors)
