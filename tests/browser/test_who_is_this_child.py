"""Finding a child and saying who a child is, at a desk and on a telephone, accessible on every page."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from mash_contracts.submission import Address
from mash_contracts.vocabulary import Role
from mash_intake.handlers.likeness import look_for_likeness
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as
from tests.builders.contacts import A_TEST_NHS_NUMBER, a_child, a_submission
from tests.builders.intake import Intake

HIGH_STREET = Address(street="12 High Street", town="Durham", postcode="DH1 5UE")


@pytest.fixture
def robyn(hub: Hub) -> str:
    """A record of Robyn, who could be Robin; he has a sister and was told of twice."""
    intake = Intake.at(hub.data, hub.clock)
    robin = a_child(
        first_names="Robin",
        family_name="Sample",
        date_of_birth=date(2016, 5, 3),
        address=HIGH_STREET,
        nhs_number=A_TEST_NHS_NUMBER,
    )
    sister = robin.model_copy(
        update={"first_names": "Skye", "date_of_birth": date(2019, 1, 9), "nhs_number": None}
    )
    intake.takes(a_submission(children=(robin, sister)))
    intake.takes(a_submission(children=(robin,)))
    like = robin.model_copy(
        update={"first_names": "Robyn", "date_of_birth": date(2016, 3, 5), "nhs_number": None}
    )
    (record,) = intake.takes(a_submission(children=(like,))).records
    with intake.delivery.transaction() as transaction:
        look_for_likeness(transaction)
    intake.delivery.engine.dispose()
    return record


def looked_at(page: Page, width: int) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_child_is_found_compared_linked_and_taken_back_without_scripts_or_with(
    any_page: Page, hub: Hub, robyn: str
) -> None:
    page = any_page
    sign_in_as(page, hub, Role.PRACTITIONER)
    page.get_by_role("link", name="Children", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Robinn Sampel")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Robin Sample")).to_be_visible()
    page.get_by_role("link", name=re.compile("Who is this child")).click()
    page.get_by_role("link", name="Robyn Sample").click()
    expect(page.get_by_text("Day and month of birth are changed round")).to_be_visible()
    page.get_by_label(re.compile("The same child as Robin Sample")).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=re.compile("Error|Say why")).first).to_be_visible()
    page.get_by_label("Why", exact=True).fill("The school has one Robin Sample, and gave both dates.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Said to be the same child", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("Take this back")).click()
    page.get_by_label("Why", exact=True).fill("They are cousins.")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("They are cousins.")).to_have_count(0)
    page.goto(f"/people/of/{robyn}")
    expect(page.get_by_text("They are cousins.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, PHONE["width"]])
def test_every_page_about_who_is_who_is_accessible_and_fits(
    page: Page, hub: Hub, robyn: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in_as(page, hub, Role.MANAGER)
    for path in (
        "/people",
        "/people?name=Robin+Sample",
        "/people?name=Zebedee",
        "/people?reference=&born-day=31&born-month=2&born-year=2016",
        "/people/questions",
        "/people/questions?question=possible",
        f"/people/questions/{robyn}",
        f"/contacts/{robyn.rpartition('-')[0]}",
    ):
        page.goto(path)
        looked_at(page, width)
    page.goto("/people?name=Robin+Sample")
    page.get_by_role("link", name="Robin Sample").click()
    looked_at(page, width)
    page.get_by_role("link", name=re.compile("This is another child")).first.click()
    looked_at(page, width)
