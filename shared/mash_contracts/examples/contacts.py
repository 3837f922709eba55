"""Hearing of her, and who she is."""

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    ChildLinked,
    ChildSeparated,
    ConcernFacts,
    ContactReceived,
    FourQuestions,
    History,
)
from mash_contracts.examples.story import CHILD, CONTACT, HOUSEHOLD, PERSON, PRACTITIONER, at
from mash_contracts.national_codes import AssessmentFactor, ReferralSource, Sex
from mash_contracts.signs import Sign, Strength
from mash_contracts.vocabulary import (
    Answer,
    Basis,
    Channel,
    ConsentReason,
    ConsentState,
    ExploitationRisk,
    Frequency,
    LinkBasis,
    OpenCase,
    Role,
    Severity,
)

CONTACTS: tuple[EventData, ...] = (
    ContactReceived(
        reference=CHILD,
        contact_reference=CONTACT,
        person=PERSON,
        household=HOUSEHOLD,
        received_at=at(9, 12),
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
    ChildLinked(
        reference=CHILD,
        person=PERSON,
        household=HOUSEHOLD,
        basis=LinkBasis.CONFIRMED,
        linked_at=at(9, 20),
        linked_by=PRACTITIONER,
        linked_by_role=Role.PRACTITIONER,
    ),
    ChildSeparated(
        reference=CHILD,
        separated_from=PERSON,
        person="PER-4FVB-T8NQ",
        household=HOUSEHOLD,
        separated_at=at(9, 30),
        separated_by=PRACTITIONER,
        separated_by_role=Role.PRACTITIONER,
    ),
)
