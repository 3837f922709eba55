"""Files in a real browser: chosen, refused by name, sent, and downloaded rather than shown."""

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from mash_contracts.vocabulary import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as
from tests.builders.files import PDF, PNG, a_docx_with_macros
from tests.builders.report import ANONYMOUS, Form

LETTER: FilePayload = {"name": "letter to the hub.pdf", "mimeType": "application/pdf", "buffer": PDF}
BRUISE: FilePayload = {"name": "bruise.png", "mimeType": "image/png", "buffer": PNG}
MACROS: FilePayload = {"name": "form.docx", "mimeType": "application/msword", "buffer": a_docx_with_macros()}


def at_the_files(page: Page, hub: Hub) -> None:
    """In a form that is filled in but for its files."""
    form = Form.begun(hub.app).answer_all(ANONYMOUS)
    page.context.add_cookies(
        [
            {"name": name, "value": value, "url": hub.address}
            for name, value in form.visitor.client.cookies.items()
        ]
    )
    page.goto("/report/check")
    page.get_by_role("link", name="Add files").click()


def test_a_letter_goes_with_the_report_and_the_desk_downloads_it(page: Page, hub: Hub) -> None:
    at_the_files(page, hub)
    page.get_by_label("Choose files").set_input_files([LETTER, MACROS])
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("form.docx holds macros.")
    expect(page.locator("main")).to_contain_text("letter to the hub.pdf")
    assert_accessible(page)
    page.get_by_label("Choose files").set_input_files([BRUISE])
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send the report").click()
    reference = page.locator(".govuk-panel strong").first.inner_text()
    sign_in_as(page, hub, Role.PRACTITIONER)
    page.goto(f"/contacts/{reference}")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="letter to the hub.pdf").click()
    assert download.value.suggested_filename == "letter to the hub.pdf"
    assert Path(download.value.path()).read_bytes() == PDF


def test_the_page_of_files_fits_a_telephone(phone: Page, hub: Hub) -> None:
    at_the_files(phone, hub)
    phone.get_by_label("Choose files").set_input_files([LETTER, BRUISE])
    phone.get_by_role("button", name="Add and choose more").click()
    expect(phone.get_by_role("button", name="Remove letter to the hub.pdf")).to_be_visible()
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
