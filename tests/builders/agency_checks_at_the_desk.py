"""Agency checks as they are asked, answered and awaited at the triage desk, for tests."""

from typing import Any

from mash_contracts.events import ContactReceived
from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Agency, Severity
from mash_triage.domain.agency_checks import AgencyCheck, AnswerGiven
from mash_triage.domain.lawful_basis import LawfulBasis, SharingGiven
from mash_triage.handlers.agency_checks import Answerer
from mash_triage.store import agency_checks
from tests.builders.agency_checks import a_fact
from tests.builders.triage import a_concern, a_contact_received
from tests.builders.triage_desk import AMIRA, Desk

PC_HALL = Answerer("account-of-police", "PC Hall")
SEVERE = a_fact(
    factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,), severity=Severity.CRITICAL
)


def a_worry_about_violence_at_home(**given: Any) -> ContactReceived:
    """A school believes that a mother is hit by her partner."""
    worry = a_concern(factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT, severity=Severity.MODERATE)
    return a_contact_received(**{"concerns": (worry,), **given})


def a_child_who_told_a_teacher(**given: Any) -> ContactReceived:
    """A child told a teacher of sexual abuse."""
    told = a_concern(factor=AssessmentFactor.SEXUAL_ABUSE_BY_ADULT, signs=(Sign.DISCLOSURE_SEXUAL,))
    return a_contact_received(**{"concerns": (told,), **given})


def checks(desk: Desk, reference: str) -> dict[Agency, AgencyCheck]:
    with desk.delivery.reading() as session:
        return {check.agency: check for check in agency_checks.checks_of(session, reference)}


def answers(
    desk: Desk, reference: str, given: AnswerGiven, agency: Agency = Agency.POLICE, by: Answerer = PC_HALL
) -> AgencyCheck:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.checks.answer(transaction, reference, agency, given, by)


def records_sharing(desk: Desk, reference: str, given: SharingGiven) -> LawfulBasis:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.checks.decide_sharing(transaction, reference, given, AMIRA)


def looks_at_the_clock(desk: Desk) -> int:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.checks.look_at_the_clock(transaction)
