"""Talking to a running system over its public API, in the name of an account on this machine."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import click
import httpx

from mash_command.settings import MachineSettings
from mash_platform.errors import NotFound
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.service import open_sign_in
from mash_platform.sign_in.tickets import Tickets

_TIMEOUT_SECONDS = 10.0


class _TicketAuth(httpx.Auth):
    """A fresh ticket on every request, because one is good for a minute only."""

    def __init__(self, tickets: Tickets, person: Person) -> None:
        self._tickets = tickets
        self._person = person

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Ticket {self._tickets.ticket_for(self._person)}"
        yield request


@contextmanager
def client_as(sign_in_name: str, settings: MachineSettings) -> Iterator[httpx.Client]:
    """An API client that acts as this account. It reads the data folder, so it works on this machine only.

    Raises `ClickException` when there is no such account.
    """
    with open_sign_in(settings) as sign_in:
        try:
            person = sign_in.accounts.named(sign_in_name).person()
        except NotFound as error:
            raise click.ClickException(
                f"There is no account named {sign_in_name} on {settings.data}. "
                "`mash users list` shows who has one."
            ) from error
        with httpx.Client(
            base_url=settings.address,
            auth=_TicketAuth(sign_in.tickets, person),
            timeout=_TIMEOUT_SECONDS,
            trust_env=False,
        ) as client:
            yield client


def is_running(settings: MachineSettings) -> bool:
    """Whether pages answer at the address."""
    try:
        return httpx.get(settings.address, timeout=2.0, trust_env=False).is_success
    except httpx.TransportError:
        return False
