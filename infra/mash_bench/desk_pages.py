"""The pages of the desk, of agency checks and of the teams, by what they are called."""

from collections.abc import Mapping

from mash_bench.pages import Asked
from mash_contracts.vocabulary import Pathway
from mash_platform.clock import SystemClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.domain.record_state import RecordState
from mash_triage.service import open_delivery
from mash_triage.settings import Settings
from mash_triage.store import queue
from mash_triage.store.queue import QueueFilter


def pages_of_the_desk() -> Mapping[str, Asked]:
    """Addresses by what they are called; the records are some of those stored."""
    some = _some_references()
    waiting, decided = some[RecordState.WAITING], some[RecordState.DECIDED]
    addresses = {
        "Desk, waiting": "/triage/",
        "Desk, waiting, fiftieth page": "/triage/?page=50",
        "Desk, least time left first": "/triage/?sort=time-left",
        "Desk, overdue": "/triage/?left=overdue",
        "Desk, red for child protection": "/triage/?rag=red&pathway=child-protection",
        "Desk, decided": "/triage/?state=decided",
        "Desk, decided, thousandth page": "/triage/?state=decided&page=1000",
        "Desk, decided for the exploitation team": "/triage/?state=decided&pathway=cet",
        "Record, waiting": f"/triage/{waiting}",
        "Record, decided": f"/triage/{decided}",
        "Clocks": f"/triage/{waiting}/clocks",
        "Tools": f"/triage/{waiting}/tools",
        "Decision": f"/triage/{waiting}/decision",
        "Board of agency checks": "/agency-checks/",
        "Board, police": "/agency-checks/?agency=police",
        "Board, hundredth page": "/agency-checks/?page=100",
        "Vulnerability tracker": "/vulnerability-tracker/",
        "School notices": "/school-notices/",
        "All teams": "/worklists/",
        **{f"Worklist, {team.label.lower()}": f"/worklists/{team}" for team in Pathway},
        "Worklist, hundredth page": f"/worklists/{Pathway.EARLY_HELP}?page=100",
    }
    return {page: Asked(path) for page, path in addresses.items()}


def _some_references() -> dict[RecordState, str]:
    delivery = open_delivery(Settings(), SystemClock(), RandomIdentifiers())
    try:
        with delivery.reading() as session:
            found = {
                state: queue.queue(session, QueueFilter(state), offset=10, limit=1)
                for state in (RecordState.WAITING, RecordState.DECIDED)
            }
    finally:
        delivery.engine.dispose()
    return {state: lines[0].reference for state, lines in found.items()}
