"""A contact in words, for staff: what was given, under headings; what was not given is left out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mash_contracts.details import RecordDetails, erased
from mash_contracts.labelled import Labelled
from mash_contracts.submission import Address, Adult, Concern, ContactSubmission
from mash_platform.sealing.keyring import ERASED


@dataclass(frozen=True, slots=True)
class ShownSection:
    heading: str
    rows: tuple[tuple[str, str], ...]


def child_section(record: RecordDetails) -> ShownSection:
    """One child's own part of the contact."""
    child = record.child
    if record.summary == erased(record.reference):
        return _section(record.summary.name, {"Reference": record.reference, "What was told": ERASED})
    return _section(
        record.summary.name,
        {
            "Reference": record.reference,
            "Age": record.summary.age,
            "Description": child.description,
            "Date of birth": child.date_of_birth,
            "Expected": child.expected_date,
            "Sex": child.sex,
            "NHS number": child.nhs_number,
            "Unique pupil number": child.upn,
            "Address": _address(child.address),
            "School": child.school,
            "Language": child.language,
            "Ethnicity": child.ethnicity,
            "Disability": _labels(child.disabilities),
            "What the child said": child.what_the_child_said,
            "An ordinary day": child.lived_experience,
            "Last seen": child.last_seen,
        },
    )


def contact_sections(contact: ContactSubmission) -> tuple[ShownSection, ...]:
    """What the whole contact says, whichever child it is about."""
    return tuple(section for section in _contact_sections(contact) if section.rows)


def _contact_sections(contact: ContactSubmission) -> Iterator[ShownSection]:
    for concern in contact.concerns:
        yield _concern_section(concern)
    yield _section(
        "Danger and exploitation",
        {
            "Immediate danger": contact.immediate_danger,
            "Times missing in 90 days": contact.exploitation.missing_episodes_90_days,
            "Exploitation matrix": contact.exploitation.risk,
            "Exploitation": contact.exploitation.note,
            "DASH ticks": contact.dash_ticks,
        },
    )
    yield from (_adult_section(adult) for adult in contact.adults)
    yield _section(
        "At home",
        {
            name.replace("_", " ").capitalize(): answer
            for name, answer in dict(contact.four_questions).items()
        },
    )
    yield _section(
        "Signs of Safety",
        {
            "Worried about": contact.signs_of_safety.worried_about,
            "Working well": contact.signs_of_safety.working_well,
            "Strengths": _labels(contact.strengths),
            "Needs to happen": contact.signs_of_safety.needs_to_happen,
            "Scale, 0 to 10": contact.signs_of_safety.scale,
        },
    )
    yield _section(
        "Earlier help",
        {name.replace("_", " ").capitalize(): answer for name, answer in dict(contact.history).items()},
    )
    yield _section(
        "Consent",
        {
            "State": contact.consent.state,
            "Reason": contact.consent.reason,
            "Note": contact.consent.note,
        },
    )
    yield _section("Referrer", _referrer(contact))


def _referrer(contact: ContactSubmission) -> dict[str, object]:
    referrer = contact.referrer
    return {
        "Source": referrer.source,
        "Anonymous": "Wants to stay anonymous" if referrer.anonymous else None,
        "Name": referrer.name,
        "Role": referrer.role,
        "Organisation": referrer.organisation,
        "Telephone": referrer.phone,
        "E-mail": referrer.email,
        "Safe to e-mail": "Said that it is safe" if referrer.email_is_safe else None,
        "Feedback": "Wants to hear what happens" if referrer.feedback_wanted else None,
        "Reached us by": contact.channel,
    }


def _concern_section(concern: Concern) -> ShownSection:
    about = ", ".join(f"child {number}" for number in concern.children)
    return _section(
        f"Worry: {concern.factor.label}",
        {
            "What happened": concern.what_happened,
            "Noticed": _labels(concern.signs),
            "About": about or None,
            "Known as": concern.basis,
            "Last happened": concern.most_recent,
            "How often": concern.frequency,
            "How serious": concern.severity,
        },
    )


def _adult_section(adult: Adult) -> ShownSection:
    return _section(
        f"At home or near: {adult.name or adult.relationship or 'an adult'}",
        {
            "Relationship": adult.relationship,
            "Date of birth": adult.date_of_birth,
            "Lives with the child": adult.lives_with_child,
            "May be a danger": adult.may_pose_risk,
        },
    )


def _section(heading: str, rows: Mapping[str, object]) -> ShownSection:
    return ShownSection(
        heading, tuple((name, words) for name, value in rows.items() if (words := _in_words(value)))
    )


def _in_words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value)


def _labels(codes: Iterable[Labelled]) -> str:
    return "\n".join(code.label for code in codes)


def _address(address: Address) -> str:
    lines = [address.street, address.town, address.postcode]
    if address.no_fixed_address:
        lines.append("No fixed address")
    return "\n".join(line for line in lines if line)
