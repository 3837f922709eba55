"""The `mash` command: everything a person does with the system from a terminal."""

import importlib
import os
from pathlib import Path

import click

# Each subcommand lives in a module of its own and is loaded only when it is called, so that `mash --help` and
# tab completion answer at once.
_COMMANDS = {
    "up": ("mash_command.up", "Start everything on this machine, in one terminal."),
    "demo": ("mash_command.demo", "Send three case studies through the system and show where they land."),
    "submit": ("mash_command.submit", "Hand in contacts from JSON or NDJSON files."),
    "import": (
        "mash_command.import_documents",
        "Take over filled-in referral documents and e-mails.",
    ),
    "import-templates": (
        "mash_command.import_templates",
        "Write the referral document, for Word and as a fillable PDF.",
    ),
    "simulate": (
        "mash_command.simulate",
        "A synthetic county's year of contacts, into a file or a running system.",
    ),
    "reconcile": ("mash_command.reconcile", "Prove that every contact accepted is accounted for."),
    "quarantine": (
        "mash_command.quarantine",
        "Look at messages that could not be read, and send them again.",
    ),
    "policy": (
        "mash_command.policy",
        "Check a policy edition, and see what a new one would change and for whom.",
    ),
    "topics": ("mash_command.topics", "Create the declared topics, or show what differs."),
    "move-up": (
        "mash_command.move_up",
        "Carry everything over to Apache Kafka and PostgreSQL.",
    ),
    "database": (
        "mash_command.database",
        "Bring the tables of every service up or back, or show where they are.",
    ),
    "audit": ("mash_command.audit", "Check the audit trail, and read who looked at a child."),
    "export": ("mash_command.export", "Write everything that is held about one child into a file."),
    "erasures": ("mash_command.erasures", "List what was erased, and erase it again after a restore."),
    "attachments": (
        "mash_command.attachments",
        "Check that every file that came with a contact is there as it was handed in.",
    ),
    "keys": ("mash_command.keys", "Bring a new master key into use in the place of the old one."),
    "users": ("mash_command.users", "Add people and systems, set passwords, close accounts."),
    "bench": ("mash_command.bench", "Measure the whole pipeline on this machine, beside yardsticks."),
    "matching": (
        "mash_command.matching",
        "Measure how well and how fast a child is found again, in a simulated county.",
    ),
    "bench-pages": (
        "mash_command.bench_pages",
        "Measure how long people wait for the pages of a hub that knows very many children.",
    ),
    "documents": ("mash_command.documents", "Write the generated documents, or check that they are current."),
}


_START_A_SYSTEM = ("up", "bench", "bench-pages")
_WORK_WITHOUT_A_SYSTEM = (
    "matching",
    "demo",
    "policy",
    "documents",
    "topics",
    "kubernetes",
    "import-templates",
)


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
@click.pass_context
def main(ctx: click.Context) -> None:
    """The safeguarding hub's referral pipeline: from a worry about a child to the team that will help."""
    # Databases and logs of a machine that others use too are for the account that runs the system alone.
    os.umask(0o077)
    if ctx.invoked_subcommand is not None:
        folder = _data_folder()
        _require_clear_organisation()
        _require_clear_mail()
        if ctx.invoked_subcommand not in _START_A_SYSTEM:
            _find_running_system(ctx.invoked_subcommand, folder)


def _data_folder() -> Path:
    """The folder that the settings name; what is wrong with any of them is said in a sentence."""
    from pydantic import ValidationError

    from mash_command.settings import MachineSettings

    try:
        return MachineSettings().data
    except ValidationError as error:
        wrong = error.errors()[0]
        name = str(wrong["loc"][0]).upper()
        raise click.ClickException(f"MASH_{name.removeprefix('MASH_')}: {wrong['msg']}.") from error


def _require_clear_organisation() -> None:
    """Said before anything starts, because every process that knows people would end with it."""
    if "MASH_ORGANISATION" not in os.environ:
        return
    from mash_platform.sign_in.organisation import OrganisationUnclear, named_organisation

    try:
        named_organisation()
    except OrganisationUnclear as error:
        raise click.ClickException(f"MASH_ORGANISATION: {error}.") from error


def _require_clear_mail() -> None:
    """Likewise for those who send e-mail or say that there is none."""
    if "MASH_MAIL_BY" not in os.environ:
        return
    from mash_platform.mail.settings import MailUnclear, mail_from_environment

    try:
        mail_from_environment()
    except MailUnclear as error:
        raise click.ClickException(str(error)) from error


def _find_running_system(command: str, folder: Path) -> None:
    """The one on MASH_DATA or, where none is given, on the folder of either engine."""
    from mash_command.settings import DATA_FOLDERS
    from mash_command.system_file import is_held, read, take_over

    given = "MASH_DATA" in os.environ or "MASH_ENGINE" in os.environ
    if take_over([folder] if given else list(DATA_FOLDERS.values())):
        return
    earlier = read(folder)
    needs_database = command not in _WORK_WITHOUT_A_SYSTEM and "MASH_DATABASE" not in os.environ
    if needs_database and earlier is not None and earlier.keeps_database and not is_held(folder):
        raise click.ClickException(
            f"The PostgreSQL of {folder.absolute()} does not run. "
            "Start the system first, with MASH_ENGINE=kafka mash up"
        )


if __name__ == "__main__":
    main(prog_name="mash")
