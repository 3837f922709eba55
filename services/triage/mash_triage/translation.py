"""Between the events that cross the service's boundary and what the rules and tables speak of."""

from collections.abc import Sequence
from datetime import datetime

from mash_contracts import events
from mash_contracts.vocabulary import Agency, LegalBasis
from mash_triage.domain import picture as known
from mash_triage.domain.agency_checks import AgencyAnswer, AgencyCheck, AgencyFact, AnswerGiven
from mash_triage.domain.assessment import Recommendation
from mash_triage.domain.findings import Finding
from mash_triage.domain.indicators.patterns_over_time import PATTERNS
from mash_triage.domain.lawful_basis import SharingDecision
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
    child: events.ContactReceived | Record, assessment: Assessment, decide_by: datetime, *, provisional: bool
) -> events.ReferralAssessed:
    """`provisional` also where an agency has not said what it knows."""
    recommendation = assessment.recommendation
    return events.ReferralAssessed(
        reference=child.reference,
        contact_reference=child.contact_reference,
        assessed_at=assessment.assessed_at,
        level=recommendation.level,
        rag=recommendation.rag,
        legal_basis=recommendation.legal_basis,
        pathways=recommendation.pathways,
        findings=tuple(_finding(finding) for finding in recommendation.findings),
        gaps=tuple(events.Gap(code=gap.code, question=gap.question) for gap in recommendation.gaps),
        provisional=provisional,
        decide_by=decide_by,
        policy_edition=recommendation.policy_edition,
        policy_digest=recommendation.policy_digest,
        picture_digest=assessment.picture_digest,
        code_version=assessment.code_version,
    )


def threshold_decided(
    record: Record,
    decision: Decision,
    missing: Sequence[Agency],
    open_cases: tuple[events.OpenCaseOfTeam, ...] = (),
) -> events.ThresholdDecided:
    """What was decided, that there are reasons and who had not answered; the reasons stay here."""
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
        gaps=(
            *(gap.code for gap in recommendation.gaps),
            *(f"no-answer-from-{agency}" for agency in missing),
        ),
        movement=decision.movement,
        open_cases=open_cases,
        policy_edition=recommendation.policy_edition,
        policy_digest=recommendation.policy_digest,
    )


def agency_check_requested(
    child: events.ContactReceived | Record,
    check: AgencyCheck,
    recommendation: Recommendation,
    concerns: tuple[str, ...],
) -> events.AgencyCheckRequested:
    """Raises ValueError for a check that nobody was asked."""
    if check.asked_at is None or check.clock is None:
        raise ValueError("a check that is held back asks nobody")
    return events.AgencyCheckRequested(
        reference=child.reference,
        contact_reference=child.contact_reference,
        agency=check.agency,
        requested_at=check.asked_at,
        answer_by=check.clock.answer_by,
        rag=recommendation.rag,
        legal_basis=recommendation.legal_basis,
        concerns=concerns,
    )


def agency_check_answered(check: AgencyCheck, answer: AgencyAnswer) -> events.AgencyCheckAnswered:
    """That an agency answered, and how; what it knows stays here. Raises ValueError when it said nothing."""
    given = answer.given
    if given.outcome is None:
        raise ValueError("an answer without an outcome is none")
    return events.AgencyCheckAnswered(
        reference=check.reference,
        agency=check.agency,
        answered_at=answer.answered_at,
        outcome=given.outcome,
        late=check.clock is not None and answer.answered_at > check.clock.answer_by,
        facts=len(given.facts),
        decline_reason=given.decline_reason,
        view=given.view,
        dissents=given.dissents,
    )


def answer_given(said: events.CheckAnswered) -> AnswerGiven:
    """What an agency's own system says, as on the agency's page; an event carries no words."""
    return AnswerGiven(
        outcome=said.outcome,
        facts=tuple(
            AgencyFact(
                factor=fact.factor,
                basis=fact.basis,
                source=fact.source,
                dated=fact.dated,
                signs=fact.signs,
                frequency=fact.frequency,
                severity=fact.severity,
            )
            for fact in said.facts
        ),
        decline_reason=said.decline_reason,
        view=said.view,
        dissents=said.dissents,
    )


def sharing_decided(
    reference: str, decision: SharingDecision, legal_basis: LegalBasis
) -> events.SharingDecided:
    return events.SharingDecided(
        reference=reference,
        choice=decision.choice,
        reason=decision.reason,
        legal_basis=legal_basis,
        decided_at=decision.decided_at,
        decided_by=decision.person.account_id,
        decided_by_role=decision.person.role,
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
        pattern=finding.code in PATTERNS,
        evidence=tuple(
            events.Evidence(fact=evidence.fact, agency=evidence.agency, basis=evidence.basis)
            for evidence in finding.evidence
        ),
    )
