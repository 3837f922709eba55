"""Referrers who hand in a synthetic county's contacts and a practitioner who decides, through every fault."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import httpx

from mash_command.client import client_as
from mash_command.settings import MachineSettings
from mash_command.submit import hand_in
from mash_simulation.contacts import SimulatedContact, simulate
from mash_simulation.figures import published_year
from tests.broker_process import wait_until

_YEAR = 2021
_AT_ONCE = 4
_PAUSE_SECONDS = 0.1
_RATIONALE = "Fault suite: the recommendation and its reasons were read, and are agreed with."


class Referrers:
    """Hand in contacts, try again until each is accepted, and know which children are in the hub's hands."""

    def __init__(self, settings: MachineSettings, seed: int) -> None:
        self._settings = settings
        self._seed = seed
        self._county = simulate(
            published_year(_YEAR), seed=seed, handed_in_on=datetime.now(UTC).date(), referrals=60_000
        )
        self._number = 0
        self._lock = threading.Lock()
        self._hand_in_more: Callable[[int], None] | None = None
        self.records: set[str] = set()
        """The reference of every child's record that was accepted."""

    @contextmanager
    def handing_in(self, contacts: int) -> Iterator[None]:
        """Hands in so many contacts while the block runs, and waits for the last one at its end.

        A fault may last longer than they do: whoever waits for children brings the contacts for them.
        """
        with client_as("referrer", self._settings) as client, ThreadPoolExecutor(_AT_ONCE) as pool:
            handed_in: list[Future[None]] = []

            def hand_in_more(further: int) -> None:
                for contact in islice(self._county, further):
                    self._number += 1
                    handed_in.append(pool.submit(self._hand_in, client, contact, self._number))

            hand_in_more(contacts)
            self._hand_in_more = hand_in_more
            try:
                yield
            finally:
                self._hand_in_more = None
            for each in handed_in:
                each.result()

    def _hand_in(self, client: httpx.Client, contact: SimulatedContact, number: int) -> None:
        time.sleep(_PAUSE_SECONDS)
        body = contact.submission.model_dump_json(exclude_defaults=True).encode()
        answer = hand_in(client, body, f"faults-{self._seed}-{number}")
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            return  # Some of the county's untidiness is refused, which is an answer too.
        records = answer.raise_for_status().json()["records"]
        with self._lock:
            self.records.update(records)

    def wait_for(self, more: int) -> None:
        """Returns once so many more children were accepted, while as many contacts again are handed in."""
        assert self._hand_in_more is not None, "nobody hands in anything"
        self._hand_in_more(2 * more)
        until = len(self.records) + more
        wait_until(lambda: len(self.records) >= until, seconds=60, what=f"{until} children accepted")


class Practitioner:
    """Agrees with whatever waits at the desk, as fast as the desk answers, until the end of the block."""

    def __init__(self, settings: MachineSettings) -> None:
        self._settings = settings
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="practitioner", daemon=True)
        self.failure: Exception | None = None

    def __enter__(self) -> "Practitioner":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(30)

    def _work(self) -> None:
        try:
            with client_as("practitioner", self._settings) as client:
                while not self._stopping.wait(0.1):
                    self._clear_the_desk(client)
        except Exception as error:  # noqa: BLE001 - the test that waits for a decision fails with it
            self.failure = error

    def _clear_the_desk(self, client: httpx.Client) -> None:
        try:
            for line in _answer(client.get("/api/v1/triage/records"))["records"]:
                self._decide(client, line["reference"])
        except (httpx.TransportError, _Later):
            return

    def _decide(self, client: httpx.Client, reference: str) -> None:
        record = _answer(client.get(f"/api/v1/triage/records/{reference}"))
        told = record["recommendation"]
        decision = {name: told[name] for name in ("level", "rag", "legal_basis", "pathways")}
        given = {**decision, "version": record["version"], "rationale": _RATIONALE}
        _answer(client.post(f"/api/v1/decisions/{reference}", json=given))


class _Later(Exception):
    """The desk cannot answer now, or somebody was quicker."""


def _answer(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_server_error or answer.status_code == httpx.codes.CONFLICT:
        raise _Later
    found: dict[str, Any] = answer.raise_for_status().json()
    return found
