"""`mash up`: the broker, the workers and the pages on one machine, in one terminal."""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import click
import httpx

from mash_command.machine import hold_folder, require_free_ports, use_folder
from mash_command.processes import Supervised
from mash_command.settings import MachineSettings
from mash_platform.errors import Unavailable
from mash_platform.sign_in.service import open_sign_in
from mash_platform.sign_in.starting import StartingAccounts, starting_accounts
from mash_platform.streams import topics_admin

_READY_SECONDS = 60.0
_LOOK_SECONDS = 0.1


@click.command()
def command() -> None:
    """Start everything on this machine, in one terminal.

    Data lives in one folder (MASH_DATA, default ./var) and survives restarts. Ctrl-C stops every process.
    """
    settings = MachineSettings()
    folder = use_folder(settings.data)
    settings = settings.model_copy(update={"data": folder})
    with hold_folder(folder):
        require_free_ports(settings.host, settings.ports())
        Supervisor(settings, click.echo).run()


class Supervisor:
    """Starts the processes in order, restarts what ends, stops all when told to or the terminal is closed."""

    def __init__(self, settings: MachineSettings, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._to_terminal = say
        self._stopping = False
        self._processes: list[Supervised] = []

    def run(self) -> None:
        """Blocks until asked to stop. Raises `ClickException` when the system does not become ready."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._on_signal)
        started = time.monotonic()
        logs = self._settings.data / "log"
        logs.mkdir(exist_ok=True)
        self._say(f"Starting on {self._settings.data}")
        with open_sign_in(self._settings) as sign_in:
            starting = starting_accounts(sign_in, self._settings.data)
        try:
            self._processes = [Supervised.start(plan, logs) for plan in self._settings.plans()]
            self._wait_ready("broker")
            if not self._stopping:
                self._make_topics()
            self._wait_ready(*self._settings.metrics_ports())
            if not self._stopping:
                self._welcome(time.monotonic() - started, starting)
            while not self._stopping:
                self._tend()
        finally:
            self._stop()

    def _make_topics(self) -> None:
        try:
            topics_admin.apply(self._settings.broker)
        except Unavailable as error:
            raise click.ClickException(
                f"The topics could not be made: {error}. The reasons are in {self._settings.data / 'log'}."
            ) from error

    def _say(self, sentence: str) -> None:
        # The terminal may be gone, which must not keep the processes from being stopped in order.
        with suppress(OSError):
            self._to_terminal(sentence)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _tend(self) -> None:
        for supervised in self._processes:
            supervised.tend(self._say)
        time.sleep(_LOOK_SECONDS)

    def _wait_ready(self, *names: str) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        waiting = {name: self._settings.metrics_ports()[name] for name in names}
        with httpx.Client(timeout=1.0, trust_env=False) as client:
            while waiting and not self._stopping:
                for name, port in list(waiting.items()):
                    if _works(client, port):
                        del waiting[name]
                if time.monotonic() > deadline:
                    raise click.ClickException(
                        f"Not ready after {_READY_SECONDS:.0f} seconds: {', '.join(waiting)}. "
                        f"The reasons are in {self._settings.data / 'log'}."
                    )
                self._tend()

    def _welcome(self, seconds: float, starting: StartingAccounts) -> None:
        settings = self._settings
        self._say(f"Ready in {seconds:.1f} seconds.\n")
        self._say(f"  Open     {settings.address}")
        self._say(f"  Sign in  {starting.sentence}")
        self._say(f"  Kafka    {settings.broker}   (any Kafka client)")
        self._say(f"  Logs     {settings.data / 'log'}")
        self._say("\nCtrl-C stops everything; the data stays.")

    def _stop(self) -> None:
        """Pages first, so that nothing new is accepted; the broker last, so that workers can finish."""
        self._say("\nStopping")
        broker, others = self._processes[:1], self._processes[1:]
        killed = []
        for group in (others, broker):
            for supervised in reversed(group):
                supervised.ask_to_stop()
            killed += [supervised.plan.name for supervised in group if not supervised.wait_stopped()]
        if killed:
            self._say(f"Did not stop in time and was ended: {', '.join(killed)}. Nothing is lost by that.")
        self._say("Stopped.")


def _works(client: httpx.Client, port: int) -> bool:
    """A worker is healthy while it waits for topics; it is of use once it says that it is working."""
    try:
        answer = client.get(f"http://127.0.0.1:{port}/health")
    except httpx.TransportError:
        return False
    return answer.is_success and answer.json()["status"] == "working"
