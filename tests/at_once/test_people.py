"""People who act on the same child at the same moment never overwrite each other."""

from collections import Counter
from datetime import timedelta
from functools import partial

from mash_contracts.events import ReferralAccepted, ReferralDeclined, ThresholdDecided
from mash_contracts.vocabulary import DeclineReason, Pathway, Rag
from mash_intake.handlers.drafts import changing_draft
from mash_platform.errors import Conflict
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.service import SignIn
from mash_platform.sign_in.throttle import FAILURES
from mash_routing.domain.case_state import CaseState
from mash_routing.store import Case
from mash_triage.domain.record_state import RecordState
from tests.builders.at_once import at_once
from tests.builders.contacts import a_child, a_submission
from tests.builders.intake import Intake
from tests.builders.routing import RoutingRoom, a_decision, a_team_member
from tests.builders.triage import a_contact_received
from tests.builders.triage_desk import AMIRA, BEN, MARY, Desk, following

AGAIN = range(5)
PRIYA, TOM = a_team_member(name="Priya Shah"), a_team_member(name="Tom Reed")


def accept(routing: RoutingRoom, case: Case, person: Person) -> CaseState:
    with routing.delivery.transaction() as transaction:
        return routing.answers.accept(transaction, person, case.case_id).state


def decline(routing: RoutingRoom, case: Case, person: Person) -> CaseState:
    with routing.delivery.transaction() as transaction:
        declined = routing.answers.decline(
            transaction, person, case.case_id, reason=DeclineReason.ALREADY_OPEN
        )
        return declined.state


def test_of_two_practitioners_who_decide_at_once_one_decides_and_the_other_is_told(desk: Desk) -> None:
    for number in AGAIN:
        seen = desk.receives(a_contact_received(reference=f"4K7Q-9XW{number}-1"))

        ended = at_once(partial(desk.decides, seen, person=AMIRA), partial(desk.decides, seen, person=BEN))

        assert [type(one) for one in ended].count(Conflict) == 1
        record = desk.record(seen.reference)
        assert (record.version, len(record.decisions)) == (seen.version + 1, 1)
    assert len(desk.said(ThresholdDecided)) == len(AGAIN)


def test_of_two_second_people_who_look_at_once_one_answer_counts(desk: Desk) -> None:
    waiting = desk.receives(a_contact_received())
    below = following(waiting, rag=Rag.GREEN, pathways=(Pathway.ADVICE,))
    proposed = desk.decides(waiting, below, person=AMIRA)
    assert proposed.state is RecordState.AWAITING_SECOND_PERSON

    ended = at_once(
        lambda: desk.looks_again(proposed, person=BEN), lambda: desk.looks_again(proposed, person=MARY)
    )

    assert [type(one) for one in ended].count(Conflict) == 1
    assert len(desk.said(ThresholdDecided)) == 1


def test_of_one_who_accepts_and_one_who_declines_at_once_only_the_first_is_heard(
    routing: RoutingRoom,
) -> None:
    for _ in AGAIN:
        decision = a_decision(pathways=(Pathway.EARLY_HELP,))
        routing.receives(decision)
        case = routing.case(decision.reference, Pathway.EARLY_HELP)

        ended = at_once(partial(accept, routing, case, PRIYA), partial(decline, routing, case, TOM))

        assert [type(one) for one in ended].count(Conflict) == 1
        assert routing.case(decision.reference, Pathway.EARLY_HELP).state in ended
    answers = {ReferralAccepted.TYPE, ReferralDeclined.TYPE}
    said = [headers["ce_type"] for _, _, headers in routing.said()]
    assert sum(kind in answers for kind in said) == len(AGAIN)


def test_two_colleagues_who_accept_at_once_take_the_case_once(routing: RoutingRoom) -> None:
    decision = a_decision(pathways=(Pathway.EARLY_HELP,))
    routing.receives(decision)
    case = routing.case(decision.reference, Pathway.EARLY_HELP)

    ended = at_once(partial(accept, routing, case, PRIYA), partial(accept, routing, case, TOM))

    assert ended == [CaseState.ACCEPTED, CaseState.ACCEPTED]
    assert [headers["ce_type"] for _, _, headers in routing.said()].count(ReferralAccepted.TYPE) == 1


def test_a_team_that_accepts_while_the_hub_decides_again_stops_no_worker(routing: RoutingRoom) -> None:
    for _ in AGAIN:
        decision = a_decision(pathways=(Pathway.EARLY_HELP,))
        routing.receives(decision)
        case = routing.case(decision.reference, Pathway.EARLY_HELP)
        again = decision.model_copy(
            update={"decided_at": decision.decided_at + timedelta(hours=1), "rag": Rag.RED}
        )

        ended = at_once(partial(accept, routing, case, PRIYA), partial(routing.receives, again))

        assert ended == [CaseState.ACCEPTED, None]
        (now,) = routing.cases(decision.reference)
        assert (now.state, now.rag, now.version) == (CaseState.ACCEPTED, Rag.RED, case.version + 2)


def test_of_two_contacts_at_once_about_one_child_the_second_counts_the_first(intake: Intake) -> None:
    contact = a_submission(children=(a_child(),))

    at_once(*[lambda: intake.takes(contact)] * 4)

    earlier = [event.history.contacts_in_12_months for event in intake.said()]
    assert Counter(earlier) == Counter([0, 1, 2, 3])


def test_a_contact_sent_twice_at_once_under_one_key_is_one_contact(intake: Intake) -> None:
    ended = at_once(*[lambda: intake.takes(a_submission(), key="the-same")] * 4)

    assert len({getattr(one, "reference", one) for one in ended}) == 1
    assert len(intake.contacts()) == 1


def test_two_pages_of_a_form_saved_at_once_keep_the_answers_of_both(intake: Intake) -> None:
    with changing_draft(intake.delivery, None, life=timedelta(hours=1)) as draft:
        token = draft.token

    def save(page: str) -> None:
        with changing_draft(intake.delivery, token, life=timedelta(hours=1)) as draft:
            draft.answers[page] = "answered"

    at_once(*[partial(save, page) for page in ("you", "child", "worry", "school")])

    (answers,) = intake.drafts()
    assert set(answers) == {"you", "child", "worry", "school"}


def test_guessing_many_passwords_at_once_gains_no_further_guess(sign_in: SignIn) -> None:
    answers = at_once(*[lambda: sign_in.throttle.attempt("m.osei")] * (2 * FAILURES))

    assert answers.count(None) == FAILURES
