"""Opening sign-in for a process.

with open_sign_in(settings) as sign_in:
    app = create_web_app([web_part], sign_in=sign_in, clock=clock)
"""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, Self

from sqlalchemy import Engine

from mash_contracts.vocabulary import Role
from mash_platform.audit.trail import Act, Action, AuditTrail
from mash_platform.clock import Clock, SystemClock
from mash_platform.database import open_database
from mash_platform.errors import FieldError, NotFound, Rejected
from mash_platform.migrating.schema import Schema
from mash_platform.need_to_know.restrictions import Restrictions
from mash_platform.settings import database_url
from mash_platform.sign_in.accounts import Account, Accounts
from mash_platform.sign_in.organisation import Organisation, named_organisation
from mash_platform.sign_in.passwords import Passwords
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.secret import key_for, load_secret
from mash_platform.sign_in.sessions import Sessions
from mash_platform.sign_in.tables import METADATA
from mash_platform.sign_in.throttle import Throttle
from mash_platform.sign_in.tickets import Tickets
from mash_platform.sign_in.tokens import Tokens

UNKNOWN_NAME = "a sign-in name that nobody has"
"""In the trail, instead of an account: somebody tried to sign in under a name that nobody has."""

SCHEMA = Schema("accounts", METADATA, Path(__file__).parent / "migrations")


class HasData(Protocol):
    @property
    def data(self) -> Path: ...


class SignIn:
    """Everything a process needs to know who someone is, and to keep what they did.

    Close it (or use `with`) when the process ends.
    """

    def __init__(
        self, engine: Engine, secret: bytes, clock: Clock, organisation: Organisation | None = None
    ) -> None:
        self._engine = engine
        self._secret = secret
        self.clock = clock
        self.organisation = organisation
        self.accounts = Accounts(engine, Passwords(), clock)
        self.sessions = Sessions(engine, clock)
        self.throttle = Throttle(engine, clock, key_for(secret, "throttle"))
        self.tickets = Tickets(key_for(secret, "ticket"), clock)
        self.tokens = Tokens(engine, clock)
        self.trail = AuditTrail(engine, clock)
        self.restrictions = Restrictions(engine, clock)

    def key(self, purpose: str) -> bytes:
        """A signing key for one purpose of a service's own, such as a cookie."""
        return key_for(self._secret, purpose)

    def start_session(self, sign_in_name: str, password: str) -> tuple[Account, str]:
        """Signs someone in: the account and what goes into the cookie. Takes as long for an unknown name.

        Raises `Rejected`, which never tells whether the name or the password was wrong.
        """
        account = self._checked(
            sign_in_name,
            password,
            FieldError("sign_in_name", "not-recognised", "The sign-in name or the password is not right"),
        )
        return account, self._begin(account, "password")

    def start_session_from(
        self, organisation: Organisation, claims: Mapping[str, Any]
    ) -> tuple[Account, str]:
        """Signs in somebody whom their organisation has signed in: as `start_session`.

        Their first time opens an account; name and roles follow the organisation. Raises `Rejected`.
        """
        account = self.accounts.of_organisation(organisation.admitted(claims))
        return account, self._begin(account, "organisation")

    def _begin(self, account: Account, way: str) -> str:
        self.trail.write(Act(account.account_id, account.roles, Action.SIGN_IN, "POST /sign-in", way))
        return self.sessions.start(account)

    def change_password(self, person: Person, current: str, new: str) -> str:
        """Sets a person's own new password, ends all their sessions, and returns the cookie of a new one.

        Raises `Rejected`.
        """
        name = self.accounts.with_id(person.account_id).sign_in_name
        self._checked(
            name,
            current,
            FieldError("current_password", "not-recognised", "Your current password is not right"),
        )
        return self.sessions.start(self.accounts.set_password(name, new))

    def _checked(self, sign_in_name: str, password: str, wrong: FieldError) -> Account:
        until = self.throttle.attempt(sign_in_name)
        if until is not None:
            minutes = math.ceil((until - self.clock.now()) / timedelta(minutes=1))
            wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
            sentence = f"Too many wrong attempts. Try again in {wait}"
            raise Rejected(FieldError(wrong.field, "too-many-attempts", sentence))
        account = self.accounts.with_password(sign_in_name, password)
        if account is None:
            if self.throttle.is_spent(sign_in_name):
                self._keep_lock_out(sign_in_name)
            raise Rejected(wrong)
        self.throttle.succeeded(sign_in_name)
        return account

    def _keep_lock_out(self, sign_in_name: str) -> None:
        """The trail tells of it; of a name that nobody has too, so that the answer takes as long."""
        try:
            account = self.accounts.named(sign_in_name)
            whose = (account.account_id, account.roles)
        except NotFound:
            whose = (UNKNOWN_NAME, frozenset[Role]())
        self.trail.write(Act(*whose, Action.LOCKED_OUT, "POST /sign-in", "password"))

    def locked_out_before(self, account: Account) -> datetime | None:
        """When somebody who has just signed in was locked out since the time before; None: they were not."""
        kinds = (Action.SIGN_IN, Action.LOCKED_OUT)
        entries = self.trail.latest(account_id=account.account_id, actions=kinds, limit=2)
        before = entries[-1]
        return before.at if before.act.action is Action.LOCKED_OUT else None

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_sign_in(settings: HasData, clock: Clock | None = None) -> SignIn:
    """Opens (and at first creates) the accounts database and the installation's secret under `settings.data`.

    With `MASH_ORGANISATION` people may also sign in through the organisation that this file speaks of.
    Repeatable, also from several processes at once. Raises `OrganisationUnclear`.
    """
    secret = load_secret(settings.data)
    organisation = named_organisation()
    engine = open_database(database_url("accounts", settings.data))
    SCHEMA.bring_up(engine)
    return SignIn(engine, secret, clock or SystemClock(), organisation)
