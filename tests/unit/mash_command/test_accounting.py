"""Whether every child that intake accepted is accounted for."""

import tracemalloc
from collections.abc import Collection, Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mash_command.accounting import Account, Held, account, confirmed
from mash_contracts.vocabulary import Pathway

ONE, TWO = "4K7Q-9XWD-1", "4K7Q-9XWD-2"


def the_account(
    *,
    accepted: Collection[str] = (ONE,),
    on_the_way: Collection[str] = (),
    at_triage: Mapping[str, Collection[Pathway] | None] | None = None,
    routed: Mapping[str, Sequence[Pathway]] | None = None,
    quarantined: Collection[str | None] = (),
) -> Account:
    return account(
        Held(
            sorted(accepted),
            on_the_way,
            sorted((at_triage or {}).items()),
            sorted((routed or {}).items()),
            quarantined,
        )
    )


def test_a_child_whose_event_is_still_on_its_way_to_triage_is_pending() -> None:
    result = the_account(on_the_way=[ONE])
    assert (result.pending, result.holds, result.settled) == (1, True, False)


def test_a_child_that_is_nowhere_is_lost_and_named() -> None:
    result = the_account(accepted=[ONE, TWO], on_the_way=[ONE])
    assert result.lost == (TWO,)
    assert not result.holds


def test_a_child_waiting_for_a_decision_is_pending() -> None:
    result = the_account(at_triage={ONE: None})
    assert (result.pending, result.holds, result.settled) == (1, True, True)


def test_a_child_decided_for_two_teams_and_known_to_one_is_still_on_the_way() -> None:
    result = the_account(
        at_triage={ONE: [Pathway.CHILD_PROTECTION, Pathway.CET]},
        routed={ONE: [Pathway.CHILD_PROTECTION]},
        on_the_way=[ONE],
    )
    assert (result.decided, result.routed, result.holds, result.settled) == (1, 0, True, False)


def test_a_child_decided_for_a_team_that_no_event_will_ever_reach_is_lost_and_named() -> None:
    result = the_account(
        at_triage={ONE: [Pathway.CHILD_PROTECTION, Pathway.CET]}, routed={ONE: [Pathway.CET]}
    )
    assert result.lost == (ONE,)


def test_what_moved_between_two_looks_is_not_called_lost_and_is_still_counted() -> None:
    moving = the_account(accepted=[ONE, TWO], at_triage={ONE: None})
    found = confirmed(the_account(accepted=[ONE, TWO], at_triage={TWO: None}), moving)
    assert (found.lost, found.pending, found.on_the_way, found.settled) == ((), 2, 1, False)


def test_a_child_accepted_after_intake_was_read_is_not_called_stray() -> None:
    early = the_account(accepted=[ONE], at_triage={ONE: None, TWO: None})
    assert confirmed(early, the_account(accepted=[ONE, TWO], at_triage={ONE: None, TWO: None})).holds


def test_a_child_lost_in_both_looks_is_lost() -> None:
    nowhere = the_account()
    assert confirmed(nowhere, nowhere).lost == (ONE,)


def test_a_child_known_to_every_team_decided_is_routed() -> None:
    result = the_account(
        at_triage={ONE: [Pathway.CHILD_PROTECTION, Pathway.CET]},
        routed={ONE: [Pathway.CET, Pathway.CHILD_PROTECTION]},
    )
    assert (result.routed, result.settled) == (1, True)


def test_a_child_with_two_cases_in_one_team_is_doubled_and_named() -> None:
    result = the_account(
        at_triage={ONE: [Pathway.EARLY_HELP]}, routed={ONE: [Pathway.EARLY_HELP, Pathway.EARLY_HELP]}
    )
    assert result.doubled == (ONE,)
    assert not result.holds


def test_a_child_whose_message_could_not_be_read_is_quarantined_not_lost() -> None:
    result = the_account(quarantined=[ONE])
    assert (result.quarantined, result.unclaimed, result.holds) == (1, 0, True)


def test_messages_in_quarantine_that_belong_to_no_accepted_child_are_counted_apart() -> None:
    result = the_account(at_triage={ONE: None}, quarantined=[TWO, None])
    assert (result.quarantined, result.unclaimed, result.pending) == (0, 2, 1)


def test_a_child_that_intake_never_accepted_is_stray() -> None:
    assert the_account(accepted=[], at_triage={ONE: None}).stray == (ONE,)


references = st.sets(st.sampled_from([f"4K7Q-9XWD-{number}" for number in range(1, 6)]))
pathways = st.lists(st.sampled_from(list(Pathway)), max_size=2)


@given(
    references,
    references,
    st.dictionaries(st.sampled_from(["4K7Q-9XWD-1", "4K7Q-9XWD-2", "4K7Q-9XWD-9"]), st.none() | pathways),
    st.dictionaries(st.sampled_from(["4K7Q-9XWD-1", "4K7Q-9XWD-2"]), pathways),
    references,
)
def test_every_child_accepted_is_counted_once_and_only_once(
    accepted: set[str],
    on_the_way: set[str],
    at_triage: dict[str, Collection[Pathway] | None],
    routed: dict[str, Sequence[Pathway]],
    quarantined: set[str],
) -> None:
    result = the_account(
        accepted=accepted,
        on_the_way=on_the_way,
        at_triage=at_triage,
        routed=routed,
        quarantined=quarantined,
    )
    counted = result.pending + result.decided + result.routed + result.quarantined + len(result.lost)
    assert counted == result.accepted == len(accepted)


def test_what_is_not_in_order_is_refused_and_nobody_is_called_lost() -> None:
    with pytest.raises(ValueError, match="was read after"):
        account(Held([TWO, ONE], (), (), (), ()))


def test_an_account_of_a_hundred_thousand_children_takes_no_more_memory_than_one_of_a_thousand() -> None:
    def references(count: int) -> Iterator[str]:
        return (f"{number:08d}-1" for number in range(count))

    def memory(count: int) -> int:
        tracemalloc.start()
        try:
            at_triage = ((reference, {Pathway.CET}) for reference in references(count))
            routed = ((reference, [Pathway.CET]) for reference in references(count))
            assert account(Held(references(count), (), at_triage, routed, ())).routed == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    memory(10)
    assert memory(100_000) < memory(1_000) + 100_000
