"""A child whose key is destroyed: pages say that the words are erased, and none breaks."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mash_contracts.vocabulary import Agency
from mash_platform.clock import MovableClock
from mash_platform.sealing.keyring import ERASED, keyring_of
from mash_triage.domain.professional_differences import Subject
from mash_triage.store.records import Record
from tests.builders.discussions import THE_SCHOOL, differing, discussed
from tests.builders.practice_tools import one_of_each
from tests.builders.triage import a_contact_received
from tests.builders.triage_desk import BEN
from tests.builders.triage_web import BELOW, TriageHub, a_triage_hub, decision_fields

WEDNESDAY_IN_NOVEMBER = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
WRITTEN = "What was written about her."
KNOWN = {"kind": "missing-episode", "first-day": "3", "first-month": "11", "first-year": "2025"}
GRADED: dict[str, str | list[str]] = {"grade": "good", "strengths": WRITTEN, "learning": WRITTEN}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, MovableClock(WEDNESDAY_IN_NOVEMBER)) as hub:
        yield hub


def a_child_of_whom_everything_was_written(hub: TriageHub) -> Record:
    """Every kind of text that triage keeps, and a draft."""
    desk, priya = hub.desk, hub.practitioner()
    record = desk.receives(a_contact_received())
    at = f"/triage/{record.reference}"
    known = {**KNOWN, "agency": "police", "source": WRITTEN, "words": WRITTEN}
    assert priya.send(f"{at}/chronology/add", **known).status_code == 303
    with desk.delivery.transaction() as transaction:
        told = discussed(decision=WRITTEN, rationale=WRITTEN)
        desk.handlers.discussions.record(transaction, record.reference, told, BEN)
        for given in one_of_each():
            desk.handlers.tools.complete(transaction, record.reference, given, Agency.POLICE, BEN)
        raised = differing(subject=Subject.HANDLING, words=WRITTEN)
        desk.handlers.differences.raise_difference(transaction, record.reference, raised, THE_SCHOOL)
    record = desk.record(record.reference)
    below = decision_fields(record, **{**BELOW, "rationale": WRITTEN})
    assert priya.send(f"{at}/decision", **below).status_code == 303
    record = desk.record(record.reference)
    again = {"version": str(record.version), "answer": "confirmed", "rationale": WRITTEN}
    assert hub.practitioner("Ben Oates").send(f"{at}/second-person", **again).status_code == 303
    hub.manager().send(f"/oversight/audits/{record.reference}/1", **GRADED)
    priya.send(f"/triage/drafts/decision/{record.reference}", rationale=WRITTEN)
    return desk.record(record.reference)


def erase(hub: TriageHub, record: Record) -> None:
    with hub.desk.delivery.transaction() as transaction:
        keyring_of(transaction.session).destroy([record.reference], transaction.now())


def test_what_was_written_is_in_no_byte_of_the_database(hub: TriageHub) -> None:
    a_child_of_whom_everything_was_written(hub)

    database = Path(str(hub.desk.delivery.engine.url.database))
    kept = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))

    assert b"rationale" in kept
    assert WRITTEN.encode() not in kept


def test_every_page_of_an_erased_child_says_so_and_none_breaks(hub: TriageHub) -> None:
    record = a_child_of_whom_everything_was_written(hub)
    manager = hub.manager()
    at = f"/triage/{record.reference}"
    first = manager.open(at).text
    pages = {at, *re.findall(rf'href="({at}[/\w-]*)', first)}
    parts = ("discussions/1", "discussions/1/correct", "chronology", "clocks", "decision", "second-person")
    pages |= {f"{at}/{part}" for part in (*parts, "sharing", "tracker-grade", "tools", "together")}
    pages |= {f"{at}/tools/{given.tool.value}/1" for given in one_of_each()}
    pages |= {f"/{page}/{record.reference}/1" for page in ("professional-differences", "oversight/audits")}
    pages |= {
        f"/api/v1/{of}/{record.reference}" for of in ("triage/records", "discussions", "practice-tools")
    }
    lists = {f"/{page}/" for page in ("triage", "oversight", "professional-differences", "feedback")}
    before = {page: manager.open(page) for page in pages | lists}

    erase(hub, record)

    says_so = 0
    for page, shown in before.items():
        after = manager.open(page)
        assert after.status_code == shown.status_code, page
        assert WRITTEN not in after.text, page
        says_so += ERASED in after.text
    assert says_so > 8


def test_nothing_more_is_written_about_an_erased_child(hub: TriageHub) -> None:
    record, priya = a_child_of_whom_everything_was_written(hub), hub.practitioner()
    erase(hub, record)

    draft = priya.send(f"/triage/drafts/decision/{record.reference}", rationale=WRITTEN)
    sharing = priya.send(
        f"/triage/{record.reference}/sharing",
        choice="do-not-inform-parents",
        reason="increases-risk",
        words=WRITTEN,
    )

    assert draft.json() == {}
    assert sharing.status_code == 409
