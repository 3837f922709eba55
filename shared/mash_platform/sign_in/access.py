"""Who may open a page or call an API: every endpoint declares exactly one of `require(...)` and `anyone`.

    @router.get("/triage")
    def desk(request: Request, person: Annotated[Person, Depends(require(Role.PRACTITIONER))]): ...

    @router.get("/report")
    def start(request: Request, person: Annotated[Person | None, Depends(anyone)]): ...

A page sends someone who is not signed in to the sign-in page and back; an API answers 401. Someone signed in
with another role gets 403.
"""

from dataclasses import dataclass
from enum import Enum

from starlette.requests import Request

from mash_contracts.vocabulary import Role
from mash_platform.sign_in.accounts import Account
from mash_platform.sign_in.person import Person
from mash_platform.sign_in.service import SignIn

__all__ = ["Anyone", "NotAllowed", "Person", "Requirement", "Restricted", "SignInNeeded", "anyone", "require"]

SESSION_COOKIE = "mash_session"
RESTRICTED = "restricted"
"""The code of a refusal because a record is open to named people only."""


class SignInNeeded(Exception):
    """Nobody is signed in, the session has timed out, or a token or ticket is not valid."""


class NotAllowed(Exception):
    """The person is signed in, but not in a role that may do this."""


class Restricted(NotAllowed):
    """The record is open to named people only, and this person is not one. `contact` is its reference."""

    def __init__(self, contact: str) -> None:
        super().__init__(contact)
        self.contact = contact


class Proof(Enum):
    """How a request shows who it is from."""

    NONE = "none"
    SESSION = "session"
    BEARER = "bearer"
    TICKET = "ticket"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request is from. `timed_out` is the account of a session that has ended by itself."""

    person: Person | None
    proof: Proof
    timed_out: Account | None = None


def identify(request: Request) -> Identity:
    """Reads session cookie, service token or ticket; looks it up once a request. Blocks for the database."""
    known = getattr(request.state, "identity", None)
    if isinstance(known, Identity):
        return known
    sign_in: SignIn = request.app.state.sign_in
    header = request.headers.get("authorization")
    identity = _from_header(sign_in, header) if header else _from_cookie(sign_in, request)
    request.state.identity = identity
    return identity


def _from_header(sign_in: SignIn, header: str) -> Identity:
    """A header that is not valid is never passed over in favour of a cookie or of nobody."""
    scheme, _, value = header.partition(" ")
    person, proof = None, Proof.INVALID
    if scheme.lower() == "bearer":
        person, proof = sign_in.tokens.holder(value.strip()), Proof.BEARER
    elif scheme.lower() == "ticket":
        person, proof = sign_in.tickets.holder(value.strip()), Proof.TICKET
    return Identity(person, proof) if person else Identity(None, Proof.INVALID)


def _from_cookie(sign_in: SignIn, request: Request) -> Identity:
    token = request.cookies.get(SESSION_COOKIE)
    resumed = sign_in.sessions.resume(token) if token else None
    if resumed is None:
        return Identity(None, Proof.NONE)
    if not resumed.live:
        return Identity(None, Proof.NONE, timed_out=resumed.account)
    return Identity(resumed.account.person(), Proof.SESSION)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A FastAPI dependency that gives the signed-in person, or refuses."""

    roles: frozenset[Role]

    async def __call__(self, request: Request) -> Person:
        person: Person | None = request.state.identity.person
        if person is None:
            raise SignInNeeded
        if not person.may(*self.roles):
            raise NotAllowed
        return person


@dataclass(frozen=True, slots=True)
class Anyone:
    """A FastAPI dependency that lets everybody in and says who it is, if known."""

    async def __call__(self, request: Request) -> Person | None:
        identity: Identity = request.state.identity
        if identity.proof is Proof.INVALID:
            raise SignInNeeded
        return identity.person


anyone = Anyone()


def require(*roles: Role) -> Requirement:
    """Admits people and systems that have at least one of `roles`."""
    if not roles:
        raise ValueError("say which roles are admitted; for everybody there is `anyone`")
    return Requirement(frozenset(roles))
