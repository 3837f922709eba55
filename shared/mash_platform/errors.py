"""The three kinds of failure in handling a message, and errors that speak to their reader."""

from dataclasses import dataclass


class InvalidMessage(Exception):
    """The message can never be handled: it goes to quarantine, and is not tried again.

    `reason` is a stable code such as `unknown-version`. It and the text hold no personal data, because
    both end up in headers and logs.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Unavailable(Exception):
    """Something outside is down for now: the message is tried again, visibly, until it is back."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: where, a stable code for machines, a sentence for people."""

    field: str
    code: str
    sentence: str


class Rejected(Exception):
    """What a person or a system asked for cannot be done as asked; every reason is named."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(", ".join(f"{error.field}: {error.code}" for error in errors))
        self.errors = errors


class NotFound(Exception):
    """There is no such record, or this person may not know of it."""


class Erased(Exception):
    """There was such a record, and nothing is kept of it any longer but what is counted."""


class Conflict(Exception):
    """Somebody else changed the record first; `sentence` tells the reader what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
