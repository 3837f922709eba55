"""What a child's record shows about the work done for the child: small rules, each a sentence.

They are answered once, when a fact arrives, and kept beside it; counting is then all that is left to do.
"""

from datetime import datetime, timedelta

from mash_assurance.domain.record import Case, Check, ChildRecord, Contact, Decision
from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import ConsentState, Pathway, Purpose, Relation, Role


class CaseState(Labelled):
    """Where a case stands with the team it was sent to."""

    UNANSWERED = "unanswered", "Not answered yet"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "No longer asked"
    DECLINED = "declined", "Declined"


def consent_settled(contact: Contact) -> bool:
    """The record says whether the family agreed, or why they were not asked.

    Source: consent is where inspectors most often find front doors inconsistent (Ofsted ILACS reports, 2018
    to 2025).
    """
    if contact.consent is ConsentState.NOT_SOUGHT:
        return contact.consent_reason is not None
    return contact.consent is not ConsentState.UNKNOWN


def every_reason_recorded(decision: Decision) -> bool:
    """The decision has a rationale, names the findings it rests on, and the policy edition it was made under.

    Source: Ofsted, focused visit to Gloucestershire, April 2022: no clear rationale for next steps.
    """
    return decision.rationale_recorded and decision.reasons > 0 and bool(decision.edition)


def step_down_confirmed(decision: Decision) -> bool:
    """Going below the recommendation was confirmed by a second person, or was a manager's own decision."""
    return decision.relation is Relation.STEPPED_DOWN and (
        decision.second_person or decision.decided_by_role is Role.MANAGER
    )


def minutes_to_decision(record: ChildRecord) -> int | None:
    """From the contact being received to the first decision, in whole minutes around the clock."""
    if record.contact is None or record.first_decided_at is None:
        return None
    return _minutes(record.first_decided_at - record.contact.at)


def decided_in_time(record: ChildRecord) -> bool | None:
    """The first decision came by the time it was due. None: not decided, or no time was set yet."""
    if record.first_decided_at is None or record.decide_by is None:
        return None
    return record.first_decided_at <= record.decide_by


def acknowledged_in_time(record: ChildRecord) -> bool | None:
    """A named social worker told the referrer in time that the contact arrived. None: not due, or not known.

    Source: Working Together to Safeguard Children 2023, chapter 3: within one working day.
    """
    if record.acknowledge_by is None:
        return None
    return record.acknowledged_at is not None and record.acknowledged_at <= record.acknowledge_by


def provisional_at_decision(record: ChildRecord) -> bool | None:
    """The person decided while something that could raise the recommendation was still not known.

    None: not decided, or the recommendation that was in front of the person is not known here.
    """
    if record.decision is None or record.assessment is None or record.assessment.at > record.decision.at:
        return None
    return record.assessment.provisional


def advice_on_pattern(record: ChildRecord) -> bool:
    """A pattern over several contacts was in front of the person, who decided on advice and nothing else.

    Source: Ofsted ILACS reports, 2018 to 2025: repeat contacts screened one by one.
    """
    decision, assessment = record.decision, record.assessment
    if decision is None or assessment is None or assessment.at > decision.at:
        return False
    return bool(assessment.patterns) and set(decision.pathways) == {Pathway.ADVICE}


def advice_on_pattern_confirmed(record: ChildRecord) -> bool:
    """A second person looked at advice on a pattern; here a manager's word alone is not enough."""
    return advice_on_pattern(record) and record.decision is not None and record.decision.second_person


def passed_on(record: ChildRecord) -> bool | None:
    """Every team that has an open case of the child was sent the new information. None: no team has one.

    Source: Durham child protection procedures: significant information on an open case goes to the worker.
    """
    if record.decision is None or not record.decision.open_cases:
        return None
    sent = {
        case.pathway for case in record.cases if case.purpose is Purpose.NEW_INFORMATION and case.routed_at
    }
    return len(sent) >= record.decision.open_cases


def returned_by_team(record: ChildRecord) -> bool:
    """A team declined the case after the newest decision, so the hub must look at the child again."""
    newest = record.decision.at if record.decision else None
    return any(
        case_state(case) is CaseState.DECLINED
        and case.declined_at is not None
        and (newest is None or case.declined_at > newest)
        for case in record.cases
    )


def case_state(case: Case) -> CaseState:
    """The team's last word on the case."""
    if case.declined_at is not None and (case.accepted_at is None or case.declined_at > case.accepted_at):
        return CaseState.DECLINED
    if case.accepted_at is not None:
        return CaseState.ACCEPTED
    return CaseState.UNANSWERED if case.withdrawn_at is None else CaseState.WITHDRAWN


def minutes_to_acceptance(record: ChildRecord, case: Case) -> int | None:
    """From the decision that sent the child to the team to the team taking the case on.

    Only for referrals: a request for a strategy discussion goes out before anybody has decided.
    """
    decided_at = _decision_behind(record, case)
    if case.purpose is not Purpose.REFERRAL or case.accepted_at is None or decided_at is None:
        return None
    return _minutes(case.accepted_at - decided_at)


def answered_in_time(check: Check) -> bool | None:
    """The agency said something, or declined, by the time it was asked to. None: nothing said yet."""
    if check.first_answered_at is None or check.answer_by is None:
        return None
    return check.first_answered_at <= check.answer_by


def _decision_behind(record: ChildRecord, case: Case) -> datetime | None:
    """A second decision sends its own cases; those of the first still count from the first."""
    newest = record.decision.at if record.decision else None
    if newest is None or case.routed_at is None or newest <= case.routed_at:
        return newest
    return record.first_decided_at


def _minutes(span: timedelta) -> int:
    """Never below zero: clocks of two machines may differ by a moment."""
    return max(0, int(span.total_seconds() // 60))
