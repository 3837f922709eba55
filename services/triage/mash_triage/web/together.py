"""What the page shows and brings back on which somebody decides about brothers and sisters together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.requests import Request

from mash_contracts.details import RecordSummary
from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Rag
from mash_platform.errors import Conflict, FieldError
from mash_platform.sign_in.access import Person
from mash_platform.web.restricting import closed_among
from mash_triage.domain.chronology import CaseHeld
from mash_triage.domain.decision import Choice
from mash_triage.domain.record_state import RecordState
from mash_triage.handlers.siblings import ChoiceFor, NotTogether
from mash_triage.store import chronology, records
from mash_triage.store.records import Record
from mash_triage.web.checking import Checking, checking_of
from mash_triage.web.desk import code_of

MOST_TOGETHER = 8
"""Children on one page; further ones are on it once these are decided."""

SHARED = "shared"
"""The words that hold for every child."""


@dataclass(frozen=True)
class ChildWaiting:
    """One child on the page, with what was chosen and written for them so far."""

    record: Record
    summary: RecordSummary | None
    checking: Checking
    open_cases: tuple[CaseHeld, ...]
    choice: Choice
    later: bool
    """Somebody said that this child goes on waiting."""
    conflict: Conflict | None

    @property
    def name(self) -> str:
        return self.summary.name if self.summary else f"Child {self.record.reference}"


@dataclass(frozen=True)
class Written:
    """What the form brought for one child."""

    seen_version: int
    choice: Choice
    later: bool


@dataclass(frozen=True)
class Given:
    """What the form brought, by record, and what holds for every child."""

    shared: str
    children: Mapping[str, Written]

    def to_decide(self) -> tuple[ChoiceFor, ...]:
        """One for each child who does not go on waiting; the shared words stand before the child's own."""
        return tuple(
            ChoiceFor(reference, _with_shared(one.choice, self.shared), one.seen_version)
            for reference, one in self.children.items()
            if not one.later
        )

    def texts(self) -> dict[str, str]:
        """Every word that was written, by the name of its field: what a draft keeps."""
        of_children = {
            f"{reference}-{name}": text
            for reference, one in self.children.items()
            for name, text in (
                ("rationale", one.choice.rationale),
                ("about_pattern", one.choice.about_pattern),
            )
        }
        return {SHARED: self.shared, **of_children}


NOTHING_GIVEN = Given("", {})


def given_from(form: FormData) -> Given:
    """What was chosen and written."""
    references = map(str, form.getlist("reference"))
    return Given(_text(form, SHARED), {reference: _written(form, reference) for reference in references})


def given_from_draft(texts: Mapping[str, str], references: Sequence[str]) -> Given:
    """The words alone; what was chosen is chosen again."""
    return Given(
        texts.get(SHARED, ""),
        {
            reference: Written(
                0,
                Choice(
                    rationale=texts.get(f"{reference}-rationale", ""),
                    about_pattern=texts.get(f"{reference}-about_pattern", ""),
                ),
                later=False,
            )
            for reference in references
        },
    )


def home_of(session: Session, reference: str) -> tuple[str, ...]:
    """This record, and every other of the child, the home and the contact; empty where there is none."""
    return tuple(one.reference for one in chronology.records_of_home(session, reference))


def waiting_of(session: Session, reference: str) -> tuple[str, ...]:
    """This record first, then the others of the child, the home and the contact that wait for a decision."""
    waiting = [
        one.reference
        for one in chronology.records_of_home(session, reference)
        if one.state is RecordState.WAITING
    ]
    return tuple(sorted(waiting, key=lambda one: (one != reference, one)))


def opened(request: Request, person: Person, references: Sequence[str]) -> tuple[str, ...]:
    """Without those that are open to other people only: somebody who is named decides about them."""
    closed = closed_among(request, person, references)
    return tuple(one for one in references if one not in closed)


def children_waiting(
    session: Session,
    references: Sequence[str],
    summaries: Mapping[str, RecordSummary],
    given: Given,
    conflicts: Mapping[str, Conflict],
) -> tuple[ChildWaiting, ...]:
    nothing = Written(0, Choice(), later=False)
    return tuple(
        ChildWaiting(
            record=(record := records.find(session, reference)),
            summary=summaries.get(reference),
            checking=checking_of(session, record),
            open_cases=chronology.open_cases(session, reference),
            choice=given.children.get(reference, nothing).choice,
            later=given.children.get(reference, nothing).later,
            conflict=conflicts.get(reference),
        )
        for reference in references
    )


def errors_of(refused: NotTogether, children: Sequence[ChildWaiting]) -> tuple[FieldError, ...]:
    """Each error at the field of its child, whom the sentence names; in the order of the page."""
    return tuple(
        FieldError(f"{child.record.reference}-{error.field}", error.code, f"{child.name}: {error.sentence}")
        for child in children
        for error in refused.errors.get(child.record.reference, ())
    )


def _written(form: FormData, reference: str) -> Written:
    """A version that is no number was never one of ours: no record matches it."""
    version = _text(form, f"{reference}-version")
    return Written(
        seen_version=int(version) if version.isdecimal() else 0,
        choice=_choice(form, reference),
        later=_text(form, f"{reference}-later") == "yes",
    )


def _choice(form: FormData, reference: str) -> Choice:
    teams = (code_of(Pathway, str(given)) for given in form.getlist(f"{reference}-pathways"))
    return Choice(
        level=code_of(LevelOfNeed, _text(form, f"{reference}-level")),
        rag=code_of(Rag, _text(form, f"{reference}-rag")),
        legal_basis=code_of(LegalBasis, _text(form, f"{reference}-legal_basis")),
        pathways=tuple(team for team in teams if team),
        rationale=_text(form, f"{reference}-rationale"),
        about_pattern=_text(form, f"{reference}-about_pattern"),
    )


def _with_shared(choice: Choice, shared: str) -> Choice:
    """Reasons of the child's own are always asked for: shared ones alone would be the same for everybody."""
    if not shared.strip() or not choice.rationale.strip():
        return choice
    return replace(choice, rationale=f"{shared.strip()}\n\n{choice.rationale.strip()}")


def _text(form: FormData, name: str) -> str:
    given = form.get(name, "")
    return given if isinstance(given, str) else ""
