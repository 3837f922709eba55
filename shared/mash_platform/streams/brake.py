"""The brake: when messages are set aside too thick, something is wrong here rather than with them."""

from collections import deque

from mash_platform.streams.subscription import BrakeLimits


class Brake:
    """Watches which messages went to quarantine. Once pulled it stays so until the process starts again.

    A bad release or a changed contract would otherwise empty a whole topic into quarantine before anyone
    looks; stopping costs time, and every message stays on the log.
    """

    def __init__(self, limits: BrakeLimits) -> None:
        self._limits = limits
        self._in_a_row = 0
        self._recent: deque[bool] = deque(maxlen=limits.window)
        self.pulled = False

    def copy(self) -> "Brake":
        """The same state, to be kept or dropped with the transaction it was counted in."""
        twin = Brake(self._limits)
        twin._in_a_row = self._in_a_row
        twin._recent = self._recent.copy()
        twin.pulled = self.pulled
        return twin

    def count(self, *, quarantined: bool) -> None:
        self._in_a_row = self._in_a_row + 1 if quarantined else 0
        self._recent.append(quarantined)
        if self._in_a_row >= self._limits.in_a_row:
            self.pulled = True
        if len(self._recent) == self._limits.window:
            self.pulled |= sum(self._recent) >= self._limits.share * self._limits.window
