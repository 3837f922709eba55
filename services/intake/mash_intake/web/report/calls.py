"""A call on one page, for staff who write while the caller speaks: kept as it is typed, sent once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import Role
from mash_intake.handlers.accept import Handover, accept_contact
from mash_intake.handlers.calls import (
    Call,
    bring_back_call,
    changing_call,
    deleted_calls,
    forget_call,
    load_call,
    mark_call_sent,
    new_key,
    unfinished_calls,
)
from mash_intake.handlers.feedback import status_code_of
from mash_intake.handlers.known_already import NOBODY_KNOWN, KnownAlready, known_already
from mash_intake.handlers.reading import contact_status
from mash_intake.web.hub import Hub
from mash_intake.web.people import closed_to
from mash_intake.web.report.answers import CHILDREN, Answers
from mash_intake.web.report.call_page import (
    add_or_remove,
    call_parts,
    errors_of,
    keep_page,
    new_call,
    wrong_in,
)
from mash_intake.web.report.contact import Reading, read_contact
from mash_intake.web.report.journey import child_in_words
from mash_intake.web.report.views import Posted
from mash_platform.clock import LONDON
from mash_platform.delivery.transaction import Delivery
from mash_platform.sign_in.access import Person, require
from mash_platform.sign_in.accounts import Accounts
from mash_platform.web.auditing import keep_shown
from mash_platform.web.pages import Pages

CALLS = "/calls"

_PAGES = Pages("mash_intake")

Staff = Annotated[Person, Depends(require(Role.PRACTITIONER, Role.MANAGER))]
Key = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@dataclass(frozen=True, slots=True, repr=False)
class Unfinished:
    """A call that this person began and has not sent."""

    key: str
    about: str
    kept_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class Deleted:
    """A call that this person deleted and can still have back."""

    key: str
    about: str
    until: datetime


def call_pages(delivery: Delivery, hub: Hub, accounts: Accounts) -> APIRouter:
    desk = _CallDesk(delivery, hub, accounts)
    router = APIRouter(include_in_schema=False)
    for method, path, endpoint in (
        ("GET", CALLS, desk.begin),
        ("GET", f"{CALLS}/{{key}}", desk.go_on),
        ("POST", f"{CALLS}/{{key}}", desk.keep),
        ("POST", f"{CALLS}/{{key}}/forget", desk.forget),
        ("POST", f"{CALLS}/{{key}}/bring-back", desk.bring_back),
        ("GET", f"{CALLS}/{{key}}/sent", desk.sent),
    ):
        router.add_api_route(path, endpoint, methods=[method], response_class=Response)
    return router


class _CallDesk:
    def __init__(self, delivery: Delivery, hub: Hub, accounts: Accounts) -> None:
        self._delivery = delivery
        self._hub = hub
        self._accounts = accounts

    def begin(self, request: Request, person: Staff) -> Response:
        """An empty page; nothing is kept of it before something is typed."""
        return self._page(request, person, Call(new_key()), new_call(person.account_id))

    def go_on(self, request: Request, person: Staff, key: Key) -> Response:
        call = load_call(self._delivery, person.account_id, key)
        if call is None:
            return _to(CALLS)
        if call.sent_reference:
            return _to(f"{CALLS}/{key}/sent")
        return self._page(request, person, call, Answers.from_stored(call.answers))

    def keep(self, request: Request, person: Staff, posted: Posted, key: Key) -> Response:
        """Keeps what was typed in any case, then does what the button says."""
        do = next(iter(posted.get("do", ())), "")
        with changing_call(self._delivery, person.account_id, key, life=self._hub.draft_life) as call:
            # Looked at in here, because it may be sent from another window at this moment.
            if call.sent_reference:
                return _to(f"{CALLS}/{key}/sent")
            answers = Answers.from_stored(call.answers) if call.answers else new_call(person.account_id)
            keep_page(answers, posted)
            place = add_or_remove(answers, do)
            call.answers = answers.stored()
        if do == "send":
            return self._send(request, person, call, answers)
        if do == "keep":
            return self._page(request, person, call, answers)
        return _to(f"{CALLS}/{key}#{place or 'kept'}")

    def forget(self, person: Staff, key: Key) -> Response:
        forget_call(self._delivery, person.account_id, key)
        return _to(CALLS)

    def bring_back(self, person: Staff, key: Key) -> Response:
        """Undoes that it was deleted, and goes on with it; where it is gone, a new page begins."""
        bring_back_call(self._delivery, person.account_id, key, life=self._hub.draft_life)
        return _to(f"{CALLS}/{key}")

    def sent(self, request: Request, person: Staff, key: Key) -> Response:
        call = load_call(self._delivery, person.account_id, key)
        if call is None or call.sent_reference is None:
            return _to(CALLS)
        return _PAGES.render(
            request,
            "report/call_sent.html",
            contact=contact_status(self._delivery, call.sent_reference, of_sender=None),
            code=status_code_of(self._delivery, call.sent_reference),
            unfinished=self._unfinished(person, but=key),
            deleted=self._deleted(person),
        )

    def _send(self, request: Request, person: Person, call: Call, answers: Answers) -> Response:
        """Sends the contact, once, however often the button is pressed."""
        reading = self._read(answers)
        errors = errors_of(answers, reading)
        if errors:
            return self._page(request, person, call, answers, errors)
        now, life = self._delivery.clock.now(), self._hub.draft_life
        accept_contact(
            self._delivery,
            Handover(reading.submission, person.account_id, idempotency_key=call.key),
            test_nhs_numbers=self._hub.test_nhs_numbers,
            alongside=lambda transaction, reference: mark_call_sent(
                transaction, person.account_id, call.key, reference, now=now, life=life
            ),
        )
        return _to(f"{CALLS}/{call.key}/sent")

    def _page(
        self,
        request: Request,
        person: Person,
        call: Call,
        answers: Answers,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        """Without `errors` nothing on it is called wrong: the caller is still speaking."""
        reading = self._read(answers)
        parts = call_parts(answers, errors or {}, reading.doubts, begins=call.kept_at is None)
        known = self._known(request, person, call, answers, reading)
        wrong = wrong_in(parts, errors) if errors else []
        return _PAGES.render(
            request,
            "report/call.html",
            status=422 if wrong else 200,
            wrong=wrong,
            call=call,
            kept=f"Saved {call.kept_at.astimezone(LONDON):%H:%M}" if call.kept_at else "",
            parts=parts,
            known=known,
            workers=self._names(known.values()),
            danger=answers.text("immediate_danger") == "yes",
            unfinished=self._unfinished(person, but=call.key),
            deleted=self._deleted(person),
            hub=self._hub,
        )

    def _known(
        self, request: Request, person: Person, call: Call, answers: Answers, reading: Reading
    ) -> dict[int, KnownAlready]:
        """Whom the hub knows who could be each of the children. Whoever is shown is kept, once a call."""
        submission, closed = reading.submission, closed_to(request, person)
        found = {
            number: known_already(self._delivery, child, submission.adults, closed=closed)
            if child.first_names or child.family_name or child.date_of_birth or child.nhs_number
            else NOBODY_KNOWN
            for number, child in zip(answers.of(CHILDREN), submission.children, strict=True)
        }
        new = [
            one for known in found.values() for one in known.children if one.person not in answers.shown_known
        ]
        if new:
            keep_shown(request, [each for one in new for each in (one.person, *one.records)])
            with changing_call(
                self._delivery, person.account_id, call.key, life=self._hub.draft_life
            ) as kept:
                seen = kept.answers.setdefault("shown_known", [])
                seen += [one.person for one in new if one.person not in seen]
        return found

    def _names(self, known: Iterable[KnownAlready]) -> dict[str, str]:
        """Of the workers who have these children; a team's own system may call them something else."""
        cases = [case for each in known for one in each.children for case in one.open_cases]
        return self._accounts.names_of({case.worker for case in cases if case.worker})

    def _unfinished(self, person: Person, *, but: str) -> list[Unfinished]:
        return [
            Unfinished(each.key, _about(Answers.from_stored(each.answers)), each.kept_at)
            for each in unfinished_calls(self._delivery, person.account_id)
            if each.key != but
        ]

    def _deleted(self, person: Person) -> list[Deleted]:
        return [
            Deleted(each.key, _about(Answers.from_stored(each.answers)), until)
            for each, until in deleted_calls(self._delivery, person.account_id)
        ]

    def _read(self, answers: Answers) -> Reading:
        today = self._delivery.clock.now().astimezone(LONDON).date()
        return read_contact(answers, today, test_nhs_numbers=self._hub.test_nhs_numbers)


def _about(answers: Answers) -> str:
    """What its writer will know it by again."""
    first = answers.of(CHILDREN)[0]
    family = answers.text("children[].family_name", first)
    name = " ".join(part for part in (answers.text("children[].first_names", first), family) if part)
    return name or answers.text("referrer.name") or child_in_words(answers, first)


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303)
