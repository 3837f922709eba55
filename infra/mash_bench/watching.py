"""The end of the pipeline: when each child became visible in a team's worklist."""

import time

from mash_bench.moments import Moments
from mash_platform.clock import SystemClock
from mash_platform.identifiers import RandomIdentifiers
from mash_routing import store
from mash_routing.service import open_delivery
from mash_routing.settings import Settings


class WorklistWatch:
    """Looks at the cases that teams were sent after it was made, again and again."""

    def __init__(self) -> None:
        self._delivery = open_delivery(Settings(), SystemClock(), RandomIdentifiers())
        with self._delivery.reading() as session:
            self._after = store.last_step(session)
        self.visible: Moments = {}

    def look(self) -> None:
        """Notes the children who became visible since the last look."""
        with self._delivery.reading() as session:
            self._after, references = store.routed_since(session, self._after)
        now = time.time()
        for reference in references:
            self.visible.setdefault(reference, now)

    def close(self) -> None:
        self._delivery.engine.dispose()
