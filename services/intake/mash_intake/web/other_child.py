"""Saying that a record is about another child after all, and taking back what was said of who a child is."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_intake.handlers import identifying
from mash_intake.handlers.identifying import Said
from mash_intake.web.people import Staff, child_of
from mash_intake.web.who_is_who import Why, answerer
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import FieldError, NotFound, Rejected
from mash_platform.sign_in.access import Person
from mash_platform.web.pages import Pages

_PAGES = Pages("mash_intake")


def other_child_pages(delivery: Delivery) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/people/{person}/separate/{reference}", response_class=Response)
    def separate_form(request: Request, who: Staff, person: str, reference: str) -> Response:
        return _separate_page(delivery, request, who, person, reference)

    @router.post("/people/{person}/separate/{reference}", response_class=Response)
    def separate(request: Request, who: Staff, person: str, reference: str, why: Why = "") -> Response:
        """This record is about another child."""
        try:
            now = identifying.separate(delivery, Said(reference, person, why, answerer(who)))
        except Rejected as rejected:
            return _separate_page(delivery, request, who, person, reference, errors=rejected.errors, why=why)
        return RedirectResponse(f"/people/{now}", status_code=303)

    @router.get("/people/{person}/answers/{answer_id}", response_class=Response)
    def take_back_form(request: Request, who: Staff, person: str, answer_id: str) -> Response:
        return _take_back_page(delivery, request, who, person, answer_id)

    @router.post("/people/{person}/answers/{answer_id}", response_class=Response)
    def take_back(request: Request, who: Staff, person: str, answer_id: str, why: Why = "") -> Response:
        """Undoes what was said: every record goes back to whom it was about before."""
        try:
            identifying.take_back(delivery, answer_id, why, answerer(who))
        except Rejected as rejected:
            return _take_back_page(delivery, request, who, person, answer_id, errors=rejected.errors, why=why)
        return RedirectResponse(f"/people/{person}", status_code=303)

    return router


def _separate_page(
    delivery: Delivery,
    request: Request,
    who: Person,
    person: str,
    reference: str,
    *,
    errors: Sequence[FieldError] = (),
    why: str = "",
) -> Response:
    child = child_of(delivery, request, who, person)
    told = next((each for each in child.told if each.reference == reference), None)
    if told is None:
        raise NotFound
    return _PAGES.render(
        request,
        "people/separate.html",
        status=422 if errors else 200,
        errors=errors,
        child=child,
        told=told,
        why=why,
    )


def _take_back_page(
    delivery: Delivery,
    request: Request,
    who: Person,
    person: str,
    answer_id: str,
    *,
    errors: Sequence[FieldError] = (),
    why: str = "",
) -> Response:
    child = child_of(delivery, request, who, person)
    said = next((each for each in child.answers if each.answer == answer_id), None)
    if said is None or not said.can_be_taken_back:
        raise NotFound
    return _PAGES.render(
        request,
        "people/take_back.html",
        status=422 if errors else 200,
        errors=errors,
        child=child,
        said=said,
        why=why,
    )
