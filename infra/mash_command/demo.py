"""`mash demo`: three case studies travel the whole way through a running system.

The cases are those of the Durham Safeguarding Children Partnership's annual report 2020/21, written as
contacts under `examples/`: a thirteen-year-old at high risk of exploitation, an anonymous worry about
neglect, and a family in and out of early help behind which lay coercive control.
"""

import json
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import httpx

from mash_command.client import client_as, is_running
from mash_command.processes import ProcessPlan, Supervised
from mash_command.settings import MachineSettings
from mash_command.system_file import take_over
from mash_command.waiting import Answer, TooLate, wait_for

_PRACTITIONER = "practitioner"
_RATIONALE = "Demonstration: the recommendation and its reasons were read, and are agreed with."


_STOPS_WITHIN_SECONDS = 45.0


@dataclass(frozen=True, slots=True)
class Case:
    """One case study: its file name and what it is about."""

    name: str
    title: str


CASES = (
    Case("exploitation", "A thirteen-year-old at high risk of sexual exploitation"),
    Case("neglect", "An anonymous caller worried about a neglected six-year-old"),
    Case("coercive-control", "A family in and out of early help, and control at home behind it"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case. `recommended` and `routed` are pathways; `seconds` is sending to worklist."""

    case: str
    title: str
    reference: str
    records: list[str]
    level: str
    rag: str
    legal_basis: str
    recommended: list[str]
    decided: list[str]
    decided_by: str
    routed: list[str]
    reasons: list[str]
    seconds: float


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects instead of text.")
@click.option("--timeout", default=120.0, show_default=True, help="Seconds to wait for each step of a case.")
def command(as_json: bool, timeout: float) -> None:
    """Send three case studies through the system and show where they land.

    Uses the running system, or starts one for as long as it takes. Exit code 1 if any case did not arrive.
    """
    settings = MachineSettings()
    outcomes, lost = [], []
    with _running(settings, timeout), client_as(_PRACTITIONER, settings) as client:
        for case in CASES:
            try:
                outcomes.append(_Journey(client, case, timeout).travel())
            except (TooLate, httpx.HTTPStatusError) as error:
                lost.append(case)
                click.echo(f"{case.title}: {_sentence(error)}", err=True)
                continue
            if not as_json:
                click.echo(_described(outcomes[-1]))
    if as_json:
        click.echo(json.dumps([asdict(outcome) for outcome in outcomes], indent=2))
    sys.exit(1 if lost else 0)


class _Journey:
    """One case on its way: handed in, assessed, decided, on the worklists. Each step may be repeated."""

    def __init__(self, client: httpx.Client, case: Case, timeout: float) -> None:
        self._client = client
        self._case = case
        self._timeout = timeout

    def travel(self) -> Outcome:
        """Raises `TooLate` when a step does not happen, `HTTPStatusError` when one is refused."""
        started = time.monotonic()
        accepted = self._hand_in()
        records = [str(reference) for reference in accepted["records"]]
        assessed = {reference: self._wait_assessed(reference) for reference in records}
        for reference, record in assessed.items():
            self._decide(reference, record["recommendation"])
        arrived = [self._wait_routed(reference) for reference in records]
        return self._outcome(str(accepted["reference"]), arrived, time.monotonic() - started)

    def _hand_in(self) -> dict[str, Any]:
        contact = example(self._case.name)
        # One key a journey: however often it is sent while the system restarts, it is one contact.
        headers = {"idempotency-key": f"demo-{uuid.uuid4()}", "content-type": "application/json"}
        return self._until(
            "The contact being accepted",
            lambda: self._json(self._client.post("/api/v1/contacts", content=contact, headers=headers)),
        )

    def _wait_assessed(self, reference: str) -> dict[str, Any]:
        return self._until(
            f"The recommendation for {reference}",
            lambda: self._found(self._client.get(f"/api/v1/triage/records/{reference}")),
        )

    def _record(self, reference: str) -> dict[str, Any]:
        return self._json(self._client.get(f"/api/v1/triage/records/{reference}"))

    def _decide(self, reference: str, recommendation: dict[str, Any]) -> None:
        decision = {
            "level": recommendation["level"],
            "rag": recommendation["rag"],
            "legal_basis": recommendation["legal_basis"],
            "pathways": recommendation["pathways"],
            "rationale": _RATIONALE,
        }

        def decide_once() -> bool | None:
            if self._record(reference)["state"] != "decided":
                self._client.post(f"/api/v1/decisions/{reference}", json=decision).raise_for_status()
            return True

        self._until(f"The decision on {reference}", decide_once)

    def _wait_routed(self, reference: str) -> tuple[dict[str, Any], set[str]]:
        """The decided record and the pathways of its cases, once every decided pathway has one."""

        def look() -> tuple[dict[str, Any], set[str]] | None:
            record = self._record(reference)
            answer = self._client.get("/api/v1/cases", params={"reference": reference})
            cases = [case for case in answer.raise_for_status().json() if case["purpose"] == "referral"]
            held = {str(case["pathway"]) for case in cases}
            return (record, held) if held >= set(record["decision"]["pathways"]) else None

        return self._until(f"{reference} reaching its teams", look)

    def _outcome(
        self, reference: str, arrived: list[tuple[dict[str, Any], set[str]]], seconds: float
    ) -> Outcome:
        first = arrived[0][0]
        findings = [finding for record, _ in arrived for finding in record["recommendation"]["findings"]]
        return Outcome(
            case=self._case.name,
            title=self._case.title,
            reference=reference,
            records=[record["reference"] for record, _ in arrived],
            level=first["recommendation"]["level"],
            rag=first["recommendation"]["rag"],
            legal_basis=first["recommendation"]["legal_basis"],
            recommended=_merged(record["recommendation"]["pathways"] for record, _ in arrived),
            decided=_merged(record["decision"]["pathways"] for record, _ in arrived),
            decided_by=first["decision"]["decided_by_name"],
            routed=_merged(held for _, held in arrived),
            reasons=list(dict.fromkeys(f"{finding['code']}: {finding['sentence']}" for finding in findings)),
            seconds=round(seconds, 2),
        )

    def _until(self, what: str, look: Callable[[], Answer | None]) -> Answer:
        return wait_for(what, look, seconds=self._timeout)

    @staticmethod
    def _json(answer: httpx.Response) -> dict[str, Any]:
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body

    @classmethod
    def _found(cls, answer: httpx.Response) -> dict[str, Any] | None:
        return None if answer.status_code == httpx.codes.NOT_FOUND else cls._json(answer)


def _merged(pathways: Iterable[Iterable[str]]) -> list[str]:
    return sorted({pathway for several in pathways for pathway in several})


def example(name: str) -> bytes:
    """A case study as a contact, from the project's folder; an installed package has none."""
    return (Path(__file__).parents[2] / "examples" / f"{name}.json").read_bytes()


@contextmanager
def _running(settings: MachineSettings, timeout: float) -> Iterator[None]:
    """The running system, or one started here and stopped afterwards."""
    if is_running(settings):
        yield
        return
    settings.data.mkdir(parents=True, exist_ok=True)
    click.echo("No system is running here: starting one", err=True)
    up_command = [sys.executable, "-m", "mash_command", "up"]
    plan = ProcessPlan("up", up_command, {}, stop_seconds=_STOPS_WITHIN_SECONDS)
    log = settings.data / "log"
    log.mkdir(exist_ok=True)
    up = Supervised.start(plan, log)
    try:
        wait_for(
            "The system starting", lambda: is_running(settings) or up.has_ended() or None, seconds=timeout
        )
        if up.has_ended():
            raise click.ClickException(f"The system did not start. Why is in {up.log}")
        take_over([settings.data])
        yield
    finally:
        up.ask_to_stop()
        up.wait_stopped()


def _described(outcome: Outcome) -> str:
    judged = f"level {outcome.level}, {outcome.rag}, {outcome.legal_basis}"
    lines = [
        f"\n{outcome.title}",
        f"  Reference    {outcome.reference}",
        f"  Recommended  {', '.join(outcome.recommended)}  ({judged})",
        *(f"               - {reason}" for reason in outcome.reasons),
        f"  Decided      {', '.join(outcome.decided)}  by {outcome.decided_by}",
        f"  Reached      {', '.join(outcome.routed)}  in {outcome.seconds:.1f} seconds",
    ]
    return "\n".join(lines)


def _sentence(error: TooLate | httpx.HTTPStatusError) -> str:
    if isinstance(error, TooLate):
        return str(error)
    return (
        f"refused with {error.response.status_code} at {error.request.url.path}: {error.response.text[:500]}"
    )
