"""A system that has kept some referrals, and drafts of another edition to try on them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mash_contracts.national_codes import AssessmentFactor, Ethnicity
from mash_contracts.signs import Sign
from mash_contracts.submission import Address, Child, Concern, ContactSubmission
from mash_contracts.vocabulary import Basis
from mash_platform.clock import MovableClock
from mash_platform.identifiers import RandomIdentifiers
from mash_triage.service import handlers, open_delivery
from mash_triage.settings import Settings
from tests.builders.contacts import a_child, a_submission
from tests.builders.editions import a_draft, change_indicator
from tests.builders.intake import Intake
from tests.builders.triage_desk import Desk
from tests.builders.web import TUESDAY_EVENING

CONTROLLED, NEGLECTED = 7, 6
"""How many children of each kind the system keeps."""


def living_with_control(number: int) -> ContactSubmission:
    """A child whose mother is controlled, in a postcode district with all the others."""
    return a_submission(children=(_child(number),), concerns=(_control(),))


def neglected(number: int) -> ContactSubmission:
    return a_submission(children=(_child(number, ethnicity=Ethnicity.GYPSY_ROMA, address=Address()),))


def _child(number: int, **given: object) -> Child:
    address = Address(street="4 Sample Terrace", postcode="DH1 5UE")
    return a_child(
        **{
            "first_names": f"Rowan{number}",
            "ethnicity": Ethnicity.WHITE_BRITISH,
            "address": address,
            **given,
        }
    )


def _control() -> Concern:
    return Concern(
        factor=AssessmentFactor.DOMESTIC_ABUSE_PARENT,
        signs=(Sign.CONTROLS_MONEY_OR_MOVEMENT, Sign.ISOLATED_FROM_OTHERS),
        basis=Basis.FACT,
    )


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """The data folder of a system at which those children were assessed."""
    folder = tmp_path / "var"
    folder.mkdir()
    clock = MovableClock(TUESDAY_EVENING)
    intake = Intake.at(folder, clock)
    desk = Desk(open_delivery(Settings(data=folder), clock, RandomIdentifiers()), handlers(clock))
    for number in range(CONTROLLED):
        intake.takes(living_with_control(number))
    for number in range(NEGLECTED):
        intake.takes(neglected(CONTROLLED + number))
    for contact in intake.said():
        desk.receives(contact)
    yield folder
    intake.delivery.engine.dispose()
    desk.delivery.engine.dispose()


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """An edition in the making that takes coercive control for significant harm."""
    folder = a_draft(tmp_path / "drafts")
    change_indicator(folder, "coercive-control", "level", "4")
    change_indicator(folder, "coercive-control", "legal_basis", '"s47"')
    return folder
