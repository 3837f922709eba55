"""The chronology of a child in a real browser: at a desk, on a telephone, without scripts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.events import ContactReceived, ReferralAccepted, ReferralClosed
from mash_contracts.national_codes import AssessmentFactor, ClosureReason, ReferralSource
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import LevelOfNeed, Pathway, Purpose, Role, Severity
from mash_triage.store.chronology import kin_of
from mash_triage.store.records import Record
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage import a_choice, a_contact_received
from tests.builders.triage import a_concern as a_coded_concern
from tests.builders.triage_desk import MARY
from tests.builders.triage_web import DeskAndIntake, desk_and_intake


@pytest.fixture
def both(hub: Hub) -> Iterator[DeskAndIntake]:
    with desk_and_intake(hub.data, hub.clock) as both:
        yield both


def a_family_known_for_years(both: DeskAndIntake, hub: Hub) -> Record:
    """Rowan and Ash, in and out of early help; school is worried about Rowan again today."""
    now = hub.clock.now()
    worry = ContactSubmission(
        referrer=a_referrer(),
        children=(a_child(), a_child(first_names="Ash")),
        adults=(an_adult(),),
        concerns=(a_concern(),),
    )
    rowan, ash = both.takes_in(worry)
    assert rowan.assessment
    kin = _kin(both, rowan.reference)
    brother = _kin(both, ash.reference)
    for days, source, factor, of in (
        (820, ReferralSource.POLICE, AssessmentFactor.DOMESTIC_ABUSE_PARENT, kin),
        (500, ReferralSource.SCHOOL, AssessmentFactor.NEGLECT, brother),
        (300, ReferralSource.SCHOOL, AssessmentFactor.NEGLECT, kin),
        (120, ReferralSource.HEALTH_VISITOR, AssessmentFactor.NEGLECT, brother),
        (40, ReferralSource.POLICE, AssessmentFactor.MISSING, kin),
    ):
        contact: ContactReceived = a_contact_received(
            concerns=(a_coded_concern(factor=factor, severity=Severity.LOW),),
            received_at=now - timedelta(days=days),
            referral_source=source,
            **of,
        )
        record = both.desk.receives(contact)
        advice = days in (500, 120)
        choice = a_choice(
            level=LevelOfNeed.UNIVERSAL if advice else LevelOfNeed.EARLY_HELP,
            pathways=(Pathway.ADVICE,) if advice else (Pathway.EARLY_HELP,),
            about_pattern="Advice is enough for now." if advice else "",
        )
        both.desk.decides(record, choice, person=MARY)
        if not advice and days > 100:
            case = {
                "reference": record.reference,
                "case_id": f"case-{days}",
                "pathway": Pathway.EARLY_HELP,
                "purpose": Purpose.REFERRAL,
            }
            both.desk.takes(
                "mash.routing",
                ReferralAccepted(**case, accepted_at=now - timedelta(days=days - 3), accepted_by="eh:duty-1"),
                ReferralClosed(
                    **case,
                    closed_at=now - timedelta(days=days - 90),
                    closed_by="eh:duty-1",
                    reason=ClosureReason.SERVICES_CEASED,
                ),
            )
    (again,) = both.takes_in(worry.model_copy(update={"children": (a_child(),)}))
    return again


def _kin(both: DeskAndIntake, reference: str) -> dict[str, str]:
    with both.desk.delivery.reading() as session:
        kin = kin_of(session, reference)
    assert kin.person
    assert kin.household
    return {"person": kin.person, "household": kin.household}


def add_a_missing_episode(page: Page, record: Record) -> None:
    page.goto(f"/triage/{record.reference}/chronology/add")
    page.get_by_label("Missing episode", exact=True).check()
    page.get_by_role("group", name="On which day did it happen").get_by_label("Day").fill("3")
    page.get_by_role("group", name="On which day did it happen").get_by_label("Month").fill("11")
    page.get_by_role("group", name="On which day did it happen").get_by_label("Year").fill("2026")
    page.get_by_label("Who knows of it?").select_option("police")
    page.get_by_label("Where is it known from?").fill("Missing persons log")
    page.get_by_label("What was told of it?").fill("Out all night, found at the bus station.")
    page.get_by_role("button", name="Add to the chronology").click()


def test_it_is_read_narrowed_written_into_and_mended(any_page: Page, hub: Hub, both: DeskAndIntake) -> None:
    record = a_family_known_for_years(both, hub)
    sign_in_as(any_page, hub, Role.PRACTITIONER)

    any_page.goto(f"/triage/{record.reference}/chronology")
    expect(any_page.get_by_text("Part of a pattern").first).to_be_visible()
    any_page.get_by_label("What", exact=True).select_option("early-help")
    any_page.get_by_role("button", name="Show").click()
    expect(any_page.get_by_text("Early help took the case on")).to_have_count(2)
    expect(any_page.get_by_text("Part of a pattern")).to_have_count(0)

    add_a_missing_episode(any_page, record)
    expect(any_page.get_by_text("Out all night, found at the bus station.")).to_be_visible()
    any_page.get_by_role("link", name="Take it back").click()
    any_page.get_by_label("Why is this entry wrong?").fill("It was her cousin.")
    any_page.get_by_role("button", name="Take it back").click()
    expect(any_page.get_by_text("Taken back by")).to_be_visible()


def test_every_page_of_it_is_accessible_and_drawn(page: Page, hub: Hub, both: DeskAndIntake) -> None:
    record = a_family_known_for_years(both, hub)
    sign_in_as(page, hub, Role.PRACTITIONER)
    add_a_missing_episode(page, record)

    for width in (None, PHONE):
        if width:
            page.set_viewport_size(width)
        for path in ("chronology", "chronology?kind=incident", "chronology/add", "chronology/1/take-back"):
            page.goto(f"/triage/{record.reference}/{path}")
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
        page.goto(f"/triage/{record.reference}/chronology")
        assert page.locator(".triage-plot").evaluate("image => image.naturalWidth") > 0
