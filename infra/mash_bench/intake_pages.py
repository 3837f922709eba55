"""The pages of intake by what they are called: the form that anyone fills in, calls, contacts and people."""

import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

import httpx

from mash_bench.pages import Asked, Fields, csrf_of
from mash_contracts.details import RecordDetails
from mash_contracts.submission import Child
from mash_intake.domain.people import Question
from mash_intake.handlers import reading, who_is_who
from mash_intake.handlers.feedback import status_code_of
from mash_intake.service import open_delivery
from mash_intake.settings import Settings
from mash_platform.clock import SystemClock
from mash_platform.delivery.transaction import Delivery
from mash_platform.identifiers import RandomIdentifiers

_CALLER: tuple[Fields, ...] = (
    {"immediate-danger": "no"},
    {"who": "rather-not-say"},
    {"first-names": "Robin"},
    {"age-years": "6"},
    {"address-street": "Sample Terrace"},
    {},
    {"another-children": "no"},
    {"worry-what-happened": "He is outside alone until late."},
    {"worry-factors": ["16A"]},
    {"worry-signs": ["left-alone", "bruise"]},
    {"worry-frequency": "often"},
    {"worry-severity": "serious", "worry-basis": "fact"},
    {},
    {"more": "send"},
)
"""What somebody answers who does not want to say who they are, page by page."""

_CALL: Fields = {
    "children": "1",
    "worry-what-happened": "He is outside alone until late.",
    "immediate-danger": "no",
    "children-1-first-names": "Robin",
    "children-1-family-name": "Testcase",
    "children-1-date-of-birth-day": "1",
    "children-1-date-of-birth-month": "2",
    "children-1-date-of-birth-year": "2018",
    "who": "knows",
    "gives-name": "no",
    "channel": "phone",
}


def pages_of_the_form(public: httpx.Client) -> Mapping[str, Asked]:
    """A form is filled in up to the check; then each of its pages can be opened and sent again. Blocks.

    Raises `RuntimeError` when it does not lead to the check.
    """
    begin = public.get("/report")
    csrf = csrf_of(begin)
    at = public.post("/report", data={"csrf": csrf}).headers["location"]
    pages = {"Form, start": Asked("/report")}
    for fields in _CALLER:
        name = at.removeprefix("/report/")
        pages |= {f"Form, {name}": Asked(at), f"Form, {name}, sent": Asked(at, fields)}
        answer = public.post(at, data={"csrf": csrf, **fields})
        if answer.status_code != 303:
            raise RuntimeError(f"{at} answered with {answer.status_code}")
        at = answer.headers["location"]
    if at != "/report/check":
        raise RuntimeError(f"the form led to {at}")
    return pages | {"Form, check your answers": Asked(at), "Form, files": Asked("/report/files")}


def pages_about_an_outcome() -> Mapping[str, Asked]:
    """The referrer's own page."""
    delivery = _intake()
    try:
        reference = reading.newest_contacts(delivery)[0].reference
        code = status_code_of(delivery, reference) or ""
    finally:
        delivery.engine.dispose()
    return {
        "Status, asked for": Asked("/report/status"),
        "Status": Asked("/report/status", {"reference": reference, "code": code}),
    }


def pages_of_staff(staff: httpx.Client) -> Mapping[str, Asked]:
    """Calls, contacts, people, acknowledgements and imports, with some of the children stored. Blocks."""
    delivery = _intake()
    try:
        listed = reading.newest_contacts(delivery)
        record = _described(delivery, [one for contact in listed for one in contact.records])
        person = who_is_who.person_of(delivery, record.reference)
        asked = [
            (question, waiting.reference)
            for question in (Question.LIKELY, Question.POSSIBLE)
            for waiting in who_is_who.queue(delivery, question).waiting[:1]
        ]
    finally:
        delivery.engine.dispose()
    begun = re.search(r'action="(/calls/[0-9a-f]{32})"', staff.get("/calls").text)
    if begun is None:
        raise RuntimeError("the page of a call has no form")
    addresses = {
        "Contacts": "/contacts",
        "Contacts, next page": f"/contacts?after={listed[-1].reference}",
        "Contact": f"/contacts/{record.contact_reference}",
        "People": "/people",
        **_searches(record.child),
        "People, by reference": f"/people?reference={record.reference}",
        "Person": f"/people/{person}",
        "Who is who, likely": "/people/questions?question=likely",
        "Who is who, possible": "/people/questions?question=possible",
        **{f"Who is this child, {question.value}": f"/people/questions/{one}" for question, one in asked},
        "Acknowledgements": "/acknowledgements",
        "Acknowledgements, hundredth page": "/acknowledgements?page=100",
        "Imports": "/import",
    }
    return {
        "Call": Asked("/calls"),
        "Call, kept": Asked(begun[1], {**_CALL, "do": "keep"}),
        "Call, sent": Asked(lambda: f"/calls/{secrets.token_hex(16)}", {**_CALL, "do": "send"}),
        **{page: Asked(path) for page, path in addresses.items()},
    }


def _searches(child: Child) -> Mapping[str, str]:
    born = child.date_of_birth
    by: dict[str, dict[str, object]] = {
        "name": {"name": f"{child.first_names} {child.family_name}"},
        "family name": {"name": child.family_name},
        "date of birth": {
            "born-day": born and born.day,
            "born-month": born and born.month,
            "born-year": born and born.year,
        },
        "address": {"address": child.address and child.address.street},
        "NHS number": {"number": child.nhs_number},
    }
    return {f"People, by {what}": f"/people?{urlencode(typed)}" for what, typed in by.items()}


def _described(delivery: Delivery, references: list[str]) -> RecordDetails:
    """Of these records one about a child whose name, birthday, number and street are known."""
    for reference in references:
        found = reading.record_details(delivery, reference)
        child = found.child
        known = (child.first_names, child.family_name, child.date_of_birth, child.nhs_number)
        if all(known) and child.address and child.address.street:
            return found
    raise RuntimeError("none of the newest contacts says enough of a child")


def _intake() -> Delivery:
    return open_delivery(Settings(), SystemClock(), RandomIdentifiers())
