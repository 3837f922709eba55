"""The `mash` command: everything a person does with the system from a terminal."""

import importlib
import os

import click

# Each subcommand lives in a module of its own and is loaded only when it is called, so that `mash --help` and
# tab completion answer at once.
_COMMANDS = {
    "up": ("mash_command.up", "Start everything on this machine, in one terminal."),
    "demo": ("mash_command.demo", "Send three case studies through the system and show where they land."),
    "submit": ("mash_command.submit", "Hand in contacts from JSON or NDJSON files."),
    "simulate": (
        "mash_command.simulate",
        "A synthetic county's year of contacts, into a file or a running system.",
    ),
    "reconcile": ("mash_command.reconcile", "Prove that every contact accepted is accounted for."),
    "quarantine": (
        "mash_command.quarantine",
        "Look at messages that could not be read, and send them again.",
    ),
    "policy": ("mash_command.policy", "Check a policy edition and print its decision table."),
    "topics": ("mash_command.topics", "Create the declared topics, or show what differs."),
    "users": ("mash_command.users", "Add people and systems, set passwords, close accounts."),
    "bench": ("mash_command.bench", "Measure the whole pipeline on this machine, beside yardsticks."),
    "documents": ("mash_command.documents", "Write the generated documents, or check that they are current."),
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(_COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])


@click.command(cls=_LazyGroup)
@click.version_option(package_name="mash-referral-triage", prog_name="mash")
def main() -> None:
    """The safeguarding hub's referral pipeline: from a worry about a child to the team that will help."""
    # Databases and logs of a machine that others use too are for the account that runs the system alone.
    os.umask(0o077)


if __name__ == "__main__":
    main(prog_name="mash")
