"""What the own systems of her team and of an agency say."""

from datetime import date

from mash_contracts.envelope import EventData
from mash_contracts.events import (
    CaseAccepted,
    CaseAllocated,
    CaseClosed,
    CaseDeclined,
    CheckAnswered,
    FactKnown,
)
from mash_contracts.examples.story import CET, CHILD, CHILD_PROTECTION
from mash_contracts.national_codes import AssessmentFactor, ClosureReason
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Agency,
    Basis,
    CheckOutcome,
    DeclineReason,
    FactSource,
    Frequency,
    LevelOfNeed,
    Severity,
)

OUTSIDE: tuple[EventData, ...] = (
    CaseAccepted(**CET, accepted_by="duty-2"),
    CaseDeclined(
        **CHILD_PROTECTION,
        declined_by="duty-5",
        reason=DeclineReason.MORE_INFORMATION,
        ask_first=(Agency.POLICE, Agency.EDUCATION),
    ),
    CaseAllocated(**CET, allocated_by="duty-2", worker="1042"),
    CaseClosed(**CET, closed_by="1042", reason=ClosureReason.SERVICES_CEASED),
    CheckAnswered(
        reference=CHILD,
        agency=Agency.POLICE,
        answered_by="intel-4",
        outcome=CheckOutcome.ANSWERED,
        facts=(
            FactKnown(
                factor=AssessmentFactor.MISSING,
                basis=Basis.FACT,
                source=FactSource.OWN_RECORDS,
                dated=date(2026, 2, 27),
                signs=(Sign.FOUND_OUT_OF_AREA,),
                frequency=Frequency.SOMETIMES,
                severity=Severity.SERIOUS,
            ),
        ),
        view=LevelOfNeed.SPECIALIST,
        dissents=True,
    ),
)
