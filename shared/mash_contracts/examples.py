"""One example of every event: the way of one girl who is exploited, from the school's worry to her worker.

They stand in the published schemas, so that whoever writes a reader or a sender has something real to try.
"""

from datetime import UTC, datetime

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    AgencyCheckAnswered,
    AgencyCheckDueSoon,
    AgencyCheckOverdue,
    AgencyCheckRequested,
    CaseAccepted,
    CaseAllocated,
    CaseDeclined,
    ConcernFacts,
    ContactReceived,
    Evidence,
    Finding,
    FourQuestions,
    Gap,
    History,
    ReferralAccepted,
    ReferralAllocated,
    ReferralAssessed,
    ReferralDeclined,
    ReferralRouted,
    SharingDecided,
    StrategyDiscussionRequested,
    ThresholdDecided,
)
from mash_contracts.national_codes import AssessmentFactor, ReferralSource, Sex
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Agency,
    Answer,
    Basis,
    Channel,
    CheckOutcome,
    ConsentReason,
    ConsentState,
    DeclineReason,
    ExploitationRisk,
    Frequency,
    LegalBasis,
    LevelOfNeed,
    Movement,
    OpenCase,
    Pathway,
    Purpose,
    Rag,
    Relation,
    Role,
    Severity,
    SharingChoice,
)

_CONTACT = "4K7Q-9XWD"
_CHILD = f"{_CONTACT}-1"
_EDITION = "2026-01-01"
_PRACTITIONER = "b2f0c9f4-3a57-4f0a-9d0e-0d5c7a1f6e21"
_TEAM_MEMBER = "7d1c2f6e-8b43-4c1d-a7a5-52f9d3b0c864"
_CET_CASE = "0c6a7b1e-93d5-4a26-8f4b-1d2e3f405162"
_CHILD_PROTECTION_CASE = "5e8f1a2b-4c3d-4e5f-8a9b-0c1d2e3f4a5b"


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 4, hour, minute, tzinfo=UTC)


_CET = {"reference": _CHILD, "case_id": _CET_CASE, "pathway": Pathway.CET}
_CHILD_PROTECTION = {
    "reference": _CHILD,
    "case_id": _CHILD_PROTECTION_CASE,
    "pathway": Pathway.CHILD_PROTECTION,
}

