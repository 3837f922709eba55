"""What an answer that is still missing would change, in a practitioner's words."""

import pytest

from mash_contracts.national_codes import AssessmentFactor
from mash_contracts.signs import Sign
from mash_contracts.vocabulary import (
    Answer,
    Frequency,
    LegalBasis,
    LevelOfNeed,
    OpenCase,
    Pathway,
    Rag,
    Severity,
)
from mash_policy.load import load_edition
from mash_triage.domain.assessment import assess
from mash_triage.domain.explanation import rise_in_words
from mash_triage.domain.gaps import GAPS
from mash_triage.domain.missing_answers import POSSIBLE_ANSWERS, rises
from mash_triage.domain.picture import History, Picture
from tests.builders.editions import FIRST
from tests.builders.pictures import a_picture, a_worry, all_answered, nothing_known, seen

EDITION = load_edition(FIRST)


def said(picture: Picture, gap: str) -> list[str]:
    now = assess(picture, EDITION)
    return [rise_in_words(rise, now) for rise in rises(picture, EDITION).get(gap, ())]


def test_a_picture_without_gaps_can_rise_by_no_answer() -> None:
    assert rises(a_picture(a_worry(AssessmentFactor.NEGLECT)), EDITION) == {}


def test_danger_that_nobody_asked_about_would_make_it_child_protection() -> None:
    picture = a_picture(immediate_danger=Answer.UNKNOWN)

    (rise,) = rises(picture, EDITION)["immediate-danger-not-known"]

    assert (rise.to.level, rise.to.rag, rise.to.legal_basis) == (
        LevelOfNeed.SPECIALIST,
        Rag.RED,
        LegalBasis.S47,
    )
    assert rise.to.pathways == (Pathway.CHILD_PROTECTION,)
    (sentence,) = said(picture, "immediate-danger-not-known")
    assert sentence == (
        "If the child is in danger now, this rises to level 4, red and section 47, "
        "and goes to child protection."
    )


def test_each_step_of_a_ladder_is_named_once_where_it_begins_to_matter() -> None:
    picture = a_picture(a_worry(AssessmentFactor.DOMESTIC_ABUSE_PARENT), dash_ticks=None)

    answers = [rise.answers for rise in rises(picture, EDITION)["dash-not-done"]]

    assert ("the DASH has 14 ticks or more",) in answers
    assert all(len(of_one) == 1 for of_one in answers)
    levels = [rise.to.level for rise in rises(picture, EDITION)["dash-not-done"]]
    assert levels == sorted(levels)


def test_an_answer_that_would_change_nothing_is_not_named() -> None:
    in_danger = a_picture(
        seen(Sign.OLDER_ASSOCIATES, Sign.GROOMED_ONLINE), immediate_danger=Answer.YES, history=History()
    )

    assert rises(in_danger, EDITION) == {}


def test_of_an_answer_only_what_would_rise_is_named() -> None:
    picture = a_picture(a_worry(AssessmentFactor.NEGLECT), last_seen_days=None)

    assert said(picture, "last-seen-not-known") == [
        "If nobody has seen the child for 28 days, this rises to amber."
    ]


def test_how_serious_it_is_is_asked_of_every_worry_of_which_it_is_not_known() -> None:
    picture = a_picture(a_worry(AssessmentFactor.NEGLECT, severity=Severity.UNKNOWN))

    assert said(picture, "how-serious-not-known")[-1] == (
        "If the child's life or safety is at stake, "
        "this rises to level 4, red and section 47, and goes to child protection."
    )


def test_a_team_beside_the_main_one_is_named() -> None:
    picture = a_picture(
        seen(Sign.OLDER_ASSOCIATES),
        exploitation_risk=Picture().exploitation_risk,
    )

    assert any("child exploitation team" in each for each in said(picture, "exploitation-matrix-not-done"))


def test_what_the_child_already_has_may_raise_it() -> None:
    known = nothing_known()
    picture = a_picture(
        a_worry(AssessmentFactor.NEGLECT),
        history=History(
            contacts_in_12_months=known.contacts_in_12_months,
            early_help_episodes=known.early_help_episodes,
            same_worry_before=known.same_worry_before,
            earlier_protection_plan=known.earlier_protection_plan,
            open_case=OpenCase.UNKNOWN,
        ),
    )

    assert (
        "If the child has a protection plan, "
        "this rises to level 4, amber and section 47, and goes to child protection."
    ) in said(picture, "open-case-not-known")


def test_many_answers_are_named_up_to_a_point() -> None:
    # The only worry of the contact is about a sibling.
    sentence = said(a_picture(), "worry-not-described") or said(Picture(), "worry-not-described")

    assert any(each.startswith("If it is about ") and "or something as serious" in each for each in sentence)
    assert not any(each.count("it is about") > 1 for each in sentence)


def test_a_no_or_a_slight_answer_is_never_said_to_raise() -> None:
    picture = a_picture(
        a_worry(severity=Severity.UNKNOWN, frequency=Frequency.UNKNOWN),
        four_questions=all_answered(Answer.UNKNOWN),
    )

    told = {
        answer for of_one in rises(picture, EDITION).values() for rise in of_one for answer in rise.answers
    }

    assert "the child is managing" not in told
    assert "it happens once" not in told


@pytest.mark.parametrize("code", sorted(code for code in GAPS if EDITION.questions[code].could_change_level))
def test_whatever_could_change_the_level_has_answers_to_try(code: str) -> None:
    assert POSSIBLE_ANSWERS[code]


def test_there_are_answers_only_to_what_can_be_missing() -> None:
    assert POSSIBLE_ANSWERS.keys() <= GAPS.keys()
