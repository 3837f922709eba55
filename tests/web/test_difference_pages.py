"""Professional differences as hub and agencies meet them: raised, heard stage by stage, ended together."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.submission import Consent, ContactSubmission
from mash_contracts.vocabulary import Agency, ConsentState, DifferenceStage, Role
from mash_platform.clock import MovableClock
from mash_triage.domain.professional_differences import Difference
from mash_triage.store import professional_differences
from mash_triage.store.records import Record
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage import WEDNESDAY_MORNING
from tests.builders.triage_web import TriageHub, a_triage_hub
from tests.builders.web import Visitor, someone

HOME = "/professional-differences/"
DIFFERS: dict[str, str | list[str]] = {
    "subject": "handling",
    "ground": "threshold",
    "words": "She told her friend what happens at night.",
}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(WEDNESDAY_MORNING + timedelta(minutes=30))


@pytest.fixture
def hub(tmp_path: Path, clock: MovableClock) -> Iterator[TriageHub]:
    with a_triage_hub(tmp_path, clock) as hub:
        yield hub


def a_child_at_the_desk(hub: TriageHub) -> Record:
    """Police and social care, among others, are asked about a boy whose mother is hit."""
    (record,) = hub.both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            consent=Consent(state=ConsentState.GIVEN),
            children=(a_child(),),
            adults=(an_adult(),),
            concerns=(a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, signs=()),),
        )
    )
    return record


def an_agency(hub: TriageHub, agency: Agency = Agency.POLICE) -> Visitor:
    return someone(hub.app, Role.AGENCY_MEMBER, agency=agency, display_name=f"Somebody at {agency.label}")


def text_of(page: Response) -> str:
    assert page.status_code in (200, 409, 422), page.status_code
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def kept(hub: TriageHub, record: Record, number: int = 1) -> Difference:
    with hub.desk.delivery.reading() as session:
        return professional_differences.find(session, record.reference, number)


def test_an_agency_raises_one_about_a_child_it_was_asked_about_and_the_hub_reads_it(hub: TriageHub) -> None:
    record, police = a_child_at_the_desk(hub), an_agency(hub)

    police.send(f"{HOME}{record.reference}/raise", **DIFFERS)

    difference = kept(hub, record)
    assert (difference.agency, difference.stage) == (Agency.POLICE, DifferenceStage.ONE)
    assert "She told her friend what happens at night." in text_of(police.open(f"{HOME}{record.reference}/1"))
    page = text_of(hub.practitioner().open(f"/triage/{record.reference}/discussions"))
    assert "Police: a referral is held not to meet the threshold" in page


def test_the_hub_takes_one_down_for_somebody_who_rang(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()

    refused = priya.send(f"{HOME}{record.reference}/raise", **DIFFERS)
    assert "Select whose difference it is" in text_of(refused)
    priya.send(f"{HOME}{record.reference}/raise", **DIFFERS, agency="education")

    page = text_of(priya.open(f"{HOME}{record.reference}/1"))
    assert kept(hub, record).agency is Agency.EDUCATION
    assert "Priya Nair, who took it down at children's social care" in page


def test_an_agency_sees_neither_another_agencys_difference_nor_a_child_it_has_nothing_to_do_with(
    hub: TriageHub,
) -> None:
    record = a_child_at_the_desk(hub)
    hub.practitioner().send(f"{HOME}{record.reference}/raise", **DIFFERS, agency="education")
    police, housing = an_agency(hub), an_agency(hub, Agency.HOUSING)

    assert record.reference not in text_of(police.open(HOME))
    assert police.open(f"{HOME}{record.reference}/1").status_code == 403
    assert police.send(f"{HOME}{record.reference}/1", step="note", words="Ours.").status_code == 403
    assert housing.open(f"{HOME}{record.reference}/raise").status_code == 403
    assert housing.send(f"{HOME}{record.reference}/raise", **DIFFERS).status_code == 403
    assert kept(hub, record).steps == ()


def test_it_goes_to_the_next_stage_with_who_answers_and_by_when(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    priya.send(f"{HOME}{record.reference}/raise", **DIFFERS, agency="education")

    talked = {"step": "escalate", "words": "Talked it over and still differ.", "version": "1"}
    priya.send(f"{HOME}{record.reference}/1", **talked)

    page = text_of(priya.open(f"{HOME}{record.reference}/1"))
    assert "Stage 2: their managers resolve it." in page
    assert "line managers or safeguarding leads of both agencies" in page
    assert "Taken from stage 1 to stage 2" in page
    assert "Talked it over and still differ." in page


def test_one_that_stands_still_too_long_says_so_where_it_is_listed(
    hub: TriageHub, clock: MovableClock
) -> None:
    record = a_child_at_the_desk(hub)
    hub.practitioner().send(f"{HOME}{record.reference}/raise", **DIFFERS, agency="education")

    clock.move(timedelta(days=3))

    priya = hub.practitioner()
    assert "Overdue by" in text_of(priya.open(HOME))
    assert "Its time has run out" in text_of(priya.open(f"{HOME}{record.reference}/1"))


def test_the_hub_does_not_end_it_alone_and_no_word_is_lost(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    priya.send(f"{HOME}{record.reference}/raise", **DIFFERS, agency="education")
    ends = {"step": "resolve", "outcome": "added", "words": "School nurse sees her weekly.", "version": "1"}

    refused = priya.send(f"{HOME}{record.reference}/1", **ends)
    assert "Enter who at education says that it is resolved" in text_of(refused)
    assert "School nurse sees her weekly." in priya.open(f"{HOME}{record.reference}/1").text

    priya.send(f"{HOME}{record.reference}/1", **ends, accepted_by="Helen Marsh")
    assert "Resolved at stage 1." in text_of(priya.open(f"{HOME}{record.reference}/1"))
    assert record.reference not in text_of(priya.open(HOME))
    assert record.reference in text_of(priya.open(f"{HOME}?state=resolved"))


def test_who_acts_on_what_somebody_else_moved_on_is_told_and_keeps_their_words(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    priya.send(f"{HOME}{record.reference}/raise", **DIFFERS, agency="education")
    priya.send(f"{HOME}{record.reference}/1", step="escalate", words="Still differ.", version="1")

    late = priya.send(f"{HOME}{record.reference}/1", step="note", words="What I typed.", version="1")

    assert late.status_code == 409
    assert "What I typed." in late.text
    assert len(kept(hub, record).steps) == 1


def test_the_list_is_narrowed_by_agency_and_stage(hub: TriageHub) -> None:
    record, priya = a_child_at_the_desk(hub), hub.practitioner()
    priya.send(f"{HOME}{record.reference}/raise", **DIFFERS, agency="education")

    assert record.reference in text_of(priya.open(f"{HOME}?agency=education"))
    assert record.reference not in text_of(priya.open(f"{HOME}?agency=police"))
    assert record.reference not in text_of(priya.open(f"{HOME}?stage=2"))


def test_an_agency_finds_the_way_to_challenge_on_the_page_of_its_check(hub: TriageHub) -> None:
    record = a_child_at_the_desk(hub)

    page = an_agency(hub).open(f"/agency-checks/{record.reference}/police").text

    assert f'href="{HOME}{record.reference}/raise"' in page
