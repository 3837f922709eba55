"""Whoever decides about a child sees that there are files, and that one came later."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mash_intake.domain.attached_files import FileKind
from mash_intake.store import attachments
from mash_intake.store.attachments import StoredFile
from mash_platform.clock import MovableClock
from tests.builders.contacts import a_submission
from tests.builders.triage import WEDNESDAY_MORNING
from tests.builders.triage_web import TriageHub, a_triage_hub, decision_fields


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING)


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


def a_letter_comes(hub: TriageHub, contact: str, clock: MovableClock, digest: str) -> None:
    letter = StoredFile(digest * 64, "letter.pdf", FileKind.PDF, 77, clock.now())
    with hub.both.intake.transaction() as transaction:
        attachments.add_to_contact(transaction.session, contact, [letter], by="school-system")


def test_a_file_that_came_after_the_report_or_the_decision_is_said_on_the_record(
    hub: TriageHub, clock: MovableClock
) -> None:
    (record,) = hub.both.takes_in(a_submission())
    visitor, page = hub.practitioner(), f"/triage/{record.reference}"
    assert "#attached" not in visitor.open(page).text

    a_letter_comes(hub, record.contact_reference, clock, "a")
    assert '#attached">1 file</a></span>' in visitor.open(page).text

    clock.move(timedelta(minutes=10))
    a_letter_comes(hub, record.contact_reference, clock, "b")
    opened = visitor.open(page)
    assert f'href="/contacts/{record.contact_reference}#attached">2 files</a>: the latest ' in opened.text

    visitor.send(f"{page}/decision", **decision_fields(record))
    assert "added after the decision" not in visitor.open(page).text
    clock.move(timedelta(minutes=10))
    a_letter_comes(hub, record.contact_reference, clock, "c")
    assert '#attached">3 files</a>: <strong>added after the decision</strong>' in visitor.open(page).text
