"""However a person decides, what is lower is called lower."""

from hypothesis import given
from hypothesis import strategies as st

from mash_contracts.vocabulary import MAIN_PATHWAYS, LegalBasis, LevelOfNeed, Pathway, Rag, Relation, Role
from mash_triage.domain.decision import Choice, Outcome, below, needs_second_person, relation, shortcomings

_PATHWAYS = st.sets(st.sampled_from(Pathway), min_size=1).filter(lambda chosen: chosen & set(MAIN_PATHWAYS))
OUTCOMES = st.builds(
    Outcome,
    level=st.sampled_from(LevelOfNeed),
    rag=st.sampled_from(Rag),
    legal_basis=st.sampled_from(LegalBasis),
    pathways=_PATHWAYS.map(lambda chosen: tuple(sorted(chosen))),
)


@given(outcome=OUTCOMES)
def test_doing_as_recommended_is_agreeing(outcome: Outcome) -> None:
    assert relation(outcome, outcome) is Relation.AGREED


@given(decided=OUTCOMES, recommended=OUTCOMES)
def test_a_lower_level_urgency_or_basis_is_never_called_anything_else(
    decided: Outcome, recommended: Outcome
) -> None:
    lower = (
        decided.level < recommended.level
        or decided.rag < recommended.rag
        or decided.legal_basis < recommended.legal_basis
        or decided.main_pathway < recommended.main_pathway
        or (Pathway.CET in recommended.pathways and Pathway.CET not in decided.pathways)
    )

    assert (relation(decided, recommended) is Relation.STEPPED_DOWN) == lower
    assert needs_second_person(relation(decided, recommended), Role.PRACTITIONER) == lower


@given(decided=OUTCOMES, recommended=OUTCOMES)
def test_what_is_above_one_way_is_below_the_other(decided: Outcome, recommended: Outcome) -> None:
    if relation(decided, recommended) is Relation.STEPPED_UP:
        assert relation(recommended, decided) is Relation.STEPPED_DOWN
        assert not below(decided, recommended)


@given(
    level=st.none() | st.sampled_from(LevelOfNeed),
    rag=st.none() | st.sampled_from(Rag),
    legal_basis=st.none() | st.sampled_from(LegalBasis),
    pathways=st.sets(st.sampled_from(Pathway)).map(tuple),
    rationale=st.text(),
)
def test_no_decision_is_complete_without_every_choice_and_a_reason(
    level: LevelOfNeed | None,
    rag: Rag | None,
    legal_basis: LegalBasis | None,
    pathways: tuple[Pathway, ...],
    rationale: str,
) -> None:
    complete = not shortcomings(Choice(level, rag, legal_basis, pathways, rationale))

    if complete:
        assert None not in (level, rag, legal_basis)
        assert rationale.strip()
        assert set(pathways) & set(MAIN_PATHWAYS)
        assert legal_basis is not LegalBasis.S47 or Pathway.CHILD_PROTECTION in pathways
