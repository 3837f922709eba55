"""Discussions, professional differences and oversight in a real browser: at a desk and on a telephone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Agency, Role
from mash_triage.domain.decision import Professional
from mash_triage.domain.discussions import DiscussionGiven
from mash_triage.domain.professional_differences import Subject
from mash_triage.store.records import Record
from tests.browser.conftest import DESKTOP, PHONE, Hub, sign_in_as
from tests.browser.test_every_page import faults
from tests.builders.contacts import a_child, a_concern, a_referrer, an_adult
from tests.builders.discussions import (
    THE_SCHOOL,
    a_dissenting_view,
    a_view,
    differing,
    discussed,
    escalating,
    graded,
    strategy_discussed,
)
from tests.builders.triage import BELOW
from tests.builders.triage_desk import AMIRA, BEN, MARY, Desk, following
from tests.builders.triage_web import DeskAndIntake, desk_and_intake

OVERSIGHT = ("/oversight/", "/oversight/strategy-discussions", "/oversight/audits", "/feedback/")
SAME_WORRY = "School rang three times about the same evening."


@pytest.fixture
def both(hub: Hub) -> Iterator[DeskAndIntake]:
    with desk_and_intake(hub.data, hub.clock) as both:
        yield both


def a_girl(both: DeskAndIntake) -> Record:
    """A girl told her teacher of sexual abuse."""
    told = a_concern(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,))
    (record,) = both.takes_in(
        ContactSubmission(
            referrer=a_referrer(), children=(a_child(),), adults=(an_adult(),), concerns=(told,)
        )
    )
    return record


def talked_about(both: DeskAndIntake, girl: Record) -> Record:
    """Talked about without the police, then by all; school differs, and its challenge is at stage two."""
    now = both.desk.handlers.clock.now()
    no_police = (a_view(agency=Agency.SOCIAL_CARE, role="Social worker"), a_view(), a_dissenting_view())
    held(both.desk, girl, strategy_discussed(held_at=now, views=no_police, outcome=None))
    held(both.desk, girl, discussed(held_at=now))
    with both.desk.delivery.transaction() as transaction:
        differences = both.desk.handlers.differences
        given = differing(subject=Subject.HANDLING)
        differences.raise_difference(transaction, girl.reference, given, THE_SCHOOL)
    with both.desk.delivery.transaction() as transaction:
        differences.take_step(transaction, girl.reference, 1, escalating(), THE_SCHOOL, seen_version=None)
    return girl


def held(desk: Desk, girl: Record, given: DiscussionGiven) -> None:
    with desk.delivery.transaction() as transaction:
        desk.handlers.discussions.record(transaction, girl.reference, given, AMIRA)


def test_a_practitioner_records_a_strategy_discussion_that_lacked_the_police(
    any_page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    page, girl = any_page, a_girl(both)
    now = hub.clock.now()
    sign_in_as(page, hub, Role.PRACTITIONER)

    page.goto(f"/triage/{girl.reference}/discussions")
    page.get_by_role("link", name="Record the strategy discussion").click()
    page.get_by_label("At what time?").fill(f"{now:%H:%M}")
    for number in (1, 3):
        person = page.get_by_role("group", name=f"Person {number}", exact=True)
        person.get_by_label("Name", exact=True).fill(f"Somebody {number}")
        person.get_by_label("What they are there").fill("Safeguarding lead")
        person.get_by_label("Their view, in their own words").fill(f"What {number} thinks.")
        person.get_by_label("Agrees", exact=True).check()
    page.get_by_label("What was decided?", exact=True).fill("Held again with the police at four.")
    page.get_by_label("Why?", exact=True).fill("Nobody from the police could be reached.")
    page.get_by_label("What is the family told?").fill("Nothing until the police have spoken.")
    page.get_by_label("What is the referrer told?").fill("School keeps her there until four.")
    page.get_by_role("button", name="Record the discussion").click()

    expect(page.get_by_text("Not quorate: Police was missing.")).to_be_visible()
    tab = page.get_by_role("navigation", name="This child").get_by_role("link", name="Discussions")
    expect(tab).to_have_attribute("aria-current", "page")


def test_what_was_typed_is_there_again_after_the_window_was_closed(
    page: Page, hub: Hub, both: DeskAndIntake
) -> None:
    girl = a_girl(both)
    sign_in_as(page, hub, Role.PRACTITIONER)
    address = f"/triage/{girl.reference}/discussions/record"

    page.goto(address)
    with page.expect_response(lambda answer: "/triage/drafts/" in answer.url):
        page.get_by_label("What was decided?", exact=True).fill("She is seen at school today.")
    page.goto("about:blank")
    page.goto(address)

    expect(page.get_by_label("What was decided?", exact=True)).to_have_value("She is seen at school today.")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("talked", [False, True], ids=["empty", "talked about"])
def test_every_page_of_discussions_is_accessible_at_a_desk(
    page: Page, hub: Hub, both: DeskAndIntake, talked: bool
) -> None:
    girl = talked_about(both, a_girl(both)) if talked else a_girl(both)
    sign_in_as(page, hub, Role.MANAGER)
    found = [fault for at in pages_of(girl, talked) for fault in faults(page, at, DESKTOP["width"])]
    assert not found, "\n".join(found)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("talked", [False, True], ids=["empty", "talked about"])
def test_every_page_of_discussions_fits_a_telephone(
    phone: Page, hub: Hub, both: DeskAndIntake, talked: bool
) -> None:
    girl = talked_about(both, a_girl(both)) if talked else a_girl(both)
    sign_in_as(phone, hub, Role.MANAGER)
    found = [fault for at in pages_of(girl, talked) for fault in faults(phone, at, PHONE["width"])]
    assert not found, "\n".join(found)


def pages_of(girl: Record, talked: bool) -> Iterator[str]:
    """Every page of discussions and differences about this child, and the lists that it is on."""
    home, differences = f"/triage/{girl.reference}/discussions", "/professional-differences/"
    yield from (home, f"{home}/record", f"{home}/record?kind=strategy")
    yield from (differences, f"{differences}{girl.reference}/raise", *OVERSIGHT)
    if talked:
        yield from (f"{home}/1", f"{home}/2", f"{home}/1/correct", f"{differences}{girl.reference}/1")


def a_contact() -> ContactSubmission:
    return ContactSubmission(
        referrer=a_referrer(), children=(a_child(),), adults=(an_adult(),), concerns=(a_concern(),)
    )


def decided_below(both: DeskAndIntake, person: Professional, second: Professional) -> Record:
    """Somebody decided below the recommendation, and somebody else confirmed it."""
    (boy,) = both.takes_in(a_contact())
    proposed = both.desk.decides(boy, following(boy, **BELOW, about_pattern=SAME_WORRY), person=person)
    return both.desk.looks_again(proposed, person=second)


def oversight_of(hub: Hub, both: DeskAndIntake, page: Page) -> Iterator[str]:
    """Every page of oversight, late things on each, for a manager of whom one decision was graded."""
    talked_about(both, a_girl(both))
    to_grade = decided_below(both, AMIRA, BEN)
    (waiting,) = both.takes_in(a_contact())
    both.desk.decides(waiting, following(waiting, **BELOW, about_pattern=SAME_WORRY))
    hub.clock.move(timedelta(hours=5))
    sign_in_as(page, hub, Role.MANAGER)
    own = Professional(manager_account(hub), "Margaret Osei", Role.MANAGER)
    graded_one = decided_below(both, own, BEN)
    with both.desk.delivery.transaction() as transaction:
        both.desk.handlers.oversight.grade(transaction, graded_one.reference, 1, graded(), MARY)
    yield from OVERSIGHT
    yield f"/oversight/audits/{graded_one.reference}/1"
    yield f"/oversight/audits/{to_grade.reference}/1"
    expect(page.get_by_role("button", name="Record the grade")).to_be_visible()


def manager_account(hub: Hub) -> str:
    return next(account.account_id for account in hub.sign_in.accounts.all() if Role.MANAGER in account.roles)


@pytest.mark.timeout(300)
def test_every_page_of_oversight_is_accessible_at_a_desk(page: Page, hub: Hub, both: DeskAndIntake) -> None:
    found = [fault for at in oversight_of(hub, both, page) for fault in faults(page, at, DESKTOP["width"])]
    assert not found, "\n".join(found)


@pytest.mark.timeout(300)
def test_every_page_of_oversight_fits_a_telephone(phone: Page, hub: Hub, both: DeskAndIntake) -> None:
    found = [fault for at in oversight_of(hub, both, phone) for fault in faults(phone, at, PHONE["width"])]
    assert not found, "\n".join(found)


def test_an_agency_raises_a_difference_on_its_own_page(phone: Page, hub: Hub, both: DeskAndIntake) -> None:
    girl = a_girl(both)
    sign_in_as(phone, hub, Role.AGENCY_MEMBER, agency=Agency.POLICE)

    phone.goto(f"/professional-differences/{girl.reference}/raise")
    phone.get_by_label(Subject.HANDLING.label).check()
    phone.get_by_label("Whether a child protection enquiry is needed").check()
    phone.get_by_label("Why, and what is wanted").fill("We want to speak to her before he comes home.")
    phone.get_by_role("button", name="Raise the difference").click()

    expect(phone.get_by_text("We want to speak to her before he comes home.")).to_be_visible()
    assert list(faults(phone, f"/professional-differences/{girl.reference}/1", PHONE["width"])) == []
    assert list(faults(phone, "/professional-differences/", PHONE["width"])) == []
