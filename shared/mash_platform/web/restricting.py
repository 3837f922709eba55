"""A restricted record is refused on arrival, whichever service it is asked of."""

from collections.abc import Iterable

from starlette.requests import Request

from mash_contracts.vocabulary import Role
from mash_platform.need_to_know.restrictions import contact_of
from mash_platform.sign_in.access import Identity, Person, Restricted
from mash_platform.sign_in.service import SignIn

RESTRICTERS = (Role.MANAGER,)
"""Who says which records are restricted, who is named for them, and whether an opening was right."""

OPENERS = (Role.PRACTITIONER, Role.MANAGER, Role.TEAM_MEMBER, Role.AGENCY_MEMBER)
"""Whose work can be about a child: they may be named, or open a restricted record for a reason."""

_TELLS_NOTHING_OF_A_CHILD = frozenset(
    {"/api/v1/contacts/{reference}", "/api/v1/contacts/{reference}/attachments"}
)
"""How far a contact has come, and what is added to it, for whoever sent it."""


def require_named(request: Request, identity: Identity) -> None:
    """Raises `Restricted` for the page or service of a record that is closed to the person who asks.

    Lists are not refused: they leave out what is closed, by `closed_among`. Blocks for the database.
    """
    reference = request.path_params.get("reference")
    route = getattr(request.scope.get("route"), "path", "")
    if reference is None or identity.person is None or route in _TELLS_NOTHING_OF_A_CHILD:
        return
    if closed_among(request, identity.person, [str(reference)]):
        raise Restricted(contact_of(str(reference)))


def closed_among(request: Request, person: Person, references: Iterable[str]) -> frozenset[str]:
    """Those of `references` that this person may not open. Blocks for the database."""
    sign_in: SignIn = request.app.state.sign_in
    return sign_in.restrictions.closed_to(person, references)
