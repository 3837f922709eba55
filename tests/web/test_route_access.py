"""Every way into the system, and who may take it.

The table below is the promise. A route that is missing from it, or admits someone else than it says, fails;
so does a role that gets further, or less far, than the table says when it really asks.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response

from mash_command.web import web_application
from mash_contracts.vocabulary import PERSON_ROLES, SYSTEM_ROLES, Agency, Pathway, Role
from mash_platform.clock import MovableClock
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.service import SignIn, open_sign_in
from mash_platform.web.access_table import route_access
from mash_platform.web.auditing import NOT_KEPT
from tests.builders.web import TUESDAY_EVENING, Visitor, nobody, partner, someone

ANYONE = frozenset(Role)
HUB = frozenset({Role.PRACTITIONER, Role.MANAGER})
MANAGERS = frozenset({Role.MANAGER})
CHECKS = HUB | {Role.AGENCY_MEMBER}
POLICY_READERS = CHECKS | {Role.TEAM_MEMBER, Role.ASSURANCE}
CHECKS_AND_SYSTEMS = CHECKS | {Role.AGENCY_SYSTEM}
PEOPLE = frozenset(PERSON_ROLES)
TEAMS = frozenset({Role.TEAM_MEMBER, Role.MANAGER})
TEAMS_AND_SYSTEMS = TEAMS | {Role.TEAM_SYSTEM}
RECORD_READERS = HUB | {Role.TEAM_MEMBER, Role.SERVICE}
REFERRERS = HUB | {Role.REFERRER, Role.REFERRING_SYSTEM}
ASSURANCE = frozenset({Role.ASSURANCE, Role.MANAGER, Role.ADMINISTRATOR})

TABLE = {
    # The shell
    "GET /": ANYONE,
    "GET /more": PEOPLE,
    "GET /api/openapi.json": ANYONE,
    "GET /metrics": frozenset({Role.ASSURANCE, Role.ADMINISTRATOR, Role.MONITORING_SYSTEM}),
    "GET /sign-in": ANYONE,
    "POST /sign-in": ANYONE,
    "POST /sign-out": ANYONE,
    "GET /accounts": frozenset({Role.ADMINISTRATOR}),
    "GET /audit": frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    "GET /restricted-records": frozenset({Role.MANAGER}),
    "GET /restricted-records/{contact}": frozenset({Role.MANAGER}),
    "POST /restricted-records/{contact}": frozenset({Role.MANAGER}),
    "POST /restricted-records/{contact}/lift": frozenset({Role.MANAGER}),
    "POST /restricted-records/{contact}/open": TEAMS | CHECKS,
    "POST /restricted-records/openings/{opening_id}/review": frozenset({Role.MANAGER}),
    "GET /account/password": PEOPLE,
    "POST /account/password": PEOPLE,
    # Intake: anyone may report a worry; only the hub sees who did
    "GET /report": ANYONE,
    "POST /report": ANYONE,
    "GET /report/leave": ANYONE,
    "GET /report/check": ANYONE,
    "POST /report/check": ANYONE,
    "GET /report/sent": ANYONE,
    "GET /report/templates/{name}": ANYONE,
    "GET /import": HUB,
    "POST /import": HUB,
    "GET /import/{digest}": HUB,
    "GET /import/{digest}/files/{file}": HUB,
    "POST /import/{digest}/complete": HUB,
    "POST /import/{digest}/close": HUB,
    "POST /api/v1/imports": HUB,
    "GET /report/files": ANYONE,
    "POST /report/files": ANYONE,
    "POST /report/files/remove": ANYONE,
    "GET /report/status": ANYONE,
    "POST /report/status": ANYONE,
    "POST /report/status/challenge": ANYONE,
    "POST /report/status/copy": ANYONE,
    "GET /report/sent/copy": ANYONE,
    "GET /report/elsewhere": ANYONE,
    "POST /report/elsewhere": ANYONE,
    "GET /report/resume": ANYONE,
    "POST /report/resume": ANYONE,
    "GET /acknowledgements": HUB,
    "POST /acknowledgements": HUB,
    "POST /acknowledgements/told-otherwise": HUB,
    "GET /report/{page}": ANYONE,
    "POST /report/{page}": ANYONE,
    "GET /report/{group}/{item}/{page}": ANYONE,
    "POST /report/{group}/{item}/{page}": ANYONE,
    "POST /report/{group}/{item}/remove": ANYONE,
    "GET /calls": HUB,
    "GET /calls/{key}": HUB,
    "POST /calls/{key}": HUB,
    "POST /calls/{key}/forget": HUB,
    "POST /calls/{key}/bring-back": HUB,
    "GET /calls/{key}/sent": HUB,
    "GET /contacts": HUB,
    "GET /contacts/{reference}": HUB,
    "POST /contacts/{reference}/attachments": HUB,
    "GET /contacts/{reference}/attachments/{digest}": HUB,
    "GET /people": HUB,
    "GET /people/questions": HUB,
    "GET /people/questions/{reference}": HUB,
    "POST /people/questions/{reference}": HUB,
    "GET /people/of/{reference}": HUB,
    "GET /people/{person}": HUB,
    "GET /people/{person}/export": MANAGERS,
    "GET /people/{person}/export.html": MANAGERS,
    "GET /erasures": MANAGERS,
    "GET /erasures/{reference}": MANAGERS,
    "POST /erasures/{reference}": MANAGERS,
    "POST /erasures/{reference}/agree": MANAGERS,
    "POST /erasures/{reference}/take-back": MANAGERS,
    "POST /erasures/{reference}/keep": MANAGERS,
    "POST /erasures/{reference}/keep/{number}/lift": MANAGERS,
    "GET /people/{person}/separate/{reference}": HUB,
    "POST /people/{person}/separate/{reference}": HUB,
    "GET /people/{person}/answers/{answer_id}": HUB,
    "POST /people/{person}/answers/{answer_id}": HUB,
    "GET /api/v1/people": HUB | {Role.SERVICE},
    "POST /api/v1/contacts": REFERRERS,
    "GET /api/v1/contacts/{reference}": REFERRERS,
    "POST /api/v1/contacts/{reference}/attachments": REFERRERS,
    "GET /api/v1/records": RECORD_READERS,
    "GET /api/v1/records/{reference}": RECORD_READERS,
    # Triage: the hub decides
    "GET /triage": HUB,
    "GET /triage/": HUB,
    "POST /triage/drafts/{form:path}": CHECKS,
    "GET /triage/{reference}": HUB,
    "GET /agency-checks": CHECKS,
    "GET /agency-checks/": CHECKS,
    "GET /agency-checks/{reference}/{agency}": CHECKS,
    "POST /agency-checks/{reference}/{agency}": CHECKS,
    "GET /api/v1/agency-checks": CHECKS_AND_SYSTEMS,
    "GET /api/v1/agency-checks/{reference}/{agency}": CHECKS_AND_SYSTEMS,
    "POST /api/v1/agency-checks/{reference}/{agency}/answers": CHECKS_AND_SYSTEMS,
    "GET /api/v1/practice-tools": CHECKS_AND_SYSTEMS,
    "GET /api/v1/practice-tools/{reference}": CHECKS_AND_SYSTEMS,
    "POST /api/v1/practice-tools/{reference}": CHECKS_AND_SYSTEMS,
    "GET /triage/{reference}/sharing": HUB,
    "POST /triage/{reference}/sharing": HUB,
    "POST /api/v1/sharing/{reference}": HUB,
    "GET /triage/{reference}/decided": HUB,
    "GET /triage/{reference}/chronology": HUB,
    "GET /triage/{reference}/chronology/plot.svg": HUB,
    "GET /triage/{reference}/chronology/add": HUB,
    "POST /triage/{reference}/chronology/add": HUB,
    "GET /triage/{reference}/chronology/{number}/take-back": HUB,
    "POST /triage/{reference}/chronology/{number}/take-back": HUB,
    "GET /triage/{reference}/discussions": HUB,
    "GET /triage/{reference}/discussions/record": HUB,
    "POST /triage/{reference}/discussions/record": HUB,
    "GET /triage/{reference}/discussions/{number}": HUB,
    "GET /triage/{reference}/discussions/{number}/correct": HUB,
    "POST /triage/{reference}/discussions/{number}/correct": HUB,
    "GET /professional-differences/": CHECKS,
    "GET /professional-differences/{reference}/raise": CHECKS,
    "POST /professional-differences/{reference}/raise": CHECKS,
    "GET /professional-differences/{reference}/{number}": CHECKS,
    "POST /professional-differences/{reference}/{number}": CHECKS,
    "GET /oversight/": MANAGERS,
    "GET /oversight/strategy-discussions": MANAGERS,
    "GET /oversight/audits": MANAGERS,
    "GET /oversight/audits/{reference}/{number}": MANAGERS,
    "POST /oversight/audits/{reference}/{number}": MANAGERS,
    "GET /api/v1/strategy-discussions": HUB,
    "GET /api/v1/discussions/{reference}": HUB,
    "POST /api/v1/discussions/{reference}": HUB,
    "POST /api/v1/discussions/{reference}/{number}/corrections": HUB,
    "GET /api/v1/professional-differences": CHECKS_AND_SYSTEMS,
    "GET /api/v1/professional-differences/{reference}/{number}": CHECKS_AND_SYSTEMS,
    "POST /api/v1/professional-differences/{reference}": CHECKS_AND_SYSTEMS,
    "POST /api/v1/professional-differences/{reference}/{number}/steps": CHECKS_AND_SYSTEMS,
    "GET /api/v1/audits": MANAGERS,
    "POST /api/v1/audits/{reference}/{number}": MANAGERS,
    "GET /api/v1/feedback": HUB,
    "GET /feedback/": HUB,
    "POST /feedback/{reference}/{number}": HUB,
    "GET /triage/{reference}/together": HUB,
    "POST /triage/{reference}/together": HUB,
    "GET /triage/{reference}/together/decided": HUB,
    "GET /triage/{reference}/clocks": HUB,
    "POST /triage/{reference}/clocks/pause": HUB,
    "POST /triage/{reference}/clocks/resume": HUB,
    "GET /triage/{reference}/tools": HUB,
    "GET /triage/{reference}/tools/{tool}": HUB,
    "POST /triage/{reference}/tools/{tool}": HUB,
    "GET /triage/{reference}/tools/{tool}/{version}": HUB,
    "GET /triage/{reference}/tracker-grade": HUB,
    "POST /triage/{reference}/tracker-grade": HUB,
    "GET /triage/{reference}/school-notice": HUB,
    "POST /triage/{reference}/school-notice": HUB,
    "GET /vulnerability-tracker/": HUB,
    "GET /policy/": POLICY_READERS,
    "GET /policy/{edition}": POLICY_READERS,
    "GET /policy/{kind}/{edition}": POLICY_READERS,
    "GET /school-notices/": HUB,
    "GET /triage/{reference}/decision": HUB,
    "POST /triage/{reference}/decision": HUB,
    "GET /triage/{reference}/second-person": HUB,
    "POST /triage/{reference}/second-person": HUB,
    "GET /api/v1/triage/records": HUB,
    "GET /api/v1/triage/records/{reference}": HUB,
    "GET /api/v1/triage/records/{reference}/held": MANAGERS,
    "GET /api/v1/triage/records/{reference}/open": MANAGERS,
    "POST /api/v1/decisions/{reference}": HUB,
    "POST /api/v1/decisions/{reference}/together": HUB,
    "POST /api/v1/decisions/{reference}/second-person": HUB,
    # Routing: the teams answer; managers see every worklist
    "GET /worklists": TEAMS,
    "GET /worklists/": TEAMS,
    "GET /worklists/{team_code}": TEAMS,
    "GET /worklists/records/{reference}": HUB,
    "GET /worklists/cases/{case_id}": TEAMS,
    "POST /worklists/cases/{case_id}/accept": TEAMS,
    "POST /worklists/cases/{case_id}/allocate": TEAMS,
    "GET /worklists/cases/{case_id}/decline": TEAMS,
    "POST /worklists/cases/{case_id}/decline": TEAMS,
    "POST /worklists/cases/{case_id}/close": TEAMS,
    "GET /api/v1/worklists/{team}": TEAMS_AND_SYSTEMS,
    "GET /api/v1/worklists/{team}/workers": TEAMS_AND_SYSTEMS,
    "GET /api/v1/worklists/records/{reference}/held": MANAGERS,
    "GET /api/v1/worklists/records/{reference}/open": MANAGERS,
    "GET /api/v1/cases": HUB,
    "GET /api/v1/cases/{case_id}": TEAMS_AND_SYSTEMS,
    "GET /api/v1/cases/{case_id}/child": TEAMS_AND_SYSTEMS,
    "POST /api/v1/cases/{case_id}/accept": TEAMS_AND_SYSTEMS,
    "POST /api/v1/cases/{case_id}/decline": TEAMS_AND_SYSTEMS,
    "POST /api/v1/cases/{case_id}/allocate": TEAMS_AND_SYSTEMS,
    "POST /api/v1/cases/{case_id}/close": TEAMS_AND_SYSTEMS,
    # Assurance: figures, and nothing about a single child
    "GET /assurance": ASSURANCE,
    "GET /assurance/": ASSURANCE,
    "GET /assurance/meaning": ASSURANCE,
    "GET /assurance/plots/{name}.svg": ASSURANCE,
    "GET /assurance/tables/{name}.csv": ASSURANCE,
    "GET /assurance/metrics": ASSURANCE | {Role.MONITORING_SYSTEM},
    "GET /api/v1/assurance/measures": ASSURANCE | {Role.MONITORING_SYSTEM},
}

_VALUES = {
    "team": "early-help",
    "team_code": "early-help",
    "case_id": "1",
    "agency": "police",
    "item": "1",
    "number": "1",
    "name": "none",
}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The web of all services together, as `mash up` serves it."""
    folder: Path = tmp_path_factory.mktemp("hub")
    clock = MovableClock(TUESDAY_EVENING)
    with open_sign_in(_Folder(folder), clock) as sign_in:
        yield web_application(folder, sign_in, clock)


