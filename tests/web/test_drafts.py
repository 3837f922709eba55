"""Nobody's half-written text is ever lost, and nobody else reads it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mash_platform.clock import MovableClock
from mash_platform.delivery.transaction import Delivery
from mash_triage.service import LIFE_OF_DRAFTS, drafts
from mash_triage.store.records import Record
from tests.builders.triage import WEDNESDAY_MORNING, a_child_in_danger
from tests.builders.triage_web import TriageHub, a_triage_hub, decision_fields
from tests.builders.web import Visitor

HALF_WRITTEN = "Her teacher saw her hide from <him> & cry."


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING + timedelta(minutes=30))


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


@pytest.fixture
def record(hub: TriageHub) -> Record:
    return hub.desk.receives(a_child_in_danger())


def begins(visitor: Visitor, record: Record, text: str = HALF_WRITTEN) -> None:
    """As the page does while somebody writes."""
    kept = visitor.send(f"/triage/drafts/decision/{record.reference}", rationale=text)
    assert kept.status_code == 200


def shown_to(visitor: Visitor, record: Record) -> str:
    return visitor.open(f"/triage/{record.reference}/decision").text


def test_a_practitioner_who_comes_back_finds_what_she_had_written(hub: TriageHub, record: Record) -> None:
    priya = hub.practitioner()
    begins(priya, record, "Her teacher")
    begins(priya, record)

    page = shown_to(priya, record)

    assert "Her teacher saw her hide from &lt;him&gt; &amp; cry.</textarea>" in page
    assert "did not send is filled in below" in page
    assert " checked" not in page, "what was chosen is chosen again"


def test_nobody_else_sees_what_a_practitioner_has_not_sent(hub: TriageHub, record: Record) -> None:
    begins(hub.practitioner(), record)

    assert "Her teacher" not in shown_to(hub.practitioner("Ben Oates"), record)


def test_what_was_sent_is_no_draft_any_more(hub: TriageHub, record: Record) -> None:
    priya = hub.practitioner()
    begins(priya, record)
    address = f"/triage/{record.reference}/decision"

    assert priya.send(address, **decision_fields(record)).status_code == 303

    assert drafts(hub.desk.delivery).of(account_of(priya), f"decision/{record.reference}") is None


@pytest.mark.parametrize("form", ["decision", "second-person", "sharing"])
def test_what_was_refused_is_kept_without_any_script(hub: TriageHub, record: Record, form: str) -> None:
    priya, ben = hub.practitioner(), hub.practitioner("Ben Oates")
    writer, field = (ben, "rationale") if form == "second-person" else (priya, "rationale")
    if form == "second-person":
        below: dict[str, str | list[str]] = {
            "level": "1",
            "rag": "green",
            "legal_basis": "none",
            "pathways": ["advice"],
        }
        priya.send(f"/triage/{record.reference}/decision", **decision_fields(record, **below))
        record = hub.desk.record(record.reference)
    if form == "sharing":
        field = "words"
    address = f"/triage/{record.reference}/{form}"

    refused = writer.send(address, version=str(record.version), **{field: HALF_WRITTEN})

    assert refused.status_code == 422
    assert "hide from &lt;him&gt;" in writer.open(address).text


def test_a_writer_can_delete_what_she_wrote(hub: TriageHub, record: Record) -> None:
    priya = hub.practitioner()
    begins(priya, record)

    back = priya.send(
        f"/triage/drafts/decision/{record.reference}",
        forget="yes",
        back=f"/triage/{record.reference}/decision",
    )

    assert back.headers["location"] == f"/triage/{record.reference}/decision"
    assert "Her teacher" not in shown_to(priya, record)


def test_a_draft_that_is_emptied_is_gone(hub: TriageHub, record: Record) -> None:
    priya = hub.practitioner()
    begins(priya, record)
    begins(priya, record, "  ")

    assert "is filled in below" not in shown_to(priya, record)


def test_after_a_week_a_draft_is_not_shown_and_is_really_deleted(
    hub: TriageHub, record: Record, clock: MovableClock
) -> None:
    priya = hub.practitioner()
    begins(priya, record)
    clock.move(LIFE_OF_DRAFTS)
    kept = drafts(hub.desk.delivery)

    assert kept.of(account_of(priya), f"decision/{record.reference}") is None
    assert deleted_by(hub.desk.delivery) == 1
    assert deleted_by(hub.desk.delivery) == 0


def test_what_was_written_is_shown_when_the_browser_was_closed_in_between(
    hub: TriageHub, record: Record
) -> None:
    refused = hub.practitioner().client.post(
        f"/triage/{record.reference}/decision", data={"csrf": "0" * 64, "rationale": HALF_WRITTEN}
    )

    assert refused.status_code == 403
    assert "hide from &lt;him&gt;" in refused.text


def account_of(visitor: Visitor) -> str:
    assert visitor.account
    return visitor.account.account_id


def deleted_by(delivery: Delivery) -> int:
    with delivery.transaction() as transaction:
        return drafts(delivery).delete_expired(transaction)
