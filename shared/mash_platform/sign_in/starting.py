"""The accounts of a first start, so that every role can be tried at once."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from mash_contracts.vocabulary import Pathway, Role
from mash_platform.sign_in.accounts import Account
from mash_platform.sign_in.service import SignIn

_FILE = "sign-in.txt"
# As in references: nothing that is misread when it is copied from paper.
_ALPHABET = "346789bcdfghjkmnpqrtvwxy"

# Sign-in name, the name that colleagues see, role, team. The people are invented.
_STARTING: tuple[tuple[str, str, Role, Pathway | None], ...] = (
    ("practitioner", "Priya Nair", Role.PRACTITIONER, None),
    ("practitioner-2", "Daniel Hughes", Role.PRACTITIONER, None),
    ("manager", "Margaret Osei", Role.MANAGER, None),
    ("advice", "Tom Fletcher", Role.TEAM_MEMBER, Pathway.ADVICE),
    ("early-help", "Aisha Rahman", Role.TEAM_MEMBER, Pathway.EARLY_HELP),
    ("child-in-need", "Grace Bennett", Role.TEAM_MEMBER, Pathway.CHILD_IN_NEED),
    ("child-protection", "Michael Adeyemi", Role.TEAM_MEMBER, Pathway.CHILD_PROTECTION),
    ("cet", "Sarah Lindqvist", Role.TEAM_MEMBER, Pathway.CET),
    ("assurance", "Helen Carter", Role.ASSURANCE, None),
    ("administrator", "Owen Price", Role.ADMINISTRATOR, None),
    ("referrer", "Ruth Whitfield", Role.REFERRER, None),
)


@dataclass(frozen=True, slots=True)
class StartingAccounts:
    """How to sign in for the first time; `created` is empty on every start but the first."""

    created: tuple[Account, ...]
    file: Path

    @property
    def sentence(self) -> str:
        """What `mash up` prints."""
        if self.file.exists():
            return f"as practitioner, manager, early-help ...; the list and the password are in {self.file}"
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
    created = tuple(
        sign_in.accounts.add(
            sign_in_name=sign_in_name, display_name=display_name, roles=[role], team=team, password=password
        )
        for sign_in_name, display_name, role, team in _STARTING
    )
    return StartingAccounts(created, file)


def _write(file: Path, password: str) -> None:
    lines = [
        "Accounts made at the first start, to try every role. All have the same password:",
        "",
        f"    {password}",
        "",
        "Before real use, add people with `mash users add`, close these with `mash users disable`,",
        "and delete this file.",
        "",
        f"{'Sign-in name':<18}{'Name':<18}Role",
    ]
    for sign_in_name, display_name, role, team in _STARTING:
        what = role.label if team is None else f"{role.label}: {team.label}"
        lines.append(f"{sign_in_name:<18}{display_name:<18}{what}")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write("\n".join(lines) + "\n")
