"""Sign-in through the accounts of an organisation: which one, and what its groups may do here.

organisation = load_organisation(Path("organisation.toml"))
organisation.admitted({"sub": "…", "name": "J Okafor", "groups": ["MASH practitioners"]})

The file, with the secret in a file of its own beside it:

    name = "County council account"
    issuer = "https://sign-in.example.gov.uk"
    client_id = "mash"
    client_secret_file = "organisation-secret"
    address = "https://hub.example.gov.uk"      # under which people reach the hub

    [[groups]]
    group = "MASH practitioners"
    role = "practitioner"

    [[groups]]
    group = "Early help"
    role = "team-member"
    team = "early-help"
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mash_contracts.vocabulary import Agency, Pathway, Role
from mash_platform.errors import FieldError, Rejected

_NO_GROUP = FieldError(
    "",
    "no-role-here",
    "Your organisation knows you, but has put you into no group that may use this. "
    "Ask whoever looks after accounts where you work",
)


class OrganisationUnclear(Exception):
    """The file cannot be read, or says something that cannot be; the text says what in a sentence."""


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str
    role: Role
    team: Pathway | None = None
    agency: Agency | None = None


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    issuer: str
    client_id: str
    client_secret_file: Path
    address: str
    groups_claim: str = "groups"
    groups: tuple[_Group, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody of the organisation, as the hub takes them in."""

    subject: str
    """Who it is at the organisation, for ever; names and addresses change."""
    sign_in_name: str
    display_name: str
    roles: frozenset[Role]
    team: Pathway | None
    agency: Agency | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """Where people sign in, and as whom we ask there."""

    said: _File
    client_secret: str

    def __repr__(self) -> str:
        return f"Organisation({self.said.issuer})"

    def admitted(self, claims: Mapping[str, Any]) -> Admitted:
        """Who the claims of a checked ID token speak of. `Rejected` for one in no group of ours."""
        theirs = claims.get(self.said.groups_claim) or ()
        groups = [group for group in self.said.groups if group.group in theirs]
        if not groups:
            raise Rejected(_NO_GROUP)
        sign_in_name = claims.get("preferred_username") or claims.get("email") or claims["sub"]
        return Admitted(
            subject=f"{claims['iss']} {claims['sub']}",
            sign_in_name=sign_in_name,
            display_name=claims.get("name") or sign_in_name,
            roles=frozenset(group.role for group in groups),
            team=next((group.team for group in groups if group.team), None),
            agency=next((group.agency for group in groups if group.agency), None),
        )


def named_organisation() -> Organisation | None:
    """The one whose file `MASH_ORGANISATION` names. Raises `OrganisationUnclear`."""
    given = os.environ.get("MASH_ORGANISATION")
    return load_organisation(Path(given)) if given else None


def load_organisation(file: Path) -> Organisation:
    """Raises `OrganisationUnclear`."""
    try:
        said = _File.model_validate(tomllib.loads(file.read_text()))
        secret = (file.parent / said.client_secret_file).read_text().strip()
    except OSError as error:
        raise OrganisationUnclear(f"{error.filename} cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise OrganisationUnclear(f"{file} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise OrganisationUnclear(f"{file}, {place}: {first['msg']}") from error
    return Organisation(said, secret)
