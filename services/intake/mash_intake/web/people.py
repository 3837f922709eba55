"""Finding a child, and one child with everything the hub was told of it: pages for staff, and the API."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.details import PeopleFound
from mash_contracts.vocabulary import Role
from mash_intake.domain.people import Question
from mash_intake.handlers import who_is_who
from mash_intake.handlers.finding import Wanted, find_people
from mash_intake.handlers.need_to_know import Closed
from mash_intake.handlers.who_is_who import OnePerson
from mash_intake.web.report.posted import NotReadable, read_date
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import FieldError, NotFound, Rejected
from mash_platform.sign_in.access import Person, Restricted, require
from mash_platform.web.auditing import keep_shown
from mash_platform.web.pages import Pages
from mash_platform.web.restricting import closed_among

EXPORTERS = (Role.MANAGER,)
"""Who takes a copy of everything that is held about a child: whoever answers for what is given out."""

_PAGES = Pages("mash_intake", open_questions=(Question.LIKELY, Question.POSSIBLE), exporters=EXPORTERS)

Staff = Annotated[Person, Depends(require(Role.PRACTITIONER, Role.MANAGER))]
# A service asks for somebody of whom it knows that they may look, and says who they are.
Searcher = Annotated[Person, Depends(require(Role.PRACTITIONER, Role.MANAGER, Role.SERVICE))]
Typed = Annotated[str, Query(max_length=200), AfterValidator(str.strip)]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]

_NO_DATE = FieldError("born", "not-a-date", "Write the date of birth in numbers, like 27 3 2015.")
_NOTHING = FieldError(
    "name", "nothing-asked", "Say at least one thing: a name, a date, an address, a number or a reference."
)


def people_pages(delivery: Delivery) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/people", response_class=Response)
    def search(
        request: Request,
        person: Staff,
        name: Typed = "",
        address: Typed = "",
        number: Typed = "",
        reference: Typed = "",
        page: PageNumber = 1,
    ) -> Response:
        """Children who fit what was asked for. Who searched, and whom they were shown, is kept."""
        day, month, year = (
            request.query_params.get(f"born-{part}", "").strip() for part in ("day", "month", "year")
        )
        errors: list[FieldError] = []
        born = None
        if day or month or year:
            try:
                born = read_date(f"{day}/{month}/{year}")
            except NotReadable:
                errors.append(_NO_DATE)
        wanted = Wanted(name=name, born=born, address=address, number=number, reference=reference)
        closed = closed_to(request, person)
        found = find_people(delivery, wanted, page=page, closed=closed) if wanted and not errors else None
        if found:
            keep_shown(request, _shown(found))
            if reference and len(found.people) == 1 and not found.withheld:
                return RedirectResponse(f"/people/{found.people[0].person}", status_code=303)
        return _PAGES.render(
            request,
            "people/search.html",
            status=422 if errors else 200,
            errors=errors,
            wanted=wanted,
            typed_date=(day, month, year),
            found=found,
            other_pages=_other_pages(request, found) if found else {},
            counts=who_is_who.queue(delivery, Question.LIKELY).counts,
        )

    @router.get("/people/of/{reference}", response_class=Response)
    def of_record(_person: Staff, reference: str) -> Response:
        """The child of a record, for links from elsewhere."""
        return RedirectResponse(f"/people/{who_is_who.person_of(delivery, reference)}", status_code=303)

    @router.get("/people/{person}", response_class=Response)
    def one(request: Request, who: Staff, person: str) -> Response:
        """One child with every contact about it. Who was linked to another child is found there."""
        try:
            found = child_of(delivery, request, who, person)
        except NotFound:
            today = who_is_who.now_known_as(delivery, person)
            return RedirectResponse(f"/people/{today}", status_code=303)
        at_home = [other.person for other in found.at_home]
        keep_shown(request, [*(told.reference for told in found.told), *at_home])
        return _PAGES.render(request, "people/person.html", child=found)

    return router


def people_api(delivery: Delivery) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["Contacts"])

    @router.get("/people", summary="Find a child by name, date of birth, address, number or reference")
    def search(
        request: Request,
        person: Searcher,
        name: Annotated[Typed, Query(description="first name, family name or both, as they sound")] = "",
        date_of_birth: Annotated[
            str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="as `2015-03-27`")
        ] = "",
        address: Annotated[Typed, Query(description="a street, with its number or not, or a postcode")] = "",
        number: Annotated[Typed, Query(description="NHS number or unique pupil number")] = "",
        reference: Annotated[Typed, Query(description="of a child, a contact or a record")] = "",
        page: PageNumber = 1,
    ) -> PeopleFound:
        """Those who fit everything asked for; where nobody does, those who fit most of it.

        The search and every child it shows are recorded.
        """
        born = None
        if date_of_birth:
            year, month, day = date_of_birth.split("-")
            try:
                born = read_date(f"{day}/{month}/{year}")
            except NotReadable as error:
                raise Rejected(FieldError("date_of_birth", "not-a-date", "There is no such day.")) from error
        wanted = Wanted(name=name, born=born, address=address, number=number, reference=reference)
        if not wanted:
            raise Rejected(_NOTHING)
        found = find_people(delivery, wanted, page=page, closed=closed_to(request, person))
        keep_shown(request, _shown(found))
        return found

    return router


def closed_to(request: Request, person: Person) -> Closed:
    """Which records are restricted to others."""
    return partial(closed_among, request, person)


def child_of(delivery: Delivery, request: Request, who: Person, person: str) -> OnePerson:
    """One child as this person may see it. Raises NotFound, and Restricted where nothing may be seen."""
    try:
        return who_is_who.one_person(delivery, person, closed=closed_to(request, who))
    except who_is_who.Withheld as withheld:
        raise Restricted(withheld.contact) from withheld


def _shown(found: PeopleFound) -> list[str]:
    """Each child found, and the records about it, so that either leads to who saw it."""
    return [each for one in found.people for each in (one.person, *one.records)]


def _other_pages(request: Request, found: PeopleFound) -> dict[str, str]:
    url = request.url
    pages = {}
    if found.page > 1:
        pages["previous"] = f"?{url.include_query_params(page=found.page - 1).query}"
    if found.page < found.pages:
        pages["next"] = f"?{url.include_query_params(page=found.page + 1).query}"
    return pages
