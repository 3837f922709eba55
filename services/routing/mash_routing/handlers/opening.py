"""Opening cases for what triage says.

Everything here runs inside one transaction, whose owner commits it. An effect happens once, however often its
event arrives.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from mash_contracts.envelope import EarlierEvent, Envelope
from mash_contracts.events import (
    ReferralRouted,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Pathway, Purpose, Rag
from mash_platform.clock import Clock
from mash_platform.delivery.transaction import Transaction
from mash_platform.errors import InvalidMessage
from mash_platform.identifiers import Identifiers
from mash_policy.model import Policy, Timescales
from mash_policy.working_time import deadline
from mash_routing import store
from mash_routing.domain.case_state import INITIAL, Action, state_after
from mash_routing.domain.routes import (
    STRATEGY_DISCUSSION,
    Asking,
    Route,
    is_left_out,
    routes_decided,
    what_to_ask,
)
from mash_routing.handlers.left_out import referral_withdrawn
from mash_routing.store import Case, Step, StepKind


@dataclass(frozen=True, slots=True)
class _Request:
    """What the hub says of a child when it asks a team."""

    reference: str
    contact_reference: str
    asked_at: datetime
    level: LevelOfNeed
    rag: Rag
    legal_basis: LegalBasis
    reasons: tuple[str, ...]
    policy_edition: str
    cause: EarlierEvent
    open_cases: Mapping[Pathway, str | None] = field(default_factory=dict)
    """The teams that have an open case of the child, with its id where it is one of ours."""


@dataclass(frozen=True)
class CaseOpening:
    """Opens a case for every team that triage names; each team is asked once, however often it is said."""

    clock: Clock
    identifiers: Identifiers
    edition: Callable[[str], Policy]
    """The policy edition of that id; LookupError when there is none."""

    def threshold_decided(self, transaction: Transaction, envelope: Envelope[ThresholdDecided]) -> None:
        """A named person decided: each team of the decision has a case to answer.

        How soon is said by the edition that was decided under. Raises InvalidMessage when it is not known.
        """
        decided = envelope.data
        timescales = self._timescales(decided.policy_edition)
        request = _Request(
            reference=decided.reference,
            contact_reference=decided.contact_reference,
            asked_at=decided.decided_at,
            level=decided.level,
            rag=decided.rag,
            legal_basis=decided.legal_basis,
            reasons=decided.reasons,
            policy_edition=decided.policy_edition,
            cause=_kept(envelope),
            open_cases={one.pathway: one.case_id for one in decided.open_cases},
        )
        due = {
            route: deadline(
                decided.decided_at,
                timescales.team_response(route.pathway, decided.rag),
                timescales.office_hours,
            )
            for route in routes_decided(
                decided.pathways, decided.legal_basis, decided.movement, request.open_cases.keys()
            )
        }
        self._ask(transaction, request, due)
        self._tell_who_is_left_out(transaction, request.reference)

    def strategy_discussion_requested(
        self, transaction: Transaction, envelope: Envelope[StrategyDiscussionRequested]
    ) -> None:
        """Child protection is asked at once: by red findings, or by a decision that goes beyond them."""
        requested = envelope.data
        request = _Request(
            reference=requested.reference,
            contact_reference=requested.contact_reference,
            asked_at=requested.requested_at,
            # A strategy discussion is held where there is reasonable cause to suspect significant harm
            # (Working Together to Safeguard Children 2023, chapter 3).
            level=LevelOfNeed.SPECIALIST,
            rag=requested.rag,
            legal_basis=LegalBasis.S47,
            reasons=requested.reasons,
            policy_edition=requested.policy_edition,
            cause=_kept(envelope),
        )
        self._ask(transaction, request, {STRATEGY_DISCUSSION: requested.hold_by})

    def _timescales(self, edition: str) -> Timescales:
        try:
            return self.edition(edition).timescales
        except LookupError:
            raise InvalidMessage(
                "unknown-edition", "decided under a policy edition not installed here"
            ) from None

    def _ask(self, transaction: Transaction, request: _Request, due: dict[Route, datetime]) -> None:
        """Asks the team of every route, and tells each who else has the child."""
        known = _known(transaction, request.reference)
        told = [
            case
            for route, respond_by in due.items()
            if (case := self._ask_team(transaction, request, route, respond_by, known)) is not None
        ]
        held = {case.held for case in _known(transaction, request.reference) if case.held}
        for case in told:
            transaction.publish(_routed(case, store.other_teams(held, case.pathway)))

    def _ask_team(
        self,
        transaction: Transaction,
        request: _Request,
        route: Route,
        respond_by: datetime,
        known: Sequence[Case],
    ) -> Case | None:
        """The case that the team has to be told of; None when there is nothing it does not know already."""
        same = [case for case in known if (case.pathway, case.purpose) == (route.pathway, route.purpose)]
        latest = max(same, key=lambda case: case.round, default=None)
        asking = what_to_ask(latest.asked if latest else None, request.asked_at)
        if asking is Asking.NOTHING:
            return None
        if latest is None or asking is Asking.OPEN:
            case = self._new_case(request, route, respond_by, round_number=latest.round + 1 if latest else 1)
            if route.purpose is Purpose.NEW_INFORMATION:
                case = self._with_its_worker(transaction, case, request.open_cases[route.pathway])
            transaction.later(store.add_cases, case)
            _remember(transaction, case)
            return case
        return self._renew(transaction, latest, request, route, respond_by)

    def _tell_who_is_left_out(self, transaction: Transaction, reference: str) -> None:
        """A later decision without a team ends what the team had not taken on, and tells it of the rest.

        Whatever the latest decision asks carries its time, so this holds in any order of arrival. A strategy
        discussion that was asked for is held whatever is decided.
        """
        known = _known(transaction, reference)
        decided_at = max(case.asked_at for case in known if case.purpose in store.REACHES_THE_TEAM)
        named = {
            case.pathway
            for case in known
            if case.asked_at == decided_at and case.purpose in store.REACHES_THE_TEAM
        }
        for case in known:
            if (
                case.purpose is Purpose.REFERRAL
                and case.held
                and case.left_out_at is None
                and case.pathway not in named
                and is_left_out(case.asked_at, decided_at)
            ):
                self._leave_out(transaction, case, decided_at, tuple(sorted(named)))

    def _leave_out(
        self, transaction: Transaction, case: Case, decided_at: datetime, now_with: tuple[Pathway, ...]
    ) -> None:
        now = self.clock.now()
        ended = state_after(case.state, Action.WITHDRAW)
        left = replace(case, state=ended or case.state, changed_at=now, left_out_at=decided_at)
        step = Step(StepKind.WITHDRAWN if ended else StepKind.LEFT_OUT, now)
        _remember(transaction, store.change_case(transaction.session, left, step))
        transaction.publish(referral_withdrawn(case, now, taken_on=ended is None, now_with=now_with))

    def _new_case(self, request: _Request, route: Route, respond_by: datetime, *, round_number: int) -> Case:
        now = self.clock.now()
        return Case(
            case_id=self.identifiers.event_id(),
            reference=request.reference,
            contact_reference=request.contact_reference,
            pathway=route.pathway,
            purpose=route.purpose,
            round=round_number,
            state=INITIAL,
            version=1,
            movement=route.movement,
            level=request.level,
            rag=request.rag,
            legal_basis=request.legal_basis,
            reasons=request.reasons,
            policy_edition=request.policy_edition,
            asked_at=request.asked_at,
            routed_at=now,
            respond_by=respond_by,
            changed_at=now,
            cause=request.cause,
        )

    def _with_its_worker(self, transaction: Transaction, case: Case, open_case: str | None) -> Case:
        """New information is for the worker who has the case that it belongs to."""
        if open_case is None:
            return case
        held = store.open_case(transaction.session, open_case, case.pathway)
        if held is None:
            return case
        return replace(case, open_case=held.case_id, worker=held.worker, worker_name=held.worker_name)

    def _renew(
        self, transaction: Transaction, held: Case, request: _Request, route: Route, respond_by: datetime
    ) -> Case | None:
        """Brings a case that the team holds up to date. A deadline once given is never put off."""
        now = self.clock.now()
        renewed = replace(
            held,
            movement=route.movement,
            level=request.level,
            rag=request.rag,
            legal_basis=request.legal_basis,
            reasons=request.reasons,
            policy_edition=request.policy_edition,
            asked_at=request.asked_at,
            respond_by=min(held.respond_by, respond_by),
            changed_at=now,
            cause=request.cause,
            left_out_at=None,
        )
        kept = store.change_case(transaction.session, renewed, Step(StepKind.RENEWED, now))
        _remember(transaction, kept)
        news = _as_told(kept) != _as_told(held) or held.left_out_at is not None
        return kept if news else None


def _known(transaction: Transaction, reference: str) -> tuple[Case, ...]:
    """Every case of the child, with those that this transaction has opened or renewed."""
    return transaction.recall(store.cases_to_change, reference) or ()


def _remember(transaction: Transaction, case: Case) -> None:
    others = (known for known in _known(transaction, case.reference) if known.case_id != case.case_id)
    transaction.remember(store.cases_to_change, case.reference, (*others, case))


def _as_told(case: Case) -> ReferralRouted:
    """What the team was told of a case, but for who else has the child."""
    return _routed(case, ())


def _routed(case: Case, others: tuple[Pathway, ...]) -> ReferralRouted:
    return ReferralRouted(
        reference=case.reference,
        contact_reference=case.contact_reference,
        case_id=case.case_id,
        pathway=case.pathway,
        purpose=case.purpose,
        movement=case.movement,
        level=case.level,
        rag=case.rag,
        legal_basis=case.legal_basis,
        routed_at=case.routed_at,
        respond_by=case.respond_by,
        reasons=case.reasons,
        also_routed_to=others,
        open_case=case.open_case,
    )


def _kept(envelope: Envelope[ThresholdDecided] | Envelope[StrategyDiscussionRequested]) -> EarlierEvent:
    return EarlierEvent(envelope.event_id, envelope.correlation_id)
