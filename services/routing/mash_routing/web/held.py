"""Everything routing holds about one child's record, in words, for whoever asks for their own data."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from mash_contracts.held import Check, HeldEntry, HeldOfRecord, StillOpen, passages, section
from mash_platform.web.time_words import london
from mash_routing import store
from mash_routing.store import Case
from mash_routing.web.reasons import reasons_in_words

_CHECKS = (Check.ANOTHER_PERSON, Check.PROFESSIONAL, Check.SERIOUS_HARM)


def held_of(session: Session, reference: str) -> HeldOfRecord:
    """A section for each team that was asked; none for a record that was sent to no team."""
    return HeldOfRecord(
        reference=reference,
        sections=tuple(
            part
            for case in store.cases_of(session, reference)
            for part in section(f"Case of {case.pathway.label}", tuple(_case(session, case)))
        ),
    )


def still_open(session: Session, reference: str) -> StillOpen:
    """The cases of this record that a team has, or has not answered yet."""
    return StillOpen(
        reference=reference,
        duties=tuple(
            f"{case.pathway.label}: {case.purpose.label.lower()}, {case.state.label.lower()}"
            for case in store.cases_of(session, reference)
            if case.held
        ),
    )


def _case(session: Session, case: Case) -> Iterator[HeldEntry]:
    yield HeldEntry(
        heading=f"{case.purpose.label}: {case.state.label.lower()}",
        at=case.routed_at,
        by=case.pathway.label,
        passages=passages(
            {
                "Level of need": case.level.label,
                "Urgency": case.rag.label,
                "Legal basis": case.legal_basis.label,
                "Why": "\n".join(one.title for one in reasons_in_words(case.reasons, case.policy_edition)),
                "To be answered by": london(case.respond_by),
                "Worker": case.worker_name or "",
                "Why it was closed": case.closure_reason.label if case.closure_reason else "",
            }
        ),
    )
    for step in store.steps_of(session, case.case_id):
        yield HeldEntry(
            heading=step.kind.label,
            at=step.at,
            by=step.by_name or "",
            passages=(
                *passages(
                    {
                        "Worker": step.worker_name or "",
                        "Reason": step.reason.label if step.reason else "",
                        "Why it was closed": step.closure_reason.label if step.closure_reason else "",
                    }
                ),
                *passages({"Note": step.note or ""}, *_CHECKS),
            ),
        )
