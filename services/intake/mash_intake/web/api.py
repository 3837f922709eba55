"""The API: partner systems hand contacts in and follow them; the hub's services ask for the detail."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response, status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from mash_contracts.details import RecordDetails, RecordSummary, withheld
from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Role
from mash_intake.domain.progress import Progress
from mash_intake.handlers import reading
from mash_intake.handlers.accept import Handover, accept_contact
from mash_intake.handlers.feedback import status_code_of
from mash_intake.web.api_examples import BATCH, BATCH_ANSWER, SUBMISSIONS
from mash_intake.web.hub import Hub
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import FieldError
from mash_platform.sign_in.access import Person, require
from mash_platform.web.auditing import keep_shown
from mash_platform.web.restricting import closed_among

_MOST_SUMMARIES = 500

Sender = Annotated[
    Person, Depends(require(Role.REFERRER, Role.PRACTITIONER, Role.MANAGER, Role.REFERRING_SYSTEM))
]
# A service asks for somebody of whom it knows that they may look, and says who they are.
Reader = Annotated[Person, Depends(require(Role.PRACTITIONER, Role.MANAGER, Role.TEAM_MEMBER, Role.SERVICE))]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        description="your own name for this contact: sent again with the same content, no second one is made",
    ),
]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Doubt(_Answer):
    """Something that looks odd and was taken all the same."""

    field: str = Field(description="path in what was sent, as `children[0].upn`")
    code: str
    detail: str

    @classmethod
    def of(cls, error: FieldError) -> "Doubt":
        return cls(field=error.field, code=error.code, detail=error.sentence)


class ContactAccepted(_Answer):
    reference: str = Field(description="of the contact; quote it when you call")
    records: tuple[str, ...] = Field(description="one reference a child, in the order you gave them")
    received_at: AwareDatetime
    status_code: str | None = Field(
        default=None, description="opens /report/status together with the reference, without an account"
    )
    doubts: tuple[Doubt, ...] = ()


class RecordProgress(_Answer):
    reference: str
    progress: Progress


class ContactProgress(_Answer):
    reference: str
    received_at: AwareDatetime
    records: tuple[RecordProgress, ...]


def api(delivery: Delivery, hub: Hub) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["Contacts"])

    @router.post(
        "/contacts",
        status_code=status.HTTP_201_CREATED,
        summary="Hand in a worry about one or more children",
        responses={
            200: {
                "model": ContactAccepted,
                "description": "Accepted before under the same Idempotency-Key; or the answers to a batch",
                "content": BATCH_ANSWER,
            }
        },
        openapi_extra=BATCH,
    )
    def hand_in(
        person: Sender,
        response: Response,
        submission: Annotated[ContactSubmission, Body(openapi_examples=SUBMISSIONS)],
        idempotency_key: IdempotencyKey = None,
    ) -> ContactAccepted:
        """Little is mandatory: something by which a child can be found, and something to worry about.

        Once this answers, the contact is kept and on its way to the hub. Many at once go as
        `application/x-ndjson`, one a line: the answer is NDJSON too, a line for each with its number, a
        status as it would have had alone, and its references or errors. Such a batch needs an
        Idempotency-Key; after it broke off it is sent again, whole or from `?first_line=` on.
        """
        accepted = accept_contact(
            delivery,
            Handover(submission, submitted_by=person.account_id, idempotency_key=idempotency_key),
            test_nhs_numbers=hub.test_nhs_numbers,
        )
        if accepted.replayed:
            response.status_code = status.HTTP_200_OK
        return ContactAccepted(
            reference=accepted.reference,
            records=accepted.records,
            received_at=accepted.received_at,
            status_code=status_code_of(delivery, accepted.reference),
            doubts=tuple(map(Doubt.of, accepted.doubts)),
        )

    @router.get("/contacts/{reference}", summary="How far the hub has come with a contact")
    def follow(person: Sender, reference: str) -> ContactProgress:
        """Referrers and partner systems see their own contacts only."""
        all_contacts = person.may(Role.PRACTITIONER, Role.MANAGER)
        found = reading.contact_status(
            delivery, reference, of_sender=None if all_contacts else person.account_id
        )
        return ContactProgress(
            reference=found.reference,
            received_at=found.received_at,
            records=tuple(
                RecordProgress(reference=record, progress=progress) for record, progress in found.records
            ),
        )

    @router.get("/records", summary="What a list shows of several children's records")
    def summaries(
        request: Request,
        person: Reader,
        reference: Annotated[list[str], Query(min_length=1, max_length=_MOST_SUMMARIES)],
    ) -> tuple[RecordSummary, ...]:
        """In the order asked for; references that do not exist are left out. The read is recorded.

        Of a record that is open to named people only, others are told that, and nothing else.
        """
        closed = closed_among(request, person, reference)
        found = reading.record_summaries(delivery, reference)
        return tuple(withheld(each.reference) if each.reference in closed else each for each in found)

    @router.get("/records/{reference}", summary="The whole contact from one child's side")
    def detail(request: Request, _person: Reader, reference: str) -> RecordDetails:
        """The read is recorded, also for the other children who came with this one."""
        found = reading.record_details(delivery, reference)
        keep_shown(request, [sibling.reference for sibling in found.siblings])
        return found

    return router
