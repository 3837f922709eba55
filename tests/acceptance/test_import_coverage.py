"""How much of what professionals write into the referral document is understood, and that none is lost.

`pytest -s tests/acceptance/test_import_coverage.py` prints the figures that docs/import.md states.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

import pytest

from mash_contracts.submission import Adult, Child, ContactSubmission
from mash_intake.domain.attached_files import FileKind
from mash_intake.handlers.attachments import OfferedFile
from mash_intake.handlers.imports import find_import, unfinished_imports
from mash_intake.store.attachment_folder import digest_of
from mash_intake.web.importing.documents import read_document
from mash_intake.web.importing.fields import FIELDS
from mash_intake.web.importing.importing import Ending, Importing
from mash_intake.web.importing.mapping import mapped
from mash_simulation.contacts import simulate
from mash_simulation.figures import published_year, years_published
from tests.builders.documents import a_pdf_document, a_word_document
from tests.builders.files import an_email
from tests.builders.intake import Intake

DOCUMENTS = 300
TODAY = date(2026, 11, 24)
_UNCLEAR_DATE, _NO_DANGER, _WRONG_NUMBER, _WRITTEN_BELOW, _SHORT = 0.02, 0.05, 0.03, 0.04, 0.3
_CHOICES = {field.path: dict(field.choices) for field in FIELDS}


def untidy_date(day: date, random: Random) -> str:
    month = day.strftime("%B")
    return random.choice(
        (
            f"{day.day}/{day.month}/{day.year}",
            f"{day.day:02}.{day.month:02}.{day.year % 100:02}",
            f"{day.day} {month} {day.year}",
            f"{day.day}th {month[:3]} {day.year}",
            f"{day.day}-{day.month}-{day.year}",
            day.isoformat(),
        )
    )


@dataclass
class Filled:
    """What somebody writes into a document, and what they mean."""

    written: dict[str, str] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)

    def words(self, path: str, words: str | None) -> None:
        if words:
            self.written[path] = self.meant[path] = words

    def chosen(self, path: str, value: object, random: Random) -> None:
        words = _CHOICES[path].get(str(value))
        if words:
            short = path.endswith(".sex") and random.random() < _SHORT
            self.written[path] = (
                random.choice((words.upper(), f" {words.lower()}", words[:1])) if short else words
            )
            self.meant[path] = str(value)

    def day(self, path: str, day: date | None, random: Random) -> None:
        if day is not None:
            unclear = random.random() < _UNCLEAR_DATE
            self.written[path] = f"spring {day.year}" if unclear else untidy_date(day, random)
            self.meant[path] = f"{day.day}/{day.month}/{day.year}"


def filled(contact: ContactSubmission, random: Random) -> Filled:
    """One contact of the county as its referrer writes it into the document."""
    found = Filled()
    if random.random() >= _NO_DANGER:
        found.chosen("immediate_danger", contact.immediate_danger, random)
    found.chosen("_workplace", contact.referrer.source, random)
    found.words("referrer.name", contact.referrer.name)
    found.words("referrer.role", contact.referrer.role)
    for number, child in enumerate(contact.children[:3], start=1):
        _fill_child(found, number, child, random)
    for number, adult in enumerate(contact.adults[:2], start=1):
        _fill_adult(found, number, adult, random)
    told = [concern.what_happened for concern in contact.concerns if concern.what_happened]
    found.words("worry.what_happened", "\n".join(told))
    if contact.concerns:
        found.chosen("worry.factors", contact.concerns[0].factor, random)
        found.day("worry.most_recent", contact.concerns[0].most_recent, random)
        found.chosen("worry.frequency", contact.concerns[0].frequency, random)
        found.chosen("worry.severity", contact.concerns[0].severity, random)
    found.chosen("consent.state", contact.consent.state, random)
    return found


def _fill_child(found: Filled, number: int, child: Child, random: Random) -> None:
    own = f"children[{number}]"
    found.words(f"{own}.first_names", child.first_names)
    found.words(f"{own}.family_name", child.family_name)
    found.day(f"{own}.date_of_birth", child.date_of_birth, random)
    if child.nhs_number:
        figures = child.nhs_number
        wrong = str((int(figures[-1]) + 1) % 10) if random.random() < _WRONG_NUMBER else figures[-1]
        figures = figures[:-1] + wrong
        found.words(
            f"{own}.nhs_number", random.choice((figures, f"{figures[:3]} {figures[3:6]} {figures[6:]}"))
        )
    if number > 1:
        return
    found.chosen(f"{own}.sex", child.sex, random)
    if child.age_years is not None:
        found.written[f"{own}.age_years"] = random.choice((f"{child.age_years}", f"about {child.age_years}"))
        found.meant[f"{own}.age_years"] = str(child.age_years)
    found.words(f"{own}.address.street", child.address.street)
    found.words(f"{own}.address.town", child.address.town)
    found.words(f"{own}.address.postcode", child.address.postcode)
    found.words(f"{own}.school", child.school)
    found.words(f"{own}.what_the_child_said", child.what_the_child_said)


def _fill_adult(found: Filled, number: int, adult: Adult, random: Random) -> None:
    found.words(f"adults[{number}].name", adult.name)
    found.words(f"adults[{number}].relationship", adult.relationship)
    found.day(f"adults[{number}].date_of_birth", adult.date_of_birth, random)


def documents(seed: int) -> Iterator[tuple[str, FileKind, bytes, bytes, Mapping[str, str]]]:
    """Name, kind and content of a document, the file that it comes in, and what was meant in it."""
    random = Random(seed)
    county = simulate(published_year(years_published()[-1]), seed=seed, handed_in_on=TODAY)
    made = 0
    for contact in county:
        found = filled(contact.submission, random)
        if "_workplace" not in found.written:
            continue
        below = "Please ring before you visit." if random.random() < _WRITTEN_BELOW else ""
        word = made % 2 == 0 or bool(below)
        kind = FileKind.DOCX if word else FileKind.PDF
        content = a_word_document(found.written, below=below) if word else a_pdf_document(found.written)
        name = f"referral-{made}{kind.endings[0]}"
        file = an_email((name, content)) if made % 3 == 0 else content
        yield name, kind, content, file, found.meant
        made += 1
        if made == DOCUMENTS:
            return


@pytest.mark.timeout(300)
def test_nearly_everything_written_is_understood_and_no_document_is_lost(tmp_path: Path) -> None:
    intake = Intake.at(tmp_path)
    importing = Importing(intake.delivery, intake.folder, test_nhs_numbers=True)
    endings: Counter[str] = Counter()
    right = written = 0
    for name, kind, content, file, meant in documents(seed=1):
        answers = mapped(read_document(kind, content), TODAY).answers.values
        written += len(meant)
        right += sum(_same(answers.get(path), value) for path, value in meant.items())
        offered = OfferedFile(_file_name(name, file, content), partial(bytes, file))
        (ended,) = importing.take([offered], by="amira")
        endings[ended.ending] += 1
        kept = find_import(intake.delivery, digest_of(content))
        assert kept is not None, "a document is in no list"
    assert endings[Ending.REFUSED] == 0
    assert len(intake.contacts()) == endings[Ending.CONTACT]
    assert len(unfinished_imports(intake.delivery)) == endings[Ending.TO_COMPLETE]
    assert endings.total() == DOCUMENTS
    print(  # noqa: T201 - the figures are what this is for
        f"\n{DOCUMENTS} documents: {right / written:.1%} of {written:,} boxes mapped rightly, "
        f"{endings[Ending.CONTACT] / DOCUMENTS:.1%} contacts at once, "
        f"{endings[Ending.TO_COMPLETE] / DOCUMENTS:.1%} for a person to complete, none lost."
    )
    assert right / written > 0.98
    assert endings[Ending.CONTACT] / DOCUMENTS > 0.7


def _same(answer: object, meant: str) -> bool:
    return answer == [meant] if isinstance(answer, list) else answer == meant


def _file_name(name: str, file: bytes, content: bytes) -> str:
    return name if file is content else f"{name}.eml"
