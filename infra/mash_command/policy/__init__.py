"""`mash policy`: what a safeguarding manager asks of a policy edition."""

import click

from mash_command.policy.check import check, table
from mash_command.policy.diff import diff
from mash_command.policy.simulate import simulate
from mash_command.policy.transparency import transparency


@click.group()
def command() -> None:
    """Check a policy edition, print its decision table, and see what a new one would change."""


for _one in (check, table, diff, simulate, transparency):
    command.add_command(_one)
