"""Sign-in as commands use it."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from mash_command.settings import MachineSettings
from mash_platform.errors import NotFound, Rejected
from mash_platform.sign_in.service import SignIn, open_sign_in


@contextmanager
def opened_sign_in() -> Iterator[SignIn]:
    """Sign-in on this machine; what it refuses becomes a sentence on the terminal."""
    try:
        with open_sign_in(MachineSettings()) as sign_in:
            yield sign_in
    except Rejected as error:
        raise click.ClickException(". ".join(problem.sentence for problem in error.errors) + ".") from error
    except NotFound as error:
        raise click.ClickException(f"{error}.".capitalize()) from error
