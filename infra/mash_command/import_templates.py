"""`mash import-templates`: the referral documents that `mash import` reads, to be handed out."""

from pathlib import Path

import click

from mash_intake.web.importing.template_pages import TEMPLATES


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="this folder",
    help="The folder that they are written to.",
)
def command(out: Path) -> None:
    """Write the referral document, for Word and as a PDF with boxes to fill in.

    Both ask what the form asks, in its words. The form's first page offers them too.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name, (_, made) in TEMPLATES.items():
        (out / name).write_bytes(made())
        click.echo(out / name)
