"""What processes cost: processor seconds and memory, by the name of what each does."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import psutil

from mash_bench.cost import Cost

_EVERY_SECONDS = 1.0
_MIB = 1024 * 1024


@dataclass(slots=True)
class _Sample:
    cpu: float = 0.0
    rss: float = 0.0
    pss: float = 0.0


class Meter:
    """Watches process trees from a thread until it is closed. Use as a context manager."""

    def __init__(self, roots: Mapping[int, str]) -> None:
        """`roots`: what to watch, by process id, with the name of each root itself."""
        self._roots = roots
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="meter", daemon=True)
        self._first: dict[str, _Sample] = {}
        self._last: dict[str, _Sample] = {}
        self._highest: dict[str, _Sample] = defaultdict(_Sample)

    def __enter__(self) -> "Meter":
        self._first = self._sampled()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def costs(self) -> dict[str, Cost]:
        """Up to now; the dearest first."""
        self._look()
        none = _Sample()
        costs = {
            name: Cost(
                cpu_seconds=round(last.cpu - self._first.get(name, none).cpu, 2),
                rss_mib=round(self._highest[name].rss, 1),
                pss_mib=round(self._highest[name].pss, 1),
                rss_mib_at_rest=round(self._first.get(name, none).rss, 1),
                pss_mib_at_rest=round(self._first.get(name, none).pss, 1),
            )
            for name, last in self._last.items()
        }
        return dict(sorted(costs.items(), key=lambda entry: -entry[1].cpu_seconds))

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY_SECONDS):
            self._look()

    def _look(self) -> None:
        self._last = self._sampled()
        for name, sample in self._last.items():
            highest = self._highest[name]
            highest.rss, highest.pss = max(highest.rss, sample.rss), max(highest.pss, sample.pss)

    def _sampled(self) -> dict[str, _Sample]:
        samples: dict[str, _Sample] = defaultdict(_Sample)
        for process, name in self._processes():
            try:
                with process.oneshot():
                    times, memory = process.cpu_times(), process.memory_full_info()
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
            sample = samples[name]
            sample.cpu += times.user + times.system
            sample.rss += memory.rss / _MIB
            sample.pss += memory.pss / _MIB
        return samples

    def _processes(self) -> Iterable[tuple[psutil.Process, str]]:
        for number, name in self._roots.items():
            try:
                root = psutil.Process(number)
                yield root, name
                for child in root.children(recursive=True):
                    yield child, name_of(child.cmdline()) or name
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue


def name_of(command: list[str]) -> str | None:
    """What a process does, by its command line; None for one that does the same as its parent."""
    program = command[0].rpartition("/")[2] if command else ""
    if program.startswith("postgres"):
        return "PostgreSQL"
    if program == "java":
        return "Kafka"
    module = next((word for word in command if word.startswith("mash_")), None)
    if module is None:
        return None
    return "web" if module == "mash_command.web" else module.removeprefix("mash_")
