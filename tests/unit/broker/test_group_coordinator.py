"""Groups in time: who is silent is removed without anybody asking, and unused groups are forgotten."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from mash_broker.committed_offsets import CommittedOffset, CommittedOffsets
from mash_broker.database import FILE_NAME, Database
from mash_broker.errors import ErrorCode, Refused
from mash_broker.group import GroupState
from mash_broker.group_coordinator import GroupCoordinator
from mash_broker.journal import Journal
from mash_broker.metrics import Metrics
from tests.builders.broker import a_joining

PLACE = ("mash.contacts", 0)


def with_groups(folder: Path, scene: Callable[[GroupCoordinator], Awaitable[None]]) -> None:
    async def play() -> None:
        database = Database(folder / FILE_NAME)
        journal = Journal(database, Metrics())
        running = asyncio.create_task(journal.run())
        groups = GroupCoordinator(CommittedOffsets(), journal, Metrics())
        await scene(groups)
        groups.close()
        journal.close()
        await running
        database.close()

    asyncio.run(play())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)


def test_a_silent_worker_is_removed_when_its_session_ends(tmp_path: Path) -> None:
    async def scene(groups: GroupCoordinator) -> None:
        joined = await groups.join("mash.triage", a_joining(session_timeout=6.0))
        await groups.sync("mash.triage", joined.member_id, None, joined.generation, {joined.member_id: b""})
        group = groups.describe("mash.triage")
        assert group is not None
        assert group.state is GroupState.STABLE

        await until(lambda: group.state is GroupState.EMPTY)

        with pytest.raises(Refused) as refused:
            groups.heartbeat("mash.triage", joined.member_id, None, joined.generation)
        assert refused.value.code is ErrorCode.UNKNOWN_MEMBER_ID

    with_groups(tmp_path, scene)


def test_unused_groups_are_forgotten_and_those_with_a_place_are_not(tmp_path: Path) -> None:
    async def scene(groups: GroupCoordinator) -> None:
        for name in ("passer-by", "mash.triage"):
            joined = await groups.join(name, a_joining())
            groups.leave(name, joined.member_id, None)
        await groups.commit("mash.triage", "", None, -1, {PLACE: CommittedOffset(7, -1, "")})
        assert groups.group_ids() == ["mash.triage", "passer-by"]

        forgetting = asyncio.create_task(groups.forget_unused(0.01))
        await until(lambda: groups.group_ids() == ["mash.triage"])
        forgetting.cancel()

    with_groups(tmp_path, scene)


def test_a_session_timeout_has_the_limits_of_kafka(tmp_path: Path) -> None:
    async def scene(groups: GroupCoordinator) -> None:
        for seconds in (5.9, 1800.1):
            with pytest.raises(Refused) as refused:
                await groups.join("mash.triage", a_joining(session_timeout=seconds))
            assert refused.value.code is ErrorCode.INVALID_SESSION_TIMEOUT

    with_groups(tmp_path, scene)


def test_a_commit_of_a_generation_that_is_gone_is_refused(tmp_path: Path) -> None:
    async def scene(groups: GroupCoordinator) -> None:
        with pytest.raises(Refused) as refused:
            await groups.commit("mash.triage", "somebody", None, 4, {PLACE: CommittedOffset(7, -1, "")})
        assert refused.value.code is ErrorCode.ILLEGAL_GENERATION
        assert not groups.offsets.of_group("mash.triage")

    with_groups(tmp_path, scene)
