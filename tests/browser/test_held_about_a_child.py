"""A file of everything that is held about a child: asked for on a page, opened from a disk, on paper too."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mash_contracts.vocabulary import Role
from mash_platform.audit.trail import Action
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import DESKTOP, PHONE, Hub, sign_in_as
from tests.browser.test_discussions import a_girl, talked_about
from tests.builders.triage_web import DeskAndIntake, desk_and_intake


@pytest.fixture
def both(hub: Hub) -> Iterator[DeskAndIntake]:
    with desk_and_intake(hub.data, hub.clock) as both:
        yield both


def test_a_manager_takes_a_copy_in_which_what_is_to_be_read_first_is_marked(
    page: Page, browser: Browser, hub: Hub, both: DeskAndIntake, tmp_path: Path
) -> None:
    girl = talked_about(both, a_girl(both))
    sign_in_as(page, hub, Role.MANAGER)
    page.goto(f"/people/of/{girl.reference}")
    page.get_by_role("link", name="A file of everything that is held").click()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("link", name="Select who asks for it")).to_be_visible()
    for window in (DESKTOP, PHONE):
        page.set_viewport_size(window)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]
    page.get_by_label("Somebody with parental responsibility").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    with closing(browser.new_page()) as opened:
        opened.goto(file.as_uri())
        for window in (DESKTOP, PHONE):
            opened.set_viewport_size(window)
            assert_accessible(opened)
            assert opened.evaluate("document.documentElement.scrollWidth") <= window["width"]
        expect(opened.get_by_role("heading", name="Discussions between agencies")).to_be_visible()
        expect(opened.get_by_text("Read first: About another person, or told by one").first).to_be_visible()
        expect(opened.get_by_text("paragraph 21")).to_be_visible()
    assert any(
        entry.act.action is Action.EXPORT and girl.reference in entry.act.subjects
        for entry in hub.sign_in.trail.latest(subjects=[girl.reference])
    )
