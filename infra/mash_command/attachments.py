"""`mash attachments`: whether every file that came with a contact is there as it was handed in."""

import json
import sys
from dataclasses import asdict

import click

from mash_intake.handlers.attachments import verify as verified
from mash_intake.service import open_delivery
from mash_intake.settings import Settings
from mash_intake.store.attachment_folder import AttachmentFolder
from mash_platform.clock import SystemClock
from mash_platform.identifiers import RandomIdentifiers


@click.group()
def command() -> None:
    """Check the files that came with contacts. Works whether or not the system runs."""


@command.command()
@click.option("--json", "as_json", is_flag=True)
def verify(as_json: bool) -> None:
    """Read every file and check it against the hash that was recorded. Ends with 1 where one differs."""
    settings = Settings()
    delivery = open_delivery(settings, SystemClock(), RandomIdentifiers())
    try:
        found = verified(delivery, AttachmentFolder(settings.attachment_folder, delivery.how_it_seals))
    finally:
        delivery.engine.dispose()
    if as_json:
        click.echo(json.dumps({**asdict(found), "holds": found.holds}))
    else:
        for one in found.missing:
            click.echo(f"missing  {one}")
        for one in found.changed:
            click.echo(f"changed  {one}")
        click.echo(
            f"{found.files} files of contacts are recorded; "
            + (
                "each is there as it was handed in."
                if found.holds
                else _broken(len(found.missing), len(found.changed))
            )
        )
    sys.exit(0 if found.holds else 1)


def _broken(missing: int, changed: int) -> str:
    return f"{missing} missing, {changed} changed. Bring them back from the last copy of the folder."
