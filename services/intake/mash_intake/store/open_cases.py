"""The cases that teams have, by the record of the child they were opened for."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import Pathway
from mash_intake.domain.open_cases import OpenCase, TeamAnswer
from mash_intake.store.tables import OpenCaseRow


def follow(session: Session, answers: Sequence[TeamAnswer]) -> None:
    """Keeps what the teams answered, in the order in which they did. Repeatable.

    An answer to a case that is not open changes nothing.
    """
    asked = {answer.case_id for answer in answers}
    rows = session.scalars(select(OpenCaseRow).where(OpenCaseRow.case_id.in_(asked)))
    held: dict[str, OpenCaseRow | None] = {row.case_id: row for row in rows}
    for answer in answers:
        row = held.get(answer.case_id)
        if answer.opened and row is None:
            held[answer.case_id] = row = _row(answer.opened)
            session.add(row)
        elif answer.worker and row:
            row.worker = answer.worker
        elif answer.closed and row:
            session.flush()
            session.delete(row)
            held[answer.case_id] = None
    session.flush()


def _row(case: OpenCase) -> OpenCaseRow:
    return OpenCaseRow(
        case_id=case.case_id,
        reference=case.reference,
        pathway=case.pathway.value,
        since=case.since,
        worker=case.worker,
    )


def shown_of(session: Session, case_ids: Collection[str]) -> frozenset[str]:
    """Those of these cases that are known to be open."""
    found = select(OpenCaseRow.case_id).where(OpenCaseRow.case_id.in_(list(case_ids)))
    return frozenset(session.scalars(found))


def of_records(session: Session, references: Collection[str]) -> dict[str, list[OpenCase]]:
    """The open cases of each of these records."""
    found: defaultdict[str, list[OpenCase]] = defaultdict(list)
    if references:
        rows = session.scalars(
            select(OpenCaseRow).where(OpenCaseRow.reference.in_(list(references))).order_by(OpenCaseRow.since)
        )
        for row in rows:
            case = OpenCase(row.case_id, row.reference, Pathway(row.pathway), row.since, row.worker)
            found[row.reference].append(case)
    return found
