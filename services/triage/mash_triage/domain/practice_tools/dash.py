"""The DASH with a parent or carer who is abused. Source: SafeLives DASH risk checklist.

Fourteen yeses are visible high risk. Red flags and professional judgement raise what the number says and
never lower it, and a question that is not known is not a no. MARAC is beside safeguarding the child, not
instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import Agency, Answer, Basis, PracticeTool
from mash_policy.practice_tool_model import DashBand, DashQuestion, DashRules, PracticeTools
from mash_triage.domain.decision import Shortcoming
from mash_triage.domain.picture import Concern, Picture, ToolFact
from mash_triage.domain.practice_tools.results import (
    ToolResult,
    not_in_tool,
    not_too_long,
    required,
    with_facts,
)


@dataclass(frozen=True, slots=True)
class DashGiven:
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By the code of the question; a question that is not in here was not answered yet."""
    marac_by_judgement: bool = False
    """A professional judges that it goes to MARAC although fewer yeses were given."""
    reason: str = field(default="", repr=False)
    words: str = field(default="", repr=False)

    tool: ClassVar[PracticeTool] = PracticeTool.DASH

    def shortcomings(self, tools: PracticeTools, picture: Picture) -> tuple[Shortcoming, ...]:
        """Every question is answered, if only by "not known", and a judgement has its reason."""
        unanswered = tuple(
            Shortcoming(
                f"question_{one.code}", "required", f"Answer question {one.number}, or say it is not known"
            )
            for one in tools.dash.question
            if one.code not in self.answers
        )
        reason = (
            required("reason", self.reason, "Enter why you judge that it goes to MARAC")
            if self.marac_by_judgement
            else not_too_long("reason", self.reason)
        )
        strange = not_in_tool("question", self.answers, (one.code for one in tools.dash.question))
        return unanswered + strange + reason + not_too_long("words", self.words)

    def result(self, tools: PracticeTools) -> ToolResult:
        found = self.band(tools.dash)
        yeses, unknown, flags = self.yeses, self.unknown, len(self.red_flags(tools.dash))
        words = f"{found.label}: {_counted(yeses, 'yes', 'yeses')} of {len(tools.dash.question)}"
        if flags:
            words += f", {_counted(flags, 'red flag', 'red flags')}"
        if unknown:
            words += f", {unknown} not known"
        if self.goes_to_marac(tools.dash):
            words += ". To MARAC"
        return ToolResult(found.value, words, red_flags=flags, not_known=unknown)

    def told(self, picture: Picture, tools: PracticeTools, agency: Agency) -> Picture:
        """The yeses, and the signs that they are; a red flag and a judgement are told beside the number."""
        facts = [ToolFact.DASH_RED_FLAG] if self.red_flags(tools.dash) else []
        if self.marac_by_judgement:
            facts.append(ToolFact.DASH_HIGH_BY_JUDGEMENT)
        before = picture.dash_ticks
        if before is None or self.yeses > before:
            picture = replace(picture, dash_ticks=self.yeses)
            facts.append(ToolFact.DASH_TICKS)
        signs = self.signs(tools.dash)
        if signs:
            worry = Concern(AssessmentFactor.DOMESTIC_ABUSE_PARENT, signs, Basis.FACT, agency=agency)
            picture = replace(picture, concerns=tuple(dict.fromkeys((*picture.concerns, worry))))
        return with_facts(picture, agency, *facts)

    @property
    def yeses(self) -> int:
        return sum(answer is Answer.YES for answer in self.answers.values())

    @property
    def unknown(self) -> int:
        return sum(answer is Answer.UNKNOWN for answer in self.answers.values())

    def red_flags(self, rules: DashRules) -> tuple[DashQuestion, ...]:
        """The questions answered yes that are red flags, whatever the number of yeses."""
        return tuple(one for one in rules.question if one.red_flag and self._is_yes(one))

    def signs(self, rules: DashRules) -> tuple[Sign, ...]:
        """What the yeses say in the words of the threshold policy."""
        signs = (one.sign for one in rules.question if one.sign is not None and self._is_yes(one))
        return tuple(dict.fromkeys(signs))

    def band(self, rules: DashRules) -> DashBand:
        """The band of the number of yeses, or a higher one that red flags or judgement raise it to."""
        return max(
            band_of(self.yeses, rules),
            _band_of_red_flags(len(self.red_flags(rules)), rules),
            DashBand.HIGH if self.marac_by_judgement else DashBand.STANDARD,
        )

    def could_be(self, rules: DashRules) -> DashBand:
        """The band if everything that is not known were yes."""
        as_if = {
            code: Answer.NO if answer is Answer.NO else Answer.YES for code, answer in self.answers.items()
        }
        return replace(self, answers=as_if).band(rules)

    def goes_to_marac(self, rules: DashRules) -> bool:
        """By the number of yeses, or because a professional judges so."""
        return self.marac_by_judgement or self.yeses >= rules.marac_from

    def _is_yes(self, question: DashQuestion) -> bool:
        return self.answers.get(question.code) is Answer.YES


def band_of(yeses: int, rules: DashRules) -> DashBand:
    """What the number of yeses alone says."""
    if yeses >= rules.high_from:
        return DashBand.HIGH
    return DashBand.MEDIUM if yeses >= rules.medium_from else DashBand.STANDARD


def _band_of_red_flags(flags: int, rules: DashRules) -> DashBand:
    if flags > 1:
        return rules.several_red_flags
    return rules.one_red_flag if flags else DashBand.STANDARD


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
