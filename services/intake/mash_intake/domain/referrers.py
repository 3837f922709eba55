"""What makes sense about who tells us."""

from mash_intake.domain.problems import Problem

_NOBODY_TO_TELL = Problem(
    "no-way-to-reach",
    "To hear what happens, give a telephone number or an e-mail address.",
    refuses=False,
)


def feedback_problem(*, wanted: bool, phone: str | None, email: str | None) -> Problem | None:
    """A referrer who wants to hear what comes of it must be reachable."""
    return _NOBODY_TO_TELL if wanted and not (phone or email) else None
