"""The load as processes of their own: one hands contacts in, one decides, and both start together."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, TypeVar

from mash_bench.moments import Moments

_Found = TypeVar("_Found")
_READY_SECONDS = 60.0
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class LoadPlan:
    contacts: Path
    """NDJSON, one contact a line."""
    rate: float | None
    """Contacts a second; None as fast as they are taken."""
    accepted_together: int
    """Contacts that share a transaction."""
    decided_together: int
    """Children whose decisions share a transaction, when so many wait."""


class Load:
    """Made by `load`; both processes wait until `begin`."""

    def __init__(self, plan: LoadPlan) -> None:
        self._begin, self._stop = _SPAWN.Event(), _SPAWN.Event()
        self._accepting, self._handed_in = _process(_accept, plan, self._begin)
        self._deciding, self._decided = _process(_decide, plan, self._begin, self._stop)

    def names(self) -> dict[int, str]:
        """The name of each process by its id."""
        numbers = {"accepting": self._accepting.pid, "deciding": self._deciding.pid}
        return {number: name for name, number in numbers.items() if number is not None}

    def wait_ready(self) -> None:
        """Blocks until both have loaded what they need. Raises `RuntimeError` when one ended instead."""
        for answers in (self._handed_in, self._decided):
            _answer(answers, _READY_SECONDS)

    def begin(self) -> None:
        self._begin.set()

    @property
    def all_handed_in(self) -> bool:
        return self._handed_in.poll()

    def handed_in(self) -> Moments:
        """When each child was handed in; blocks until all are."""
        moments: Moments = _answer(self._handed_in, None)
        return moments

    def decided(self) -> tuple[Moments, Moments]:
        """Stops the practitioner: when each child was seen at the desk, and when decided."""
        self._stop.set()
        seen, decided = _answer(self._decided, _READY_SECONDS)
        return seen, decided

    def end(self) -> None:
        for process in (self._accepting, self._deciding):
            process.terminate()
            process.join()


@contextmanager
def load(plan: LoadPlan) -> Iterator[Load]:
    under_way = Load(plan)
    try:
        yield under_way
    finally:
        under_way.end()


def _process(work: Callable[..., None], *arguments: Any) -> tuple[BaseProcess, Connection]:
    receiving, sending = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(target=work, args=(sending, *arguments), daemon=True)
    process.start()
    sending.close()
    return process, receiving


def _answer(answers: Connection, seconds: float | None) -> Any:
    if not answers.poll(seconds):
        raise RuntimeError("a process of the load does not answer")
    try:
        return answers.recv()
    except EOFError as error:
        raise RuntimeError("a process of the load ended early; its reason is above") from error


def _accept(answers: Connection, plan: LoadPlan, begin: Event) -> None:
    from mash_bench.accepting import hand_in

    answers.send(None)
    begin.wait()
    answers.send(hand_in(plan.contacts, rate=plan.rate, together=plan.accepted_together))


def _decide(answers: Connection, plan: LoadPlan, begin: Event, stop: Event) -> None:
    from mash_bench.deciding import decide_until

    answers.send(None)
    begin.wait()
    answers.send(decide_until(stop.is_set, together=plan.decided_together))
