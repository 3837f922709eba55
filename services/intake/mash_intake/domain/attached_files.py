"""Files that come with a contact: how many, how large, which kinds, and what their names may hold."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

LARGEST_FILE = 10_000_000
"""Bytes."""

MOST_FILES = 5
"""With a form, or at once."""

MOST_OF_A_CONTACT = 20
"""However they came."""

_LONGEST_NAME = 120
_LONGEST_ENDING = 10


class FileKind(Enum):
    """What is taken: a word for people, and how the names of such files end."""

    PDF = ("PDF", ".pdf")
    DOCX = ("Word", ".docx")
    PNG = ("PNG", ".png")
    JPEG = ("JPEG", ".jpg", ".jpeg")
    TEXT = ("Text", ".txt")
    EMAIL = ("E-mail", ".eml")

    def __init__(self, label: str, *endings: str) -> None:
        self.label = label
        self.endings = endings

    @classmethod
    def of_name(cls, name: str) -> "FileKind | None":
        """What the end of a name says that the file is."""
        ending = ending_of(name)
        return next((kind for kind in cls if ending in kind.endings), None)


ENDINGS = tuple(ending for kind in FileKind for ending in kind.endings)


class WhyRefused(Enum):
    """Why a file was not taken: a stable code, and the sentence about it."""

    TOO_LARGE = (
        "too-large",
        "{name} is larger than 10 MB. Add a smaller copy, or only the pages that matter.",
    )
    EMPTY = ("empty", "{name} is empty.")
    WRONG_TYPE = (
        "wrong-type",
        "{name} is not of a kind that can be added. Add PDF, Word (.docx), JPEG, PNG, .txt or .eml files.",
    )
    NOT_AS_NAMED = (
        "not-as-named",
        "{name} is not what the end of its name says. Open it and save it again as the kind it should be.",
    )
    MACROS = ("macros", "{name} holds macros. Save it as a Word document without them (.docx) and add that.")
    PROTECTED = (
        "protected",
        "{name} is protected with a password. Save a copy without it, or print it to a PDF, and add that.",
    )
    UNPACKS_TOO_LARGE = (
        "unpacks-too-large",
        "{name} becomes far too large when it is opened. Print it to a PDF and add that.",
    )
    DAMAGED = ("damaged", "{name} is damaged and cannot be opened. Save it again and add that.")
    NO_SPACE = (
        "no-space",
        "{name} cannot be kept just now. Send what you wrote without it, and call us about it.",
    )
    CARRIES_WHAT_IS_NOT_TAKEN = (
        "carries-what-is-not-taken",
        "{name} carries a file that cannot be added. Save what matters in it as a PDF and add that.",
    )
    NO_ROOM = (
        "no-room",
        "{name} was not added, because there is room for {most} files. Remove one to add another.",
    )

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self._sentence = sentence

    def sentence(self, name: str, *, most: int = MOST_FILES) -> str:
        """For the person who added the file. Holds its name, so it is shown and never logged."""
        return self._sentence.format(name=name, most=most)


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """Without its name in any text but the sentence: names of files can be names of children."""

    name: str
    why: WhyRefused
    number: int
    """Its place among those sent, from 0."""
    most: int = MOST_FILES

    def __repr__(self) -> str:
        return f"RefusedFile({self.why.code})"

    @property
    def sentence(self) -> str:
        return self.why.sentence(self.name, most=self.most)


def plain_name(given: str) -> str:
    """A file's own name without folders, control characters or marks that turn the direction of writing.

    `gpj.exe` must not pass for `exe.jpg` on anybody's screen.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(letter if letter.isspace() else _visible(letter) for letter in last)
    name = " ".join(seen.split()).strip(". ")
    if len(name) > _LONGEST_NAME:
        ending = ending_of(name)[:_LONGEST_ENDING]
        name = name[: _LONGEST_NAME - len(ending)].rstrip(". ") + ending
    return name or "file"


def _visible(letter: str) -> str:
    return "" if unicodedata.category(letter).startswith("C") else letter


def ending_of(name: str) -> str:
    """The last dot and what follows it, in small letters; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def size_in_words(size: int) -> str:
    """`840 bytes`, `12 KB`, `3.4 MB`."""
    if size < 1_000:
        return f"{size} bytes"
    if size < 999_500:
        return f"{round(size / 1_000)} KB"
    return f"{size / 1_000_000:.1f} MB"
