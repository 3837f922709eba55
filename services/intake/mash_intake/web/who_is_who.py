"""Who is this child? The queue of questions, and one question with its candidates."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import Role
from mash_intake.domain.people import Question
from mash_intake.handlers import identifying, who_is_who
from mash_intake.handlers.identifying import Answerer, Said
from mash_intake.web.people import PageNumber, Staff, child_of, closed_to
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.auditing import keep_shown
from mash_platform.web.pages import Pages

_PAGES = Pages("mash_intake", open_questions=(Question.LIKELY, Question.POSSIBLE))

NOBODY = "nobody"
Why = Annotated[str, Form(max_length=20_000)]
_NOT_CHOSEN = FieldError("choice", "not-chosen", "Choose who this child is, or that it is none of these.")


def who_is_who_pages(delivery: Delivery) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/people/questions", response_class=Response)
    def questions(
        request: Request,
        person: Staff,
        question: Annotated[str, Query(max_length=16)] = Question.LIKELY,
        page: PageNumber = 1,
    ) -> Response:
        """Children who could be children the hub knows, and nobody has said yet."""
        wanted = Question.POSSIBLE if question == Question.POSSIBLE else Question.LIKELY
        found = who_is_who.queue(delivery, wanted, page=page, closed=closed_to(request, person))
        keep_shown(request, [waiting.reference for waiting in found.waiting])
        return _PAGES.render(
            request,
            "people/questions.html",
            question=wanted,
            page=page,
            page_length=who_is_who.QUEUE_LENGTH,
            waiting=found.waiting,
            counts=found.counts,
        )

    @router.get("/people/questions/{reference}", response_class=Response)
    def question_form(request: Request, person: Staff, reference: str) -> Response:
        return _question_page(delivery, request, person, reference)

    @router.post("/people/questions/{reference}", response_class=Response)
    def answer(
        request: Request,
        person: Staff,
        reference: str,
        taken_for: Annotated[str, Form(max_length=64)],
        choice: Annotated[str, Form(max_length=64)] = "",
        proposed: Annotated[Sequence[str], Form(max_length=50)] = (),
        why: Why = "",
    ) -> Response:
        """Links the child, or says that it is nobody known."""
        said = Said(reference, taken_for, why, answerer(person))
        try:
            if choice == NOBODY:
                identifying.nobody_known(delivery, said, proposed)
            elif choice:
                # Whoever links a child has to be allowed to see what it is linked to.
                with suppress(NotFound):
                    child_of(delivery, request, person, choice)
                identifying.link(delivery, said, choice)
            else:
                raise Rejected(_NOT_CHOSEN)
        except Rejected as rejected:
            return _question_page(
                delivery, request, person, reference, errors=rejected.errors, choice=choice, why=why
            )
        except Conflict as conflict:
            return _question_page(
                delivery, request, person, reference, conflict=conflict, choice=choice, why=why
            )
        return RedirectResponse(f"/people/of/{reference}", status_code=303)

    return router


def answerer(person: Person) -> Answerer:
    role = Role.PRACTITIONER if person.may(Role.PRACTITIONER) else Role.MANAGER
    return Answerer(person.account_id, person.name, role)


def _question_page(
    delivery: Delivery,
    request: Request,
    person: Person,
    reference: str,
    *,
    errors: Sequence[FieldError] = (),
    conflict: Conflict | None = None,
    choice: str = "",
    why: str = "",
) -> Response:
    """The question, empty or again with what was chosen and written."""
    asked = who_is_who.asked_about(delivery, reference, closed=closed_to(request, person))
    shown = [each for one in asked.proposed for each in (one.person, one.told.reference)]
    keep_shown(request, shown)
    return _PAGES.render(
        request,
        "people/question.html",
        status=409 if conflict else 422 if errors else 200,
        errors=errors,
        conflict=conflict,
        asked=asked,
        nobody=NOBODY,
        choice=choice,
        why=why,
    )
