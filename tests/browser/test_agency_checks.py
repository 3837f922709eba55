"""Agency checks in a real browser: with and without scripts, at a desk and on a telephone, for everyone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.submission import Consent, ContactSubmission
from mash_contracts.vocabulary import Agency, ConsentState, Role
from mash_triage.domain.agency_checks import CheckState
from mash_triage.store import agency_checks
from mash_triage.store.records import Record
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.triage_web import DeskAndIntake, desk_and_intake


@pytest.fixture
def both(hub: Hub) -> Iterator[DeskAndIntake]:
    with desk_and_intake(hub.data, hub.clock) as both:
        yield both


def a_child_at_the_desk(both: DeskAndIntake, consent: ConsentState = ConsentState.GIVEN) -> Record:
    (record,) = both.takes_in(
        ContactSubmission(
            referrer=a_referrer(),
            consent=Consent(state=consent),
            children=(a_child(),),
            adults=(an_adult(),),
            concerns=(a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, signs=()),),
        )
    )
    return record


def test_an_agency_goes_from_its_board_to_an_answer(any_page: Page, hub: Hub, both: DeskAndIntake) -> None:
    page, record = any_page, a_child_at_the_desk(both)
    sign_in_as(page, hub, Role.AGENCY_MEMBER)

    page.goto("/agency-checks/")
    page.get_by_role("link", name="Rowan Testcase").click()
    page.get_by_role("button", name="We know something").click()
    page.get_by_role("button", name="Record what we know").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter at least one thing that your agency knows")
    page.get_by_role("link", name="Answer something else").click()
    page.get_by_role("button", name="Nothing is known to us").click()
    page.get_by_role("button", name="Confirm that nothing is known").click()
    expect(page.get_by_role("heading", name="What your agency answered")).to_be_visible()

    with both.desk.delivery.reading() as session:
        (police,) = [
            check
            for check in agency_checks.checks_of(session, record.reference)
            if check.agency is Agency.POLICE
        ]
    assert police.state is CheckState.NOTHING_KNOWN


@pytest.mark.parametrize("role", [Role.AGENCY_MEMBER, Role.PRACTITIONER])
def test_every_page_of_the_checks_is_accessible_at_a_desk(
    page: Page, hub: Hub, both: DeskAndIntake, role: Role
) -> None:
    record = a_child_at_the_desk(both)
    sign_in_as(page, hub, role)
    for address in pages_for(role, record):
        page.goto(address)
        assert_accessible(page)


@pytest.mark.parametrize("role", [Role.AGENCY_MEMBER, Role.PRACTITIONER])
def test_every_page_of_the_checks_fits_a_telephone(
    phone: Page, hub: Hub, both: DeskAndIntake, role: Role
) -> None:
    record = a_child_at_the_desk(both)
    sign_in_as(phone, hub, role)
    for address in pages_for(role, record):
        phone.goto(address)
        assert_accessible(phone)
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


def pages_for(role: Role, record: Record) -> tuple[str, ...]:
    check = f"/agency-checks/{record.reference}/police"
    steps = tuple(f"{check}?outcome={outcome}" for outcome in ("answered", "nothing-known", "declined"))
    answering = ("/agency-checks/", check, *steps)
    if role is Role.AGENCY_MEMBER:
        return answering
    desk = f"/triage/{record.reference}"
    return (*answering, desk, f"{desk}/sharing", f"{desk}/decision")
