"""What one service holds about one child's record, in words, for the child or whoever may ask for them.

Each service tells its own part, `GET /api/v1/<...>/{reference}/held`, to a manager who answers a request
under Article 15 of the UK GDPR. A passage that could be about somebody else, or do harm, says why a person
must read it first.
"""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from mash_contracts.labelled import Labelled


class Check(Labelled):
    """Why a person reads a passage before it is given out."""

    NOT_TO_BE_NAMED = "not-to-be-named", "Could say who told the hub and asked not to be named"
    ANOTHER_PERSON = "another-person", "About another person, or told by one"
    PROFESSIONAL = "professional", "A professional’s own words"
    SERIOUS_HARM = "serious-harm", "Could cause serious harm to the child or somebody else"

    @property
    def source(self) -> str:
        """The provision that the person weighs."""
        return _SOURCES[self]


_SOURCES = {
    Check.NOT_TO_BE_NAMED: "Data Protection Act 2018, Schedule 2, paragraph 16",
    Check.ANOTHER_PERSON: "Data Protection Act 2018, Schedule 2, paragraph 16",
    Check.PROFESSIONAL: "Data Protection Act 2018, Schedule 2, paragraph 17: a social, health "
    "or education worker may be named as such",
    Check.SERIOUS_HARM: "Data Protection Act 2018, Schedule 3, paragraphs 5, 11 and 19",
}


class _Held(BaseModel):
    model_config = ConfigDict(frozen=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Passage(_Held):
    """One thing that is held, in words."""

    label: str
    words: str
    checks: tuple[Check, ...] = ()


class HeldEntry(_Held):
    """What was told, decided or done at one time, or stands under one heading."""

    heading: str
    at: AwareDatetime | None = None
    by: str = ""
    """Whose it is: an agency, a team, or somebody by name and role."""
    passages: tuple[Passage, ...] = ()

    @property
    def checks_of_all(self) -> tuple[Check, ...]:
        """Why every passage of it is read first; empty where that differs from one to the next."""
        every = {passage.checks for passage in self.passages}
        return every.pop() if len(every) == 1 else ()


class HeldSection(_Held):
    """Entries of one kind, the oldest first."""

    heading: str
    entries: tuple[HeldEntry, ...]


class HeldOfRecord(_Held):
    """Everything that one service holds of one child's record; sections that have nothing are left out."""

    reference: str
    sections: tuple[HeldSection, ...]


class StillOpen(_Held):
    """What one service still has to do about a record: while there is anything, it is not erased."""

    reference: str
    duties: tuple[str, ...]
    """In words: "Police: awaited"."""


def section(heading: str, entries: tuple[HeldEntry, ...]) -> tuple[HeldSection, ...]:
    """The section, or nothing where it has no entries."""
    return (HeldSection(heading=heading, entries=entries),) if entries else ()


def passages(words: dict[str, str], *checks: Check) -> tuple[Passage, ...]:
    """A passage for each of `words` that is not empty, all with the same checks."""
    return tuple(
        Passage(label=label, words=text, checks=checks) for label, text in words.items() if text.strip()
    )