EXAMPLES: tuple[EventData, ...] = (
    ContactReceived(
        reference=_CHILD,
        contact_reference=_CONTACT,
        received_at=_at(9, 12),
        channel=Channel.API,
        referral_source=ReferralSource.SCHOOL,
        anonymous=False,
        feedback_wanted=True,
        consent=ConsentState.NOT_SOUGHT,
        consent_reason=ConsentReason.INCREASES_RISK,
        age_months=14 * 12 + 3,
        sex=Sex.FEMALE,
        last_seen_days=0,
        voice_recorded=True,
        lived_experience_recorded=True,
        children_in_household=1,
        adults_in_household=1,
        concerns=(
            ConcernFacts(
                factor=AssessmentFactor.SEXUAL_EXPLOITATION,
                signs=(Sign.OLDER_ASSOCIATES, Sign.UNEXPLAINED_GIFTS),
                basis=Basis.FACT,
                frequency=Frequency.OFTEN,
                severity=Severity.SERIOUS,
                days_since=2,
            ),
        ),
        four_questions=FourQuestions(
            domestic_abuse=Answer.NO, mental_illness=Answer.UNKNOWN, substance_misuse=Answer.NO
        ),
        immediate_danger=Answer.NO,
        missing_episodes_90_days=4,
        exploitation_risk=ExploitationRisk.SIGNIFICANT,
        safety_scale=3,
        strengths=(Strength.SAFE_ADULT,),
        history=History(contacts_in_12_months=2, open_case=OpenCase.UNKNOWN),
    ),
    ReferralAssessed(
        reference=_CHILD,
        contact_reference=_CONTACT,
        assessed_at=_at(9, 12),
        level=LevelOfNeed.SPECIALIST,
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
        findings=(
            Finding(
                code="sexual-exploitation-with-signs",
                sentence="Sexual exploitation is suspected and somebody has noticed signs of it.",
                source="Working Together to Safeguard Children 2023, glossary: child sexual exploitation",
                level=LevelOfNeed.SPECIALIST,
                rag=Rag.RED,
                legal_basis=LegalBasis.S47,
                pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
                evidence=(
                    Evidence(fact="11A", agency=Agency.REFERRER, basis=Basis.FACT),
                    Evidence(fact="missing-episodes:4", agency=Agency.REFERRER, basis=Basis.FACT),
                ),
            ),
        ),
        gaps=(Gap(code="open-case-not-known", question="Is anybody working with the child already?"),),
        provisional=False,
        decide_by=_at(13, 12),
        policy_edition=_EDITION,
        policy_digest="9f2b" * 16,
        picture_digest="41c7" * 16,
        code_version="0.1.0",
    ),
    StrategyDiscussionRequested(
        reference=_CHILD,
        contact_reference=_CONTACT,
        requested_at=_at(9, 12),
        hold_by=_at(17),
        reasons=("sexual-exploitation-with-signs",),
        policy_edition=_EDITION,
    ),
    ThresholdDecided(
        reference=_CHILD,
        contact_reference=_CONTACT,
        decided_at=_at(10, 40),
        level=LevelOfNeed.SPECIALIST,
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
        relation=Relation.AGREED,
        recommended_level=LevelOfNeed.SPECIALIST,
        recommended_pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
        decided_by=_PRACTITIONER,
        decided_by_role=Role.PRACTITIONER,
        rationale_recorded=True,
        reasons=("sexual-exploitation-with-signs",),
        gaps=("open-case-not-known",),
        movement=Movement.NEW,
        policy_edition=_EDITION,
        policy_digest="9f2b" * 16,
    ),
    AgencyCheckRequested(
        reference=_CHILD,
        contact_reference=_CONTACT,
        agency=Agency.POLICE,
        requested_at=_at(9, 12),
        answer_by=_at(11, 12),
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        reasons=("sexual-exploitation-with-signs",),
    ),
    AgencyCheckAnswered(
        reference=_CHILD,
        agency=Agency.POLICE,
        answered_at=_at(10, 5),
        outcome=CheckOutcome.ANSWERED,
        late=False,
        facts=2,
        view=LevelOfNeed.SPECIALIST,
        dissents=False,
    ),
    AgencyCheckDueSoon(reference=_CHILD, agency=Agency.HEALTH, answer_by=_at(11, 12)),
    AgencyCheckOverdue(reference=_CHILD, agency=Agency.HEALTH, answer_by=_at(11, 12)),
    SharingDecided(
        reference=_CHILD,
        choice=SharingChoice.DO_NOT_INFORM_PARENTS,
        reason=ConsentReason.INCREASES_RISK,
        legal_basis=LegalBasis.S47,
        decided_at=_at(9, 40),
        decided_by=_PRACTITIONER,
        decided_by_role=Role.PRACTITIONER,
    ),
    ReferralRouted(
        **_CET,
        contact_reference=_CONTACT,
        purpose=Purpose.REFERRAL,
        movement=Movement.NEW,
        level=LevelOfNeed.SPECIALIST,
        rag=Rag.RED,
        legal_basis=LegalBasis.S47,
        routed_at=_at(10, 40),
        respond_by=_at(14, 40),
        reasons=("sexual-exploitation-with-signs",),
        also_routed_to=(Pathway.CHILD_PROTECTION,),
    ),
    ReferralAccepted(**_CET, purpose=Purpose.REFERRAL, accepted_at=_at(11, 5), accepted_by="cet:duty-2"),
    ReferralDeclined(
        **_CHILD_PROTECTION,
        purpose=Purpose.REFERRAL,
        declined_at=_at(11, 30),
        declined_by=_TEAM_MEMBER,
        reason=DeclineReason.ALREADY_OPEN,
    ),
    ReferralAllocated(
        **_CET,
        purpose=Purpose.REFERRAL,
        allocated_at=_at(11, 50),
        allocated_by="cet:duty-2",
        worker="cet:1042",
    ),
    CaseAccepted(**_CET, accepted_by="duty-2"),
    CaseDeclined(
        **_CHILD_PROTECTION,
        declined_by="duty-5",
        reason=DeclineReason.MORE_INFORMATION,
        ask_first=(Agency.POLICE, Agency.EDUCATION),
    ),
    CaseAllocated(**_CET, allocated_by="duty-2", worker="1042"),
)
"""In the order of `events.ALL_EVENTS`."""
