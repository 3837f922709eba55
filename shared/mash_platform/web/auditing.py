"""Every request of somebody who is signed in goes into the audit trail before it is answered.

Written first, so that nothing is seen or changed that the trail does not know of: when the trail cannot be
written, the request is refused as unavailable. What a role may not do is kept too, as refused.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from starlette.requests import Request

from mash_contracts.vocabulary import Role
from mash_platform.audit.trail import Act, Action, AuditTrail
from mash_platform.sign_in.access import Identity
from mash_platform.sign_in.service import SignIn

TRAIL_READERS = (Role.MANAGER, Role.ADMINISTRATOR)

NOT_KEPT = frozenset(
    {
        "/",
        "/more",
        "/sign-in",
        "/sign-out",
        "/account/password",
        "/api/openapi.json",
        # Figures without anybody in them, read every few seconds.
        "/metrics",
        "/assurance/metrics",
        # What the policy of a day says, of nobody.
        "/policy/",
        "/policy/{edition}",
        "/policy/{kind}/{edition}",
    }
)
"""Routes that say nothing about anybody. Signing in and out are kept where they happen."""

_REFERENCE_NAMES = ("reference", "case_id", "person", "household", "contact", "digest")
# Anything else in the place of a reference was never one, and could be a name that somebody typed there.
_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,64}")

NOT_SIGNED_IN = "not signed in"
"""Whose reading is kept where people without an account are shown a child, such as whoever has the code."""

_COPIES = (".csv", ".zip", ".docx", ".pdf", ".html", "/copy", "/attachments/{digest}", "/files/{file}")


def keep(request: Request, identity: Identity) -> Act | None:
    """Writes down what is asked for, and by whom. None where nothing is kept. Blocks for the database."""
    route = _route_of(request)
    if identity.person is None or route in NOT_KEPT:
        return None
    act = Act(
        account_id=identity.person.account_id,
        roles=identity.person.roles,
        action=action_of(request.method, route),
        route=f"{request.method} {route}",
        proof=identity.proof.value,
        subjects=_subjects(request),
    )
    _trail_of(request).write(act)
    return act


def keep_shown(request: Request, subjects: Iterable[str]) -> None:
    """Whom an answer shows beside those in its address, such as the children that a search found.

    Called before the answer is given, also where nobody is signed in. Blocks for the database.
    """
    _keep_beside(request, Action.VIEW, subjects)


def keep_changed(request: Request, subjects: Iterable[str]) -> None:
    """Whose records a request changes beside those in its address. Called before. Blocks for the database."""
    _keep_beside(request, Action.CHANGE, subjects)


def keep_exported(request: Request, subjects: Iterable[str]) -> None:
    """Of whom a file that is about to be given holds something. Called before. Blocks for the database."""
    _keep_beside(request, Action.EXPORT, subjects)


def _keep_beside(request: Request, action: Action, subjects: Iterable[str]) -> None:
    identity: Identity = request.state.identity
    beside = tuple(dict.fromkeys(subjects))
    if not beside:
        return
    person = identity.person
    _trail_of(request).write(
        Act(
            account_id=person.account_id if person else NOT_SIGNED_IN,
            roles=person.roles if person else frozenset(),
            action=action,
            route=f"{request.method} {_route_of(request)}",
            proof=identity.proof.value,
            subjects=beside,
        )
    )


def keep_refusal(request: Request, act: Act) -> None:
    """What was asked for was not for this person. Blocks for the database."""
    _trail_of(request).write(replace(act, action=Action.REFUSED))


def action_of(method: str, route: str) -> Action:
    """What asking for a route comes to."""
    last = route.rstrip("/").rpartition("/")[2]
    if last in ("search", "people"):
        return Action.SEARCH
    if method not in ("GET", "HEAD"):
        return Action.CHANGE
    return Action.EXPORT if route.endswith(_COPIES) else Action.VIEW


def _route_of(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "path", ""))


def _subjects(request: Request) -> tuple[str, ...]:
    """The references in an address: of its path, and those asked for in its query."""
    named = [str(request.path_params[name]) for name in _REFERENCE_NAMES if name in request.path_params]
    named += request.query_params.getlist("reference")
    return tuple(dict.fromkeys(each for each in named if _REFERENCE.fullmatch(each)))


def _trail_of(request: Request) -> AuditTrail:
    sign_in: SignIn = request.app.state.sign_in
    return sign_in.trail
