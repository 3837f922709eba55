"""New identifiers: event ids for machines, references for people to read out on the telephone."""

import secrets
import uuid
from typing import Protocol

# No vowels, so no words; no 0/O, 1/I/L, 5/S, 2/Z, so none is misheard or misread.
_ALPHABET = "346789BCDFGHJKMNPQRTVWXY"


class Identifiers(Protocol):
    def event_id(self) -> str: ...

    def contact_reference(self) -> str: ...

    def person_reference(self) -> str: ...

    def household_reference(self) -> str: ...

    def status_code(self) -> str: ...


class RandomIdentifiers:
    """References carry no meaning, so that they tell nothing about a child; 24^8 of them is 1.1e11."""

    def event_id(self) -> str:
        return str(uuid.uuid4())

    def contact_reference(self) -> str:
        letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        return f"{letters[:4]}-{letters[4:]}"

    def person_reference(self) -> str:
        return f"PER-{self.contact_reference()}"

    def household_reference(self) -> str:
        return f"HSE-{self.contact_reference()}"

    def status_code(self) -> str:
        """What opens a status page together with the reference: 24^12 of them, too many to guess."""
        return f"{self.contact_reference()}-{self.contact_reference()[:4]}"


def child_reference(contact_reference: str, child_number: int) -> str:
    """The reference of one child's record in a contact; children are numbered from 1."""
    return f"{contact_reference}-{child_number}"
