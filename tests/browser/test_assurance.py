"""The page of figures, as managers and assurance visitors meet it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from mash_assurance.service import open_delivery
from mash_assurance.settings import Settings
from mash_assurance.web.plots import PLOTS
from mash_contracts.vocabulary import Role
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as
from tests.builders.assurance import hear, hear_of_some_children
from tests.builders.triage import a_contact_received


@pytest.fixture
def assurance(hub: Hub) -> Iterator[Delivery]:
    delivery = open_delivery(Settings(data=hub.data), hub.clock, RandomIdentifiers())
    yield delivery
    delivery.engine.dispose()


def wait_for_plots(page: Page, expected: int) -> None:
    """Every plot has arrived and can be drawn."""
    page.wait_for_function(
        """expected => {
            const plots = [...document.querySelectorAll("img")];
            return plots.length === expected && plots.every(plot => plot.complete && plot.naturalWidth > 0);
        }""",
        arg=expected,
    )


def wider_than_the_window(page: Page) -> int:
    overflow: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return overflow


def test_an_assurance_reader_lands_on_the_figures_and_sees_them_as_plots(
    page: Page, hub: Hub, assurance: Delivery
) -> None:
    hear_of_some_children(assurance)
    sign_in_as(page, hub, Role.ASSURANCE)

    expect(page.get_by_role("heading", level=1)).to_have_text("Assurance")
    page.get_by_role("link", name="All contacts").click()
    wait_for_plots(page, len(PLOTS))
    expect(page.get_by_role("img", name="Contacts by source. ")).to_have_attribute(
        "alt", "Contacts by source. School: 6; Police: 6"
    )
    assert_accessible(page)


def test_each_plot_has_its_table_and_its_file(any_page: Page, hub: Hub, assurance: Delivery) -> None:
    hear_of_some_children(assurance)
    sign_in_as(any_page, hub, Role.MANAGER)
    any_page.goto("/assurance/?period=all")

    any_page.get_by_text("Table: Waiting for a decision").click()
    row = any_page.get_by_role("region", name="Waiting for a decision").get_by_role("row", name="Amber")
    expect(row).to_contain_text("3")
    with any_page.expect_download() as download:
        any_page.get_by_role("link", name=re.compile("Download as CSV.*Waiting for a decision")).click()
    assert download.value.suggested_filename == "waiting-by-rag.csv"


def test_the_tables_are_accessible_when_they_are_open(page: Page, hub: Hub, assurance: Delivery) -> None:
    hear_of_some_children(assurance)
    sign_in_as(page, hub, Role.ASSURANCE)
    page.goto("/assurance/?period=all")

    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")

    assert_accessible(page)


def test_on_a_telephone_the_plots_are_drawn_for_it_and_nothing_sticks_out(
    phone: Page, hub: Hub, assurance: Delivery
) -> None:
    hear_of_some_children(assurance)
    sign_in_as(phone, hub, Role.ASSURANCE)
    phone.goto("/assurance/?period=all")

    wait_for_plots(phone, len(PLOTS))
    drawn = phone.evaluate("[...document.querySelectorAll('img')].map(plot => plot.currentSrc)")
    assert all("shape=narrow" in address for address in drawn)
    phone.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert wider_than_the_window(phone) <= 0
    assert phone.viewport_size == PHONE
    assert_accessible(phone)


def test_before_the_first_contact_the_page_is_empty_in_words(page: Page, hub: Hub) -> None:
    sign_in_as(page, hub, Role.ASSURANCE)
    page.goto("/assurance/?period=all")

    expect(page.get_by_text("No contacts yet")).to_be_visible()
    assert_accessible(page)


def test_one_child_is_enough_for_a_whole_page(page: Page, hub: Hub, assurance: Delivery) -> None:
    hear(assurance, a_contact_received())
    sign_in_as(page, hub, Role.ASSURANCE)
    page.goto("/assurance/?period=all")

    wait_for_plots(page, len(PLOTS))
    expect(page.get_by_text("in 1 contact")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("%")
    assert_accessible(page)


def test_a_period_is_chosen_day_by_day_and_a_slip_is_pointed_out(any_page: Page, hub: Hub) -> None:
    sign_in_as(any_page, hub, Role.ASSURANCE)

    any_page.get_by_text("Choose the days").click()
    first = any_page.get_by_role("group", name="First day")
    first.get_by_label("Day").fill("31")
    first.get_by_label("Month").fill("2")
    first.get_by_label("Year").fill("2026")
    any_page.get_by_role("button", name="Show these days").click()
    expect(any_page.get_by_role("alert")).to_contain_text("The first day must be a real date")
    first.get_by_label("Month").fill("3")
    any_page.get_by_role("button", name="Show these days").click()

    expect(any_page.get_by_text("From 31 March 2026")).to_be_visible()
    expect(first.get_by_label("Month")).to_have_value("3")


def test_what_each_figure_means_is_one_link_away(page: Page, hub: Hub) -> None:
    sign_in_as(page, hub, Role.ASSURANCE)

    page.get_by_role("link", name="What each figure means").click()

    expect(page.get_by_role("heading", name="Every reason recorded")).to_be_visible()
    assert_accessible(page)
