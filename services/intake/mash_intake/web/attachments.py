"""Files of a contact that is in: added by staff and by the system that sent it, and downloaded by staff.

A file is given as a download of no kind in particular, so that no browser ever shows or runs it in our name.
"""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette import status
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import Role
from mash_intake.domain.attached_files import MOST_FILES, RefusedFile
from mash_intake.handlers.attachments import add_to_contact, open_attachment
from mash_intake.store.attachment_folder import AttachmentFolder
from mash_intake.store.attachments import StoredFile
from mash_intake.web.api import Sender
from mash_intake.web.contacts import ContactPage, Staff
from mash_intake.web.uploads import FIELD, Offered, UploadRoute
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import FieldError, Rejected

_OF_A_CONTACT = "/contacts/{reference}/attachments"
UPLOADS = (_OF_A_CONTACT, f"/api/v1{_OF_A_CONTACT}")

_NONE = FieldError(FIELD, "missing", "Send at least one file, as a part of the form with this name.")
_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}


def files_in_a_form() -> dict[str, Any]:
    """The body of a request that holds files, as the API document describes it."""
    return {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": [FIELD],
                        "properties": {
                            FIELD: {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": MOST_FILES,
                                "items": {"type": "string", "format": "binary"},
                            }
                        },
                    }
                }
            },
        }
    }


class AttachmentKept(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    size: int = Field(description="in bytes")
    digest: str = Field(description="SHA-256 of what is in the file")
    added_at: AwareDatetime


class AttachmentsKept(BaseModel):
    model_config = ConfigDict(frozen=True)

    reference: str = Field(description="of the contact")
    attachments: tuple[AttachmentKept, ...]


def attachment_api(delivery: Delivery, folder: AttachmentFolder) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["Contacts"], route_class=UploadRoute)

    @router.post(
        "/contacts/{reference}/attachments",
        status_code=status.HTTP_201_CREATED,
        summary="Add files to a contact",
        openapi_extra=files_in_a_form(),
    )
    def attach(person: Sender, reference: str, offered: Offered) -> AttachmentsKept:
        """Up to five files of 10 MB each, in a multipart form, each part named `files`.

        PDF, Word (.docx), JPEG, PNG, text or e-mail (.eml); what is in a file counts, not only its name. When
        one is refused, none is added, and each that was refused is named by its place, as `files[0]`. A file
        sent again is not added twice. Referrers and partner systems add to their own contacts only.
        """
        if not offered:
            raise Rejected(_NONE)
        all_contacts = person.may(Role.PRACTITIONER, Role.MANAGER)
        taken = add_to_contact(
            delivery,
            folder,
            reference,
            offered,
            by=person.account_id,
            of_sender=None if all_contacts else person.account_id,
            all_or_none=True,
        )
        if taken.refused:
            raise Rejected(*map(_fault, taken.refused))
        return AttachmentsKept(
            reference=reference,
            attachments=tuple(
                AttachmentKept(name=file.name, size=file.size, digest=file.digest, added_at=file.added_at)
                for file in taken.kept
            ),
        )

    return router


def _fault(refused: RefusedFile) -> FieldError:
    """Which file it is about is said by its place: errors of the API repeat nothing of what was sent."""
    return FieldError(f"{FIELD}[{refused.number}]", refused.why.code, refused.why.sentence("This file"))


def attachment_pages(delivery: Delivery, folder: AttachmentFolder) -> APIRouter:
    router = APIRouter(include_in_schema=False, route_class=UploadRoute)
    page = ContactPage(delivery)

    @router.post(_OF_A_CONTACT, response_class=Response)
    def add(request: Request, person: Staff, reference: str, offered: Offered) -> Response:
        """Keeps what can be kept, and says of each other file why it was not."""
        if not offered:
            return page.render(request, person, reference, wrong=("Choose at least one file.",))
        taken = add_to_contact(delivery, folder, reference, offered, by=person.account_id)
        if taken.refused:
            return page.render(request, person, reference, wrong=[each.sentence for each in taken.refused])
        return RedirectResponse(f"/contacts/{reference}#attached", status_code=303)

    @router.get(f"{_OF_A_CONTACT}/{{digest}}", response_class=Response)
    def download(_person: Staff, reference: str, digest: str) -> Response:
        """The file as it was handed in, checked against its hash."""
        file, content = open_attachment(delivery, folder, reference, digest)
        return as_download(file, content)

    return router


def as_download(file: StoredFile, content: bytes) -> Response:
    """Of no kind in particular, so that no browser shows it."""
    return Response(
        content,
        media_type="application/octet-stream",
        headers={**_HEADERS, "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"},
    )
