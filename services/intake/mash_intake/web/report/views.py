"""The form under /report. Every page goes through the same few functions; the tables say what is asked."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.vocabulary import Role
from mash_intake.handlers.accept import PUBLIC_FORM, Handover, accept_contact
from mash_intake.handlers.attachments import delete_unnamed, files_of_draft, hand_over
from mash_intake.handlers.checks import CHILD_CLUES, WORRIES
from mash_intake.handlers.copies import may_copy_after_sending
from mash_intake.handlers.drafts import changing_draft, forget_draft, key_of, load_draft, mark_sent
from mash_intake.handlers.feedback import status_code_of
from mash_intake.handlers.imports import finish_import
from mash_intake.handlers.mailing import is_told_by_email
from mash_intake.handlers.reading import contact_status
from mash_intake.store.attachment_folder import AttachmentFolder
from mash_intake.web.hub import Hub
from mash_intake.web.report.answers import ADULTS, CHILDREN, Answers
from mash_intake.web.report.contact import Reading, read_contact
from mash_intake.web.report.journey import (
    CHECK,
    Step,
    back_address,
    first_address_of,
    journey,
    next_address,
    step_at,
    unfinished_address,
)
from mash_intake.web.report.posted import keep_posted
from mash_intake.web.report.shown import Wrong, shown_items, shown_questions, wrong_on
from mash_intake.web.report.summary import cards
from mash_platform.clock import LONDON
from mash_platform.delivery.transaction import Delivery, Transaction
from mash_platform.errors import NotFound
from mash_platform.sign_in.access import Person, SignInNeeded, anyone, identify
from mash_platform.web.csrf import set_cookie
from mash_platform.web.pages import Pages

DRAFT_COOKIE = "mash_draft"
START = "/report"
SENT = "/report/sent"
GO_ON_ELSEWHERE = "elsewhere"
"""The button by which a page is kept as it is, and its address."""
SAFE_PLACE = "https://www.bbc.co.uk/weather"

_PAGES = Pages("mash_intake")

Visitor = Annotated[Person | None, Depends(anyone)]


async def _posted(request: Request) -> dict[str, list[str]]:
    form = await request.form()
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


Posted = Annotated[dict[str, list[str]], Depends(_posted)]


def report_pages(form: "Form") -> APIRouter:
    router = APIRouter(include_in_schema=False)
    for method, path, endpoint in (
        ("GET", "/report", form.start),
        ("POST", "/report", form.begin),
        ("GET", "/report/leave", form.leave),
        ("GET", "/report/check", form.check),
        ("POST", "/report/check", form.send),
        ("GET", "/report/sent", form.sent),
        ("GET", "/report/{page}", form.show),
        ("POST", "/report/{page}", form.answer),
        ("GET", "/report/{group}/{item}/{page}", form.show_of_item),
        ("POST", "/report/{group}/{item}/remove", form.remove),
        ("POST", "/report/{group}/{item}/{page}", form.answer_of_item),
    ):
        router.add_api_route(path, endpoint, methods=[method], response_class=Response)
    return router


class Form:
    """What the pages of the form have in common, and all of them but those of its files."""

    def __init__(self, delivery: Delivery, hub: Hub, folder: AttachmentFolder) -> None:
        self._delivery = delivery
        self._hub = hub
        self._folder = folder

    def start(self, request: Request, _visitor: Visitor) -> Response:
        answers = self._unsent(request)
        unfinished = f"/report/{unfinished_address(answers)}" if answers else None
        return self._render(request, "report/start.html", unfinished=unfinished)

    def begin(self, request: Request, visitor: Visitor) -> Response:
        """A new form; one that was begun before in this browser is forgotten."""
        self._forget(request)
        answers = Answers(
            by_staff=visitor is not None and visitor.may(Role.PRACTITIONER, Role.MANAGER),
            submitted_by=visitor.account_id if visitor else PUBLIC_FORM,
        )
        with changing_draft(self._delivery, None, life=self._hub.draft_life) as draft:
            draft.answers = answers.stored()
        response = _go(unfinished_address(answers))
        set_cookie(request, response, DRAFT_COOKIE, draft.token)
        return response

    def leave(self, request: Request, _visitor: Visitor) -> Response:
        """Exit this page: off to somewhere harmless, and nothing stays behind in this browser."""
        self._forget(request)
        response = RedirectResponse(SAFE_PLACE, status_code=303)
        response.delete_cookie(DRAFT_COOKIE)
        return response

    def show(self, request: Request, _visitor: Visitor, page: str) -> Response:
        return self._show(request, page)

    def show_of_item(self, request: Request, _visitor: Visitor, group: str, item: str, page: str) -> Response:
        return self._show(request, f"{group}/{item}/{page}")

    def answer(self, request: Request, _visitor: Visitor, posted: Posted, page: str) -> Response:
        return self._answer(request, posted, page)

    def answer_of_item(
        self, request: Request, _visitor: Visitor, posted: Posted, group: str, item: str, page: str
    ) -> Response:
        return self._answer(request, posted, f"{group}/{item}/{page}")

    def remove(self, request: Request, _visitor: Visitor, group: str, item: int) -> Response:
        """Takes a child or adult out of the form, with what was said about them."""
        kind = next((kind for kind in (CHILDREN, ADULTS) if kind.name == group), None)
        if kind is None:
            raise NotFound
        if self._unsent(request) is None:
            return self._astray(request)
        with changing_draft(self._delivery, token_of(request), life=self._hub.draft_life) as draft:
            answers = Answers.from_stored(draft.answers)
            answers.remove(kind, item)
            draft.answers = answers.stored()
        return _go(kind.name)

    def check(self, request: Request, _visitor: Visitor) -> Response:
        """From here on, changing one answer leads back here."""
        if self._unsent(request) is None:
            return self._astray(request)
        with changing_draft(self._delivery, token_of(request), life=self._hub.draft_life) as draft:
            answers = Answers.from_stored(draft.answers)
            answers.mark_seen(CHECK)
            draft.answers = answers.stored()
        return self._check_page(request, answers)

    def send(self, request: Request, _visitor: Visitor) -> Response:
        """Sends the contact, once, however often the button is pressed."""
        answers = self._unsent(request)
        if answers is None:
            return self._astray(request)
        reading = self._read(answers)
        if reading.errors:
            return self._check_page(request, answers, reading)
        token, sender = token_of(request), answers.submitted_by
        until = self._delivery.clock.now() + self._hub.draft_life
        files = len(files_of_draft(self._delivery, token))

        def sent(transaction: Transaction, reference: str) -> None:
            mark_sent(transaction, token, reference, until=until)
            if hand_over(transaction, token, reference, by=sender) > files:
                raise _MoreFiles
            if answers.imported:
                finish_import(transaction, answers.imported, reference)

        try:
            accept_contact(
                self._delivery,
                Handover(reading.submission, sender, idempotency_key=key_of(token), attachments=files),
                test_nhs_numbers=self._hub.test_nhs_numbers,
                alongside=sent,
            )
        except _MoreFiles:
            return _go(CHECK)
        except NotFound:
            return self._astray(request)
        return RedirectResponse(SENT, status_code=303)

    def sent(self, request: Request, visitor: Visitor) -> Response:
        draft = load_draft(self._delivery, token_of(request))
        if draft is None or draft.sent_reference is None:
            return self._astray(request)
        status = contact_status(self._delivery, draft.sent_reference, of_sender=None)
        code = status_code_of(self._delivery, draft.sent_reference)
        emailed = is_told_by_email(self._delivery, draft.sent_reference)
        may_copy = may_copy_after_sending(
            self._delivery, draft.sent_reference, account_id=visitor.account_id if visitor else None
        )
        return self._render(
            request, "report/sent.html", contact=status, code=code, emailed=emailed, may_copy=may_copy
        )

    def _show(self, request: Request, address: str) -> Response:
        answers = self._unsent(request)
        step = step_at(answers, address) if answers else None
        if answers is None or step is None:
            return self._astray(request)
        return self._question_page(request, answers, step)

    def _answer(self, request: Request, posted: Mapping[str, list[str]], address: str) -> Response:
        """Keeps what was typed in any case; goes on if it makes sense.

        A page that was open for longer than a form is kept, or until a colleague began a form of their own in
        this browser, begins a new form: its text is not lost, and not mixed into another's.
        """
        begins_anew = self._unsent(request) is None
        if self._was_sent(request) or (begins_anew and step_at(Answers(), address) is None):
            return self._astray(request)
        token = None if begins_anew else token_of(request)
        with changing_draft(self._delivery, token, life=self._hub.draft_life) as draft:
            answers = Answers.from_stored(draft.answers)
            step = step_at(answers, address)
            # Looked at in here, because it may be sent from another window at this moment.
            if step is None or draft.sent_reference:
                return self._astray(request)
            keep_posted(answers, step.asked(answers), step.item, posted)
            reading = self._read(answers)
            wrong = _stops_here(step, answers, reading)
            if GO_ON_ELSEWHERE in posted:
                destination: str | None = GO_ON_ELSEWHERE
            else:
                destination = None if wrong else _onwards(answers, step)
            draft.answers = answers.stored()
        if begins_anew:
            destination = unfinished_address(answers)
        response = _go(destination) if destination else self._question_page(request, answers, step, reading)
        set_cookie(request, response, DRAFT_COOKIE, draft.token)
        return response

    def _question_page(
        self, request: Request, answers: Answers, step: Step, reading: Reading | None = None
    ) -> Response:
        """Without `reading` it is shown for the first time or again, and nothing on it is called wrong."""
        questions = shown_questions(step, answers, reading.errors if reading else {})
        wrong = wrong_on(questions)
        if reading and step.page.guards in reading.errors:
            wrong.append(Wrong(reading.errors[step.page.guards], _place_to_mend(answers, step.page.guards)))
        back = back_address(answers, step)
        return self._render(
            request,
            step.page.template,
            status=422 if wrong else 200,
            wrong=wrong,
            page=step.page,
            title=step.words(step.page.title, answers),
            caption=step.caption(answers),
            questions=questions,
            items=shown_items(answers, step.page.lists) if step.page.lists else (),
            by_staff=answers.by_staff,
            back=f"/report/{back}" if back else START,
        )

    def _check_page(self, request: Request, answers: Answers, reading: Reading | None = None) -> Response:
        """With `reading` it was tried to send; what stops it is named above the answers."""
        found = reading or self._read(answers)
        shown = cards(answers, found)
        wrong = [
            Wrong(row.error, f"/report/{row.change}") for card in shown for row in card.rows if row.error
        ]
        wrong += [
            Wrong(sentence, _place_to_mend(answers, path))
            for path, sentence in found.errors.items()
            if path in _MENDED_ON
        ]
        steps = journey(answers)
        return self._render(
            request,
            "report/check.html",
            status=422 if reading else 200,
            wrong=wrong if reading else (),
            cards=shown,
            files=files_of_draft(self._delivery, token_of(request)),
            beside=answers.beside,
            back=f"/report/{steps[-1].address}",
        )

    def _render(self, request: Request, template: str, *, status: int = 200, **context: object) -> Response:
        hours = int(self._hub.draft_life.total_seconds() // 3600)
        return _PAGES.render(request, template, status=status, hub=self._hub, draft_hours=hours, **context)

    def _unsent(self, request: Request) -> Answers | None:
        """The answers of the form in this browser; None if there is none, or it was sent.

        A form that was begun signed in is its writer's alone, because computers are shared: others begin a
        new one. Raises SignInNeeded where the writer may only have been away for too long.
        """
        draft = load_draft(self._delivery, token_of(request))
        if draft is None or draft.sent_reference:
            return None
        answers = Answers.from_stored(draft.answers)
        visitor = identify(request).person
        if answers.submitted_by in (PUBLIC_FORM, visitor.account_id if visitor else None):
            return answers
        if visitor is None and request.url.path not in (START, f"{START}/leave"):
            raise SignInNeeded
        return None

    def _was_sent(self, request: Request) -> bool:
        draft = load_draft(self._delivery, token_of(request))
        return draft is not None and draft.sent_reference is not None

    def _astray(self, request: Request) -> Response:
        """A page that is not asked of this person now: on to where they are."""
        return RedirectResponse(SENT if self._was_sent(request) else START, status_code=303)

    def _forget(self, request: Request) -> None:
        if self._unsent(request) is not None or self._was_sent(request):
            files = files_of_draft(self._delivery, token_of(request))
            forget_draft(self._delivery, token_of(request))
            delete_unnamed(self._delivery, self._folder, [file.digest for file in files])

    def _read(self, answers: Answers) -> Reading:
        today: date = self._delivery.clock.now().astimezone(LONDON).date()
        return read_contact(answers, today, test_nhs_numbers=self._hub.test_nhs_numbers)


class _MoreFiles(Exception):
    """A file was added in another window at the moment of sending: its writer has not seen it in the list."""


_MENDED_ON = {CHILD_CLUES: "name#description", WORRIES: "worry#worry-what-happened"}


def _place_to_mend(answers: Answers, guarded: str) -> str:
    place = _MENDED_ON[guarded]
    if guarded == CHILD_CLUES:
        place = f"{CHILDREN.name}/{answers.of(CHILDREN)[0]}/{place}"
    return f"/report/{place}"


def _stops_here(step: Step, answers: Answers, reading: Reading) -> bool:
    paths = {question.path_for(step.item) for question in step.asked(answers)} | {step.page.guards}
    return not paths.isdisjoint(reading.errors)


def _onwards(answers: Answers, step: Step) -> str:
    """Where to go from a page that is in order; one more child or adult if that was asked for."""
    answers.mark_seen(step.address)
    group = step.page.lists
    if group is None:
        return next_address(answers, step)
    question = step.page.questions[0].path
    another = answers.text(question) == "yes" and len(answers.of(group)) < group.at_most
    answers.values[question] = ""
    return first_address_of(answers, group, answers.add(group)) if another else next_address(answers, step)


def _go(address: str) -> Response:
    return RedirectResponse(f"/report/{address}", status_code=303)


def token_of(request: Request) -> str:
    return request.cookies.get(DRAFT_COOKIE, "")
