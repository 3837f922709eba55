"""Local accounts and service accounts.

accounts.add(sign_in_name="j.okafor", display_name="J Okafor", roles=[Role.PRACTITIONER], password="...")
token = accounts.new_service_token("police-gateway")   # shown once, kept only as a hash
"""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mash_contracts.vocabulary import Agency, Pathway, Role
from mash_platform.clock import Clock
from mash_platform.database import take_turns
from mash_platform.errors import FieldError, NotFound, Rejected
from mash_platform.sign_in.passwords import Passwords, require_good_password
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.tables import ACCOUNTS, SERVICE_ACCOUNTS, SESSIONS

# Lets people and scanners recognise a token that has strayed.
_PREFIX = "mash_"


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account, without its password."""

    account_id: str
    sign_in_name: str
    display_name: str
    roles: frozenset[Role]
    team: Pathway | None
    agency: Agency | None
    active: bool
    created_at: datetime

    def person(self) -> Person:
        return Person(self.account_id, self.display_name, self.roles, self.team, self.agency)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that is to be opened."""

    sign_in_name: str
    display_name: str
    roles: frozenset[Role]
    team: Pathway | None = None
    agency: Agency | None = None


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A partner system that signs in with a token."""

    name: str
    active: bool
    created_at: datetime


class Accounts:
    """Every method is one transaction, and blocks for the database; those with a password hash it too."""

    def __init__(self, engine: Engine, passwords: Passwords, clock: Clock) -> None:
        self._engine = engine
        self._passwords = passwords
        self._clock = clock

    def add(
        self,
        *,
        sign_in_name: str,
        display_name: str,
        roles: Iterable[Role],
        password: str,
        team: Pathway | None = None,
        agency: Agency | None = None,
    ) -> Account:
        """Raises `Rejected`: name taken, password too weak, or team or agency do not fit the roles."""
        new = NewAccount(sign_in_name, display_name, frozenset(roles), team, agency)
        return self.add_all([new], password)[0]

    def add_all(self, new: Iterable[NewAccount], password: str) -> list[Account]:
        """Opens several accounts with one password, all or none. Raises `Rejected` as `add` does."""
        accounts = [self._opened(each) for each in new]
        require_good_password(password, field="password")
        rows = [_row(account) | {"password_hash": self._passwords.hash(password)} for account in accounts]
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(ACCOUNTS), rows)
        except IntegrityError:
            raise Rejected(
                FieldError("sign_in_name", "taken", "There is already an account with this sign-in name")
            ) from None
        return accounts

    def all(self) -> list[Account]:
        """Every account by sign-in name, closed ones too."""
        with self._reading() as connection:
            rows = connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.sign_in_name)).mappings()
            return [account_of(row) for row in rows]

    def named(self, sign_in_name: str) -> Account:
        """Raises `NotFound`."""
        found = self._find(sign_in_name)
        if found is None:
            raise NotFound(f"no account named {tidy_name(sign_in_name)}")
        return account_of(found)

    def with_id(self, account_id: str) -> Account:
        """Raises `NotFound`."""
        with self._reading() as connection:
            row = (
                connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.account_id == account_id))
                .mappings()
                .first()
            )
        if row is None:
            raise NotFound("no such account")
        return account_of(row)

    def with_password(self, sign_in_name: str, password: str) -> Account | None:
        """The open account that this name and password belong to. Takes as long when there is none."""
        found = self._find(sign_in_name)
        kept = found["password_hash"] if found is not None and found["active"] else None
        if not self._passwords.matches(kept, password) or found is None:
            return None
        return account_of(found)

    def set_password(self, sign_in_name: str, password: str) -> Account:
        """Sets a new password and signs the account out everywhere. Raises `Rejected`, `NotFound`."""
        require_good_password(password)
        account = self.named(sign_in_name)
        password_hash = self._passwords.hash(password)
        self._change(account, password_hash=password_hash)
        return account

    def disable(self, sign_in_name: str) -> Account:
        """Closes an account and signs it out everywhere; its name stays on what it did. Raises `NotFound`."""
        account = self.named(sign_in_name)
        self._change(account, active=False)
        return self.named(sign_in_name)

    def new_service_token(self, name: str) -> str:
        """A new token for a partner system; an older one of the same system stops working at once."""
        tidy = tidy_name(name)
        token = _PREFIX + secrets.token_urlsafe(32)
        values = {"token_hash": token_hash(token), "active": True, "created_at": self._clock.now()}
        with self._engine.begin() as connection:
            take_turns(connection, [tidy])
            known = connection.execute(
                update(SERVICE_ACCOUNTS).where(SERVICE_ACCOUNTS.c.name == tidy).values(**values)
            )
            if known.rowcount == 0:
                connection.execute(insert(SERVICE_ACCOUNTS).values(name=tidy, **values))
        return token

    def disable_service(self, name: str) -> None:
        """Raises `NotFound`."""
        with self._engine.begin() as connection:
            done = connection.execute(
                update(SERVICE_ACCOUNTS)
                .where(SERVICE_ACCOUNTS.c.name == tidy_name(name))
                .values(active=False)
            )
        if done.rowcount == 0:
            raise NotFound(f"no service account named {tidy_name(name)}")

    def services(self) -> list[ServiceAccount]:
        with self._reading() as connection:
            rows = connection.execute(select(SERVICE_ACCOUNTS).order_by(SERVICE_ACCOUNTS.c.name)).mappings()
            return [ServiceAccount(row["name"], row["active"], row["created_at"]) for row in rows]

    def service_with_token(self, token: str) -> Person | None:
        """The partner system whose token this is."""
        with self._reading() as connection:
            row = connection.execute(
                select(SERVICE_ACCOUNTS.c.name).where(
                    SERVICE_ACCOUNTS.c.token_hash == token_hash(token), SERVICE_ACCOUNTS.c.active
                )
            ).first()
        if row is None:
            return None
        return Person(f"service:{row.name}", row.name, frozenset({Role.SERVICE}))

    def _opened(self, new: NewAccount) -> Account:
        account = Account(
            account_id=str(uuid.uuid4()),
            sign_in_name=tidy_name(new.sign_in_name),
            display_name=" ".join(new.display_name.split()),
            roles=new.roles,
            team=new.team,
            agency=new.agency,
            active=True,
            created_at=self._clock.now(),
        )
        _check(account)
        return account

    def _find(self, sign_in_name: str) -> RowMapping | None:
        with self._reading() as connection:
            return (
                connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.sign_in_name == tidy_name(sign_in_name)))
                .mappings()
                .first()
            )

    def _change(self, account: Account, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(ACCOUNTS).where(ACCOUNTS.c.account_id == account.account_id).values(**values)
            )
            connection.execute(delete(SESSIONS).where(SESSIONS.c.account_id == account.account_id))

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)


def tidy_name(name: str) -> str:
    """Names are compared without regard to case or outer spaces: people type them on telephones."""
    # No database but SQLite takes a zero character.
    return name.replace("\0", "").strip().lower()


def token_hash(token: str) -> str:
    """Tokens are 256 random bits, so a plain hash is enough at rest."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check(account: Account) -> None:
    errors = []
    if not account.sign_in_name or any(letter.isspace() for letter in account.sign_in_name):
        errors.append(FieldError("sign_in_name", "invalid", "Sign-in name must have no spaces"))
    if not account.display_name:
        errors.append(FieldError("display_name", "missing", "Enter the name that colleagues will see"))
    if not account.roles or Role.SERVICE in account.roles:
        errors.append(FieldError("roles", "invalid", "Choose at least one role that a person can have"))
    if (Role.TEAM_MEMBER in account.roles) != (account.team is not None):
        errors.append(FieldError("team", "invalid", "A team member needs a team, and nobody else has one"))
    if (Role.AGENCY_MEMBER in account.roles) != (account.agency not in (None, Agency.REFERRER)):
        sentence = "A member of a partner agency needs an agency, and nobody else has one"
        errors.append(FieldError("agency", "invalid", sentence))
    if errors:
        raise Rejected(*errors)


def _row(account: Account) -> dict[str, Any]:
    return {
        "account_id": account.account_id,
        "sign_in_name": account.sign_in_name,
        "display_name": account.display_name,
        "roles": sorted(account.roles),
        "team": account.team,
        "agency": account.agency,
        "active": account.active,
        "created_at": account.created_at,
    }


def account_of(row: RowMapping) -> Account:
    return Account(
        account_id=row["account_id"],
        sign_in_name=row["sign_in_name"],
        display_name=row["display_name"],
        roles=frozenset(Role(role) for role in row["roles"]),
        team=Pathway(row["team"]) if row["team"] else None,
        agency=Agency(row["agency"]) if row["agency"] else None,
        active=row["active"],
        created_at=row["created_at"],
    )
