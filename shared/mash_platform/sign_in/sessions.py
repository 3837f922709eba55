"""Server-side sessions: a random id in a cookie, its hash in the database.

token = sessions.start(account)
sessions.resume(token)   # Resumed(account, live=True), or None when there is no such session
sessions.end(token)
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, delete, insert, select, update

from mash_platform.clock import Clock
from mash_platform.sign_in.accounts import Account, account_of, token_hash
from mash_platform.sign_in.tables import ACCOUNTS, SESSIONS

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# Each page would otherwise cost a durable write.
_SEEN_EVERY = timedelta(minutes=1)
# How long a session that timed out is still recognised, so that what was being written is not lost.
_REMEMBERED = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Resumed:
    """A known session: `live`, or timed out but still recognised as this account's."""

    account: Account
    live: bool


class Sessions:
    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def start(self, account: Account) -> str:
        """Begins a session and returns what goes into the cookie."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.started_at < now - LONGEST - _REMEMBERED))
            connection.execute(
                insert(SESSIONS).values(
                    session_hash=token_hash(token),
                    account_id=account.account_id,
                    started_at=now,
                    seen_at=now,
                )
            )
        return token

    def resume(self, token: str) -> Resumed | None:
        """The session behind a cookie; a live one counts as used now."""
        now = self._clock.now()
        with self._engine.connect().execution_options(read_only=True) as connection:
            row = (
                connection.execute(
                    select(SESSIONS.c.started_at, SESSIONS.c.seen_at, ACCOUNTS)
                    .join(ACCOUNTS, ACCOUNTS.c.account_id == SESSIONS.c.account_id)
                    .where(SESSIONS.c.session_hash == token_hash(token), ACCOUNTS.c.active)
                )
                .mappings()
                .first()
            )
        if row is None:
            return None
        live = now - row["seen_at"] < IDLE and now - row["started_at"] < LONGEST
        if live and now - row["seen_at"] >= _SEEN_EVERY:
            self._seen(token)
        return Resumed(account_of(row), live)

    def end(self, token: str) -> None:
        """Signs out; repeatable."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.session_hash == token_hash(token)))

    def _seen(self, token: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                update(SESSIONS)
                .where(SESSIONS.c.session_hash == token_hash(token))
                .values(seen_at=self._clock.now())
            )
