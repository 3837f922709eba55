"""One child with a canary in every field goes the whole way; no canary leaves the services that own it."""

import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from kafka import KafkaConsumer

from mash_assurance.web.plots import PLOTS
from mash_command.waiting import wait_for
from mash_contracts.events import (
    ALL_EVENTS,
    AcknowledgementOverdue,
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    CaseReply,
    CheckAnswered,
    DeadlineBreached,
    ProfessionalDifferenceOverdue,
    SchoolNoticeOverdue,
    StrategyDiscussionDueSoon,
    StrategyDiscussionOverdue,
)
from mash_contracts.submission import Address, Child, ContactSubmission
from tests.acceptance.canaries import (
    CANARIES,
    CHILD,
    CHOSEN_FROM_A_LIST,
    CONTACT,
    ERASED,
    NAMES_OF_STAFF,
    NOTE,
    OF_THE_CONTACT,
    found_in,
    never_by_chance,
)
from tests.acceptance.canary_journey import SECONDS, Journey
from tests.running_system import RunningSystem, running_system
from tests.streams.processes import records

ELSEWHERE = (CaseReply, CheckAnswered)
"""Said by the own systems of teams and agencies."""
BROUGHT_BY_HOURS = (
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    DeadlineBreached,
    StrategyDiscussionDueSoon,
    StrategyDiscussionOverdue,
    ProfessionalDifferenceOverdue,
    SchoolNoticeOverdue,
    AcknowledgementOverdue,
)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """The child was handed in, helped by one team, declined by another; a call about the child was erased."""
    with running_system(tmp_path_factory.mktemp("travels") / "var") as running:
        journey = Journey(running)
        journey.is_refused_with({**CONTACT, "Zephaniah": "Larkspurfold"})
        journey.is_refused_with(
            {**CONTACT, "children": [{**CHILD, "sex": "Wigglesworth", "upn": "Pangolin"}]}
        )
        journey.is_refused_with(b'{"children": [{"first_names": "Zephaniah", Larkspurfold')
        journey.there_is_a_second_manager()
        reference = journey.is_handed_in()
        call = journey.is_called_about()
        journey.is_given_files(reference)
        journey.is_acknowledged(reference)
        journey.police_answer(reference)
        journey.is_asked_the_dash(reference)
        journey.is_talked_about(reference)
        journey.the_police_differ_and_come_round(reference)
        journey.parents_are_not_told(reference)
        journey.is_decided_as_recommended(reference)
        journey.is_linked_and_separated(call, reference)
        journey.social_care_knows_nothing(call)
        journey.is_decided_to_need_advice(call)
        protecting = journey.reaches("child-protection", reference)
        journey.is_answered("child-protection", protecting, "accept")
        journey.is_allocated("child-protection", protecting)
        exploitation = journey.reaches("cet", reference)
        journey.is_answered("cet", exploitation, "decline", reason="more-information", note=NOTE)
        advising = journey.reaches("advice", call)
        journey.is_answered("advice", advising, "accept")
        journey.is_answered("advice", advising, "close", reason="RC8")
        journey.is_decided_again_without_who_has_the_child(reference)
        journey.is_graded(reference)
        journey.reaches("child-in-need", reference)
        journey.is_answered("child-protection", protecting, "close", reason="RC8")
        journey.school_is_told(reference)
        journey.is_kept_longer(reference)
        journey.is_erased(call)
        journey.is_challenged_by_who_reported(reference, journey.status_code)
        settled = running.mash("reconcile", "--wait", "60", "--json")
        assert settled.returncode == 0, settled.stdout + running.logs()
        assert found_in(settled.stdout) == []
        wait_for("every kind of event on the log", lambda: _kinds(running) or None, seconds=SECONDS)
        yield running


def _everything_on_the_log(system: RunningSystem) -> dict[str, list[Any]]:
    with closing(KafkaConsumer(bootstrap_servers=[system.broker])) as consumer:
        topics = sorted(consumer.topics())
    return {topic: records(system.broker, topic) for topic in topics}


def _kinds(system: RunningSystem) -> bool:
    said = {
        dict(record.headers)["ce_type"].decode()
        for on_topic in _everything_on_the_log(system).values()
        for record in on_topic
    }
    not_here = ELSEWHERE + BROUGHT_BY_HOURS
    return said >= {event.TYPE for event in ALL_EVENTS if not issubclass(event, not_here)}


def _dump(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump())


def test_every_field_of_free_text_and_every_identifier_of_the_contact_carries_a_canary() -> None:
    """So that a field that is added later is not forgotten here."""
    given = ContactSubmission.model_validate(CONTACT)
    parts = (given.referrer, given.consent, *given.children, *given.adults, given.exploitation)
    for part in (*parts, given.children[0].address, given.signs_of_safety, *given.concerns):
        for name, value in part:
            if name in CHOSEN_FROM_A_LIST or isinstance(value, Address | Child):
                continue
            assert found_in(str(value), OF_THE_CONTACT), f"{type(part).__name__}.{name}"


