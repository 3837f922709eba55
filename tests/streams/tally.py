"""A small service for trying out streams: it tallies accepted referrals, and says of each what follows.

`python -m tests.streams.tally` runs its worker as a process. What its handler does besides comes from
`TALLY_TROUBLE` (see `Trouble`), so that a test can bring about any failure in a process of its own.
"""

import os
import signal
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field
from sqlalchemy import Column, Integer, MetaData, String, Table, insert
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from mash_contracts.envelope import Envelope
from mash_contracts.events import ReferralAccepted, StrategyDiscussionRequested, ThresholdDecided
from mash_contracts.topics import all_topics
from mash_platform.clock import SystemClock
from mash_platform.database import open_database
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import InvalidMessage, Unavailable
from mash_platform.identifiers import RandomIdentifiers
from mash_platform.settings import ServiceSettings
from mash_platform.streams.agent import Agent
from mash_platform.streams.subscription import BrakeLimits, Subscription
from mash_platform.streams.worker import Patience, Worker

metadata = MetaData()
effects = Table(
    "effects",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("event_id", String(64), nullable=False),
    Column("reference", String(32), nullable=False),
    Column("case_id", String(32), nullable=False),
)


class Trouble(StrEnum):
    """What the handler does when it meets the case `TALLY_CASE`."""

    NONE = "none"
    RAISE = "raise"
    DIE_BEFORE_COMMIT = "die-before-commit"
    DIE_AFTER_COMMIT = "die-after-commit"
    SET_ASIDE = "set-aside"
    UNAVAILABLE_WHILE_FILE = "unavailable-while-file"
    SLOW = "slow"
    HANG = "hang"
    DROP_PARTITION = "drop-partition"
    """What arrives on partition 0 never reaches the handler."""


class TallySettings(ServiceSettings):
    service: ClassVar[str] = "tally"

    trouble: Trouble = Trouble.NONE
    case: str = Field(default="", description="the case that makes the trouble; empty: every case")
    brake_in_a_row: int = 20
    patience: float = 60.0
    busy_timeout_ms: int = 10_000


def open_delivery(data: Path, busy_timeout_ms: int = 10_000) -> Delivery:
    engine = open_database(f"sqlite:///{data / 'tally.db'}")
    listen(engine, "connect", lambda db, _: db.execute(f"PRAGMA busy_timeout={busy_timeout_ms}"))
    delivery = Delivery.over(
        service="tally",
        engine=engine,
        metadata=metadata,
        clock=SystemClock(),
        identifiers=RandomIdentifiers(),
    )
    metadata.create_all(engine)
    return delivery


class Tally:
    def __init__(self, settings: TallySettings) -> None:
        self._settings = settings

    def accepted(self, transaction: Transaction, envelope: Envelope[Any]) -> None:
        event: ReferralAccepted = envelope.data
        transaction.session.execute(
            insert(effects),
            {"event_id": envelope.event_id, "reference": event.reference, "case_id": event.case_id},
        )
        transaction.publish(
            StrategyDiscussionRequested(
                reference=event.reference,
                contact_reference=event.reference.rpartition("-")[0],
                requested_at=event.accepted_at,
                hold_by=event.accepted_at,
                reasons=(event.case_id,),
                policy_edition="2026-01-01",
            )
        )
        if self._settings.case in ("", event.case_id):
            self._make_trouble(transaction)

    def decided(self, transaction: Transaction, envelope: Envelope[Any]) -> None:
        transaction.session.execute(
            insert(effects),
            {"event_id": envelope.event_id, "reference": envelope.reference, "case_id": "decided"},
        )

    def _make_trouble(self, transaction: Transaction) -> None:
        match self._settings.trouble:
            case Trouble.RAISE:
                raise LookupError("Canary Carmichael, 12 Canary Street")
            case Trouble.DIE_BEFORE_COMMIT:
                os._exit(9)
            case Trouble.DIE_AFTER_COMMIT:
                listen(transaction.session, "after_commit", _die_when_all_is_committed)
            case Trouble.SET_ASIDE:
                raise InvalidMessage("not-for-us", "the case is not one of ours")
            case Trouble.UNAVAILABLE_WHILE_FILE if (self._settings.data / "unavailable").exists():
                raise Unavailable("another service is down")
            case Trouble.SLOW:
                time.sleep(0.05)
            case Trouble.HANG:
                (self._settings.data / "hanging").touch()
                time.sleep(3600)
            case _:
                pass


def _die_when_all_is_committed(session: Session) -> None:
    if not session.in_nested_transaction():
        os.kill(os.getpid(), signal.SIGKILL)


def _drop_partition_nought() -> None:
    received = Agent._receive

    async def without_it(agent: Agent, stream: Any) -> None:
        class Rest:
            async def events(self) -> Any:
                async for event in stream.events():
                    if event.message.partition != 0:
                        yield event

        await received(agent, Rest())

    Agent._receive = without_it  # type: ignore[method-assign, assignment]


def main() -> int:
    settings = TallySettings()
    if settings.trouble is Trouble.DROP_PARTITION:
        _drop_partition_nought()
    tally = Tally(settings)
    brake = BrakeLimits(in_a_row=settings.brake_in_a_row)
    answers = Subscription((all_topics()["mash.routing"],), {ReferralAccepted: tally.accepted}, brake)
    decisions = Subscription((all_topics()["mash.triage"],), {ThresholdDecided: tally.decided}, brake)
    worker = Worker(
        "tally",
        open_delivery(settings.data, settings.busy_timeout_ms),
        [answers, decisions],
        settings,
        patience=Patience(without_progress=settings.patience, look_every=0.5),
    )
    return worker.run()


if __name__ == "__main__":
    sys.exit(main())
