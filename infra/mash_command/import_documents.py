"""`mash import`: referral documents and e-mails, taken over as they would be on the page for it."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import httpx

from mash_command.client import client_as
from mash_command.settings import MachineSettings
from mash_command.waiting import TooLate, wait_for

_TRY_SECONDS = 60.0
_WORDS = {"contact": "contact", "to-complete": "to complete", "refused": "refused"}


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--as", "sign_in_name", default="practitioner", show_default=True, help="The account that imports them."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a result.")
def command(paths: tuple[Path, ...], sign_in_name: str, as_json: bool) -> None:
    """Take over filled-in referral documents (.docx, .pdf) and e-mails (.eml) from files and folders.

    A document that says all that the form asks becomes a contact; anything else that can be kept waits under
    "Referral documents" for a person to complete. The same document again is the same contact, so a run that
    broke off can simply be repeated. Exit code 1 when any file was refused.
    """
    endings: Counter[str] = Counter()
    with client_as(sign_in_name, MachineSettings()) as client:
        for file in _files(paths):
            for result in _taken_over(client, file):
                endings[result["ending"]] += 1
                _say(file, result, as_json)
    if not as_json:
        counted = ", ".join(f"{count} {_WORDS[ending]}" for ending, count in sorted(endings.items()))
        click.echo(counted or "There was nothing to import.")
    sys.exit(1 if endings["refused"] else 0)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(inner for inner in path.rglob("*") if inner.is_file())
        else:
            yield path


def _taken_over(client: httpx.Client, file: Path) -> list[dict[str, Any]]:
    """What became of one file. Tries again while the service is down. Raises `ClickException`."""

    def try_once() -> httpx.Response:
        with file.open("rb") as content:
            answer = client.post("/api/v1/imports", files={"files": (file.name, content)})
        if answer.is_server_error:
            answer.raise_for_status()
        return answer

    try:
        answer = wait_for("The document being taken over", try_once, seconds=_TRY_SECONDS)
    except TooLate as error:
        raise click.ClickException(f"{error}. Is the system running at {client.base_url}?") from error
    if answer.is_error:
        return [{"ending": "refused", "detail": _title_of(answer)}]
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def _title_of(answer: httpx.Response) -> str:
    return f"{answer.json().get('title', 'It was refused')}."


def _say(file: Path, result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"path": str(file), **result}))
        return
    where = result.get("reference") or result.get("waits_at") or ""
    click.echo(f"{file}: {_WORDS[result['ending']]} {where}".rstrip())
    if not result.get("reference"):
        click.echo(f"  {result['detail']}")
