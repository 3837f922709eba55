"""Events about children as triage receives and says them, for tests; every part may be given by keyword."""

from datetime import UTC, datetime
from typing import Any

from mash_contracts.envelope import AnyData, Envelope, EventData, new_envelope
from mash_contracts.events import ConcernFacts, ContactReceived, ReferralDeclined
from mash_contracts.national_codes import AssessmentFactor, ReferralSource, Sex
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Answer,
    Basis,
    Channel,
    ConsentState,
    DeclineReason,
    LegalBasis,
    LevelOfNeed,
    Pathway,
    Purpose,
    Rag,
    Severity,
)
from mash_platform.identifiers import RandomIdentifiers, child_reference
from mash_triage.domain.decision import Choice, Outcome

WEDNESDAY_MORNING = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
_IDENTIFIERS = RandomIdentifiers()

BELOW = {
    "level": LevelOfNeed.UNIVERSAL,
    "rag": Rag.GREEN,
    "legal_basis": LegalBasis.NONE,
    "pathways": (Pathway.ADVICE,),
}
"""Advice and nothing else, where more is recommended for a child in danger."""


def a_concern(**given: Any) -> ConcernFacts:
    """A worry about neglect, seen by the referrer."""
    return ConcernFacts(**{"factor": AssessmentFactor.NEGLECT, "basis": Basis.FACT, **given})


def a_contact_received(**given: Any) -> ContactReceived:
    """A school worried about neglect of a seven-year-old; a new reference each time."""
    contact = given.pop("contact_reference", None) or _IDENTIFIERS.contact_reference()
    return ContactReceived(
        **{
            "reference": child_reference(contact, 1),
            "contact_reference": contact,
            "received_at": WEDNESDAY_MORNING,
            "channel": Channel.FORM,
            "referral_source": ReferralSource.SCHOOL,
            "anonymous": False,
            "feedback_wanted": True,
            "consent": ConsentState.GIVEN,
            "age_months": 7 * 12,
            "sex": Sex.FEMALE,
            "voice_recorded": True,
            "lived_experience_recorded": True,
            "concerns": (a_concern(),),
            "immediate_danger": Answer.NO,
            **given,
        }
    )


def a_child_in_danger(**given: Any) -> ContactReceived:
    """Police found a three-year-old alone with a fresh injury."""
    return a_contact_received(
        **{
            "age_months": 36,
            "referral_source": ReferralSource.POLICE,
            "immediate_danger": Answer.YES,
            "concerns": (
                a_concern(
                    factor=AssessmentFactor.PHYSICAL_ABUSE_BY_ADULT,
                    signs=(Sign.HIT_BY_ADULT, Sign.BRUISE),
                    severity=Severity.CRITICAL,
                ),
            ),
            **given,
        }
    )


def a_referral_declined(**given: Any) -> ReferralDeclined:
    """Early help sends a child back to the hub because more must be known first."""
    return ReferralDeclined(
        **{
            "reference": child_reference(_IDENTIFIERS.contact_reference(), 1),
            "case_id": _IDENTIFIERS.event_id(),
            "pathway": Pathway.EARLY_HELP,
            "purpose": Purpose.REFERRAL,
            "declined_at": WEDNESDAY_MORNING,
            "declined_by": "account-of-a-team-member",
            "reason": DeclineReason.MORE_INFORMATION,
            **given,
        }
    )


def an_outcome(**given: Any) -> Outcome:
    """Early help, by agreement, without haste."""
    return Outcome(
        **{
            "level": LevelOfNeed.EARLY_HELP,
            "rag": Rag.GREEN,
            "legal_basis": LegalBasis.NONE,
            "pathways": (Pathway.EARLY_HELP,),
            **given,
        }
    )


def a_choice(**given: Any) -> Choice:
    """Early help, chosen and explained."""
    return Choice(
        **{
            "level": LevelOfNeed.EARLY_HELP,
            "rag": Rag.GREEN,
            "legal_basis": LegalBasis.NONE,
            "pathways": (Pathway.EARLY_HELP,),
            "rationale": "School and grandparents see her daily; her mother asks for help.",
            **given,
        }
    )


def enveloped(data: AnyData, *, caused_by: Envelope[EventData] | None = None) -> Envelope[AnyData]:
    """The event as it travels, with an identity of its own."""
    return new_envelope(
        data,
        event_id=_IDENTIFIERS.event_id(),
        source="/mash/tests",
        occurred_at=WEDNESDAY_MORNING,
        caused_by=caused_by,
    )
