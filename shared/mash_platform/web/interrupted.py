"""Nothing typed is lost when a session times out.

A form that is sent after the time-out is not acted on. Its fields travel, signed, through the sign-in page,
and once the same person has signed in again they are one press of a button away from where they were going.
"""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import FormData
from starlette.requests import Request

from mash_platform.sign_in.access import identify
from mash_platform.web import csrf


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that waits for its writer to sign in again."""

    account_id: str
    path: str
    fields: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        """Without the fields: they are about children."""
        return f"<Kept for {self.path}>"


def keep(request: Request) -> str:
    """The form just sent, signed; empty when there is none, or when nobody's session has timed out."""
    account = identify(request).timed_out
    fields = _fields(request)
    if account is None or not fields:
        return ""
    return str(_serializer(request).dumps([account.account_id, request.url.path, fields]))


def written_into(request: Request) -> list[str]:
    """The texts of more than a word in a form that could not be taken, for its writer to copy."""
    return [text for name, text in _fields(request) if len(text.split()) > 1 and "password" not in name]


def kept(request: Request, signed: str) -> Kept | None:
    """What `keep` signed, or None when there is nothing or it was tampered with."""
    if not signed:
        return None
    try:
        account_id, path, fields = _serializer(request).loads(signed)
    except BadSignature:
        return None
    return Kept(account_id, path, tuple((name, value) for name, value in fields))


def _fields(request: Request) -> list[tuple[str, str]]:
    """The form just sent, as it was read on arrival; nothing when there is none."""
    form = getattr(request, "_form", None)
    if not isinstance(form, FormData):
        return []
    return [
        (name, value) for name, value in form.multi_items() if isinstance(value, str) and name != csrf.FIELD
    ]


def _serializer(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.sign_in.key("interrupted"))
