"""What the log may know of a contact: codes, counts, ages and dates apart. No name, no date, no words."""

from collections.abc import Sequence
from datetime import date, datetime

from mash_contracts.events import ConcernFacts, ContactReceived, FourQuestions, History
from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.submission import Adult, Concern, ContactSubmission
from mash_contracts.vocabulary import Answer, Basis
from mash_intake.domain.ages import age_in_months
from mash_intake.domain.history import contacts_in_12_months
from mash_intake.domain.worries import about


def contact_received(
    submission: ContactSubmission,
    *,
    number: int,
    contact_reference: str,
    references: Sequence[str],
    received_at: datetime,
    today: date,
    earlier_contacts: int | None,
    person: str | None = None,
    household: str | None = None,
    attachments: int = 0,
) -> ContactReceived:
    """The event about child `number` (from 1); `references` are those of all the contact's children."""
    child = submission.children[number - 1]
    reference = references[number - 1]
    return ContactReceived(
        reference=reference,
        contact_reference=contact_reference,
        siblings=tuple(other for other in references if other != reference),
        person=person,
        household=household,
        received_at=received_at,
        channel=submission.channel,
        referral_source=submission.referrer.source,
        anonymous=submission.referrer.anonymous,
        feedback_wanted=submission.referrer.feedback_wanted,
        consent=submission.consent.state,
        consent_reason=submission.consent.reason,
        age_months=age_in_months(child.date_of_birth, child.age_years, today),
        unborn=child.expected_date is not None,
        sex=child.sex,
        disabilities=child.disabilities,
        last_seen_days=(today - child.last_seen).days if child.last_seen else None,
        voice_recorded=bool(child.what_the_child_said),
        lived_experience_recorded=bool(child.lived_experience),
        children_in_household=len(submission.children),
        adults_in_household=_adults_at_home(submission.adults),
        concerns=_concerns(submission, number, today),
        four_questions=FourQuestions(**dict(submission.four_questions)),
        immediate_danger=submission.immediate_danger,
        missing_episodes_90_days=submission.exploitation.missing_episodes_90_days,
        exploitation_risk=submission.exploitation.risk,
        dash_ticks=submission.dash_ticks,
        safety_scale=submission.signs_of_safety.scale,
        strengths=submission.strengths,
        attachments=attachments,
        history=History(
            **{
                **dict(submission.history),
                "contacts_in_12_months": contacts_in_12_months(
                    submission.history.contacts_in_12_months, earlier_contacts
                ),
            }
        ),
    )


def _adults_at_home(adults: Sequence[Adult]) -> int | None:
    """None where nobody said who lives there."""
    if all(adult.lives_with_child is Answer.UNKNOWN for adult in adults):
        return None
    return sum(adult.lives_with_child is Answer.YES for adult in adults)


def _concerns(submission: ContactSubmission, number: int, today: date) -> tuple[ConcernFacts, ...]:
    """The concerns about this child. A worry told in words only is still one: factor 20, other."""
    if not submission.concerns:
        return (ConcernFacts(factor=AssessmentFactor.OTHER, basis=Basis.OPINION),)
    return tuple(_facts(concern, today) for concern in submission.concerns if about(concern.children, number))


def _facts(concern: Concern, today: date) -> ConcernFacts:
    return ConcernFacts(
        factor=concern.factor,
        signs=concern.signs,
        basis=concern.basis,
        frequency=concern.frequency,
        severity=concern.severity,
        days_since=(today - concern.most_recent).days if concern.most_recent else None,
    )
