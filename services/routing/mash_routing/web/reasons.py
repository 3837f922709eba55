"""Why a child came to a team, in the words of the policy edition it was decided under."""

from collections.abc import Iterable
from dataclasses import dataclass

from mash_policy.load import NoEdition, load_edition


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding: its title, and the sentence practitioners read beside it."""

    code: str
    title: str
    why: str
    protective: bool


def reasons_in_words(codes: Iterable[str], edition: str) -> tuple[Reason, ...]:
    """What was found, in the order given. Where the words are not known here, the code stands for itself:
    a list is shown whole whatever is in one of its cases.
    """
    try:
        known = load_edition(edition).indicators
    except NoEdition:
        known = {}
    return tuple(
        Reason(code, known[code].title, known[code].why, known[code].protective)
        if code in known
        else Reason(code, code, "", protective=False)
        for code in codes
    )
