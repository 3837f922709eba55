"""PostgreSQL on this machine: python -m mash_postgres start|stop|status."""

import sys
from pathlib import Path

import click

from mash_postgres import server
from mash_postgres.programs import PostgresUnavailable

_NOT_RUNNING = 3

folder = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/postgres"),
    show_default=True,
    help="The folder in which everything is kept.",
)


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@folder
@click.option("--port", default=5432, show_default=True, help="0 takes any free one.")
def start(data: Path, port: int) -> None:
    """Start it and wait until it answers. It runs on until `stop`."""
    found = server.made(data, port)
    found.start()
    click.echo(f"PostgreSQL answers at 127.0.0.1:{found.port}; its address with the password: `url`")


@main.command(name="run")
@folder
@click.option("--port", default=5432, show_default=True, help="0 takes any free one.")
def run_here(data: Path, port: int) -> None:
    """Be the server, until told to stop; it ends with the program that started it."""
    server.made(data, port).become()


@main.command()
@folder
def url(data: Path) -> None:
    """Print the address of its database, which holds the password."""
    click.echo(server.opened(data).url)


@main.command()
@folder
def stop(data: Path) -> None:
    """Stop it, whoever is connected; what is in its folder stays."""
    server.opened(data).stop()


@main.command()
@folder
def status(data: Path) -> None:
    """Say whether it runs; exit code 3 unless it does and answers."""
    found = server.opened(data)
    if not found.is_running():
        click.echo("PostgreSQL does not run")
        sys.exit(_NOT_RUNNING)
    click.echo(f"PostgreSQL at 127.0.0.1:{found.port} runs as process {found.process_number()}")
    if not found.is_serving():
        click.echo("clients are not served")
        sys.exit(_NOT_RUNNING)


def run() -> None:
    try:
        main(prog_name="python -m mash_postgres")
    except PostgresUnavailable as error:
        sys.exit(f"mash_postgres: {error}")


if __name__ == "__main__":
    run()
