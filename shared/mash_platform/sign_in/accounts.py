"""Local accounts of people.

accounts.add(sign_in_name="j.okafor", display_name="J Okafor", roles=[Role.PRACTITIONER], password="...")
"""

import hashlib
import secrets
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mash_contracts.vocabulary import PERSON_ROLES, Agency, Pathway, Role
from mash_platform.clock import Clock
from mash_platform.errors import FieldError, NotFound, Rejected
from mash_platform.sign_in.organisation import Admitted
from mash_platform.sign_in.passwords import Passwords, require_good_password
from mash_platform.sign_in.person import SYSTEM, Person
from mash_platform.sign_in.tables import ACCOUNTS, SESSIONS


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

    def of_organisation(self, admitted: Admitted) -> Account:
        """The account of somebody whom their organisation signed in, opened now or brought up to date.

        Raises `Rejected`: the account is closed here, its name is a local account's, or roles do not fit.
        """
        known = self._of_subject(admitted.subject)
        if known is not None and not known.active:
            raise Rejected(FieldError("", "closed", "Your account here is closed"))
        account = self._opened(
            NewAccount(
                admitted.sign_in_name,
                admitted.display_name,
                admitted.roles,
                admitted.team,
                admitted.agency,
            )
        )
        if known is None:
            return self._open_for_organisation(account, admitted.subject)
        account = replace(account, account_id=known.account_id, created_at=known.created_at)
        if account != known:
            self._keep(account)
        return account

    def _open_for_organisation(self, account: Account, subject: str) -> Account:
        # Nobody knows this password: the organisation is the only way in.
        password_hash = self._passwords.hash(secrets.token_urlsafe(32))
        row = _row(account) | {"password_hash": password_hash, "organisation_subject": subject}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(ACCOUNTS), row)
        except IntegrityError:
            sentence = (
                "There is already an account with your sign-in name that is not your organisation's. "
                "Ask whoever looks after accounts to close it or to give it another name"
            )
            raise Rejected(FieldError("", "name-taken", sentence)) from None
        return account

    def _of_subject(self, subject: str) -> Account | None:
        with self._reading() as connection:
            wanted = select(ACCOUNTS).where(ACCOUNTS.c.organisation_subject == subject)
            row = connection.execute(wanted).mappings().first()
        return account_of(row) if row is not None else None

    def _keep(self, account: Account) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(ACCOUNTS).where(ACCOUNTS.c.account_id == account.account_id), _row(account)
            )

    def names_of(self, account_ids: Collection[str]) -> dict[str, str]:
        """How colleagues know each of these; a partner system by the name that its token was made for."""
        with self._reading() as connection:
            rows = connection.execute(
                select(ACCOUNTS.c.account_id, ACCOUNTS.c.display_name).where(
                    ACCOUNTS.c.account_id.in_(account_ids)
                )
            )
            known = {row.account_id: row.display_name for row in rows}
        return {each: known.get(each, each.removeprefix(SYSTEM)) for each in account_ids}

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
    if not account.roles or not account.roles <= set(PERSON_ROLES):
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
