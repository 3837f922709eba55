"""A form that is sent in one browser while another takes it over by its code."""

from datetime import timedelta
from functools import partial

import pytest

from mash_intake.handlers.accept import PUBLIC_FORM, Accepted, Handover, accept_contact
from mash_intake.handlers.drafts import Draft, changing_draft, key_of, mark_sent, new_code, take_over
from mash_platform.errors import NotFound
from tests.builders.at_once import at_once
from tests.builders.contacts import a_submission
from tests.builders.intake import Intake

DAY = timedelta(days=1)


def begun(intake: Intake) -> tuple[str, str]:
    """The token of a form that is filled in, and the code to go on with it elsewhere."""
    with changing_draft(intake.delivery, None, life=DAY) as draft:
        draft.answers = {"submitted_by": PUBLIC_FORM}
    code = new_code(intake.delivery, draft.token)
    assert code is not None
    return draft.token, code


def sent(intake: Intake, token: str) -> Accepted:
    """What sending comes to once the form was read, however long ago."""
    return accept_contact(
        intake.delivery,
        Handover(a_submission(), PUBLIC_FORM, key_of(token)),
        test_nhs_numbers=True,
        alongside=lambda transaction, reference: mark_sent(
            transaction, token, reference, until=intake.clock.now() + DAY
        ),
    )


def taken_over(intake: Intake, code: str) -> Draft | None:
    return take_over(intake.delivery, code, submitted_by={PUBLIC_FORM})


def test_a_report_that_another_browser_went_on_with_is_sent_by_that_one_alone(intake: Intake) -> None:
    token, code = begun(intake)
    elsewhere = taken_over(intake, code)
    assert elsewhere is not None
    with pytest.raises(NotFound):
        sent(intake, token)
    reference = sent(intake, elsewhere.token).reference
    assert intake.contacts() == [reference]


def test_a_report_that_is_sent_and_taken_over_at_once_is_one_contact(intake: Intake) -> None:
    for number in range(1, 6):
        token, code = begun(intake)
        here, elsewhere = at_once(partial(sent, intake, token), partial(taken_over, intake, code))
        assert isinstance(here, Accepted) == (elsewhere is None)
        if isinstance(elsewhere, Draft):
            assert isinstance(here, NotFound)
            sent(intake, elsewhere.token)
        assert len(intake.contacts()) == number


def test_of_two_browsers_that_take_the_same_code_one_goes_on(intake: Intake) -> None:
    for _ in range(5):
        _, code = begun(intake)
        ended = at_once(*(partial(taken_over, intake, code) for _ in range(2)))
        assert sorted(isinstance(each, Draft) for each in ended) == [False, True]
        assert None in ended
