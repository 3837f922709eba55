"""What a contact tells of the worry itself: concerns, the four questions, danger, history."""

from datetime import date, timedelta
from random import Random

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign, Strength
from mash_contracts.submission import Address, Child, Concern, Exploitation, FourAnswers, HistoryGiven
from mash_contracts.vocabulary import Answer, Basis, ExploitationRisk, OpenCase
from mash_simulation import worries
from mash_simulation.figures import Assumptions
from mash_simulation.timetable import Appointment
from mash_simulation.worries import Gravity

_LOOK_BACK_DAYS = 60
_RISKS = {
    Gravity.SLIGHT: (ExploitationRisk.LOW, ExploitationRisk.NOT_ASSESSED),
    Gravity.IN_NEED: (ExploitationRisk.LOW, ExploitationRisk.MODERATE, ExploitationRisk.NOT_ASSESSED),
    Gravity.GRAVE: (ExploitationRisk.MODERATE, ExploitationRisk.SIGNIFICANT, ExploitationRisk.NOT_ASSESSED),
}


class Narrative:
    """One worry, told on one day."""

    def __init__(
        self, appointment: Appointment, gravity: Gravity, on: date, assumed: Assumptions, random: Random
    ) -> None:
        self._appointment = appointment
        self._factors = frozenset(appointment.factors)
        self._gravity = gravity
        self._on = on
        self._assumed = assumed
        self._random = random

    def concerns(self) -> tuple[Concern, ...]:
        return tuple(self._concern(factor) for factor in self._appointment.factors)

    def _concern(self, factor: AssessmentFactor) -> Concern:
        random = self._random
        undated = random.random() < self._assumed.untidiness["worry_date_missing"]
        return Concern(
            factor=factor,
            signs=self._signs(factor),
            what_happened=random.choice(worries.telling(factor).words),
            basis=random.choice(tuple(Basis)),
            most_recent=None
            if undated
            else self._on - timedelta(days=int(random.expovariate(0.2)) % _LOOK_BACK_DAYS),
            frequency=worries.FREQUENCIES[self._gravity].draw(random),
            severity=worries.SEVERITIES[self._gravity].draw(random),
        )

    def _signs(self, factor: AssessmentFactor) -> tuple[Sign, ...]:
        telling = worries.telling(factor)
        seen = telling.seen_when_grave if self._gravity is Gravity.GRAVE else telling.seen
        most = 1 if self._gravity is Gravity.SLIGHT else 2
        return tuple(self._random.sample(seen, min(len(seen), self._random.randint(0, most))))

    def four_questions(self) -> FourAnswers:
        if self._random.random() >= self._assumed.contact["four_questions_asked"]:
            return FourAnswers()
        return FourAnswers(
            domestic_abuse=self._answer(worries.DOMESTIC_ABUSE),
            mental_illness=self._answer(worries.MENTAL_ILLNESS),
            substance_misuse=self._answer(worries.SUBSTANCE_MISUSE),
            learning_difficulties=self._answer(worries.LEARNING_DIFFICULTIES),
        )

    def _answer(self, factors: frozenset[AssessmentFactor]) -> Answer:
        if not self._factors.isdisjoint(factors):
            return Answer.YES
        return self._random.choice((Answer.NO, Answer.UNKNOWN))

    def immediate_danger(self) -> Answer:
        if self._gravity is Gravity.GRAVE:
            in_danger = self._random.random() < self._assumed.contact["immediate_danger_when_grave"]
            return Answer.YES if in_danger else self._random.choice((Answer.NO, Answer.UNKNOWN))
        return self._random.choice((Answer.NO, Answer.NO, Answer.UNKNOWN))

    def exploitation(self) -> Exploitation:
        exploited = not self._factors.isdisjoint(worries.EXPLOITATION)
        missing = AssessmentFactor.MISSING in self._factors
        return Exploitation(
            risk=self._random.choice(_RISKS[self._gravity]) if exploited else ExploitationRisk.NOT_ASSESSED,
            missing_episodes_90_days=self._random.randint(1, 9) if missing else None,
        )

    def dash_ticks(self) -> int | None:
        """Police fill the DASH checklist in with the person abused."""
        if self._appointment.group != "police" or self._factors.isdisjoint(worries.DOMESTIC_ABUSE):
            return None
        return self._random.randint(10, 22) if self._gravity is Gravity.GRAVE else self._random.randint(0, 12)

    def strengths(self) -> tuple[Strength, ...]:
        return tuple(self._random.sample(tuple(Strength), self._random.choice((0, 0, 1, 1, 2))))

    def history(self, *, referred_last_year: bool) -> HistoryGiven:
        """The hub counts this year's contacts itself; of last year's only the referrer can tell."""
        random = self._random
        told = random.random() >= self._assumed.untidiness["open_case_unknown"]
        return HistoryGiven(
            contacts_in_12_months=random.choice((1, 1, 1, 2, 3)) if referred_last_year else None,
            early_help_episodes=random.choice((0, 0, 1)) if told else None,
            same_worry_before=random.choice(tuple(Answer)) if referred_last_year else None,
            open_case=self._assumed.open_cases.draw(random) if told else OpenCase.UNKNOWN,
        )

    def unborn_baby(self, address: Address) -> Child:
        weeks_to_go = self._random.randint(1, 28)
        return Child(
            description=f"Unborn baby; the mother is about {40 - weeks_to_go} weeks pregnant.",
            expected_date=self._on + timedelta(weeks=weeks_to_go),
            address=address,
        )
