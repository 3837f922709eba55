"""One service asking another over a real socket, for the person who is signed in."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mash_contracts.vocabulary import Role
from mash_platform.errors import NotFound, Unavailable
from mash_platform.sign_in.access import NotAllowed, Person
from mash_platform.sign_in.service import SignIn
from mash_platform.sign_in.tickets import Tickets
from mash_platform.web.client import ServiceClient
from tests.builders.serving import serving
from tests.builders.web import a_web_app
from tests.web.sample_part import Note, sample_part

MANAGER = Person("a-1", "Margaret Osei", frozenset({Role.MANAGER}))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[ServiceClient]:
    with a_web_app(tmp_path, sample_part()) as app, serving(app) as served:
        client = ServiceClient(served.address, app.state.sign_in.tickets)
        yield client
        client.close()


def test_the_other_service_knows_for_whom_it_is_asked(client: ServiceClient) -> None:
    assert client.get(MANAGER, "/api/v1/notes/one", Note) == Note(text="one for Margaret Ose")


def test_what_the_person_may_not_see_is_not_given_to_the_service_either(client: ServiceClient) -> None:
    reader = Person("a-2", "Helen Carter", frozenset({Role.ASSURANCE}))
    with pytest.raises(NotAllowed):
        client.get(reader, "/api/v1/notes/one", Note)


def test_what_does_not_exist_is_not_found(client: ServiceClient) -> None:
    with pytest.raises(NotFound):
        client.get(MANAGER, "/api/fails/not-found", Note)


@pytest.mark.parametrize("how", ["unavailable", "unexpected"])
def test_a_service_in_trouble_is_unavailable(client: ServiceClient, how: str) -> None:
    with pytest.raises(Unavailable):
        client.get(MANAGER, f"/api/fails/{how}", Note)


def test_a_service_that_is_not_there_is_unavailable(sign_in: SignIn) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unavailable):
        ServiceClient(f"http://127.0.0.1:{port}", sign_in.tickets).get(MANAGER, "/", Note)


def test_a_ticket_of_another_installation_is_worth_nothing(tmp_path: Path, sign_in: SignIn) -> None:
    with a_web_app(tmp_path / "other", sample_part()) as app, serving(app) as served:
        forged = Tickets(b"a key of somebody else", sign_in.clock)
        client = ServiceClient(served.address, forged)
        with pytest.raises(NotAllowed):
            client.get(MANAGER, "/api/v1/notes/one", Note)
        client.close()
