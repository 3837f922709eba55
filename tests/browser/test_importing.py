"""Documents that came by e-mail, taken over and completed in a real browser."""

from playwright.sync_api import FilePayload, Page, expect

from mash_contracts.vocabulary import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PHONE, Hub, sign_in_as
from tests.builders.documents import WHOLE, a_word_document
from tests.builders.files import a_docx_with_macros

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def document(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": _WORD, "buffer": content}


def test_one_document_becomes_a_contact_and_another_is_completed(page: Page, hub: Hub) -> None:
    unclear = {**WHOLE, "children[1].date_of_birth": "about Easter 2018", "immediate_danger": ""}
    sign_in_as(page, hub, Role.PRACTITIONER)
    page.goto("/import")
    page.get_by_label("Choose files").set_input_files(
        [
            document("whole.docx", a_word_document()),
            document("unclear.docx", a_word_document(unclear)),
            document("macros.docx", a_docx_with_macros()),
        ]
    )
    page.get_by_role("button", name="Take over").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("macros.docx holds macros.")
    expect(page.locator("main")).to_contain_text("It is a contact now.")
    assert_accessible(page)
    page.get_by_role("link", name="unclear.docx", exact=True).click()
    expect(page.locator("main")).to_contain_text("about Easter 2018")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Complete it in the form").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers before you send them")
    expect(page.locator(".govuk-inset-text")).to_contain_text("about Easter 2018")
    assert_accessible(page)
