"""A check as the agency that is asked may see it: who the child is, what is asked, on what ground, when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from mash_contracts.details import RecordDetails
from mash_contracts.submission import Address
from mash_contracts.vocabulary import Agency, Answer
from mash_platform.errors import NotFound
from mash_policy.agency_check_load import CHECK_RULES
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
    told = disclosure(check, recommendation, policy, CHECK_RULES.load(check.rules))
    return AskedCheck(check, told, OWN_RECORDS if check.own_records else basis.ground.label)


@dataclass(frozen=True, slots=True)
class AdultTold:
    """Somebody at home: not how they stand to the child, nor whether they may pose a risk."""

    name: str
    date_of_birth: date | None

    def __str__(self) -> str:
        return f"{self.name}, born {_in_words(self.date_of_birth)}" if self.date_of_birth else self.name


@dataclass(frozen=True, slots=True)
class ChildTold:
    """Who the child is, as far as this agency needs it to look into its records."""

    name: str = field(repr=False)
    age: str
    date_of_birth: date | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    adults: tuple[AdultTold, ...] = field(default=(), repr=False)
    nhs_number: str | None = field(default=None, repr=False)
    school: str | None = field(default=None, repr=False)

    @property
    def in_words(self) -> Mapping[str, str]:
        """Each part that is told beside the name, by what it is called."""
        return dict(self._parts())

    def _parts(self) -> Iterator[tuple[str, str]]:
        yield "Age", self.age
        if self.date_of_birth:
            yield "Born", _in_words(self.date_of_birth)
        if self.address:
            yield Identifying.ADDRESS.label, self.address
        if self.adults:
            yield Identifying.ADULTS.label, "; ".join(str(adult) for adult in self.adults)
        if self.nhs_number:
            yield Identifying.NHS_NUMBER.label, self.nhs_number
        if self.school:
            yield Identifying.SCHOOL.label, self.school


def child_as_told(details: RecordDetails, told: Disclosure) -> ChildTold:
    """What the rules let this agency be told of who the child is."""
    child, by = details.child, told.identified_by
    return ChildTold(
        name=details.summary.name,
        age=details.summary.age,
        date_of_birth=child.date_of_birth,
        address=_in_a_line(child.address) or None if Identifying.ADDRESS in by else None,
        adults=tuple(_adults_at_home(details)) if Identifying.ADULTS in by else (),
        nhs_number=child.nhs_number if Identifying.NHS_NUMBER in by else None,
        school=child.school if Identifying.SCHOOL in by else None,
    )


def _in_a_line(address: Address) -> str:
    return ", ".join(part for part in (address.street, address.town, address.postcode) if part)


def _adults_at_home(details: RecordDetails) -> Iterator[AdultTold]:
    for one in details.contact.adults:
        if one.name and one.lives_with_child is not Answer.NO:
            yield AdultTold(str(one.name), one.date_of_birth)


def _in_words(day: date) -> str:
    return f"{day:%d %B %Y}".lstrip("0")
