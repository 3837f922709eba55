"""`mash policy transparency`: the record that a public body publishes about the tool, from the policy."""

import click

from mash_command.policy.editions import edition_given, today
from mash_command.transparency_record import transparency_record
from mash_policy.agency_check_load import CHECK_RULES
from mash_policy.load import edition_in_force


@click.command()
@click.option(
    "--edition", help="The edition's date, or the folder of a draft; the one in force today if not given."
)
def transparency(edition: str | None) -> None:
    """Print the record under the Algorithmic Transparency Recording Standard, as Markdown.

    Its fields are those of the standard's template. What only the organisation that runs the hub can say is
    marked.
    """
    policy = edition_given(edition) if edition else edition_in_force(today())
    click.echo(transparency_record(policy, CHECK_RULES.in_force(policy.effective_from)), nl=False)
