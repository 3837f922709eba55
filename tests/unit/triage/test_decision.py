"""A named person decides; going below what was recommended takes a second pair of eyes."""

import pytest

from mash_contracts.vocabulary import (
    LegalBasis,
    LevelOfNeed,
    Movement,
    Pathway,
    Rag,
    Relation,
    Role,
)
from mash_triage.domain.decision import (
    Aspect,
    Choice,
    Outcome,
    Professional,
    below,
    deciding_role,
    may_be_second_person,
    movement,
    needs_second_person,
    outcome_of,
    relation,
    shortcomings,
)
from tests.builders.triage import a_choice, an_outcome


def test_nothing_is_chosen_for_the_person_who_decides() -> None:
    asked = {(found.field, found.code) for found in shortcomings(Choice())}

    assert asked == {
        (field, "required") for field in ("level", "rag", "legal_basis", "pathways", "rationale")
    }


def test_a_complete_choice_with_reasons_is_a_decision() -> None:
    assert shortcomings(a_choice()) == ()


@pytest.mark.parametrize("blank", ["", "   ", "\n\t "])
def test_a_rationale_of_spaces_is_no_rationale(blank: str) -> None:
    assert [found.field for found in shortcomings(a_choice(rationale=blank))] == ["rationale"]


def test_a_rationale_longer_than_can_be_kept_is_refused_rather_than_cut() -> None:
    assert [found.code for found in shortcomings(a_choice(rationale="x" * 20_001))] == ["too-long"]


def test_the_exploitation_team_stands_beside_another_team_and_never_alone() -> None:
    alone = a_choice(pathways=(Pathway.CET,))

    assert [found.code for found in shortcomings(alone)] == ["main-team-required"]


def test_a_section_47_enquiry_without_child_protection_is_refused() -> None:
    choice = a_choice(legal_basis=LegalBasis.S47, pathways=(Pathway.CHILD_IN_NEED, Pathway.CET))

    assert [found.code for found in shortcomings(choice)] == ["protection-required"]


def test_a_team_ticked_twice_is_one_team() -> None:
    choice = a_choice(pathways=(Pathway.EARLY_HELP, Pathway.EARLY_HELP))

    assert outcome_of(choice).pathways == (Pathway.EARLY_HELP,)


def test_an_unfinished_choice_is_not_an_outcome() -> None:
    with pytest.raises(ValueError, match="shortcomings"):
        outcome_of(a_choice(level=None))


PROTECTION = an_outcome(
    level=LevelOfNeed.SPECIALIST,
    rag=Rag.RED,
    legal_basis=LegalBasis.S47,
    pathways=(Pathway.CHILD_PROTECTION, Pathway.CET),
)


def test_following_the_recommendation_is_agreeing() -> None:
    assert relation(PROTECTION, PROTECTION) is Relation.AGREED


@pytest.mark.parametrize(
    ("lowered", "aspect"),
    [
        ({"level": LevelOfNeed.CHILD_IN_NEED}, Aspect.LEVEL),
        ({"rag": Rag.AMBER}, Aspect.RAG),
        ({"legal_basis": LegalBasis.S17}, Aspect.LEGAL_BASIS),
        ({"pathways": (Pathway.CHILD_IN_NEED, Pathway.CET)}, Aspect.PATHWAY),
        ({"pathways": (Pathway.CHILD_PROTECTION,)}, Aspect.CET),
    ],
)
def test_going_below_in_one_thing_is_going_below(lowered: dict[str, object], aspect: Aspect) -> None:
    decided = an_outcome(
        **{
            "level": PROTECTION.level,
            "rag": PROTECTION.rag,
            "legal_basis": PROTECTION.legal_basis,
            "pathways": PROTECTION.pathways,
            **lowered,
        }
    )

    assert below(decided, PROTECTION) == (aspect,)
    assert relation(decided, PROTECTION) is Relation.STEPPED_DOWN


