"""What counts as a worry, and which children it is about."""

from collections.abc import Collection, Iterable, Sequence

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign, SignGroup
from mash_intake.domain.problems import Problem

_NO_WORRY = Problem("no-worry", "Say what you are worried about, in your own words or by ticking what fits.")
_NO_SUCH_CHILD = Problem("no-such-child", "There is no child with this number; the first child is number 1.")

_SAYS_NOTHING_BY_ITSELF = frozenset({AssessmentFactor.OTHER, AssessmentFactor.NONE_IDENTIFIED})


def says_something(factor: AssessmentFactor, signs: Collection[Sign], in_words: str | None) -> bool:
    """A concern says something by its factor, by a sign, or in words; "other" alone does not."""
    return bool(factor not in _SAYS_NOTHING_BY_ITSELF or signs or in_words)


def worry_problem(worries: Iterable[object]) -> Problem | None:
    """Any one worry is enough, wherever on the form it was said."""
    return None if any(worries) else _NO_WORRY


def about(numbers: Collection[int], child: int) -> bool:
    """A concern that names no child is about all of them."""
    return not numbers or child in numbers


def child_number_problem(number: int, children: int) -> Problem | None:
    return None if 1 <= number <= children else _NO_SUCH_CHILD


def sign_groups_of(factor: AssessmentFactor) -> tuple[SignGroup, ...]:
    """Where someone who is worried about this has most likely noticed something, likeliest first."""
    return _SIGN_GROUPS.get(factor, ())


def concerns_of_one_worry(
    factors: Sequence[AssessmentFactor], signs: Sequence[Sign]
) -> tuple[tuple[AssessmentFactor, tuple[Sign, ...]], ...]:
    """One worry told in one go, as concerns with a factor each.

    A sign goes with the factor it fits best; signs that fit none, and words without any factor, make a
    concern of their own, because nothing that was noticed may be dropped.
    """
    concerns: dict[AssessmentFactor, list[Sign]] = {
        factor: [] for factor in factors or (AssessmentFactor.OTHER,)
    }
    for sign in signs:
        fitting = [factor for factor in concerns if sign.group in sign_groups_of(factor)]
        best = min(fitting, key=lambda factor: sign_groups_of(factor).index(sign.group), default=None)
        concerns.setdefault(best or AssessmentFactor.OTHER, []).append(sign)
    return tuple((factor, tuple(own)) for factor, own in concerns.items())


_F, _G = AssessmentFactor, SignGroup
_SIGN_GROUPS: dict[AssessmentFactor, tuple[SignGroup, ...]] = {
    factor: groups
    for factors, groups in (
        ((_F.PHYSICAL_ABUSE_BY_ADULT, _F.PHYSICAL_ABUSE_BY_CHILD), (_G.INJURY,)),
        ((_F.SEXUAL_ABUSE_BY_ADULT, _F.SEXUAL_ABUSE_BY_CHILD), (_G.SEXUAL,)),
        ((_F.NEGLECT,), (_G.NEGLECT,)),
        ((_F.EMOTIONAL_ABUSE,), (_G.CHILD_WELLBEING, _G.PARENTING)),
        ((_F.DOMESTIC_ABUSE_CHILD, _F.DOMESTIC_ABUSE_PARENT, _F.DOMESTIC_ABUSE_OTHER), (_G.DOMESTIC_ABUSE,)),
        ((_F.MISSING, _F.CRIMINAL_EXPLOITATION, _F.GANGS, _F.TRAFFICKING), (_G.EXPLOITATION,)),
        ((_F.SEXUAL_EXPLOITATION,), (_G.EXPLOITATION, _G.SEXUAL)),
        (
            (_F.SELF_HARM, _F.MENTAL_HEALTH_CHILD, _F.YOUNG_CARER, _F.SOCIALLY_UNACCEPTABLE_BEHAVIOUR),
            (_G.CHILD_WELLBEING,),
        ),
        ((_F.ALCOHOL_CHILD, _F.DRUGS_CHILD), (_G.CHILD_WELLBEING, _G.EXPLOITATION)),
        (
            (_F.ALCOHOL_PARENT, _F.DRUGS_PARENT, _F.MENTAL_HEALTH_PARENT, _F.LEARNING_DISABILITY_PARENT),
            (_G.PARENTING, _G.NEGLECT),
        ),
        ((_F.PHYSICAL_ILLNESS_PARENT,), (_G.PARENTING,)),
        ((_F.ALCOHOL_OTHER, _F.DRUGS_OTHER, _F.MENTAL_HEALTH_OTHER), (_G.NEGLECT, _G.PARENTING)),
        ((_F.FGM, _F.FAITH_OR_BELIEF), (_G.OTHER_HARM,)),
    )
    for factor in factors
}
