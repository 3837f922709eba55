"""Guessing is slowed down: after five wrong passwords a name has to wait, whether or not it exists.

Whatever else may be tried only so often is counted here too, under a name of its own. A name is kept only as
a keyed hash, and for as long as it counts: nobody reads who tried what, or from where.
"""

import hashlib
import hmac
import uuid
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, func, insert, select

from mash_platform.clock import Clock
from mash_platform.database import take_turns
from mash_platform.sign_in.accounts import tidy_name
from mash_platform.sign_in.tables import FAILED_SIGN_INS

FAILURES = 5
WINDOW = timedelta(minutes=15)


class Throttle:
    def __init__(self, engine: Engine, clock: Clock, key: bytes) -> None:
        self._engine = engine
        self._clock = clock
        self._key = key

    def attempt(self, sign_in_name: str, most: int = FAILURES) -> datetime | None:
        """Counts an attempt as failed until `succeeded` is called, so that many at once gain nothing.

        Up to `most` may be made within `WINDOW`. None when it may go ahead; else when the name may try again,
        and then nothing is counted.
        """
        now = self._clock.now()
        name_hash = self._hash(sign_in_name)
        with self._engine.begin() as connection:
            take_turns(connection, [name_hash])
            connection.execute(delete(FAILED_SIGN_INS).where(FAILED_SIGN_INS.c.failed_at <= now - WINDOW))
            failures = connection.scalars(
                select(FAILED_SIGN_INS.c.failed_at)
                .where(FAILED_SIGN_INS.c.name_hash == name_hash)
                .order_by(FAILED_SIGN_INS.c.failed_at.desc())
                .limit(most)
            ).all()
            if len(failures) == most:
                earliest: datetime = failures[-1]
                return earliest + WINDOW
            connection.execute(
                insert(FAILED_SIGN_INS).values(
                    attempt_id=str(uuid.uuid4()), name_hash=name_hash, failed_at=now
                )
            )
        return None

    def is_spent(self, sign_in_name: str) -> bool:
        """Whether the next attempt has to wait."""
        tried = select(func.count()).where(
            FAILED_SIGN_INS.c.name_hash == self._hash(sign_in_name),
            FAILED_SIGN_INS.c.failed_at > self._clock.now() - WINDOW,
        )
        with self._engine.connect() as connection:
            return connection.execute(tried).scalar_one() >= FAILURES

    def succeeded(self, sign_in_name: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                delete(FAILED_SIGN_INS).where(FAILED_SIGN_INS.c.name_hash == self._hash(sign_in_name))
            )

    def _hash(self, sign_in_name: str) -> str:
        return hmac.new(self._key, tidy_name(sign_in_name).encode(), hashlib.sha256).hexdigest()