class _Folder:
    def __init__(self, data: Path) -> None:
        self.data = data


@pytest.fixture(scope="module")
def visitors(hub: FastAPI) -> dict[Role, Visitor]:
    people = {role: someone(hub, role) for role in PEOPLE}
    systems = {role: nobody(hub) for role in (*SYSTEM_ROLES, Role.SERVICE)}
    whose: dict[Role, dict[str, Any]] = {
        Role.TEAM_SYSTEM: {"team": Pathway.EARLY_HELP},
        Role.AGENCY_SYSTEM: {"agency": Agency.POLICE},
    }
    for role in SYSTEM_ROLES:
        systems[role].client = partner(hub, role.value, role, **whose.get(role, {}))
    asking = Person("account-of-amira", "Amira Shah", frozenset({Role.SERVICE}))
    ticket = hub.state.sign_in.tickets.ticket_for(asking)
    systems[Role.SERVICE].client.headers["authorization"] = f"Ticket {ticket}"
    return people | systems


def test_every_route_is_in_the_table_and_admits_whom_the_table_says(hub: FastAPI) -> None:
    found = {
        f"{route.method} {route.path}": ANYONE if route.admits is None else route.admits
        for route in route_access(hub)
    }
    assert {route: sorted(roles) for route, roles in found.items()} == {
        route: sorted(roles) for route, roles in TABLE.items()
    }


