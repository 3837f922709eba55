"""What pydantic found wrong, in our words: field by its full name, stable code, a sentence, never the value.

field_errors([{"type": "extra_forbidden", "loc": ("body", "nhsnumber"), ...}])
[FieldError("nhsnumber", "unknown-field", "There is no field of this name")]
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from mash_platform.errors import FieldError

_CODES = {
    "extra_forbidden": "unknown-field",
    "missing": "missing",
    "json_invalid": "malformed-json",
    "enum": "unknown-code",
    "literal_error": "unknown-code",
    "string_too_short": "too-short",
    "string_too_long": "too-long",
    "too_short": "too-few",
    "too_long": "too-many",
    "string_pattern_mismatch": "wrong-form",
    "string_unicode": "wrong-form",
    "greater_than": "out-of-range",
    "greater_than_equal": "out-of-range",
    "less_than": "out-of-range",
    "less_than_equal": "out-of-range",
    "date_past": "in-the-future",
    "date_future": "in-the-past",
    "timezone_aware": "no-time-zone",
    "value_error": "invalid",
    "assertion_error": "invalid",
}
# pydantic names every failed reading of a type by one of these endings.
_WRONG_TYPE = ("_type", "_parsing", "_from_date_parsing", "_from_datetime_parsing", "_from_datetime_inexact")
_MOST = 100
_LONGEST_NAME = 120
_SENTENCES = {
    "unknown-field": "There is no field of this name",
    "missing": "This field is needed",
    "malformed-json": "The body is not JSON",
    "no-time-zone": "The time needs a zone, such as Z or +01:00",
    "in-the-future": "The date must not be in the future",
    "in-the-past": "The date must not be in the past",
}


def field_errors(details: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """One error for each thing that is wrong, in the order in which it was found; the first hundred."""
    return [_field_error(detail) for detail in islice(details, _MOST)]


def field_name(location: Sequence[str | int]) -> str:
    """("body", "children", 0, "nhs_number") is children[0].nhs_number"""
    if location and location[0] in ("body", "query", "path", "header", "cookie"):
        location = location[1:]
    name = ""
    for part in location:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    # Unknown names are the sender's: they may be endless, or hold what cannot be written.
    return name[:_LONGEST_NAME].encode("utf-8", "backslashreplace").decode()


def _field_error(detail: Mapping[str, Any]) -> FieldError:
    kind = str(detail["type"])
    code = _code(kind)
    # The place of a JSON error is a position in the text, not a field.
    name = "" if code == "malformed-json" else field_name(detail["loc"])
    return FieldError(name, code, _SENTENCES.get(code) or _sentence(detail))


def _code(kind: str) -> str:
    """Ours for pydantic's kinds; a kind that a contract has named for itself is already one of ours."""
    if kind in _CODES:
        return _CODES[kind]
    if kind.endswith(_WRONG_TYPE):
        return "wrong-type"
    return kind.replace("_", "-")


def _sentence(detail: Mapping[str, Any]) -> str:
    return str(detail["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
