"""What agencies said to each other about a child. Nothing is changed: a correction is one more revision."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Column, Row, insert, select
from sqlalchemy.orm import Session

from mash_contracts.vocabulary import DiscussionKind, Role, StrategyOutcome
from mash_platform.sealing.columns import opened, sealed
from mash_platform.sealing.keyring import keyring_of
from mash_triage.domain.decision import Professional
from mash_triage.domain.discussions import Discussion, DiscussionGiven, ParticipantView, Revision
from mash_triage.store.discussion_tables import discussion_revisions

VIEWS = TypeAdapter(tuple[ParticipantView, ...])
_TYPED = ("role", "name", "words", "reason")
"""What of a view is sealed. Who took part and how they stand to it are codes, which the rules go by."""


def add_revision(
    session: Session, reference: str, number: int, revision: int, new: Revision, strategy_request: int | None
) -> None:
    """Keeps a discussion, or a correction beside what it corrects.

    `strategy_request` is the number of the strategy discussion that it was asked for as, if it is one.
    """
    given, kept = new.given, discussion_revisions.c

    def sealed_in(column: Column[Any], words: str) -> str:
        return sealed(session, column, reference, words.strip())

    views = VIEWS.dump_python(given.views, mode="json")
    session.execute(
        insert(discussion_revisions).values(
            reference=reference,
            number=number,
            revision=revision,
            kind=given.kind,
            held_at=given.held_at,
            views=[{**one, **{name: sealed_in(kept.views, one[name]) for name in _TYPED}} for one in views],
            decision=sealed_in(kept.decision, given.decision),
            rationale=sealed_in(kept.rationale, given.rationale),
            family_told=sealed_in(kept.family_told, given.family_told),
            referrer_told=sealed_in(kept.referrer_told, given.referrer_told),
            outcome=given.outcome,
            correction=sealed_in(kept.correction, given.correction),
            strategy_request=strategy_request,
            recorded_at=new.recorded_at,
            recorded_by=new.recorded_by.account_id,
            recorded_by_name=new.recorded_by.name,
            recorded_by_role=new.recorded_by.role,
        )
    )


def discussions_of(session: Session, reference: str) -> tuple[Discussion, ...]:
    """Every discussion of one child, in the order in which they were first recorded."""
    return discussions_on(session, [reference]).get(reference, ())


def discussions_on(session: Session, references: Collection[str]) -> dict[str, tuple[Discussion, ...]]:
    """The discussions of several children; a child with none is left out."""
    rows = session.execute(
        select(discussion_revisions)
        .where(discussion_revisions.c.reference.in_(list(references)))
        .order_by(
            discussion_revisions.c.reference, discussion_revisions.c.number, discussion_revisions.c.revision
        )
    ).all()
    keyring_of(session).fetch(row.reference for row in rows)
    revisions: defaultdict[tuple[str, int], list[Revision]] = defaultdict(list)
    for row in rows:
        revisions[row.reference, row.number].append(_revision(session, row))
    found: defaultdict[str, list[Discussion]] = defaultdict(list)
    for (reference, number), recorded in revisions.items():
        found[reference].append(Discussion(reference, number, tuple(recorded)))
    return {reference: tuple(discussions) for reference, discussions in found.items()}


def held_on(session: Session, reference: str) -> dict[int, int]:
    """By the number of a discussion: the strategy discussion that it was asked for as."""
    rows = session.execute(
        select(discussion_revisions.c.number, discussion_revisions.c.strategy_request)
        .where(
            discussion_revisions.c.reference == reference,
            discussion_revisions.c.strategy_request.is_not(None),
        )
        .order_by(discussion_revisions.c.number, discussion_revisions.c.revision)
    )
    return {row.number: row.strategy_request for row in rows}


def _revision(session: Session, row: Row[Any]) -> Revision:
    kept = discussion_revisions.c

    def opened_from(column: Column[Any], words: str) -> str:
        return opened(session, column, row.reference, words)

    views = [{**one, **{name: opened_from(kept.views, one[name]) for name in _TYPED}} for one in row.views]
    given = DiscussionGiven(
        kind=DiscussionKind(row.kind),
        held_at=row.held_at,
        views=VIEWS.validate_python(views),
        decision=opened_from(kept.decision, row.decision),
        rationale=opened_from(kept.rationale, row.rationale),
        family_told=opened_from(kept.family_told, row.family_told),
        referrer_told=opened_from(kept.referrer_told, row.referrer_told),
        outcome=StrategyOutcome(row.outcome) if row.outcome else None,
        correction=opened_from(kept.correction, row.correction),
    )
    by = Professional(row.recorded_by, row.recorded_by_name, Role(row.recorded_by_role))
    return Revision(given, row.recorded_at, by)
