"""Whether the agencies may be asked, and what has to be recorded about it.

Below significant harm, checks wait until it is recorded that the parents agree, or until a qualified person
dispenses with that and says why. At significant harm they do not wait, and whether the parents are told is
recorded. A decision not to share is recorded too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mash_contracts.labelled import Labelled
from mash_contracts.vocabulary import ConsentReason, ConsentState, LegalBasis, SharingChoice
from mash_triage.domain.decision import LONGEST_RATIONALE, Professional, Shortcoming

ABOUT_PARENTS = frozenset({SharingChoice.INFORM_PARENTS, SharingChoice.DO_NOT_INFORM_PARENTS})
ABOUT_SHARING = frozenset(set(SharingChoice) - ABOUT_PARENTS)
NEEDS_REASON = frozenset({SharingChoice.DISPENSE, SharingChoice.DO_NOT_INFORM_PARENTS})
NEEDS_WORDS = NEEDS_REASON | {SharingChoice.DO_NOT_SHARE}

# That the referrer could not ask is no reason for the hub not to.
REASONS = tuple(reason for reason in ConsentReason if reason is not ConsentReason.REFERRER_CANNOT)


class Ground(Labelled):
    """Why agencies may be asked now, or may not."""

    SIGNIFICANT_HARM = "significant-harm", "Significant harm: the checks do not wait for consent"
    CONSENT = "consent", "The parents agree"
    DISPENSED = "dispensed", "A qualified person dispensed with consent"
    NO_CONSENT = "no-consent", "No consent is recorded, and nobody has dispensed with it"
    REFUSED = "refused", "The parents do not agree, and nobody has dispensed with their consent"
    DECIDED_NOT_TO_SHARE = "decided-not-to-share", "A qualified person decided not to share"


_MAY_ASK = frozenset({Ground.SIGNIFICANT_HARM, Ground.CONSENT, Ground.DISPENSED})
_GROUND_OF_CHOICE = {
    SharingChoice.CONSENT_GIVEN: Ground.CONSENT,
    SharingChoice.CONSENT_REFUSED: Ground.REFUSED,
    SharingChoice.CONSENT_WITHDRAWN: Ground.REFUSED,
    SharingChoice.DISPENSE: Ground.DISPENSED,
    SharingChoice.DO_NOT_SHARE: Ground.DECIDED_NOT_TO_SHARE,
}
_GROUND_OF_CONTACT = {
    ConsentState.GIVEN: Ground.CONSENT,
    ConsentState.REFUSED: Ground.REFUSED,
    ConsentState.WITHDRAWN: Ground.REFUSED,
    ConsentState.NOT_SOUGHT: Ground.NO_CONSENT,
    ConsentState.UNKNOWN: Ground.NO_CONSENT,
}


@dataclass(frozen=True, slots=True)
class SharingGiven:
    """What a person has chosen and written so far about sharing; nothing is chosen for them."""

    choice: SharingChoice | None = None
    reason: ConsentReason | None = None
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SharingDecision:
    """What a qualified person recorded about sharing, or about telling the parents."""

    choice: SharingChoice
    reason: ConsentReason | None
    words: str = field(repr=False)
    person: Professional
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class LawfulBasis:
    """How it stands with sharing for one child."""

    ground: Ground
    parents: SharingChoice | None
    """Whether the parents are told, once that is recorded."""

    @property
    def may_ask(self) -> bool:
        return self.ground in _MAY_ASK

    @property
    def informing_to_record(self) -> bool:
        """At significant harm nobody waits, but whether the parents are told has to be on the record."""
        return self.ground is Ground.SIGNIFICANT_HARM and self.parents is None


def lawful_basis(
    legal_basis: LegalBasis, consent: ConsentState, decisions: Sequence[SharingDecision]
) -> LawfulBasis:
    """How it stands under what the contact said and what was recorded since, oldest first."""
    parents = [one.choice for one in decisions if one.choice in ABOUT_PARENTS]
    sharing = [one.choice for one in decisions if one.choice in ABOUT_SHARING]
    ground = _GROUND_OF_CHOICE[sharing[-1]] if sharing else _GROUND_OF_CONTACT[consent]
    # Nothing that was recorded while the harm seemed less stands in the way of protection.
    if legal_basis is LegalBasis.S47:
        ground = Ground.SIGNIFICANT_HARM
    return LawfulBasis(ground, parents[-1] if parents else None)


def sharing_shortcomings(given: SharingGiven, legal_basis: LegalBasis) -> tuple[Shortcoming, ...]:
    """Why what was chosen cannot be recorded yet."""
    found: list[Shortcoming] = []
    if given.choice is None:
        found.append(Shortcoming("choice", "required", "Select what you record"))
    if given.choice is SharingChoice.DO_NOT_SHARE and legal_basis is LegalBasis.S47:
        sentence = "At significant harm the agencies are asked: decide on a lower legal basis first"
        found.append(Shortcoming("choice", "significant-harm", sentence))
    if given.choice in NEEDS_REASON and given.reason not in REASONS:
        found.append(Shortcoming("reason", "required", "Select the reason"))
    if given.choice in NEEDS_WORDS and not given.words.strip():
        found.append(Shortcoming("words", "required", "Enter why, in your own words"))
    if len(given.words) > LONGEST_RATIONALE:
        sentence = f"Your words must be {LONGEST_RATIONALE:,} characters or fewer"
        found.append(Shortcoming("words", "too-long", sentence))
    return tuple(found)
