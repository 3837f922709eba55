"""Injury, and being hurt. Working Together 2023, glossary: physical abuse."""

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_triage.domain.findings import Evidence, together
from mash_triage.domain.patterns import INJURIES, disabled_child
from mash_triage.domain.picture import Picture

NOT_YET_MOBILE_MONTHS = 6


def injury_to_a_non_mobile_baby(picture: Picture) -> tuple[Evidence, ...]:
    """Babies who cannot move about rarely bruise themselves: examined and talked about the same day.

    Child Safeguarding Practice Review Panel 2022: bruising in non-mobile infants.
    """
    return together(picture.seen(*INJURIES), picture.aged_under(NOT_YET_MOBILE_MONTHS))


def injury_to_a_baby_under_one(picture: Picture) -> tuple[Evidence, ...]:
    """Under-ones are most often killed or seriously harmed. Child Safeguarding Practice Review Panel 2020."""
    return together(picture.seen(*INJURIES), picture.aged_under(12))


def injury_to_a_child_of_unknown_age(picture: Picture) -> tuple[Evidence, ...]:
    """An injury, and nobody has said how old the child is: it could be a baby.

    Partnership's own judgement.
    """
    return together(picture.seen(*INJURIES), picture.age_not_known())


def injury_to_a_disabled_child(picture: Picture) -> tuple[Evidence, ...]:
    """Disabled children are hurt more often, and less often heard. NSPCC 2014."""
    return together(picture.seen(*INJURIES), disabled_child(picture))


def bruise_or_mark(picture: Picture) -> tuple[Evidence, ...]:
    """A bruise or mark that somebody was worried about. NICE guideline CG89."""
    return picture.seen(Sign.BRUISE)


def serious_injury(picture: Picture) -> tuple[Evidence, ...]:
    """A burn, a fracture, a head injury or a bite. NICE guideline CG89."""
    return picture.seen(Sign.BURN_OR_SCALD, Sign.FRACTURE_OR_HEAD_INJURY, Sign.BITE_MARK)


def repeated_injuries(picture: Picture) -> tuple[Evidence, ...]:
    """The child is injured again and again. NICE guideline CG89."""
    return picture.seen(Sign.REPEATED_INJURY)


def unexplained_injury(picture: Picture) -> tuple[Evidence, ...]:
    """The explanation does not fit the injury, or keeps changing. NICE guideline CG89."""
    return picture.seen(Sign.INJURY_UNEXPLAINED)


def child_says_an_adult_hurt_them(picture: Picture) -> tuple[Evidence, ...]:
    """The child says that an adult hit or hurt them. NICE guideline NG76."""
    return picture.seen(Sign.HIT_BY_ADULT)


def injury_and_child_says_an_adult_did_it(picture: Picture) -> tuple[Evidence, ...]:
    """The child has an injury and says that an adult caused it. Children Act 1989, section 47."""
    return together(child_says_an_adult_hurt_them(picture), picture.seen(*INJURIES))


def implement_used(picture: Picture) -> tuple[Evidence, ...]:
    """The child was hurt with an object or a weapon. Children Act 1989, section 47."""
    return picture.seen(Sign.IMPLEMENT_USED)


def strangled_or_suffocated(picture: Picture) -> tuple[Evidence, ...]:
    """The child was strangled or suffocated. Serious Crime Act 2015, section 75A."""
    return picture.seen(Sign.STRANGLED_OR_SUFFOCATED)


def fabricated_illness(picture: Picture) -> tuple[Evidence, ...]:
    """An illness may be made up or caused. RCPCH 2021: perplexing presentations and fabricated illness."""
    return picture.seen(Sign.FABRICATED_ILLNESS)


def physical_abuse_by_adult(picture: Picture) -> tuple[Evidence, ...]:
    """Someone believes that an adult hurts the child. Census factor 18C."""
    return picture.about(AssessmentFactor.PHYSICAL_ABUSE_BY_ADULT)


def physical_abuse_by_adult_seen(picture: Picture) -> tuple[Evidence, ...]:
    """An adult was seen hurting the child, or the child said so. Children Act 1989, section 47."""
    return picture.worries(
        lambda worry: worry.factor is AssessmentFactor.PHYSICAL_ABUSE_BY_ADULT and worry.is_fact
    )


def physical_abuse_by_child(picture: Picture) -> tuple[Evidence, ...]:
    """Another child hurts the child. Census factor 18B."""
    return picture.about(AssessmentFactor.PHYSICAL_ABUSE_BY_CHILD)
