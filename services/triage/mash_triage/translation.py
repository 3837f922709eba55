"""Between the events that cross the service's boundary and what the rules and tables speak of."""

from datetime import datetime

from mash_contracts import events
from mash_triage.domain import picture as known
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.findings import Finding
from mash_triage.domain.picture import Picture, agency_of
from mash_triage.store.records import Assessment, Decision, Record


def picture_of(contact: events.ContactReceived) -> Picture:
    """Everything coded that came in with the contact; what it does not say stays unknown."""
    agency = agency_of(contact.referral_source)
    return Picture(
        age_months=contact.age_months,
        unborn=contact.unborn,
        sex=contact.sex,
        disabilities=contact.disabilities,
        last_seen_days=contact.last_seen_days,
        voice_recorded=contact.voice_recorded,
        lived_experience_recorded=contact.lived_experience_recorded,
        children_in_household=contact.children_in_household,
        adults_in_household=contact.adults_in_household,
        concerns=tuple(
            known.Concern(
                factor=concern.factor,
                signs=concern.signs,
                basis=concern.basis,
                frequency=concern.frequency,
                severity=concern.severity,
                days_since=concern.days_since,
                agency=agency,
            )
            for concern in contact.concerns
        ),
        four_questions=known.FourQuestions(
            domestic_abuse=contact.four_questions.domestic_abuse,
            mental_illness=contact.four_questions.mental_illness,
            substance_misuse=contact.four_questions.substance_misuse,
            learning_difficulties=contact.four_questions.learning_difficulties,
        ),
        immediate_danger=contact.immediate_danger,
        missing_episodes_90_days=contact.missing_episodes_90_days,
        exploitation_risk=contact.exploitation_risk,
        dash_ticks=contact.dash_ticks,
        safety_scale=contact.safety_scale,
        strengths=contact.strengths,
        history=known.History(
            contacts_in_12_months=contact.history.contacts_in_12_months,
            early_help_episodes=contact.history.early_help_episodes,
            same_worry_before=contact.history.same_worry_before,
            earlier_protection_plan=contact.history.earlier_protection_plan,
            open_case=contact.history.open_case,
        ),
        consent=contact.consent,
        consent_reason=contact.consent_reason,
        source=contact.referral_source,
        anonymous=contact.anonymous,
    )


def referral_assessed(
    contact: events.ContactReceived, assessment: Assessment, decide_by: datetime
) -> events.ReferralAssessed:
    recommendation = assessment.recommendation
    return events.ReferralAssessed(
        reference=contact.reference,
        contact_reference=contact.contact_reference,
        assessed_at=assessment.assessed_at,
        level=recommendation.level,
        rag=recommendation.rag,
        legal_basis=recommendation.legal_basis,
        pathways=recommendation.pathways,
        findings=tuple(_finding(finding) for finding in recommendation.findings),
        gaps=tuple(events.Gap(code=gap.code, question=gap.question) for gap in recommendation.gaps),
        provisional=recommendation.provisional,
        decide_by=decide_by,
        policy_edition=recommendation.policy_edition,
        policy_digest=recommendation.policy_digest,
        picture_digest=assessment.picture_digest,
        code_version=assessment.code_version,
    )


def strategy_discussion_requested(
    contact: events.ContactReceived,
    recommendation: Recommendation,
    *,
    requested_at: datetime,
    hold_by: datetime,
) -> events.StrategyDiscussionRequested:
    return events.StrategyDiscussionRequested(
        reference=contact.reference,
        contact_reference=contact.contact_reference,
        requested_at=requested_at,
        hold_by=hold_by,
        reasons=tuple(finding.code for finding in recommendation.red_findings),
        policy_edition=recommendation.policy_edition,
    )


def threshold_decided(record: Record, decision: Decision) -> events.ThresholdDecided:
    """What was decided, and that there are reasons; the reasons themselves stay here."""
    recommendation = record.assessment.recommendation
    return events.ThresholdDecided(
        reference=record.reference,
        contact_reference=record.contact_reference,
        decided_at=decision.final_at,
        level=decision.outcome.level,
        rag=decision.outcome.rag,
        legal_basis=decision.outcome.legal_basis,
        pathways=decision.outcome.pathways,
        relation=decision.relation,
        recommended_level=recommendation.level,
        recommended_pathways=recommendation.pathways,
        decided_by=decision.person.account_id,
        decided_by_role=decision.person.role,
        second_person=decision.second.person.account_id if decision.second else None,
        rationale_recorded=bool(decision.rationale),
        reasons=recommendation.reasons,
        gaps=tuple(gap.code for gap in recommendation.gaps),
        movement=decision.movement,
        policy_edition=recommendation.policy_edition,
        policy_digest=recommendation.policy_digest,
    )


def _finding(finding: Finding) -> events.Finding:
    return events.Finding(
        code=finding.code,
        sentence=finding.sentence,
        source=finding.source,
        level=finding.level,
        rag=finding.rag,
        legal_basis=finding.legal_basis,
        pathways=finding.pathways,
        protective=finding.protective,
        evidence=tuple(
            events.Evidence(fact=evidence.fact, agency=evidence.agency, basis=evidence.basis)
            for evidence in finding.evidence
        ),
    )