def test_only_reporting_signing_in_and_the_api_document_are_open_to_people_unknown(hub: FastAPI) -> None:
    opened = {route.path for route in route_access(hub) if route.admits is None}
    assert all(
        path.startswith(("/report", "/sign-")) or path in ("/", "/api/openapi.json") for path in opened
    )


@pytest.mark.parametrize("role", Role)
def test_every_role_gets_exactly_as_far_as_the_table_says(visitors: dict[Role, Visitor], role: Role) -> None:
    wrong = []
    for route, roles in TABLE.items():
        answer = _ask(visitors[role], route)
        if _refused(answer) != (role not in roles):
            wrong.append((route, answer.status_code))
    assert wrong == []


def test_whatever_a_manager_asks_for_is_kept_but_what_is_about_nobody(
    hub: FastAPI, visitors: dict[Role, Visitor]
) -> None:
    sign_in: SignIn = hub.state.sign_in
    kept_of = {route: route.split(" ")[1] not in NOT_KEPT for route in TABLE if route.startswith("GET ")}
    wrong = []
    for route, kept in kept_of.items():
        before = sign_in.trail.count()
        _ask(visitors[Role.MANAGER], route)
        if (sign_in.trail.count() > before) != kept:
            wrong.append(route)
    assert wrong == []


