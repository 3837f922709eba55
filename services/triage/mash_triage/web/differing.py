"""Who speaks in a professional difference, and who may see one: the same for pages and API."""

from mash_contracts.vocabulary import Agency
from mash_platform.sign_in.access import NotAllowed, Person
from mash_triage.domain.professional_differences import Difference, Speaker
from mash_triage.store import professional_differences
from mash_triage.web.desk import TriageDesk, agency_seen_by


def speaker(person: Person) -> Speaker:
    """Who says something in a difference; the hub speaks for social care, whose hub it is."""
    return Speaker(person.account_id, person.name, person.agency or Agency.SOCIAL_CARE)


def refuse_strangers(desk: TriageDesk, agency: Agency | None, reference: str) -> None:
    """An agency raises a difference about children it has to do with; the hub, which is None, about all.

    Raises NotFound, and NotAllowed.
    """
    desk.record(reference)
    if agency is None:
        return
    with desk.delivery.transaction() as transaction:
        if not desk.handlers.differences.may_see(transaction, reference, agency):
            raise NotAllowed


def difference_seen_by(desk: TriageDesk, person: Person, reference: str, number: int) -> Difference:
    """Raises NotFound, and NotAllowed for another agency's."""
    with desk.delivery.reading() as session:
        difference = professional_differences.find(session, reference, number)
    if agency_seen_by(person) not in (None, difference.agency):
        raise NotAllowed
    return difference
