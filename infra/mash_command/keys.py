"""`mash keys`: the master key under which every child's key is wrapped."""

import click
from sqlalchemy.exc import OperationalError

from mash_command.moving.sides import schemas
from mash_command.settings import MachineSettings
from mash_platform.database import open_database
from mash_platform.sealing.ciphers import CannotOpen
from mash_platform.sealing.master_key import load_master_key
from mash_platform.sealing.rotating import wrap_again
from mash_platform.sealing.tables import with_subject_keys
from mash_platform.settings import database_url


@click.group()
def command() -> None:
    """The master key under which every child's key is wrapped."""


@command.command()
def rotate() -> None:
    """Wrap every key under the first of the master keys, so that the others can be thrown away.

    Put a new key before the old one, with a comma between, wherever a process reads them, and start every
    process anew; then run this, and take the old one away. Works while the system runs; safe to repeat.
    """
    data = MachineSettings().data
    for schema in schemas():
        if not schema.seals:
            continue
        engine = open_database(database_url(schema.service, data))
        try:
            done = wrap_again(engine, with_subject_keys(schema.metadata), load_master_key(data))
        except CannotOpen as error:
            raise click.ClickException(
                f"{schema.service} has keys that none of these master keys has wrapped. Add the one that did."
            ) from error
        except OperationalError as error:
            raise click.ClickException("The database does not answer, or has no keys yet.") from error
        finally:
            engine.dispose()
        click.echo(f"{schema.service:<10} {done} keys wrapped again")
