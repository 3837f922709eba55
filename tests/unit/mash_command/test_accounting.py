"""Whether every child that intake accepted is accounted for."""

from collections.abc import Collection, Mapping

from hypothesis import given
from hypothesis import strategies as st

from mash_command.accounting import Account, Held, account
from mash_contracts.vocabulary import Pathway

ONE, TWO = "4K7Q-9XWD-1", "4K7Q-9XWD-2"


def the_account(
    *,
    accepted: Collection[str] = (ONE,),
    unpublished: Collection[str] = (),
    unread: int = 0,
    at_triage: Mapping[str, Collection[Pathway] | None] | None = None,
    routed: Mapping[str, Collection[Pathway]] | None = None,
    quarantined: Collection[str] = (),
) -> Account:
    return account(Held(accepted, unpublished, unread, at_triage or {}, routed or {}, quarantined))


def test_a_child_whose_event_is_still_in_the_outbox_is_pending() -> None:
    assert the_account(unpublished=[ONE]).pending == 1


def test_a_child_on_the_log_that_triage_has_not_read_yet_is_pending() -> None:
    assert the_account(unread=1).pending == 1


def test_a_child_that_is_nowhere_is_lost_and_named() -> None:
    result = the_account(accepted=[ONE, TWO], at_triage={ONE: None})
    assert result.lost == (TWO,)
    assert not result.holds


def test_a_child_waiting_for_a_decision_is_pending() -> None:
    result = the_account(at_triage={ONE: None})
    assert (result.pending, result.holds, result.settled) == (1, True, True)


def test_a_child_decided_for_two_teams_and_known_to_one_is_still_on_the_way() -> None:
    result = the_account(
        at_triage={ONE: [Pathway.CHILD_PROTECTION, Pathway.CET]}, routed={ONE: [Pathway.CHILD_PROTECTION]}
    )
    assert (result.decided, result.routed, result.settled) == (1, 0, False)


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
    assert (result.quarantined, result.holds) == (1, True)


def test_a_child_that_intake_never_accepted_is_stray() -> None:
    assert the_account(accepted=[], at_triage={ONE: None}).stray == (ONE,)


references = st.sets(st.sampled_from([f"4K7Q-9XWD-{number}" for number in range(1, 6)]))
pathways = st.lists(st.sampled_from(list(Pathway)), max_size=2)


@given(
    references,
    references,
    st.integers(0, 1),
    st.dictionaries(st.sampled_from(["4K7Q-9XWD-1", "4K7Q-9XWD-2", "4K7Q-9XWD-9"]), st.none() | pathways),
    st.dictionaries(st.sampled_from(["4K7Q-9XWD-1", "4K7Q-9XWD-2"]), pathways),
    references,
)
def test_every_child_accepted_is_counted_once_and_only_once(
    accepted: set[str],
    unpublished: set[str],
    unread: int,
    at_triage: dict[str, Collection[Pathway] | None],
    routed: dict[str, Collection[Pathway]],
    quarantined: set[str],
) -> None:
    result = account(Held(accepted, unpublished, unread, at_triage, routed, quarantined))
    counted = result.pending + result.decided + result.routed + result.quarantined + len(result.lost)
    assert counted == result.accepted == len(accepted)
