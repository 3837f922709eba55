"""Contacts of a file, taken in as intake takes them and pictured as triage pictures them, in memory alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from mash_contracts.submission import ContactSubmission
from mash_contracts.vocabulary import Severity
from mash_intake.domain.history import LOOK_BACK, EarlierContacts
from mash_intake.domain.identity import CertainKeys
from mash_intake.handlers.checks import check, normal_form
from mash_intake.handlers.equality import CountedBy, counted_by
from mash_intake.handlers.recognising import certain_keys
from mash_intake.handlers.thin import contact_received
from mash_platform.clock import LONDON
from mash_triage.domain.chronology import EarlierContact
from mash_triage.domain.picture import Picture
from mash_triage.translation import picture_of


class ReceivedContact(BaseModel):
    """A line that also says when the contact came in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    received_at: AwareDatetime
    contact: Annotated[ContactSubmission, Field(repr=False)]


@dataclass(frozen=True, slots=True)
class WentBefore:
    """What a hub would know, from its own record, of one child of a contact."""

    in_12_months: int | None
    """How many contacts; None where nothing certain is known of the child."""
    earlier: tuple[EarlierContact, ...] = ()
    """The latest first; empty where the file does not say when contacts came in."""


class Handed(NamedTuple):
    """One line of the file, and what the hub knew when it came in."""

    number: int
    line: bytes
    received_at: datetime
    before: tuple[WentBefore, ...] | None
    """Of each child; None when intake would refuse the contact."""


@dataclass(frozen=True, slots=True)
class PicturedReferral:
    reference: str
    picture: Picture
    groups: CountedBy


def contacts_in(path: Path, on: date | None, at_a_time: int) -> Iterator[list[Handed]]:
    """The file from its first line to its last, since an earlier contact counts in a later one.

    With `on` all of them came in at noon of that day; without, each line says when. Raises OSError, and
    ValueError with the line for one that is no contact at all.
    """
    record = _OwnRecord(dated=on is None)
    batch: list[Handed] = []
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            batch.append(_handed(number, line, on, record))
            if len(batch) == at_a_time:
                yield batch
                batch = []
    if batch:
        yield batch


@dataclass(slots=True)
class _OwnRecord:
    """The contacts of the file so far, as the hub would look back on them.

    Nobody has decided about any of them, and only contacts about the same child are looked at.
    """

    dated: bool
    told: dict[str, tuple[datetime, EarlierContact]] = field(default_factory=dict)
    by_child: EarlierContacts = field(default_factory=EarlierContacts)

    def before(self, keys: CertainKeys, at: datetime) -> WentBefore:
        references = self.by_child.about(keys)
        if references is None or not self.dated:
            return WentBefore(None if references is None else len(references))
        earlier = sorted((self.told[reference] for reference in references), key=lambda one: one[0])
        return WentBefore(
            sum(at - received_at <= LOOK_BACK for received_at, _ in earlier),
            tuple(replace(one, days_ago=(at - received_at).days) for received_at, one in reversed(earlier)),
        )

    def add(self, reference: str, at: datetime, contact: ContactSubmission, keys: list[CertainKeys]) -> None:
        for of_child in keys:
            self.by_child.add(of_child, reference)
        if self.dated:
            told = EarlierContact(
                days_ago=0,
                about_this_child=True,
                source=contact.referrer.source,
                factors=tuple(dict.fromkeys(concern.factor for concern in contact.concerns)),
                severity=max((concern.severity for concern in contact.concerns), default=Severity.UNKNOWN),
                teams=(),
            )
            self.told[reference] = at, told


def _handed(number: int, line: bytes, on: date | None, record: _OwnRecord) -> Handed:
    received_at, contact = _contact(number, line, on)
    if check(contact, received_at.astimezone(LONDON).date(), test_nhs_numbers=True).refusals:
        return Handed(number, line, received_at, None)
    keys = [certain_keys(child) for child in normal_form(contact).children]
    before = tuple(record.before(of_child, received_at) for of_child in keys)
    record.add(str(number), received_at, contact, keys)
    return Handed(number, line, received_at, before)


def _contact(number: int, line: bytes, on: date | None) -> tuple[datetime, ContactSubmission]:
    try:
        if on is not None:
            noon = datetime.combine(on, time(12), LONDON)
            return noon, ContactSubmission.model_validate_json(line)
        received = ReceivedContact.model_validate_json(line)
        return received.received_at, received.contact
    except ValidationError as error:
        # What is wrong with which field, and never what was written there.
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"Line {number} is not a contact: {where or 'the line'}: {first['msg']}") from None


def referrals_of(handed: Handed, on: date | None) -> Iterator[PicturedReferral]:
    """One referral a child."""
    contact = normal_form(_contact(handed.number, handed.line, on)[1])
    references = [f"line-{handed.number}-child-{number + 1}" for number in range(len(contact.children))]
    for number, (child, before) in enumerate(
        zip(contact.children, handed.before or (), strict=True), start=1
    ):
        event = contact_received(
            contact,
            number=number,
            contact_reference=f"line-{handed.number}",
            references=references,
            received_at=handed.received_at,
            today=handed.received_at.astimezone(LONDON).date(),
            earlier_contacts=before.in_12_months,
        )
        picture = replace(picture_of(event), earlier=before.earlier)
        yield PicturedReferral(references[number - 1], picture, counted_by(child))
