"""Taking documents over: each ends as a contact, as a form to complete, or refused in a sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mash_contracts.vocabulary import Answer
from mash_intake.domain.attached_files import FileKind, WhyRefused, plain_name
from mash_intake.domain.file_contents import kind_of_content
from mash_intake.handlers import imports
from mash_intake.handlers.accept import Handover
from mash_intake.handlers.attachments import OfferedFile
from mash_intake.store.attachment_folder import AttachmentFolder, digest_of
from mash_intake.store.attachments import StoredFile
from mash_intake.web.importing.documents import ReadDocument, read_document, read_email
from mash_intake.web.importing.mapping import Mapped, mapped
from mash_intake.web.report.contact import read_contact
from mash_platform.clock import LONDON
from mash_platform.delivery.transaction import Delivery
from mash_platform.errors import Conflict, Rejected

_FROM_THE_EMAIL = "What the e-mail says"


class Ending(StrEnum):
    CONTACT = "contact"
    TO_COMPLETE = "to-complete"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, repr=False)
class ImportedFile:
    """What became of one document."""

    name: str
    ending: Ending
    sentence: str
    reference: str = ""
    """Of the contact."""
    digest: str = ""
    """Under which it waits for a person."""


@dataclass(frozen=True, slots=True, repr=False)
class _Document:
    """One referral, and the file that is kept with it."""

    name: str
    digest: str
    read: ReadDocument
    file: StoredFile
    content: bytes
    """Of the file."""
    said_beside: tuple[tuple[str, str], ...] = ()

    @property
    def kept(self) -> imports.ImportedDocument:
        return imports.ImportedDocument(self.digest, self.file, self.content)


class Importing:
    """Blocks for the disk and the database. The same document twice, however it comes, is one contact."""

    def __init__(self, delivery: Delivery, folder: AttachmentFolder, *, test_nhs_numbers: bool) -> None:
        self._delivery = delivery
        self._folder = folder
        self._test_nhs_numbers = test_nhs_numbers

    def take(self, offered: Iterable[OfferedFile], *, by: str) -> tuple[ImportedFile, ...]:
        """`by` is the account of whoever imports them."""
        return tuple(ended for one in offered for ended in self._take_file(one, by))

    def _take_file(self, offered: OfferedFile, by: str) -> Iterator[ImportedFile]:
        name, content = plain_name(offered.name), offered.read()
        kind = kind_of_content(name, content)
        if isinstance(kind, FileKind) and not self._folder.has_space():
            kind = WhyRefused.NO_SPACE
        if not isinstance(kind, FileKind):
            yield ImportedFile(name, Ending.REFUSED, kind.sentence(name))
            return
        now = self._delivery.clock.now()
        file = StoredFile(self._folder.write(content, now), name, kind, len(content), now)
        for document in _documents_in(file, content):
            yield self._take_document(document, by)

    def _take_document(self, document: _Document, by: str) -> ImportedFile:
        earlier = self._earlier(document)
        if earlier is not None:
            return earlier
        today = self._delivery.clock.now().astimezone(LONDON).date()
        found = mapped(document.read, today)
        beside = (*found.beside, *document.said_beside)
        reference = self._accepted(document, found, today, by) if document.read.ours and not beside else None
        if reference is not None:
            return ImportedFile(document.name, Ending.CONTACT, "It is a contact now.", reference)
        answers = found.answers.stored()
        imports.keep_for_a_person(
            self._delivery, self._folder, document.kept, by=by, answers=answers, beside=beside
        )
        sentence = _why(document, beside)
        if found.answers.text("immediate_danger") == Answer.YES:
            sentence = f"It says that a child is in immediate danger: act now. {sentence}"
        return ImportedFile(document.name, Ending.TO_COMPLETE, sentence, digest=document.digest)

    def _earlier(self, document: _Document) -> ImportedFile | None:
        """What became of the same document before."""
        found = imports.find_import(self._delivery, document.digest)
        if found is None:
            return None
        if found.contact_reference:
            sentence = "It was imported before and is a contact already."
            return ImportedFile(document.name, Ending.CONTACT, sentence, found.contact_reference)
        if found.closed_at is not None:
            sentence = f"{document.name} was imported before, and somebody closed it without a contact."
            return ImportedFile(document.name, Ending.REFUSED, sentence)
        sentence = "It was imported before and still waits for somebody to complete it."
        return ImportedFile(document.name, Ending.TO_COMPLETE, sentence, digest=found.digest)

    def _accepted(self, document: _Document, found: Mapped, today: date, by: str) -> str | None:
        """The contact's reference; None where the form's own checks find something wrong or missing."""
        reading = read_contact(found.answers, today, test_nhs_numbers=self._test_nhs_numbers)
        if reading.errors:
            return None
        key = imports.import_key(document.digest)
        try:
            return imports.accept_import(
                self._delivery,
                self._folder,
                Handover(reading.submission, imports.IMPORT_DOOR, idempotency_key=key, attachments=1),
                document.kept,
                by=by,
                test_nhs_numbers=self._test_nhs_numbers,
            ).reference
        except Rejected:
            return None
        except Conflict:
            # Somebody else imported it at this moment, with an older or newer release.
            return imports.earlier_contact(self._delivery, document.digest)


def _documents_in(file: StoredFile, content: bytes) -> Iterator[_Document]:
    """The file itself; of an e-mail each of our documents in it or, where there is none, the e-mail."""
    if file.kind is not FileKind.EMAIL:
        yield _Document(file.name, file.digest, read_document(file.kind, content), file, content)
        return
    email = read_email(content)
    ours = 0
    for given, inner in email.attached:
        name = plain_name(given)
        kind = kind_of_content(name, inner)
        read = read_document(kind, inner) if isinstance(kind, FileKind) else None
        if read is not None and read.ours:
            ours += 1
            said = ((_FROM_THE_EMAIL, email.text),) if _says_more(email.text) else ()
            yield _Document(f"{file.name}: {name}", digest_of(inner), read, file, content, said)
    if not ours:
        yield _Document(file.name, file.digest, ReadDocument({}, email.text, ours=False), file, content)


_WORDS_OF_A_COVER = 40
"""So many words say no more than that something is attached, with a greeting and a signature."""


def _says_more(text: str) -> bool:
    return len(text.split()) > _WORDS_OF_A_COVER


def _why(document: _Document, beside: tuple[tuple[str, str], ...]) -> str:
    if not document.read.ours:
        return "It is not our referral document, so somebody has to sort what it says."
    if beside:
        return "Not everything in it could be sorted; somebody has to look at it."
    return "Something that the form asks for is missing; somebody has to complete it."
