"""Agency checks as triage's rules see them, for tests; every part may be given by keyword."""

from datetime import date, datetime, timedelta
from typing import Any

from mash_contracts.events import CheckAnswered, FactKnown
from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.vocabulary import (
    Agency,
    Basis,
    CheckOutcome,
    ConsentReason,
    FactSource,
    Role,
    SharingChoice,
)
from mash_triage.domain.agency_checks import (
    AgencyAnswer,
    AgencyCheck,
    AgencyFact,
    AnswerGiven,
    CheckClock,
    CheckState,
)
from mash_triage.domain.decision import Professional
from mash_triage.domain.lawful_basis import SharingDecision, SharingGiven
from tests.builders.triage import WEDNESDAY_MORNING

AMIRA = Professional("account-of-amira", "Amira Khan", Role.PRACTITIONER)


def a_fact(**given: Any) -> AgencyFact:
    """Neglect, as it stands in the agency's own records of a fortnight ago."""
    return AgencyFact(
        **{
            "factor": AssessmentFactor.NEGLECT,
            "basis": Basis.FACT,
            "source": FactSource.OWN_RECORDS,
            "dated": date(2026, 2, 18),
            **given,
        }
    )


def an_answer(*facts: AgencyFact, **given: Any) -> AnswerGiven:
    """What the agency knows; nothing known when no fact is given."""
    outcome = CheckOutcome.ANSWERED if facts else CheckOutcome.NOTHING_KNOWN
    return AnswerGiven(**{"outcome": outcome, "facts": facts, **given})


def answer_of(given: AnswerGiven, *, at: datetime = WEDNESDAY_MORNING) -> AgencyAnswer:
    return AgencyAnswer(given, at, "account-of-police", "PC Hall")


def a_check(*answers: AnswerGiven, **given: Any) -> AgencyCheck:
    """Police, asked on Wednesday morning and due two hours later; answered when answers are given."""
    state = CheckState(answers[-1].outcome) if answers and answers[-1].outcome else CheckState.AWAITED
    return AgencyCheck(
        **{
            "reference": "AAAA-BBBB-1",
            "agency": Agency.POLICE,
            "state": state,
            "because": ("domestic-abuse",),
            "own_records": False,
            "rules": "2026-01-01",
            "wanted_at": WEDNESDAY_MORNING,
            "asked_at": WEDNESDAY_MORNING,
            "clock": CheckClock(
                WEDNESDAY_MORNING + timedelta(hours=1), WEDNESDAY_MORNING + timedelta(hours=2)
            ),
            "answers": tuple(answer_of(answer) for answer in answers),
            **given,
        }
    )


def a_check_answered(reference: str, **given: Any) -> CheckAnswered:
    """The own system of the police says that nothing is known."""
    said = {"agency": Agency.POLICE, "answered_by": "intel-4", "outcome": CheckOutcome.NOTHING_KNOWN}
    return CheckAnswered(**{**said, "reference": reference, **given})


def a_fact_known(**given: Any) -> FactKnown:
    """The same as `a_fact`, as it travels."""
    return FactKnown(**{name: getattr(a_fact(), name) for name in FactKnown.model_fields} | given)


def dispensing(**given: Any) -> SharingGiven:
    """Asking the parents would put the child at more risk, and why."""
    return SharingGiven(
        **{
            "choice": SharingChoice.DISPENSE,
            "reason": ConsentReason.INCREASES_RISK,
            "words": "He has threatened her before when professionals called.",
            **given,
        }
    )


def a_sharing_decision(choice: SharingChoice, **given: Any) -> SharingDecision:
    return SharingDecision(
        **{
            "choice": choice,
            "reason": None,
            "words": "",
            "person": AMIRA,
            "decided_at": WEDNESDAY_MORNING,
            **given,
        }
    )
