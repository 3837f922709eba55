"""A check as the agency that is asked may see it: who the child is, what is asked, on what ground, when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mash_contracts.details import RecordDetails
from mash_contracts.submission import Address
from mash_contracts.vocabulary import Agency, Answer
from mash_platform.errors import NotFound
from mash_policy.agency_check_load import load_rules
from mash_policy.agency_check_model import Identifying
from mash_policy.load import load_edition
from mash_triage.domain.agency_checks import AgencyCheck
from mash_triage.domain.disclosure import Disclosure, disclosure
from mash_triage.store import agency_checks, records
from mash_triage.web.checking import checking_of
from mash_triage.web.desk import TriageDesk

OWN_RECORDS = "The hub’s own records are looked into for every contact"


@dataclass(frozen=True)
class AskedCheck:
    check: AgencyCheck
    told: Disclosure
    ground: str
    """Why the agency may be asked, in words."""


def asked_check(desk: TriageDesk, reference: str, agency: Agency) -> AskedCheck:
    """What this agency is asked about the child. Raises NotFound when it was not asked."""
    with desk.delivery.reading() as session:
        record = records.find(session, reference)
        checks = agency_checks.checks_of(session, reference)
        basis = checking_of(session, record).basis
    check = next((one for one in checks if one.agency is agency and one.asked_at is not None), None)
    if check is None:
        raise NotFound
    recommendation = record.assessment.recommendation
    policy = load_edition(recommendation.policy_edition)
    told = disclosure(check, recommendation, policy, load_rules(check.rules))
    return AskedCheck(check, told, OWN_RECORDS if check.own_records else basis.ground.label)


def child_as_told(details: RecordDetails, told: Disclosure) -> Mapping[str, str]:
    """Who the child is, by what each part is called, as far as this agency needs it for its records."""
    return dict(_parts(details, told))


def _parts(details: RecordDetails, told: Disclosure) -> Iterator[tuple[str, str]]:
    child = details.child
    yield "Name", details.summary.name
    yield "Age", details.summary.age
    if child.date_of_birth:
        yield "Born", f"{child.date_of_birth:%d %B %Y}".lstrip("0")
    if Identifying.ADDRESS in told.identified_by and (address := _in_a_line(child.address)):
        yield Identifying.ADDRESS.label, address
    if Identifying.ADULTS in told.identified_by and (adults := _adults(details)):
        yield Identifying.ADULTS.label, adults
    if Identifying.NHS_NUMBER in told.identified_by and child.nhs_number:
        yield Identifying.NHS_NUMBER.label, child.nhs_number
    if Identifying.SCHOOL in told.identified_by and child.school:
        yield Identifying.SCHOOL.label, child.school


def _in_a_line(address: Address) -> str:
    return ", ".join(part for part in (address.street, address.town, address.postcode) if part)


def _adults(details: RecordDetails) -> str:
    """Those at home, by name; not how they stand to the child, nor whether they may pose a risk."""
    at_home = [one for one in details.contact.adults if one.name and one.lives_with_child is not Answer.NO]
    return "; ".join(
        f"{one.name}, born {one.date_of_birth:%d %B %Y}" if one.date_of_birth else str(one.name)
        for one in at_home
    )
