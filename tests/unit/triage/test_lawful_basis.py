"""When agencies may be asked about a child, and what has to be on the record."""

import pytest

from mash_contracts.vocabulary import ConsentReason, ConsentState, LegalBasis, SharingChoice
from mash_triage.domain.lawful_basis import Ground, SharingGiven, lawful_basis, sharing_shortcomings
from tests.builders.agency_checks import a_sharing_decision, dispensing

BELOW = [LegalBasis.NONE, LegalBasis.S17]


@pytest.mark.parametrize("legal_basis", BELOW)
def test_with_the_parents_agreement_the_agencies_are_asked_at_once(legal_basis: LegalBasis) -> None:
    assert lawful_basis(legal_basis, ConsentState.GIVEN, ()).may_ask


@pytest.mark.parametrize("legal_basis", BELOW)
@pytest.mark.parametrize(
    "consent", [consent for consent in ConsentState if consent is not ConsentState.GIVEN]
)
def test_below_significant_harm_nobody_is_asked_before_consent_or_its_dispensing_is_recorded(
    legal_basis: LegalBasis, consent: ConsentState
) -> None:
    assert not lawful_basis(legal_basis, consent, ()).may_ask
    dispensed = lawful_basis(legal_basis, consent, [a_sharing_decision(SharingChoice.DISPENSE)])
    assert dispensed.may_ask
    assert dispensed.ground is Ground.DISPENSED


@pytest.mark.parametrize("consent", ConsentState)
def test_at_significant_harm_nobody_waits_but_whether_the_parents_are_told_is_to_be_recorded(
    consent: ConsentState,
) -> None:
    basis = lawful_basis(LegalBasis.S47, consent, ())

    assert basis.may_ask
    assert basis.informing_to_record
    not_told = a_sharing_decision(SharingChoice.DO_NOT_INFORM_PARENTS)
    assert not lawful_basis(LegalBasis.S47, consent, [not_told]).informing_to_record


def test_a_refusal_at_significant_harm_protects_nobody_from_being_asked() -> None:
    refused = a_sharing_decision(SharingChoice.CONSENT_REFUSED)

    assert lawful_basis(LegalBasis.S47, ConsentState.REFUSED, [refused]).may_ask


def test_the_latest_that_was_recorded_counts() -> None:
    given = a_sharing_decision(SharingChoice.CONSENT_GIVEN)
    withdrawn = a_sharing_decision(SharingChoice.CONSENT_WITHDRAWN)
    not_shared = a_sharing_decision(SharingChoice.DO_NOT_SHARE)

    assert lawful_basis(LegalBasis.S17, ConsentState.UNKNOWN, [given]).may_ask
    assert not lawful_basis(LegalBasis.S17, ConsentState.UNKNOWN, [given, withdrawn]).may_ask
    decided = lawful_basis(LegalBasis.S17, ConsentState.GIVEN, [not_shared])
    assert decided.ground is Ground.DECIDED_NOT_TO_SHARE
    assert not decided.may_ask


def test_telling_the_parents_says_nothing_about_their_agreement() -> None:
    told = a_sharing_decision(SharingChoice.INFORM_PARENTS)

    assert not lawful_basis(LegalBasis.S17, ConsentState.NOT_SOUGHT, [told]).may_ask


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        (SharingGiven(), "choice", "required"),
        (dispensing(reason=None), "reason", "required"),
        (dispensing(reason=ConsentReason.REFERRER_CANNOT), "reason", "required"),
        (dispensing(words=" "), "words", "required"),
        (dispensing(words="x" * 20_001), "words", "too-long"),
        (dispensing(choice=SharingChoice.DO_NOT_INFORM_PARENTS, reason=None), "reason", "required"),
        (SharingGiven(SharingChoice.DO_NOT_SHARE), "words", "required"),
    ],
)
def test_what_is_decided_about_sharing_is_explained(given: SharingGiven, field: str, code: str) -> None:
    (found,) = sharing_shortcomings(given, LegalBasis.S17)

    assert (found.field, found.code) == (field, code)


def test_at_significant_harm_nobody_decides_not_to_share() -> None:
    given = SharingGiven(SharingChoice.DO_NOT_SHARE, words="The family asked us not to.")

    assert [one.code for one in sharing_shortcomings(given, LegalBasis.S47)] == ["significant-harm"]
    assert not sharing_shortcomings(given, LegalBasis.S17)


def test_that_the_parents_agree_needs_no_reason() -> None:
    assert not sharing_shortcomings(SharingGiven(SharingChoice.CONSENT_GIVEN), LegalBasis.NONE)