@pytest.mark.parametrize("role", SYSTEM_ROLES)
def test_a_token_is_for_one_thing(hub: FastAPI, role: Role) -> None:
    """No page and no record of any child is open to a token, whatever it is for."""
    wide = {"/metrics", "/assurance/metrics"} if role is Role.MONITORING_SYSTEM else set()
    opened = {route.path for route in route_access(hub) if route.admits is not None and role in route.admits}
    part = {
        Role.REFERRING_SYSTEM: ("/api/v1/contacts",),
        Role.TEAM_SYSTEM: ("/api/v1/worklists/", "/api/v1/cases/"),
        Role.AGENCY_SYSTEM: (
            "/api/v1/agency-checks",
            "/api/v1/practice-tools",
            "/api/v1/professional-differences",
        ),
        Role.MONITORING_SYSTEM: ("/api/v1/assurance/",),
    }[role]
    assert opened
    assert all(path.startswith(part) for path in opened - wide)


def test_people_unknown_are_sent_to_sign_in_and_systems_unknown_get_401(hub: FastAPI) -> None:
    visitor = nobody(hub)
    wrong = []
    for route, roles in TABLE.items():
        answer = _ask(visitor, route)
        if roles == ANYONE:
            right = not _refused(answer) and answer.status_code != 401
        elif "/api/" in route:
            right = answer.status_code == 401
        else:
            right = answer.headers.get("location", "").startswith("/sign-in?next=")
        if not right:
            wrong.append((route, answer.status_code))
    assert wrong == []


def _ask(visitor: Visitor, route: str) -> Response:
    method, path = route.split(" ")
    for part in path.split("/"):
        if part.startswith("{"):
            name = part[1:].partition("}")[0]
            path = path.replace(f"{{{name}}}", _VALUES.get(name, "4K7Q-9XWD-1"))
    if method == "GET":
        return visitor.open(path)
    if path == "/sign-out":
        # It would sign the visitor out of all the routes that are asked after it.
        return visitor.open("/sign-in")
    if path.startswith("/api/"):
        headers = {} if visitor.account is None else {"x-csrf-token": visitor.csrf()}
        return visitor.client.post(path, json={}, headers=headers)
    return (
        visitor.send(path)
        if visitor.client.headers.get("authorization") is None
        else visitor.client.post(path)
    )


def _refused(answer: Response) -> bool:
    return answer.status_code == 403
