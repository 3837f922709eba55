"""What happens to a child after the contact, as assurance hears of it; every part may be given by keyword."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mash_assurance.handlers import HANDLERS
from mash_assurance.service import open_delivery
from mash_assurance.settings import Settings
from mash_contracts.envelope import Envelope, EventData
from mash_contracts.events import (
    AcknowledgementOverdue,
    AgencyCheckAnswered,
    AgencyCheckRequested,
    DecisionAudited,
    Evidence,
    Finding,
    Gap,
    ProfessionalDifferenceEscalated,
    ProfessionalDifferenceOverdue,
    ProfessionalDifferenceRaised,
    ReferralAccepted,
    ReferralAllocated,
    ReferralAssessed,
    ReferralClosed,
    ReferralDeclined,
    ReferralRouted,
    ReferralWithdrawn,
    ReferrerAcknowledged,
    StrategyDiscussionOverdue,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.national_codes import ClosureReason, ReferralSource
from mash_contracts.vocabulary import (
    Agency,
    AuditGrade,
    AuditReason,
    Basis,
    CheckOutcome,
    DeclineReason,
    DifferenceGround,
    DifferenceStage,
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Purpose,
    Rag,
    Relation,
    Role,
)
from mash_platform.clock import MovableClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers
from tests.builders.triage import WEDNESDAY_MORNING, a_contact_received, enveloped

EDITION = "2026-01-01"


def later(hours: float) -> datetime:
    """So many hours after the contact came in on Wednesday morning."""
    return WEDNESDAY_MORNING + timedelta(hours=hours)


def a_referral_assessed(reference: str, **given: Any) -> ReferralAssessed:
    """Triage finds neglect, amber, child in need, with one question still open."""
    rag = given.get("rag", Rag.AMBER)
    pattern = given.pop("pattern", False)
    finding = Finding(
        code="third-contact-about-the-family" if pattern else "neglect-basic-care",
        pattern=pattern,
        sentence="The child's basic care is not met.",
        source="Durham Safeguarding Children Partnership, threshold document",
        level=LevelOfNeed.CHILD_IN_NEED,
        rag=rag,
        legal_basis=LegalBasis.S17,
        evidence=(Evidence(fact="18B", agency=Agency.REFERRER, basis=Basis.FACT),),
    )
    return ReferralAssessed(
        **{
            "reference": reference,
            "contact_reference": reference.rpartition("-")[0],
            "assessed_at": WEDNESDAY_MORNING,
            "level": LevelOfNeed.CHILD_IN_NEED,
            "rag": rag,
            "legal_basis": LegalBasis.S17,
            "pathways": (Pathway.CHILD_IN_NEED,),
            "findings": (finding,),
            "gaps": (Gap(code="last-seen", question="When was the child last seen?"),),
            "provisional": False,
            "decide_by": later(24),
            "policy_edition": EDITION,
            "policy_digest": "d" * 64,
            "picture_digest": "e" * 64,
            "code_version": "0.1.0",
            **given,
        }
    )


def a_strategy_discussion_requested(reference: str, **given: Any) -> StrategyDiscussionRequested:
    return StrategyDiscussionRequested(
        **{
            "reference": reference,
            "contact_reference": reference.rpartition("-")[0],
            "requested_at": WEDNESDAY_MORNING,
            "hold_by": later(24),
            "reasons": ("injury-under-one",),
            "policy_edition": EDITION,
            **given,
        }
    )


def a_strategy_discussion_overdue(reference: str, **given: Any) -> StrategyDiscussionOverdue:
    return StrategyDiscussionOverdue(**{"reference": reference, "hold_by": later(24), **given})


def a_professional_difference_raised(reference: str, **given: Any) -> ProfessionalDifferenceRaised:
    """A school differs about the threshold, one hour after the decision."""
    return ProfessionalDifferenceRaised(
        **{
            "reference": reference,
            "difference": 1,
            "agency": Agency.EDUCATION,
            "ground": DifferenceGround.THRESHOLD,
            "stage": DifferenceStage.ONE,
            "raised_at": later(3),
            "act_by": later(27),
            **given,
        }
    )


def a_referrer_acknowledged(reference: str, **given: Any) -> ReferrerAcknowledged:
    """A named social worker tells the school four hours after its contact that it arrived."""
    return ReferrerAcknowledged(
        **{
            "reference": reference,
            "contact_reference": reference.rpartition("-")[0],
            "received_at": WEDNESDAY_MORNING,
            "acknowledge_by": later(24),
            "acknowledged_at": later(4),
            "acknowledged_by": "account-of-a-practitioner",
            "acknowledged_by_role": Role.PRACTITIONER,
            **given,
        }
    )


def an_acknowledgement_overdue(reference: str, **given: Any) -> AcknowledgementOverdue:
    """Nobody did within a working day."""
    return AcknowledgementOverdue(
        **{
            "reference": reference,
            "contact_reference": reference.rpartition("-")[0],
            "received_at": WEDNESDAY_MORNING,
            "acknowledge_by": later(24),
            **given,
        }
    )


def a_professional_difference_escalated(reference: str, **given: Any) -> ProfessionalDifferenceEscalated:
    return ProfessionalDifferenceEscalated(
        **{
            "reference": reference,
            "difference": 1,
            "agency": Agency.EDUCATION,
            "stage": DifferenceStage.TWO,
            "escalated_at": later(20),
            "act_by": later(60),
            **given,
        }
    )


def a_professional_difference_overdue(reference: str, **given: Any) -> ProfessionalDifferenceOverdue:
    return ProfessionalDifferenceOverdue(
        **{
            "reference": reference,
            "difference": 1,
            "agency": Agency.EDUCATION,
            "stage": DifferenceStage.ONE,
            "act_by": later(27),
            **given,
        }
    )


def a_decision_audited(reference: str, **given: Any) -> DecisionAudited:
    return DecisionAudited(
        **{
            "reference": reference,
            "decision": 1,
            "decided_at": later(2),
            "because": AuditReason.SAMPLE,
            "grade": AuditGrade.GOOD,
            "audited_at": later(48),
            "rules": EDITION,
            **given,
        }
    )


def a_threshold_decided(reference: str, **given: Any) -> ThresholdDecided:
    """A practitioner agrees two hours after the contact: child in need, with reasons."""
    return ThresholdDecided(
        **{
            "reference": reference,
            "contact_reference": reference.rpartition("-")[0],
            "decided_at": later(2),
            "level": LevelOfNeed.CHILD_IN_NEED,
            "rag": Rag.AMBER,
            "legal_basis": LegalBasis.S17,
            "pathways": (Pathway.CHILD_IN_NEED,),
            "relation": Relation.AGREED,
            "recommended_level": LevelOfNeed.CHILD_IN_NEED,
            "recommended_pathways": (Pathway.CHILD_IN_NEED,),
            "decided_by": "account-of-a-practitioner",
            "decided_by_role": Role.PRACTITIONER,
            "rationale_recorded": True,
            "reasons": ("neglect-basic-care",),
            "policy_edition": EDITION,
            "policy_digest": "d" * 64,
            **given,
        }
    )


def a_referral_routed(reference: str, **given: Any) -> ReferralRouted:
    """The child in need team has the case a moment after the decision."""
    pathway = given.get("pathway", Pathway.CHILD_IN_NEED)
    return ReferralRouted(
        **{
            "reference": reference,
            "contact_reference": reference.rpartition("-")[0],
            "case_id": _case_id(reference, pathway, given),
            "pathway": pathway,
            "purpose": Purpose.REFERRAL,
            "movement": Movement.NEW,
            "level": LevelOfNeed.CHILD_IN_NEED,
            "rag": Rag.AMBER,
            "legal_basis": LegalBasis.S17,
            "routed_at": later(2),
            "respond_by": later(26),
            "reasons": ("neglect-basic-care",),
            **given,
        }
    )


def _case_id(reference: str, pathway: Pathway, given: dict[str, Any]) -> str:
    """A team has one case for each thing that it is asked."""
    return f"{reference}:{pathway}:{given.get('purpose', Purpose.REFERRAL)}"


def _answer(reference: str, given: dict[str, Any]) -> dict[str, Any]:
    pathway = given.get("pathway", Pathway.CHILD_IN_NEED)
    return {
        "reference": reference,
        "case_id": _case_id(reference, pathway, given),
        "pathway": pathway,
        "purpose": Purpose.REFERRAL,
    }


def a_referral_accepted(reference: str, **given: Any) -> ReferralAccepted:
    default = {"accepted_at": later(5), "accepted_by": "account-of-a-team-member"}
    return ReferralAccepted(**{**_answer(reference, given), **default, **given})


def a_referral_declined_for(reference: str, **given: Any) -> ReferralDeclined:
    default = {
        "declined_at": later(6),
        "declined_by": "account-of-a-team-member",
        "reason": DeclineReason.WRONG_TEAM,
    }
    return ReferralDeclined(**{**_answer(reference, given), **default, **given})


def a_referral_allocated(reference: str, **given: Any) -> ReferralAllocated:
    default = {
        "allocated_at": later(7),
        "allocated_by": "account-of-a-team-member",
        "worker": "account-of-a-worker",
    }
    return ReferralAllocated(**{**_answer(reference, given), **default, **given})


def a_referral_closed(reference: str, **given: Any) -> ReferralClosed:
    default = {
        "closed_at": later(40),
        "closed_by": "account-of-a-worker",
        "reason": ClosureReason.SERVICES_CEASED,
    }
    return ReferralClosed(**{**_answer(reference, given), **default, **given})


def a_referral_withdrawn(reference: str, **given: Any) -> ReferralWithdrawn:
    """The hub decided again for child protection, before the team had answered."""
    default = {"withdrawn_at": later(8), "taken_on": False, "now_with": (Pathway.CHILD_PROTECTION,)}
    return ReferralWithdrawn(**{**_answer(reference, given), **default, **given})


def an_agency_check_requested(reference: str, **given: Any) -> AgencyCheckRequested:
    """Police are asked on Wednesday morning and have two hours."""
    return AgencyCheckRequested(
        **{
            "reference": reference,
            "contact_reference": reference.rpartition("-")[0],
            "agency": Agency.POLICE,
            "requested_at": WEDNESDAY_MORNING,
            "answer_by": later(2),
            "rag": Rag.RED,
            "legal_basis": LegalBasis.S47,
            **given,
        }
    )


def an_agency_check_answered(reference: str, **given: Any) -> AgencyCheckAnswered:
    """Police know nothing, and say so after an hour."""
    return AgencyCheckAnswered(
        **{
            "reference": reference,
            "agency": Agency.POLICE,
            "answered_at": later(1),
            "outcome": CheckOutcome.NOTHING_KNOWN,
            "late": False,
            "facts": 0,
            "dissents": False,
            **given,
        }
    )


def an_assurance_delivery(folder: Path, at: datetime = WEDNESDAY_MORNING) -> Delivery:
    """An assurance database of its own in `folder`; close its engine when done."""
    return open_delivery(Settings(data=folder), MovableClock(at), RandomIdentifiers())


@contextmanager
def assurance_in(folder: Path, at: datetime = WEDNESDAY_MORNING) -> Iterator[Delivery]:
    """The same, closed at the end."""
    delivery = an_assurance_delivery(folder, at)
    try:
        yield delivery
    finally:
        delivery.engine.dispose()


def hear(delivery: Delivery, *events: EventData) -> None:
    """Assurance is told of these events, in this order."""
    hear_enveloped(delivery, [enveloped(event) for event in events])


def hear_enveloped(delivery: Delivery, events: Iterable[Envelope[Any]]) -> None:
    """The same for events with an identity, so that one can be told twice."""
    for event in events:
        with delivery.transaction() as transaction:
            HANDLERS[type(event.data)](transaction, event)


def hear_of_some_children(assurance: Delivery, children: int = 12) -> None:
    """A third are decided and accepted, a third decided and declined, a third wait; the last is red."""
    for number in range(children):
        reference = f"CHLD-{number:04d}-1"
        source = ReferralSource.POLICE if number % 2 else ReferralSource.SCHOOL
        rag = Rag.RED if number == children - 1 else Rag.AMBER
        hear(
            assurance,
            a_contact_received(
                reference=reference,
                contact_reference=f"CHLD-{number:04d}",
                referral_source=source,
                voice_recorded=number % 4 != 0,
            ),
            a_referral_assessed(reference, rag=rag, decide_by=later(20), provisional=number % 2 == 0),
        )
        if number % 3 == 2:
            continue
        relation = Relation.STEPPED_UP if number % 3 else Relation.AGREED
        pathways = (Pathway.CHILD_IN_NEED, Pathway.CET) if number % 3 else (Pathway.CHILD_IN_NEED,)
        answer = a_referral_declined_for if number % 3 else a_referral_accepted
        hear(
            assurance,
            a_threshold_decided(reference, relation=relation, pathways=pathways, decided_at=later(number)),
            a_referral_routed(reference, routed_at=later(number)),
            answer(reference),
        )
    hear(assurance, a_strategy_discussion_requested(f"CHLD-{children - 1:04d}-1"))
