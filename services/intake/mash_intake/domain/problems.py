"""What is wrong, or doubtful, about something a referrer gave."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A stable code and a sentence to the person who gave it; holds nothing of what was given."""

    code: str
    sentence: str
    refuses: bool = True
    """False: the contact is taken all the same, and the sentence is shown beside the value."""
