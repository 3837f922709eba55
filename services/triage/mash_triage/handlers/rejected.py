"""What is missing from what a person chose and wrote, as the refusal that pages and API show."""

from collections.abc import Iterable

from mash_platform.errors import FieldError, Rejected
from mash_triage.domain.decision import Shortcoming


def rejected(found: Iterable[Shortcoming]) -> Rejected:
    return Rejected(*(FieldError(one.field, one.code, one.sentence) for one in found))
