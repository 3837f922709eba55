"""Agencies talk about a child: everybody's own words are kept, and a correction stands beside them."""

import pytest

from mash_contracts.events import DiscussionRecorded, StrategyDiscussionRequested
from mash_contracts.vocabulary import Agency, DiscussionKind, StrategyOutcome
from mash_platform.errors import Conflict, NotFound, Rejected
from mash_triage.domain.discussions import Discussion, DiscussionGiven
from mash_triage.domain.strategy_discussions import StrategyRequest, StrategyState
from mash_triage.store import discussions, strategy_requests
from mash_triage.store.records import Record
from tests.builders.discussions import a_dissenting_view, a_view, discussed, strategy_discussed
from tests.builders.triage import a_contact_received
from tests.builders.triage_desk import AMIRA, BEN, Desk
from tests.unit.triage.test_strategy_discussion_handlers import a_child_in_danger

pytestmark = pytest.mark.usefixtures("each_database")

WITHOUT_POLICE = (a_view(agency=Agency.SOCIAL_CARE, role="Social worker"), a_view())


def holds(desk: Desk, record: Record, given: DiscussionGiven) -> Discussion:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.discussions.record(transaction, record.reference, given, AMIRA)


def corrects(
    desk: Desk, record: Record, number: int, given: DiscussionGiven, *, seen: int | None = None
) -> Discussion:
    with desk.delivery.transaction() as transaction:
        return desk.handlers.discussions.correct(
            transaction, record.reference, number, given, BEN, seen_revision=seen
        )


def kept(desk: Desk, record: Record) -> tuple[Discussion, ...]:
    with desk.delivery.reading() as session:
        return discussions.discussions_of(session, record.reference)


def requests(desk: Desk, record: Record) -> tuple[StrategyRequest, ...]:
    with desk.delivery.reading() as session:
        return strategy_requests.requests_of(session, record.reference)


def test_each_view_is_kept_in_its_own_words_with_who_differs_and_why(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    holds(desk, record, discussed())

    (discussion,) = kept(desk, record)
    assert discussion.given == discussed()
    assert discussion.latest.recorded_by == AMIRA
    assert discussion.dissenting == (a_dissenting_view(),)


def test_the_log_says_who_took_part_and_how_many_differ_and_no_word_of_it(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    holds(desk, record, discussed())

    (said,) = desk.said(DiscussionRecorded)
    assert (said.agencies, said.agreed, said.dissenting) == ((Agency.HEALTH, Agency.EDUCATION), 1, 1)
    assert said.quorate is None
    assert "asleep" not in said.model_dump_json()


def test_a_discussion_with_something_missing_is_refused_whole(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    with pytest.raises(Rejected) as refused:
        holds(desk, record, discussed(views=(a_view(words="", stance=None), a_dissenting_view(reason=""))))

    assert {error.field for error in refused.value.errors} == {
        "view_1_words",
        "view_1_stance",
        "view_2_reason",
    }
    assert kept(desk, record) == ()
    assert desk.said(DiscussionRecorded) == []


def test_nothing_is_recorded_about_a_child_whom_triage_does_not_know(desk: Desk) -> None:
    with pytest.raises(NotFound), desk.delivery.transaction() as transaction:
        desk.handlers.discussions.record(transaction, "4K7Q-9XWD-1", discussed(), AMIRA)


def test_a_correction_stands_beside_what_it_corrects(desk: Desk) -> None:
    record = desk.receives(a_contact_received())
    holds(desk, record, discussed())

    corrects(
        desk,
        record,
        1,
        discussed(decision="Seen at home today.", correction="It was today, not within three days."),
        seen=1,
    )

    (discussion,) = kept(desk, record)
    assert [one.given.decision for one in discussion.revisions] == [
        discussed().decision,
        "Seen at home today.",
    ]
    assert [one.revision for one in desk.said(DiscussionRecorded)] == [1, 2]


def test_of_two_who_correct_the_second_is_told_and_overwrites_nothing(desk: Desk) -> None:
    record = desk.receives(a_contact_received())
    holds(desk, record, discussed())
    corrects(desk, record, 1, discussed(correction="A name."), seen=1)

    with pytest.raises(Conflict):
        corrects(desk, record, 1, discussed(correction="Another name."), seen=1)

    assert len(kept(desk, record)[0].revisions) == 2


def test_a_correction_says_what_it_corrects_and_there_is_something_to_correct(desk: Desk) -> None:
    record = desk.receives(a_contact_received())
    holds(desk, record, discussed())

    with pytest.raises(Rejected):
        corrects(desk, record, 1, discussed())
    with pytest.raises(NotFound):
        corrects(desk, record, 2, discussed(correction="A name."))


def test_a_strategy_discussion_nobody_had_asked_for_counts_as_held_when_all_three_took_part(
    desk: Desk,
) -> None:
    record = desk.receives(a_contact_received())

    holds(desk, record, strategy_discussed())

    assert [one.state for one in requests(desk, record)] == [StrategyState.HELD]
    assert desk.said(StrategyDiscussionRequested) == []


def test_one_nobody_had_asked_for_that_lacks_the_police_is_asked_for_now(desk: Desk) -> None:
    record = desk.receives(a_contact_received())

    holds(desk, record, strategy_discussed(views=WITHOUT_POLICE, outcome=None))

    assert [one.state for one in requests(desk, record)] == [StrategyState.DUE]
    assert len(desk.said(StrategyDiscussionRequested)) == 1
    holds(desk, record, strategy_discussed())
    assert [one.state for one in requests(desk, record)] == [StrategyState.HELD]


def test_without_all_three_no_outcome_is_taken(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())

    with pytest.raises(Rejected) as refused:
        holds(desk, record, strategy_discussed(views=WITHOUT_POLICE, outcome=StrategyOutcome.NO_FURTHER))

    assert [error.code for error in refused.value.errors] == ["not-quorate"]


def test_a_correction_that_takes_the_police_out_makes_it_due_again(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())
    holds(desk, record, strategy_discussed())

    corrects(
        desk,
        record,
        1,
        strategy_discussed(views=WITHOUT_POLICE, outcome=None, correction="The police were not there."),
    )

    assert [one.state for one in requests(desk, record)] == [StrategyState.DUE]


def test_a_correction_that_makes_it_a_strategy_discussion_holds_the_one_that_is_due(desk: Desk) -> None:
    record = desk.receives(a_child_in_danger())
    holds(desk, record, strategy_discussed(kind=DiscussionKind.MULTI_AGENCY, outcome=None))
    assert [one.state for one in requests(desk, record)] == [StrategyState.DUE]

    corrects(desk, record, 1, strategy_discussed(correction="It was a strategy discussion."))

    assert [one.state for one in requests(desk, record)] == [StrategyState.HELD]


def test_a_correction_that_says_it_was_no_strategy_discussion_makes_the_one_asked_for_due_again(
    desk: Desk,
) -> None:
    record = desk.receives(a_child_in_danger())
    holds(desk, record, strategy_discussed())

    corrects(
        desk,
        record,
        1,
        strategy_discussed(kind=DiscussionKind.MULTI_AGENCY, outcome=None, correction="Only an update."),
    )

    assert [one.state for one in requests(desk, record)] == [StrategyState.DUE]
