"""One child: the whole picture, and what happens after a decision."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mash_contracts.details import RecordDetails, RecordSummary
from mash_platform.clock import LONDON
from mash_platform.web.pages import Pages
from mash_policy.load import load_edition
from mash_triage.domain.decision import may_be_second_person
from mash_triage.domain.explanation import fact_in_words, rise_in_words
from mash_triage.domain.missing_answers import rises
from mash_triage.domain.record_state import RecordState
from mash_triage.store import queue, records
from mash_triage.store.queue import QueueFilter
from mash_triage.store.records import Record
from mash_triage.web.checking import checking_of
from mash_triage.web.desk import QualifiedPerson, TriageDesk, professional
from mash_triage.web.discussing import discussing_of
from mash_triage.web.lists import neighbours_of
from mash_triage.web.places import DESK, PLACES
from mash_triage.web.together import opened, waiting_of
from mash_triage.web.tooling import tooling_of


@dataclass(frozen=True)
class Sibling:
    """Another child of the same contact: their name if intake tells it, their state once triage has them."""

    reference: str
    summary: RecordSummary | None
    state: RecordState | None


def record_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/triage/{reference}")
    def picture_page(request: Request, reference: str, person: QualifiedPerson) -> Response:
        with desk.delivery.reading() as session:
            record = records.find(session, reference)
            sibling_states = queue.states_of(session, record.siblings)
            checking = checking_of(session, record)
            tooling = tooling_of(session, reference)
            discussing = discussing_of(
                session,
                reference,
                desk.handlers.oversight_rules(),
                desk.handlers.policy_in_force().timescales,
            )
            waiting = opened(request, person, waiting_of(session, reference))
            standing = desk.handlers.clocks.standing(session, record)
            neighbours = neighbours_of(desk, session, PLACES.of(request, person), record, person)
        details = desk.intake.details(person, reference)
        latest = record.latest_decision
        return pages.render(
            request,
            "record.html",
            record=record,
            details=details,
            received_on=record.received_at.astimezone(LONDON).date().isoformat(),
            say=fact_in_words,
            rises=_rises_in_words(record),
            checking=checking,
            tooling=tooling,
            discussing=discussing,
            standing=standing,
            neighbours=neighbours,
            siblings=_siblings(record.siblings, details, sibling_states),
            waiting_together=len(waiting),
            may_look_again=latest is not None
            and may_be_second_person(professional(person), latest.person.account_id),
        )

    @router.get("/triage/{reference}/decided")
    def decided_page(request: Request, reference: str, person: QualifiedPerson) -> Response:
        with desk.delivery.reading() as session:
            record = records.find(session, reference)
            place = PLACES.of(request, person)
            after = neighbours_of(desk, session, place, record, person).after
            waiting = queue.queue(session, QueueFilter(RecordState.WAITING), limit=1)
            sibling_states = queue.states_of(session, record.siblings)
        if record.latest_decision is None:
            return RedirectResponse(f"/triage/{reference}", status_code=303)
        waiting_siblings = [
            sibling for sibling, state in sibling_states.items() if state is RecordState.WAITING
        ]
        return pages.render(
            request,
            "decided.html",
            record=record,
            waiting_siblings=waiting_siblings,
            summaries=desk.intake.summaries(person, [reference, *waiting_siblings]) or {},
            next_in_list=after if place and place.path == DESK else None,
            next_waiting=waiting[0].reference if waiting else None,
        )

    return router


def _siblings(
    references: tuple[str, ...], details: RecordDetails | None, states: Mapping[str, RecordState]
) -> tuple[Sibling, ...]:
    known = {summary.reference: summary for summary in details.siblings} if details else {}
    return tuple(Sibling(reference, known.get(reference), states.get(reference)) for reference in references)


def _rises_in_words(record: Record) -> Mapping[str, list[str]]:
    """By what is missing: what its answers would change, under the edition the child was assessed under."""
    recommendation = record.assessment.recommendation
    found = rises(record.assessment.picture, load_edition(recommendation.policy_edition))
    return {
        gap.code: [rise_in_words(rise, recommendation) for rise in found.get(gap.code, ())]
        for gap in recommendation.gaps
    }
