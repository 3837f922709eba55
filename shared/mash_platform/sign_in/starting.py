"""The accounts of a first start, so that every role can be tried at once."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from mash_contracts.vocabulary import Agency, Pathway, Role
from mash_platform.sign_in.accounts import Account, NewAccount
from mash_platform.sign_in.service import SignIn

_FILE = "sign-in.txt"
_PASSWORD_LINE = 2
# As in references: nothing that is misread when it is copied from paper.
_ALPHABET = "346789bcdfghjkmnpqrtvwxy"

# The people are invented.
_STARTING = (
    NewAccount("practitioner", "Priya Nair", frozenset({Role.PRACTITIONER})),
    NewAccount("practitioner-2", "Daniel Hughes", frozenset({Role.PRACTITIONER})),
    NewAccount("manager", "Margaret Osei", frozenset({Role.MANAGER})),
    NewAccount("advice", "Tom Fletcher", frozenset({Role.TEAM_MEMBER}), Pathway.ADVICE),
    NewAccount("early-help", "Aisha Rahman", frozenset({Role.TEAM_MEMBER}), Pathway.EARLY_HELP),
    NewAccount("child-in-need", "Grace Bennett", frozenset({Role.TEAM_MEMBER}), Pathway.CHILD_IN_NEED),
    NewAccount(
        "child-protection", "Michael Adeyemi", frozenset({Role.TEAM_MEMBER}), Pathway.CHILD_PROTECTION
    ),
    NewAccount("cet", "Sarah Lindqvist", frozenset({Role.TEAM_MEMBER}), Pathway.CET),
    *(
        NewAccount(f"{agency}-checks", name, frozenset({Role.AGENCY_MEMBER}), agency=agency)
        for agency, name in (
            (Agency.SOCIAL_CARE, "Joan Ridley"),
            (Agency.POLICE, "Peter Hall"),
            (Agency.HEALTH, "Nasreen Iqbal"),
            (Agency.EDUCATION, "Colin Marsh"),
            (Agency.HOUSING, "Dawn Pickering"),
            (Agency.PROBATION, "Victor Lowe"),
            (Agency.VOLUNTARY, "Ellen Stobbart"),
            (Agency.EARLY_HELP, "Rosa Kent"),
        )
    ),
    NewAccount("assurance", "Helen Carter", frozenset({Role.ASSURANCE})),
    NewAccount("administrator", "Owen Price", frozenset({Role.ADMINISTRATOR})),
    NewAccount("referrer", "Ruth Whitfield", frozenset({Role.REFERRER})),
)


@dataclass(frozen=True, slots=True)
class StartingAccounts:
    """How to sign in for the first time; `created` is empty on every start but the first."""

    created: tuple[Account, ...]
    file: Path

    @property
    def sentence(self) -> str:
        """What `mash up` prints to whoever started it; the file is theirs too."""
        if self.file.exists():
            password = self.file.read_text(encoding="utf-8").splitlines()[_PASSWORD_LINE].strip()
            return f"as practitioner, password {password}; every role is listed in {self.file}"
        return "with your account (mash users list shows who has one)"


def starting_accounts(sign_in: SignIn, data: Path) -> StartingAccounts:
    """On the first start: one account a role and team, with one random password kept in `<data>/sign-in.txt`.

    Does nothing once there is any account, so it can be called at every start.
    """
    file = data / _FILE
    if sign_in.accounts.all():
        return StartingAccounts((), file)
    password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    _write(file, password)
    return StartingAccounts(tuple(sign_in.accounts.add_all(_STARTING, password)), file)


def _write(file: Path, password: str) -> None:
    lines = [
        "Accounts made at the first start, to try every role. All have the same password:",
        "",
        f"    {password}",
        "",
        "Before real use, add people with `mash users add`, close these with `mash users disable`,",
        "and delete this file.",
        "",
        f"{'Sign-in name':<20}{'Name':<18}Role",
    ]
    for new in _STARTING:
        part_of = new.team or new.agency
        what = ", ".join(role.label for role in new.roles) + (f": {part_of.label}" if part_of else "")
        lines.append(f"{new.sign_in_name:<20}{new.display_name:<18}{what}")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write("\n".join(lines) + "\n")