def test_raising_the_level_while_dropping_the_exploitation_team_is_still_going_below() -> None:
    recommended = an_outcome(level=LevelOfNeed.CHILD_IN_NEED, pathways=(Pathway.CHILD_IN_NEED, Pathway.CET))
    decided = an_outcome(level=LevelOfNeed.SPECIALIST, pathways=(Pathway.CHILD_PROTECTION,))

    assert relation(decided, recommended) is Relation.STEPPED_DOWN


def test_adding_the_exploitation_team_is_going_above() -> None:
    recommended = an_outcome(pathways=(Pathway.EARLY_HELP,))

    assert (
        relation(an_outcome(pathways=(Pathway.EARLY_HELP, Pathway.CET)), recommended) is Relation.STEPPED_UP
    )


def test_early_help_beside_child_in_need_may_be_left_out_without_going_below() -> None:
    recommended = an_outcome(pathways=(Pathway.EARLY_HELP, Pathway.CHILD_IN_NEED))

    assert relation(an_outcome(pathways=(Pathway.CHILD_IN_NEED,)), recommended) is Relation.AGREED


def test_a_practitioner_going_below_needs_a_second_person_and_a_manager_does_not() -> None:
    assert needs_second_person(Relation.STEPPED_DOWN, Role.PRACTITIONER)
    assert not needs_second_person(Relation.STEPPED_DOWN, Role.MANAGER)
    assert not needs_second_person(Relation.STEPPED_UP, Role.PRACTITIONER)
    assert not needs_second_person(Relation.AGREED, Role.PRACTITIONER)


def test_nobody_is_their_own_second_person() -> None:
    amira = Professional("amira", "Amira Shah", Role.PRACTITIONER)

    assert may_be_second_person(amira, first="ben")
    assert not may_be_second_person(amira, first="amira")


def test_a_team_member_is_not_a_second_person() -> None:
    assert not may_be_second_person(Professional("cara", "Cara Lunn", Role.TEAM_MEMBER), first="ben")


def test_only_practitioners_and_managers_decide() -> None:
    assert deciding_role(frozenset({Role.PRACTITIONER, Role.MANAGER})) is Role.MANAGER
    assert deciding_role(frozenset({Role.PRACTITIONER})) is Role.PRACTITIONER
    assert deciding_role(frozenset(set(Role) - {Role.PRACTITIONER, Role.MANAGER})) is None


@pytest.mark.parametrize(
    ("open_with", "pathways", "expected"),
    [
        ((Pathway.EARLY_HELP,), (Pathway.CHILD_PROTECTION,), Movement.STEPPED_UP),
        ((Pathway.CET, Pathway.EARLY_HELP), (Pathway.CHILD_IN_NEED, Pathway.CET), Movement.STEPPED_UP),
        ((Pathway.EARLY_HELP,), (Pathway.EARLY_HELP, Pathway.CET), Movement.NEW),
        ((), (Pathway.CHILD_PROTECTION,), Movement.NEW),
        ((), (Pathway.EARLY_HELP,), Movement.NEW),
        ((Pathway.CHILD_PROTECTION,), (Pathway.EARLY_HELP,), Movement.STEPPED_DOWN),
        ((Pathway.CHILD_IN_NEED, Pathway.EARLY_HELP), (Pathway.EARLY_HELP,), Movement.STEPPED_DOWN),
    ],
)
def test_a_child_open_to_early_help_who_needs_social_work_is_stepped_up(
    open_with: tuple[Pathway, ...], pathways: tuple[Pathway, ...], expected: Movement
) -> None:
    assert movement(open_with, an_outcome(pathways=pathways)) is expected


def test_an_outcome_names_its_most_serious_team() -> None:
    outcome = Outcome(
        LevelOfNeed.SPECIALIST,
        Rag.RED,
        LegalBasis.S47,
        (Pathway.EARLY_HELP, Pathway.CHILD_PROTECTION, Pathway.CET),
    )

    assert outcome.main_pathway is Pathway.CHILD_PROTECTION
    assert outcome.with_cet
