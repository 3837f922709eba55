"""Contacts of a file, taken in as intake takes them and pictured as triage pictures them, in memory alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from mash_contracts.submission import ContactSubmission
from mash_intake.domain.history import EarlierContacts
from mash_intake.handlers.checks import check, normal_form
from mash_intake.handlers.equality import CountedBy, counted_by
from mash_intake.handlers.recognising import certain_keys
from mash_intake.handlers.thin import contact_received
from mash_platform.clock import LONDON
from mash_triage.domain.picture import Picture
from mash_triage.translation import picture_of


class Handed(NamedTuple):
    """One line of the file, and what intake knew when it came in."""

    number: int
    line: bytes
    earlier: tuple[int | None, ...] | None
    """How many contacts there were before about each child; None when intake would refuse the contact."""


@dataclass(frozen=True, slots=True)
class PicturedReferral:
    reference: str
    picture: Picture
    groups: CountedBy


def received_at(on: date) -> datetime:
    """Noon: what is written down of a contact does not say at which hour it came in."""
    return datetime.combine(on, time(12), LONDON)


def contacts_in(path: Path, on: date, at_a_time: int) -> Iterator[list[Handed]]:
    """The file from its first line to its last, since an earlier contact counts in a later one.

    Raises OSError, and ValueError with the line for one that is no contact at all.
    """
    history = EarlierContacts()
    batch: list[Handed] = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            batch.append(_handed(number, line, on, history))
            if len(batch) == at_a_time:
                yield batch
                batch = []
    if batch:
        yield batch


def _handed(number: int, line: bytes, on: date, history: EarlierContacts) -> Handed:
    contact = _contact(number, line)
    if check(contact, on, test_nhs_numbers=True).refusals:
        return Handed(number, line, None)
    keys = [certain_keys(child) for child in normal_form(contact).children]
    earlier = tuple(history.count(of_child) for of_child in keys)
    for of_child in keys:
        history.add(of_child, str(number))
    return Handed(number, line, earlier)


def _contact(number: int, line: bytes) -> ContactSubmission:
    try:
        return ContactSubmission.model_validate_json(line)
    except ValidationError as error:
        # What is wrong with which field, and never what was written there.
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"Line {number} is not a contact: {where or 'the line'}: {first['msg']}") from None


def referrals_of(handed: Handed, on: date) -> Iterator[PicturedReferral]:
    """One referral a child."""
    contact = normal_form(_contact(handed.number, handed.line))
    references = [f"line-{handed.number}-child-{number + 1}" for number in range(len(contact.children))]
    for number, (child, earlier) in enumerate(
        zip(contact.children, handed.earlier or (), strict=True), start=1
    ):
        event = contact_received(
            contact,
            number=number,
            contact_reference=f"line-{handed.number}",
            references=references,
            received_at=received_at(on),
            today=on,
            earlier_contacts=earlier,
        )
        yield PicturedReferral(references[number - 1], picture_of(event), counted_by(child))
