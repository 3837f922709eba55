"""What an agency wrote on its form, as an answer."""

from collections.abc import Mapping
from datetime import date

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Basis,
    CheckDeclineReason,
    CheckOutcome,
    FactSource,
    Frequency,
    LevelOfNeed,
    Severity,
)
from mash_platform.errors import FieldError
from mash_triage.domain.agency_checks import AgencyFact, AnswerGiven
from mash_triage.web.desk import code_of

FACTS = (1, 2, 3)
"""How many facts the form has room for; an agency that knows more answers again."""
_DATE = ("date-day", "date-month", "date-year")
_PARTS = ("factor", "sign", "basis", "source", "frequency", "severity", *_DATE)

TYPED = frozenset({"words", *(f"fact_{number}_{part}" for number in FACTS for part in _DATE)})
"""What is written into the form and not chosen in it."""


def answer_from(written: Mapping[str, str]) -> tuple[AnswerGiven, list[FieldError]]:
    """What was chosen and written so far, and what of it cannot be read."""
    errors: list[FieldError] = []
    facts = [fact for number in FACTS if (fact := _fact(written, number, errors))]
    given = AnswerGiven(
        outcome=code_of(CheckOutcome, written.get("outcome")),
        facts=tuple(facts),
        decline_reason=code_of(CheckDeclineReason, written.get("decline_reason")),
        view=code_of(LevelOfNeed, written.get("view")),
        dissents=written.get("dissents") == "yes",
        words=written.get("words", ""),
    )
    return given, errors


def _fact(written: Mapping[str, str], number: int, errors: list[FieldError]) -> AgencyFact | None:
    """A fact of which something was written; None when nothing was, or when it cannot be read."""
    part = {name: written.get(f"fact_{number}_{name}", "").strip() for name in _PARTS}
    if not any(part.values()):
        return None
    before = len(errors)
    factor, basis = code_of(AssessmentFactor, part["factor"]), code_of(Basis, part["basis"])
    source = code_of(FactSource, part["source"])
    for name, chosen, sentence in (
        ("factor", factor, f"Select what fact {number} is about"),
        ("basis", basis, f"Select whether fact {number} is fact or opinion"),
        ("source", source, f"Select where your agency has fact {number} from"),
    ):
        if chosen is None:
            errors.append(FieldError(f"fact_{number}_{name}", "required", sentence))
    dated = _date(part, number, errors)
    if len(errors) > before or factor is None or basis is None or source is None:
        return None
    sign = code_of(Sign, part["sign"])
    return AgencyFact(
        factor=factor,
        basis=basis,
        source=source,
        dated=dated,
        signs=(sign,) if sign else (),
        frequency=code_of(Frequency, part["frequency"]) or Frequency.UNKNOWN,
        severity=code_of(Severity, part["severity"]) or Severity.UNKNOWN,
    )


def _date(part: Mapping[str, str], number: int, errors: list[FieldError]) -> date | None:
    written = part["date-year"], part["date-month"], part["date-day"]
    if not any(written):
        return None
    try:
        return date(*(int(one) for one in written))
    except ValueError:
        sentence = f"The date of fact {number} must be a real date, such as 27 3 2026"
        errors.append(FieldError(f"fact_{number}_date", "not-a-date", sentence))
        return None
