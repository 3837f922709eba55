"""One node of Kafka: a folder with its settings, its log and its process number, and the process itself."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from mash_kafka import jars
from mash_platform.parent_process import end_with_parent

MAIN = "kafka.Kafka"
_STORAGE_TOOL = "kafka.tools.StorageTool"
_FORMAT_SECONDS = 120


@dataclass
class Node:
    """A broker and controller in one process. Started, it outlives the program that starts it."""

    number: int
    folder: Path
    port: int
    """Where clients connect."""
    controller_port: int
    """Where the nodes talk to each other about who leads."""
    heap_mb: int
    _child: "subprocess.Popen[bytes] | None" = None

    @property
    def log_file(self) -> Path:
        return self.folder / "kafka.log"

    @property
    def settings_file(self) -> Path:
        return self.folder / "server.properties"

    def format(self, cluster_id: str, settings: dict[str, object]) -> None:
        """Writes the settings and makes the folder ready; repeatable, and keeps what is there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        self.settings_file.write_text("".join(lines))
        if (self.folder / "log" / "meta.properties").exists():
            return
        command = self._java(_STORAGE_TOOL, "format")
        command += ["--cluster-id", cluster_id, "--config", str(self.settings_file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_FORMAT_SECONDS)
        if done.returncode != 0:
            raise jars.KafkaUnavailable(f"{self.folder} could not be formatted: {done.stderr.strip()[-300:]}")

    def start(self) -> None:
        """Starts the process unless it runs; does not wait until it answers."""
        if self.is_running():
            return
        command = self._java(MAIN, str(self.settings_file))
        with self.log_file.open("ab") as log:
            self._child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._process_file.write_text(str(self._child.pid))

    def become(self) -> NoReturn:
        """Turns this process into the node's; it ends with the program that started this process."""
        command = self._java(MAIN, str(self.settings_file))
        self._process_file.write_text(str(os.getpid()))
        end_with_parent()
        os.execv(command[0], command)

    def is_running(self) -> bool:
        """Whether the process of the process file is there and is this node's."""
        if self._child is not None:
            return self._child.poll() is None
        process = self.process_number()
        return process is not None and str(self.settings_file) in _command_of(process)

    def process_number(self) -> int | None:
        try:
            return int(self._process_file.read_text())
        except FileNotFoundError:
            return None

    def signal(self, number: signal.Signals) -> None:
        """Sends it to the process if there is one: SIGTERM to stop, SIGKILL to kill, SIGSTOP to freeze it."""
        process = self.process_number()
        if process is not None and self.is_running():
            os.kill(process, number)

    def wait_until_stopped(self, deadline: float) -> None:
        """Waits until the process is gone; kills it when `time.monotonic()` passes `deadline` first."""
        killed = False
        while self.is_running():
            if time.monotonic() > deadline and not killed:
                self.signal(signal.SIGKILL)
                killed = True
            time.sleep(0.05)
        self._child = None
        self._process_file.unlink(missing_ok=True)

    @property
    def _process_file(self) -> Path:
        return self.folder / "kafka.pid"

    def _java(self, main: str, *arguments: str) -> list[str]:
        heap = [f"-Xmx{self.heap_mb}m", "-XX:+ExitOnOutOfMemoryError"]
        logging = [f"-Dlog4j2.configurationFile={jars.LOG_SETTINGS}"]
        return [jars.java(), *heap, *logging, "-cp", f"{jars.fetched()}/*", main, *arguments]


def _command_of(process: int) -> str:
    """The command line of a process; empty when it is gone."""
    listed = Path(f"/proc/{process}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return listed.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = ["ps", "-ww", "-o", "command=", "-p", str(process)]
    return subprocess.run(asked, capture_output=True, text=True, timeout=10).stdout
