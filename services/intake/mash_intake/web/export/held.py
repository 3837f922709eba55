"""What intake itself holds about one child's record, in words, for whoever asks for their own data."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from mash_contracts.details import RecordDetails
from mash_contracts.held import Check, HeldEntry, HeldOfRecord, Passage, passages, section
from mash_intake.store import attachments, emails, erasures, feedback, open_cases
from mash_intake.web.shown_contact import ShownSection, child_section, contact_sections

_WRITTEN_BY_THE_REFERRER = ("What the child said", "An ordinary day", "Description")
_SAYS_WHO_TOLD = "Referrer"


def held_of(session: Session, record: RecordDetails) -> HeldOfRecord:
    """The contact from this child's side, and what came of it here; nothing of what there is not."""
    reference, contact = record.reference, record.contact_reference
    return HeldOfRecord(
        reference=reference,
        sections=(
            *section("What the hub was told", tuple(_told(record))),
            *section("Brothers and sisters in the same contact", tuple(_siblings(record))),
            *section("Files that came with it", tuple(_files(session, contact))),
            *section("What the referrer heard", tuple(_feedback(session, contact))),
            *section("What the referrer challenged", tuple(_challenges(session, reference))),
            *section("Teams that have the child now", tuple(_open_cases(session, reference))),
            *section("Why it is kept longer", tuple(_kept_longer(session, reference))),
        ),
    )


def _told(record: RecordDetails) -> Iterator[HeldEntry]:
    own = child_section(record)
    telling = _telling(record)
    yield HeldEntry(
        heading=own.heading,
        at=record.received_at,
        passages=tuple(
            Passage(label=label, words=words, checks=telling if label in _WRITTEN_BY_THE_REFERRER else ())
            for label, words in own.rows
        ),
    )
    for part in contact_sections(record.contact):
        yield _part(part, telling)


def _part(part: ShownSection, telling: tuple[Check, ...]) -> HeldEntry:
    """All but the child's own particulars was told by somebody, and mostly is about somebody else too."""
    checks = telling
    if part.heading == _SAYS_WHO_TOLD:
        named = Check.NOT_TO_BE_NAMED in telling
        checks = (Check.NOT_TO_BE_NAMED,) if named else (Check.ANOTHER_PERSON,)
    return HeldEntry(
        heading=part.heading,
        passages=tuple(Passage(label=label, words=words, checks=checks) for label, words in part.rows),
    )


def _telling(record: RecordDetails) -> tuple[Check, ...]:
    """How the words of whoever told the hub are read before they are given out."""
    unnamed = (Check.NOT_TO_BE_NAMED,) if record.contact.referrer.anonymous else ()
    return (*unnamed, Check.ANOTHER_PERSON, Check.SERIOUS_HARM)


def _siblings(record: RecordDetails) -> Iterator[HeldEntry]:
    for one in record.siblings:
        yield HeldEntry(
            heading=one.reference,
            passages=passages({"Name": one.name, "Age": one.age, "Area": one.area}, Check.ANOTHER_PERSON),
        )


def _files(session: Session, contact: str) -> Iterator[HeldEntry]:
    for file in attachments.of_contact(session, contact):
        yield HeldEntry(
            heading="A file, to be given beside this one",
            at=file.added_at,
            passages=passages(
                {"Name": file.name, "Where it is": f"On the page of contact {contact}"},
                Check.ANOTHER_PERSON,
                Check.SERIOUS_HARM,
            ),
        )


def _feedback(session: Session, contact: str) -> Iterator[HeldEntry]:
    kept = feedback.feedback_of(session, contact)
    if kept and kept.acknowledged:
        yield HeldEntry(
            heading="Told that it arrived",
            at=kept.acknowledged.at,
            by=f"{kept.acknowledged.by_name}, {kept.acknowledged.by_role.label}",
        )
    for email in emails.emails_about(session, contact):
        yield HeldEntry(heading=f"E-mail: {email.kind.label}, {email.state.label.lower()}", at=email.at)


def _challenges(session: Session, reference: str) -> Iterator[HeldEntry]:
    for one in feedback.challenges_of(session, [reference])[reference]:
        yield HeldEntry(
            heading=one.ground.label,
            at=one.at,
            by="The referrer",
            passages=passages(
                {"In words": one.words}, Check.ANOTHER_PERSON, Check.PROFESSIONAL, Check.SERIOUS_HARM
            ),
        )


def _open_cases(session: Session, reference: str) -> Iterator[HeldEntry]:
    for case in open_cases.of_records(session, [reference]).get(reference, ()):
        yield HeldEntry(heading=case.pathway.label, at=case.since, by=case.worker or "")


def _kept_longer(session: Session, reference: str) -> Iterator[HeldEntry]:
    for one in erasures.keepings_of(session, [reference]).get(reference, ()):
        yield HeldEntry(
            heading=one.kind.label,
            at=one.set_at,
            by=one.set_by_name,
            passages=passages(
                {"Why": one.why, "Why no longer": one.lifted_why or ""},
                Check.ANOTHER_PERSON,
                Check.PROFESSIONAL,
                Check.SERIOUS_HARM,
            ),
        )
