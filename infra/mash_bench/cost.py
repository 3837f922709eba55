"""What a process cost during a run of the bench."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process, or of several that do one thing together."""

    cpu_seconds: float
    """Since the measuring began."""
    rss_mib: float
    """Resident memory at its highest; pages that processes share are counted for each of them."""
    pss_mib: float
    """The same with every shared page divided among those that share it."""
    rss_mib_at_rest: float
    """When the measuring began."""
    pss_mib_at_rest: float
