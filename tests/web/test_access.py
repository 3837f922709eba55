"""Who a request is from, and what that person may do."""

from datetime import timedelta
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI

from mash_contracts.vocabulary import Pathway, Role
from mash_platform.clock import MovableClock
from mash_platform.sign_in.access import Person, anyone, require
from mash_platform.sign_in.service import SignIn
from mash_platform.sign_in.tickets import VALID
from mash_platform.web.access_table import UndeclaredAccess
from mash_platform.web.shell import WebPart, create_web_app
from tests.builders.web import an_account, nobody, partner, someone

NOTE = "/api/v1/notes/one"


def test_someone_with_another_role_is_told_so_and_by_what_name_they_are_signed_in(app: FastAPI) -> None:
    visitor = someone(app, Role.ASSURANCE, display_name="Helen Carter")
    page = visitor.open("/desk")
    assert page.status_code == 403
    assert "You are signed in as Helen Carter." in page.text


def test_an_api_answers_401_to_nobody_and_403_to_the_wrong_role(app: FastAPI) -> None:
    nobody_asks = nobody(app).open(NOTE)
    assert (nobody_asks.status_code, nobody_asks.headers["www-authenticate"]) == (401, "Bearer")
    wrong_role = someone(app, Role.ASSURANCE).open(NOTE)
    assert (wrong_role.status_code, wrong_role.json()["type"]) == (403, "urn:mash:problem:not-allowed")
    assert someone(app, Role.MANAGER).open(NOTE).status_code == 200


def test_a_partner_system_is_known_by_its_token(app: FastAPI) -> None:
    assert partner(app, "gateway").get(NOTE).json()["text"] == "one for gateway"


def test_a_new_token_ends_the_old_one(app: FastAPI, sign_in: SignIn) -> None:
    gateway = partner(app, "gateway")
    sign_in.tokens.create("gateway", Role.REFERRING_SYSTEM)
    assert gateway.get(NOTE).status_code == 401


def test_a_closed_partner_system_is_refused_everywhere_also_where_anyone_may_come(
    app: FastAPI, sign_in: SignIn
) -> None:
    gateway = partner(app, "gateway")
    sign_in.tokens.revoke("gateway")
    assert gateway.get(NOTE).status_code == 401
    assert gateway.get("/api/openapi.json").status_code == 401
    assert gateway.get("/").status_code == 303


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Ticket wrong", "Basic YTpi", "Bearer", "nonsense", "Bearer é"]
)
def test_a_header_that_proves_nothing_does_not_fall_back_on_the_cookie(app: FastAPI, header: str) -> None:
    visitor = someone(app, Role.MANAGER)
    answer = visitor.client.get(NOTE, headers=[(b"authorization", header.encode("latin-1"))])
    assert answer.status_code == 401


def test_a_ticket_speaks_for_the_person_it_was_made_for_and_for_a_minute_only(
    app: FastAPI, sign_in: SignIn, clock: MovableClock
) -> None:
    person = Person("a-1", "Priya Nair", frozenset({Role.MANAGER}), Pathway.CET)
    ticket = sign_in.tickets.ticket_for(person)
    assert sign_in.tickets.holder(ticket) == person
    asked = nobody(app).client.get(NOTE, headers={"authorization": f"Ticket {ticket}"})
    assert asked.json()["text"] == "one for Priya Nair"
    clock.move(VALID)
    assert sign_in.tickets.holder(ticket) is None


def test_a_ticket_cannot_be_made_up_or_given_more_roles(sign_in: SignIn) -> None:
    ticket = sign_in.tickets.ticket_for(Person("a-1", "Priya Nair", frozenset({Role.REFERRER})))
    payload, signature = ticket.rsplit(".", 1)
    richer = sign_in.tickets.ticket_for(Person("a-1", "Priya Nair", frozenset({Role.MANAGER})))
    assert sign_in.tickets.holder(richer.rsplit(".", 1)[0] + "." + signature) is None
    assert sign_in.tickets.holder(payload) is None


def test_a_route_that_does_not_say_whom_it_admits_stops_the_start(
    sign_in: SignIn, clock: MovableClock
) -> None:
    router = APIRouter()

    @router.get("/forgotten")
    def forgotten() -> None: ...

    with pytest.raises(UndeclaredAccess, match="/forgotten"):
        create_web_app([WebPart([router])], sign_in=sign_in, clock=clock)


def test_a_route_that_says_it_twice_stops_the_start(sign_in: SignIn, clock: MovableClock) -> None:
    router = APIRouter(dependencies=[Depends(anyone)])

    @router.get("/twice")
    def twice(person: Annotated[Person, Depends(require(Role.MANAGER))]) -> None: ...

    with pytest.raises(UndeclaredAccess, match="/twice"):
        create_web_app([WebPart([router])], sign_in=sign_in, clock=clock)


def test_the_same_rule_for_a_whole_router_and_a_page_is_one_declaration(
    sign_in: SignIn, clock: MovableClock
) -> None:
    router = APIRouter(dependencies=[Depends(require(Role.MANAGER))])

    @router.get("/once")
    def once(person: Annotated[Person, Depends(require(Role.MANAGER))]) -> str:
        return person.name

    app = create_web_app([WebPart([router])], sign_in=sign_in, clock=clock)
    assert someone(app, Role.MANAGER, display_name="Margaret Osei").open("/once").json() == "Margaret Osei"
    assert someone(app, Role.REFERRER).open("/once").status_code == 403


def test_require_needs_a_role() -> None:
    with pytest.raises(ValueError, match="anyone"):
        require()


@pytest.mark.parametrize("role", [Role.ASSURANCE, Role.ADMINISTRATOR])
def test_figures_for_machines_are_for_those_who_watch_over_the_hub(app: FastAPI, role: Role) -> None:
    someone(app, Role.PRACTITIONER).open("/desk?page=4K7Q-9XWD-1")
    answer = someone(app, role).open("/metrics")
    assert 'mash_web_request_seconds_count{method="GET",route="/desk",status="200"}' in answer.text
    assert "4K7Q" not in answer.text
    watching = partner(app, "prometheus", Role.MONITORING_SYSTEM)
    assert watching.get("/metrics").status_code == 200
    assert partner(app).get("/metrics").status_code == 403
    assert someone(app, Role.PRACTITIONER).open("/metrics").status_code == 403


def test_an_administrator_sees_who_may_sign_in(app: FastAPI, sign_in: SignIn, clock: MovableClock) -> None:
    gone = an_account(sign_in, Role.REFERRER, display_name="Ruth Whitfield")
    sign_in.accounts.disable(gone.sign_in_name)
    clock.move(timedelta(minutes=1))
    administrator = someone(app, Role.ADMINISTRATOR)
    assert administrator.open("/").headers["location"] == "/accounts"
    page = administrator.open("/accounts").text
    assert "Ruth Whitfield" in page
    assert "Closed" in page
