"""Assurance cannot tell who a child is, or who worked with the child: there is nowhere to put it."""

from pathlib import Path

import pytest
from sqlalchemy import Boolean, Enum, Integer, String, insert
from sqlalchemy.exc import StatementError

from mash_assurance.domain.record import AgeBand, age_band
from mash_assurance.store import child_records, metadata, record_of, team_cases
from mash_assurance.web.metrics import FiguresCollector
from mash_assurance.web.reading import FigureReader
from mash_contracts.events import Evidence, Finding, Gap
from mash_contracts.vocabulary import Agency, Basis, LegalBasis, LevelOfNeed, Rag
from mash_platform.database import UtcDateTime
from mash_platform.delivery.transaction import Delivery
from tests.builders.assurance import (
    a_referral_accepted,
    a_referral_allocated,
    a_referral_assessed,
    a_referral_declined_for,
    a_referral_routed,
    a_strategy_discussion_requested,
    a_threshold_decided,
    hear,
)
from tests.builders.triage import a_contact_received

CHILD = "4K7Q-9XWD-1"
CANARY = "Rowan-Canary"

IDENTIFIERS = {
    "reference",
    "contact_event_id",
    "contact_reference",
    "assessment_event_id",
    "assessment_edition",
    "audit_event_id",
    "decision_event_id",
    "decision_edition",
    "case_id",
}


def test_every_column_is_a_code_a_count_a_time_yes_or_no_or_an_identifier_without_meaning() -> None:
    for column in (*child_records.c, *team_cases.c):
        if column.name in IDENTIFIERS:
            continue
        if column.name == "decision_pathways":
            with pytest.raises(ValueError, match="not a valid Pathway"):
                column.type.process_bind_param((CANARY,), None)
            continue
        assert isinstance(column.type, Boolean | Integer | UtcDateTime | Enum), column.name
        assert type(column.type) is not String


def test_a_column_for_codes_refuses_a_name(assurance: Delivery) -> None:
    with pytest.raises(StatementError), assurance.transaction() as transaction:
        transaction.session.execute(insert(child_records), {"reference": CHILD, "contact_source": CANARY})


def test_words_and_people_in_events_do_not_reach_the_read_model_or_the_metrics(
    assurance: Delivery, tmp_path: Path
) -> None:
    finding = Finding(
        code=CANARY,
        sentence=CANARY,
        source=CANARY,
        level=LevelOfNeed.SPECIALIST,
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        evidence=(Evidence(fact=CANARY, agency=Agency.POLICE, basis=Basis.FACT),),
    )
    hear(
        assurance,
        a_contact_received(reference=CHILD, siblings=(CANARY,)),
        a_referral_assessed(
            CHILD, findings=(finding,), gaps=(Gap(code=CANARY, question=CANARY),), picture_digest=CANARY
        ),
        a_strategy_discussion_requested(CHILD, reasons=(CANARY,)),
        a_threshold_decided(
            CHILD, decided_by=CANARY, second_person=CANARY, reasons=(CANARY,), gaps=(CANARY,)
        ),
        a_referral_routed(CHILD, reasons=(CANARY,)),
        a_referral_accepted(CHILD, accepted_by=CANARY),
        a_referral_declined_for(CHILD, declined_by=CANARY),
        a_referral_allocated(CHILD, allocated_by=CANARY, worker=CANARY),
    )

    kept = b"".join(path.read_bytes() for path in tmp_path.glob("assurance.db*"))
    assert CHILD.encode() in kept
    assert CANARY.encode() not in kept
    exposed = repr(list(FiguresCollector(FigureReader(assurance).now).collect()))
    assert CHILD not in exposed
    assert CANARY not in exposed


@pytest.mark.parametrize(
    ("age_months", "unborn", "band"),
    [
        (None, True, AgeBand.UNBORN),
        (None, False, AgeBand.UNKNOWN),
        (0, False, AgeBand.UNDER_1),
        (11, False, AgeBand.UNDER_1),
        (12, False, AgeBand.FROM_1),
        (9 * 12 + 11, False, AgeBand.FROM_5),
        (10 * 12, False, AgeBand.FROM_10),
        (18 * 12 + 11, False, AgeBand.FROM_16),
    ],
)
def test_of_an_age_only_the_band_is_kept(age_months: int | None, unborn: bool, band: AgeBand) -> None:
    assert age_band(age_months, unborn=unborn) is band


def test_two_children_of_one_band_cannot_be_told_apart_by_age(assurance: Delivery) -> None:
    hear(assurance, a_contact_received(reference=CHILD, age_months=61))

    with assurance.reading() as session:
        record = record_of(session, CHILD)
    assert record is not None
    assert record.contact is not None
    assert record.contact.age_band is AgeBand.FROM_5


def test_the_read_model_has_no_other_tables() -> None:
    assert set(metadata.tables) - {"outbox", "inbox"} == {"agency_checks", "child_records", "team_cases"}
