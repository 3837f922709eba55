"""The load at the front: contacts are handed in by the use case that every door calls."""

import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from mash_bench.moments import Moments
from mash_contracts.submission import ContactSubmission
from mash_intake.handlers.accept import Accepted, Handover, accept_contact, accept_contacts
from mash_intake.service import open_delivery
from mash_intake.settings import Settings
from mash_platform.clock import SystemClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers

_SENDER = "bench"


def hand_in(contacts: Path, *, rate: float | None, together: int) -> Moments:
    """Hands in an NDJSON file of contacts; when each child was handed in, by reference. Blocks.

    Without `rate`, `together` contacts share a transaction and follow each other as fast as they are taken.
    With it, so many contacts a second come one by one; each counts from when it was due, so that a door that
    is late does not look quick. Raises `RuntimeError` when a contact is refused.
    """
    settings = Settings()
    delivery = open_delivery(settings, SystemClock(), RandomIdentifiers())
    try:
        with contacts.open("rb") as lines:
            if rate is None:
                return _as_fast_as_taken(delivery, lines, together)
            return _one_by_one(delivery, lines, rate)
    finally:
        delivery.engine.dispose()


def _as_fast_as_taken(delivery: Delivery, lines: Iterator[bytes], together: int) -> Moments:
    moments: Moments = {}
    for number, bodies in enumerate(iter(lambda: list(islice(lines, together)), [])):
        began = time.time()
        handovers = [as_handover(body, f"{number}-{place}") for place, body in enumerate(bodies)]
        answers = accept_contacts(delivery, handovers, test_nhs_numbers=True)
        moments |= dict.fromkeys(references_of(answers), began)
    return moments


def _one_by_one(delivery: Delivery, lines: Iterator[bytes], rate: float) -> Moments:
    moments: Moments = {}
    begun = time.time()
    for number, body in enumerate(lines):
        due = begun + number / rate
        time.sleep(max(0.0, due - time.time()))
        accepted = accept_contact(delivery, as_handover(body, str(number)), test_nhs_numbers=True)
        moments |= dict.fromkeys(accepted.records, due)
    return moments


def as_handover(body: bytes, key: str) -> Handover:
    """One contact of the file, under a key of its own."""
    return Handover(ContactSubmission.model_validate_json(body), _SENDER, idempotency_key=f"bench-{key}")


def references_of(answers: Sequence[object]) -> Iterator[str]:
    """The children of contacts that were accepted. Raises `RuntimeError` when one was refused."""
    for answer in answers:
        if not isinstance(answer, Accepted):
            raise RuntimeError(f"a simulated contact was refused: {answer!r}")
        yield from answer.records
