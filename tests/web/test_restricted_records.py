"""A restricted record is closed wherever somebody asks for it, and can be opened for a reason at once."""

import pytest

from mash_contracts.vocabulary import Role
from mash_platform.audit.trail import Action
from mash_platform.sign_in.service import SignIn
from tests.builders.contacts import a_child, a_submission
from tests.builders.intake import IntakeOnTheWeb
from tests.builders.web import Visitor, someone, title_of

FAMILY_NAME = "Larkspurfold"


@pytest.fixture
def sign_in(intake: IntakeOnTheWeb) -> SignIn:
    sign_in: SignIn = intake.app.state.sign_in
    return sign_in


@pytest.fixture
def manager(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.MANAGER, display_name="Ada Manager")


@pytest.fixture
def colleague(intake: IntakeOnTheWeb) -> Visitor:
    return someone(intake.app, Role.PRACTITIONER, display_name="Peter Colleague")


@pytest.fixture
def contact(intake: IntakeOnTheWeb, manager: Visitor) -> str:
    """A contact about two children of a colleague's family, which a manager has restricted."""
    accepted = intake.room.takes(a_submission(children=[a_child(family_name=FAMILY_NAME), a_child()]))
    answer = manager.send(f"/restricted-records/{accepted.reference}", reason="Peter’s niece")
    assert (answer.status_code, answer.headers["location"]) == (303, "/restricted-records")
    return accepted.reference


def test_a_colleague_who_is_not_named_sees_that_it_is_restricted_and_nothing_of_the_child(
    colleague: Visitor, contact: str
) -> None:
    page = colleague.open(f"/contacts/{contact}")

    assert page.status_code == 403
    assert title_of(page).startswith("Restricted record")
    assert FAMILY_NAME not in page.text
    assert "niece" not in page.text


def test_the_service_for_other_parts_tells_them_neither(colleague: Visitor, contact: str) -> None:
    detail = colleague.open(f"/api/v1/records/{contact}-1")
    summaries = colleague.open(f"/api/v1/records?reference={contact}-1&reference={contact}-2")

    assert (detail.status_code, detail.json()["type"]) == (403, "urn:mash:problem:restricted")
    assert {each["name"] for each in summaries.json()} == {"Restricted record"}
    assert FAMILY_NAME not in detail.text + summaries.text


def test_one_who_is_named_opens_it_as_any_other(
    intake: IntakeOnTheWeb, manager: Visitor, contact: str
) -> None:
    named = someone(intake.app, Role.PRACTITIONER)
    assert named.account is not None
    manager.send(f"/restricted-records/{contact}", reason="Peter’s niece", named=named.account.account_id)

    assert FAMILY_NAME in named.open(f"/contacts/{contact}").text
    assert FAMILY_NAME in manager.open(f"/contacts/{contact}").text


def test_a_colleague_opens_it_for_a_reason_at_once_and_a_manager_sees_that(
    colleague: Visitor, manager: Visitor, contact: str, sign_in: SignIn
) -> None:
    wanted = f"/contacts/{contact}"
    without = colleague.send(f"/restricted-records/{contact}/open", reason=" ", next=wanted)
    answer = colleague.send(
        f"/restricted-records/{contact}/open", reason="She is at the front desk.", next=wanted
    )

    assert (without.status_code, "Say why" in without.text) == (422, True)
    assert (answer.status_code, answer.headers["location"]) == (303, wanted)
    assert FAMILY_NAME in colleague.open(wanted).text
    seen = manager.open("/restricted-records").text
    assert "Peter Colleague opened" in seen
    assert "She is at the front desk." in seen
    routes = [(entry.act.route, entry.act.action) for entry in sign_in.trail.latest(subjects=[contact])]
    assert ("POST /restricted-records/{contact}/open", Action.CHANGE) in routes


def test_being_refused_is_kept_in_the_trail(colleague: Visitor, contact: str, sign_in: SignIn) -> None:
    colleague.open(f"/contacts/{contact}")

    assert sign_in.trail.latest(subjects=[contact])[0].act.action is Action.REFUSED


def test_after_opening_it_the_way_leads_nowhere_else(colleague: Visitor, contact: str) -> None:
    answer = colleague.send(
        f"/restricted-records/{contact}/open", reason="Needed now.", next="https://elsewhere.example"
    )

    assert answer.headers["location"] == "/"


def test_a_manager_says_whether_it_was_right(
    colleague: Visitor, manager: Visitor, contact: str, sign_in: SignIn
) -> None:
    colleague.send(f"/restricted-records/{contact}/open", reason="Curious.", next="/")
    [opening] = sign_in.restrictions.openings()
    review = f"/restricted-records/openings/{opening.opening_id}/review"

    unsaid = manager.send(review)
    without_words = manager.send(review, verdict="not-right")
    manager.send(review, verdict="not-right", words="He is her uncle; his manager knows.")

    assert "Say whether it was right" in unsaid.text
    assert "Say what was not right" in without_words.text
    page = manager.open("/restricted-records").text
    assert "Nothing to look at" in page
    assert "He is her uncle; his manager knows." in page


def test_nobody_restricts_without_saying_why(manager: Visitor, contact: str, sign_in: SignIn) -> None:
    answer = manager.send(f"/restricted-records/{contact}", reason="")

    assert (answer.status_code, "Say why" in answer.text) == (422, True)
    restriction = sign_in.restrictions.of(contact)
    assert restriction is not None
    assert restriction.reason == "Peter’s niece"


def test_a_restriction_is_lifted_in_one_step(colleague: Visitor, manager: Visitor, contact: str) -> None:
    manager.send(f"/restricted-records/{contact}/lift")

    assert FAMILY_NAME in colleague.open(f"/contacts/{contact}").text
    assert "No record is restricted" in manager.open("/restricted-records").text


def test_whoever_sent_the_worry_still_learns_how_far_it_is(colleague: Visitor, contact: str) -> None:
    assert colleague.open(f"/api/v1/contacts/{contact}").status_code == 200
