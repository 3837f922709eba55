"""How a child's rating went, read off everything that was kept of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from mash_contracts.vocabulary import Purpose, Rag
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.decision import SecondAnswer, below, needs_second_person
from mash_triage.domain.findings import Finding
from mash_triage.domain.ratings import DECIDES, Rating, RatingCause
from mash_triage.store.records import Assessment, Decision, Record, Return, outcome_recommended


def ratings_of(record: Record, assessments: Sequence[Assessment]) -> tuple[Rating, ...]:
    """The rating as a time series, the earliest first. `assessments` are all of the record's, in order."""
    happened: list[tuple[datetime, int, Assessment | Decision | Return]] = sorted(
        [
            *((one.assessed_at, 0, one) for one in assessments),
            *((one.decided_at, 1, one) for one in record.decisions),
            *((one.second.at, 2, one) for one in record.decisions if one.second),
            *((one.declined_at, 3, one) for one in _returns(record, assessments[0].assessed_at)),
        ],
        key=lambda each: each[:2],
    )
    history = _History()
    return tuple(rating for _, order, one in happened for rating in history.after(order, one))


def _returns(record: Record, assessed_at: datetime) -> Iterator[Return]:
    """A team answers after what it answers to, however far behind the clock is by which it did.

    A strategy discussion is asked for with the assessment, all else by a decision.
    """
    sent_back = SecondAnswer.SENT_BACK
    final = (one.final_at for one in record.decisions if not (one.second and one.second.answer is sent_back))
    decided_at = min(final, default=assessed_at)
    for one in record.returns:
        asked_at = assessed_at if one.purpose is Purpose.STRATEGY_DISCUSSION else decided_at
        yield replace(one, declined_at=max(one.declined_at, asked_at))


class _History:
    """What has been said of a child so far."""

    def __init__(self) -> None:
        self._assessment: Assessment | None = None
        self._decision: Decision | None = None
        self._decided = False
        self._held = Rag.GREEN

    def after(self, order: int, one: Assessment | Decision | Return) -> Iterator[Rating]:
        match one:
            case Assessment():
                rating = self._assessed(one)
            case Decision():
                rating = self._decided_on(one) if order == 1 else self._looked_at(one)
            case Return():
                rating = self._returned(one)
        self._decided = (self._decided or rating.cause in DECIDES) and not rating.reopens
        yield rating

    def _assessed(self, assessment: Assessment) -> Rating:
        before, self._assessment = self._assessment, assessment
        recommended = outcome_recommended(assessment.recommendation)
        reopens = (
            self._decided
            and before is not None
            and self._decision is not None
            and bool(below(outcome_recommended(before.recommendation), recommended))
            and bool(below(self._decision.outcome, recommended))
        )
        new = _new_findings(before.recommendation if before else None, assessment.recommendation)
        told = dict.fromkeys(evidence.agency.label for finding in new for evidence in finding.evidence)
        return Rating(
            at=assessment.assessed_at,
            cause=RatingCause.MORE_KNOWN if before else RatingCause.ASSESSED,
            level=recommended.level,
            rag=max(recommended.rag, self._held),
            legal_basis=recommended.legal_basis,
            who=", ".join(told),
            why=tuple(finding.title for finding in new),
            reopens=reopens,
            edition=assessment.recommendation.policy_edition,
        )

    def _decided_on(self, decision: Decision) -> Rating:
        self._decision = decision
        self._held = max(self._held, decision.outcome.rag)
        proposed = needs_second_person(
            decision.relation, decision.person.role, advice_on_pattern=decision.about_pattern is not None
        )
        return Rating(
            at=decision.decided_at,
            cause=RatingCause.PROPOSED if proposed else RatingCause.DECIDED,
            level=decision.outcome.level,
            rag=decision.outcome.rag,
            legal_basis=decision.outcome.legal_basis,
            who=decision.person.name,
            why=(decision.relation.label,),
        )

    def _looked_at(self, decision: Decision) -> Rating:
        if decision.second is None or self._assessment is None:
            raise ValueError("nobody looked again at this decision")
        confirmed = decision.second.answer is SecondAnswer.CONFIRMED
        stands = decision.outcome if confirmed else outcome_recommended(self._assessment.recommendation)
        return Rating(
            at=decision.second.at,
            cause=RatingCause.CONFIRMED if confirmed else RatingCause.SENT_BACK,
            level=stands.level,
            rag=stands.rag if confirmed else max(stands.rag, self._held),
            legal_basis=stands.legal_basis,
            who=decision.second.person.name,
            why=(decision.second.answer.label,),
        )

    def _returned(self, returned: Return) -> Rating:
        if self._assessment is None:
            raise ValueError("no team gives back a child who was never assessed")
        recommended = outcome_recommended(self._assessment.recommendation)
        return Rating(
            at=returned.declined_at,
            cause=RatingCause.RETURNED,
            level=recommended.level,
            rag=max(recommended.rag, self._held),
            legal_basis=recommended.legal_basis,
            who=returned.pathway.label,
            why=(returned.reason.label,),
            reopens=self._decided,
        )


def _new_findings(before: Recommendation | None, now: Recommendation) -> tuple[Finding, ...]:
    """What decides the level, at first; afterwards what was not found before."""
    if before is None:
        return now.deciding_findings
    known = {finding.code for finding in before.findings}
    return tuple(finding for finding in now.findings if finding.code not in known)
