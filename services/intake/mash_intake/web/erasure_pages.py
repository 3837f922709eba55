"""What is due for erasure, what was erased, and one record: how long it is kept, and erasing it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.held import StillOpen
from mash_contracts.vocabulary import ErasureReason, Role
from mash_intake.domain.retention import KeepLonger, kept_until
from mash_intake.handlers.erasing import (
    Erasing,
    due_for_erasure,
    in_the_way,
    rules_today,
    standing,
)
from mash_intake.handlers.reading import record_summaries
from mash_intake.store import erasures
from mash_intake.web.report.posted import NotReadable, read_date
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Conflict, FieldError, Rejected
from mash_platform.sign_in.access import Person, require
from mash_platform.web.client import ServiceClient
from mash_platform.web.pages import Pages

ERASERS = (Role.MANAGER,)
"""Who erases a record, and says that one is kept longer."""

_PAGES = Pages("mash_intake")
_OTHERS = ("/api/v1/triage/records/{}/open", "/api/v1/worklists/records/{}/open")
_MOST_DONE = 50

Eraser = Annotated[Person, Depends(require(*ERASERS))]
Code = Annotated[str, Form(max_length=32)]
Words = Annotated[str, Form(max_length=20_000)]
Digits = Annotated[str, Form(max_length=10)]


@dataclass(frozen=True)
class _Page:
    """One record, as it stands for who looks."""

    delivery: Delivery
    services: ServiceClient

    def open_elsewhere(self, who: Person, references: Collection[str]) -> dict[str, list[str]]:
        """By record, what other services still have to do. Raises Unavailable."""
        return {
            reference: [
                duty
                for path in _OTHERS
                for duty in self.services.get(who, path.format(reference), StillOpen).duties
            ]
            for reference in references
        }

    def render(
        self,
        request: Request,
        who: Person,
        reference: str,
        errors: Sequence[FieldError] = (),
        conflict: str = "",
    ) -> Response:
        now = self.delivery.clock.now()
        with self.delivery.reading() as session:
            stands = standing(session, reference, now)
        duties = self.open_elsewhere(who, [reference])[reference] if stands.this else []
        rules = rules_today(now)
        summaries = record_summaries(self.delivery, [reference])
        return _PAGES.render(
            request,
            "erasures/record.html",
            status=409 if conflict else 422 if errors else 200,
            errors=errors or ([FieldError("", "conflict", conflict)] if conflict else ()),
            stands=stands,
            summary=summaries[0],
            until=kept_until(stands.this, rules) if stands.this else None,
            period=rules.periods[stands.this.kept_as] if stands.this else None,
            rules=rules,
            duties=duties,
            in_the_way=in_the_way(stands, None, now, busy=[reference] if duties else []),
            reasons=tuple(ErasureReason),
            kinds=tuple(KeepLonger),
        )


def erasure_pages(delivery: Delivery, services: ServiceClient) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    page, erasing = _Page(delivery, services), Erasing(delivery)

    @router.get("/erasures", response_class=Response)
    def every(request: Request, _: Eraser) -> Response:
        """What is due, what waits for a second person, and what was erased last. Nobody is named."""
        with delivery.reading() as session:
            return _PAGES.render(
                request,
                "erasures/list.html",
                due=due_for_erasure(session, delivery.clock.now()),
                to_agree=erasures.to_agree(session),
                done=erasures.done(session, _MOST_DONE),
            )

    @router.get("/erasures/{reference}", response_class=Response)
    def one(request: Request, who: Eraser, reference: str) -> Response:
        return page.render(request, who, reference)

    @router.post("/erasures/{reference}", response_class=Response)
    def ask(request: Request, who: Eraser, reference: str, reason: Code = "") -> Response:
        chosen = next((each for each in ErasureReason if each.value == reason), None)
        with delivery.reading() as session:
            together = standing(session, reference, delivery.clock.now()).together
        busy = [each for each, duties in page.open_elsewhere(who, together).items() if duties]
        try:
            with delivery.transaction() as transaction:
                erasing.ask(transaction, reference, chosen, who, busy=busy)
        except Rejected as rejected:
            return page.render(request, who, reference, rejected.errors)
        except Conflict as conflict:
            return page.render(request, who, reference, conflict=conflict.sentence)
        return _back(reference)

    @router.post("/erasures/{reference}/agree", response_class=Response)
    def agree(request: Request, who: Eraser, reference: str) -> Response:
        busy = [each for each, duties in page.open_elsewhere(who, [reference]).items() if duties]
        try:
            with delivery.transaction() as transaction:
                erasing.agree(transaction, reference, who, busy=busy)
        except Conflict as conflict:
            return page.render(request, who, reference, conflict=conflict.sentence)
        return _back(reference)

    @router.post("/erasures/{reference}/take-back", response_class=Response)
    def take_back(_: Eraser, reference: str) -> Response:
        with delivery.transaction() as transaction:
            erasing.take_back(transaction, reference)
        return _back(reference)

    _keeping(router, delivery, page, erasing)
    return router


def _keeping(router: APIRouter, delivery: Delivery, page: _Page, erasing: Erasing) -> None:
    @router.post("/erasures/{reference}/keep", response_class=Response)
    def keep(
        request: Request,
        who: Eraser,
        reference: str,
        kind: Code = "",
        why: Words = "",
        day: Annotated[str, Form(alias="adopted-day", max_length=10)] = "",
        month: Annotated[str, Form(alias="adopted-month", max_length=10)] = "",
        year: Annotated[str, Form(alias="adopted-year", max_length=10)] = "",
    ) -> Response:
        """Says that the record is kept longer, and why."""
        chosen = next((each for each in KeepLonger if each.value == kind), None)
        try:
            adopted = read_date(f"{day}/{month}/{year}") if day or month or year else None
            with delivery.transaction() as transaction:
                erasing.keep_longer(transaction, reference, chosen, why, who, adopted)
        except NotReadable:
            wrong = FieldError("adopted", "not-a-date", "Write the date in numbers, like 27 3 2015")
            return page.render(request, who, reference, [wrong])
        except Rejected as rejected:
            return page.render(request, who, reference, rejected.errors)
        except Conflict as conflict:
            return page.render(request, who, reference, conflict=conflict.sentence)
        return _back(reference)

    @router.post("/erasures/{reference}/keep/{number}/lift", response_class=Response)
    def lift(request: Request, who: Eraser, reference: str, number: int, why: Words = "") -> Response:
        """Says that a reason to keep it longer is over, and why."""
        try:
            with delivery.transaction() as transaction:
                erasing.lift(transaction, reference, number, why, who)
        except Rejected as rejected:
            return page.render(request, who, reference, rejected.errors)
        return _back(reference)


def _back(reference: str) -> Response:
    return RedirectResponse(f"/erasures/{reference}", status_code=303)