@pytest.mark.parametrize(
    "kept",
    [
        "intake.db*",
        "triage.db*",
        "routing.db*",
        "assurance.db*",
        "accounts.db*",
        "broker/*.db*",
        "attachments/**/*",
    ],
)
def test_whoever_takes_what_is_kept_from_the_disk_reads_nothing_of_the_child(
    system: RunningSystem, kept: str
) -> None:
    """Nor what is only in the write-ahead log. Only who of the staff did what is read there.

    That it is kept, and opens, the journey itself has shown.
    """
    canaries = tuple(one for one in never_by_chance(CANARIES) if one not in NAMES_OF_STAFF)
    files = [path for path in system.data.glob(kept) if path.is_file()]
    assert files
    for file in files:
        assert found_in(file.read_bytes().decode("latin-1"), canaries) == [], file.name


def test_a_copy_of_what_is_held_lacks_nothing_that_was_written_and_is_kept_as_taken(
    system: RunningSystem, tmp_path: Path
) -> None:
    """So that a kind of thing that is kept later is not forgotten in it either."""
    first = min(records(system.broker, "mash.contacts"), key=lambda record: record.timestamp)
    reference = first.key.decode()
    file = tmp_path / "held.html"
    taken = system.mash(
        "export", "child", reference, "--to", str(file), "--asked-by", "child", "--as", "manager"
    )
    assert taken.returncode == 0, taken.stdout + taken.stderr
    assert found_in(taken.stdout) == []
    # Dates are written as people read them.
    wanted = {each for each in CANARIES if not re.fullmatch(r"\d{4}-\d\d-\d\d", each)} - {*ERASED}
    told = set(found_in(html.unescape(file.read_text())))
    assert (wanted - told, told & {*ERASED}) == (set(), set())
    trail = _dump(system.data / "accounts.db")
    assert "GET /people/{person}/export.html" in trail
    assert found_in(trail, never_by_chance(OF_THE_CONTACT)) == []


def test_nobody_else_on_the_machine_can_read_what_is_kept(system: RunningSystem) -> None:
    files = [path for path in system.data.rglob("*") if path.is_file()]
    assert {"intake.db", "triage.log"} <= {path.name for path in files}
    assert [path.name for path in files if path.stat().st_mode & 0o077] == []


def test_no_message_on_any_topic_tells_who_the_child_is(system: RunningSystem) -> None:
    for topic, on_topic in _everything_on_the_log(system).items():
        for record in on_topic:
            for part in (record.key, record.value, *(bit for header in record.headers for bit in header)):
                text = part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part or "")
                assert found_in(text) == [], f"{topic} {dict(record.headers).get('ce_type')}"


def test_no_log_line_of_any_process_tells_who_the_child_is(system: RunningSystem) -> None:
    logs = sorted((system.data / "log").iterdir())
    assert len(logs) == 7
    for log in (*logs, system.output):
        assert found_in(log.read_text()) == [], log.name


def test_no_metric_of_any_process_tells_who_the_child_is(system: RunningSystem) -> None:
    first = int(system.environment["MASH_PORT"])
    for port in range(first + 1, first + 7):
        for page in ("metrics", "health"):
            shown = httpx.get(f"http://127.0.0.1:{port}/{page}", trust_env=False)
            assert shown.is_success
            assert found_in(shown.text) == [], f"{page} on {port}"


def test_assurance_and_routing_do_not_know_who_the_child_is(system: RunningSystem) -> None:
    assert found_in(_dump(system.data / "assurance.db")) == []
    assert found_in(_dump(system.data / "routing.db"), OF_THE_CONTACT) == []


def test_no_export_and_no_figure_tells_who_the_child_is(system: RunningSystem) -> None:
    tables = [f"/assurance/tables/{table}.csv" for table in (*PLOTS, "decisions")]
    pages = ("/assurance/", "/assurance/metrics", "/api/v1/assurance/measures", *tables)
    for address, shown in Journey(system).read_by("assurance", *pages):
        assert found_in(shown) == [], address


def test_no_page_of_an_error_repeats_what_was_asked_for(system: RunningSystem) -> None:
    asked = (
        "/erasures/Zephaniah",
        "/calls/Larkspurfold",
        "/triage/Zephaniah",
        "/contacts/Larkspurfold",
        "/people/Wigglesworth",
        "/api/v1/records/Pangolin",
    )
    for address, shown in Journey(system).read_by("practitioner", *asked):
        assert found_in(shown, OF_THE_CONTACT) == [], address
