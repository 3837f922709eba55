"""What makes sense about who tells us."""

from mash_intake.domain.emails import looks_like_an_address
from mash_intake.domain.problems import Problem

_NOBODY_TO_TELL = Problem(
    "no-way-to-reach",
    "To hear what happens, give a telephone number or an e-mail address.",
    refuses=False,
)

_NO_EMAIL_ADDRESS = Problem(
    "not-an-address", "This does not look like an e-mail address. We cannot e-mail you.", refuses=False
)


def email_problem(email: str) -> Problem | None:
    """A mistyped address keeps nobody from telling of a child; but nothing can be e-mailed to it."""
    return None if looks_like_an_address(email) else _NO_EMAIL_ADDRESS


def feedback_problem(*, wanted: bool, phone: str | None, email: str | None) -> Problem | None:
    """A referrer who wants to hear what comes of it must be reachable."""
    return _NOBODY_TO_TELL if wanted and not (phone or email) else None
