"""`mash export`: what is held about one child, as a file."""

from pathlib import Path

import click
import httpx

from mash_command.client import client_as
from mash_command.settings import MachineSettings

_ASKED_BY = ("child", "parent", "on-behalf", "court")


@click.group()
def command() -> None:
    """Take a copy of what a running system holds, as a file that any browser opens."""


@command.command()
@click.argument("reference")
@click.option(
    "--to", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
@click.option("--asked-by", required=True, type=click.Choice(_ASKED_BY), help="Who asks for it.")
@click.option("--as", "sign_in_name", required=True, help="The account of the manager who takes the copy.")
def child(reference: str, file: Path, asked_by: str, sign_in_name: str) -> None:
    """Write everything held about the child of REFERENCE into a file, from every service.

    A person reads the marked passages before it is given out. That the copy was taken is kept in the audit
    trail under the account. An existing file is not written over.
    """
    if file.exists():
        raise click.ClickException(f"{file} is there already.")
    with client_as(sign_in_name, MachineSettings()) as client:
        try:
            person = _child_of(client, reference.strip().upper())
            answer = client.get(f"/people/{person}/export.html", params={"asked_by": asked_by})
        except httpx.TransportError as error:
            raise click.ClickException(
                f"Nothing answers at {client.base_url}. Is the system running?"
            ) from error
    _require_given(answer, reference)
    file.write_bytes(answer.content)
    click.echo(f"{file}: read the marked passages before it is given out.")


def _child_of(client: httpx.Client, reference: str) -> str:
    if reference.startswith("PER-"):
        return reference
    answer = client.get(f"/people/of/{reference}")
    if answer.status_code != httpx.codes.SEE_OTHER:
        _require_given(answer, reference)
    return answer.headers["location"].rpartition("/")[2]


_REFUSED = {
    403: "This account may not take a copy: a manager does, who is named for it where it is restricted.",
    404: "There is no record {reference}.",
    503: "Part of the system is not answering, and a copy that lacks a part is not made. Try again.",
}


def _require_given(answer: httpx.Response, reference: str) -> None:
    if answer.status_code != httpx.codes.OK:
        sentence = _REFUSED.get(answer.status_code, f"The system answered with {answer.status_code}.")
        raise click.ClickException(sentence.format(reference=reference))
