"""What in a change of events and topics would break somebody: a reader elsewhere, or what is on the log.

A reader may rely on every field it knows being there, of the type it had. What lies on the log was written by
the older version, and is read by the newer one. So a field may be added with a default, and nothing else of a
version that is out may change. A code may be added to a set: readers take one they do not know as unknown,
and leave it to a person.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_UNCHANGED = ("type", "format", "pattern", "const", "default", "additionalProperties")
_ALTERNATIVES = ("anyOf", "oneOf", "allOf")


def breaking_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Each breaking change between two `schema.published_contracts()`, as a sentence."""
    return (*_topics(before["topics"], after["topics"]), *_events(before["events"], after["events"]))


def _topics(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name, topic in before.items():
        if name not in after:
            yield f"topic {name} is gone"
            continue
        for setting in ("key", "partitions"):
            if topic[setting] != after[name][setting]:
                yield f"topic {name}: {setting} was {topic[setting]}, is {after[name][setting]}"
        for event in topic["events"]:
            if event not in after[name]["events"]:
                yield f"topic {name} no longer carries {event}"


def _events(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for event, versions in before.items():
        for version, schema in versions.items():
            newer = after.get(event, {}).get(version)
            if newer is None:
                yield f"{event} version {version} is gone"
            else:
                yield from _Comparison(schema, newer).changes(f"{event} v{version}", schema, newer)


class _Comparison:
    """Walks two schemas side by side, looking up what each refers to in its own definitions."""

    def __init__(self, before: Schema, after: Schema) -> None:
        self._before, self._after = before.get("$defs", {}), after.get("$defs", {})

    def changes(self, where: str, before: Schema, after: Schema) -> Iterator[str]:
        before, after = _resolved(before, self._before), _resolved(after, self._after)
        for keyword in _UNCHANGED:
            if before.get(keyword) != after.get(keyword):
                yield f"{where}: {keyword} was {before.get(keyword)}, is {after.get(keyword)}"
        yield from _narrowed(where, before, after)
        yield from self._fields(where, before, after)
        if "items" in before and "items" in after:
            yield from self.changes(f"{where}[]", before["items"], after["items"])
        elif ("items" in before) != ("items" in after):
            yield f"{where}: items {'are no longer' if 'items' in before else 'are now'} described"
        for keyword in _ALTERNATIVES:
            yield from self._alternatives(where, before.get(keyword, []), after.get(keyword, []))

    def _fields(self, where: str, before: Schema, after: Schema) -> Iterator[str]:
        fields, newer = before.get("properties", {}), after.get("properties", {})
        required, newly = set(before.get("required", ())), set(after.get("required", ()))
        for name in fields:
            if name not in newer:
                yield f"{where}.{name} is gone"
                continue
            yield from self.changes(f"{where}.{name}", fields[name], newer[name])
            if name in required - newly:
                yield f"{where}.{name} is no longer always there"
        for name in sorted(newly - required):
            yield f"{where}.{name} is now required"

    def _alternatives(self, where: str, before: list[Schema], after: list[Schema]) -> Iterator[str]:
        if len(before) != len(after):
            yield f"{where}: was one of {len(before)} alternatives, is one of {len(after)}"
            return
        for one, other in zip(before, after, strict=True):
            yield from self.changes(where, one, other)


def _narrowed(where: str, before: Schema, after: Schema) -> Iterator[str]:
    """What was allowed and no longer is: it may be on the log."""
    if "enum" in before or "enum" in after:
        allowed = before.get("enum")
        if allowed is None or "enum" not in after:
            yield f"{where}: {'is now' if allowed is None else 'is no longer'} a set of codes"
        elif gone := [code for code in allowed if code not in after["enum"]]:
            yield f"{where}: no longer knows {', '.join(map(str, gone))}"
    for bounds, tighter in ((_LOWER_BOUNDS, 1), (_UPPER_BOUNDS, -1)):
        for bound in bounds:
            old, new = before.get(bound), after.get(bound)
            if new is not None and (old is None or (new - old) * tighter > 0):
                yield f"{where}: {bound} was {old}, is {new}"


def _resolved(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """The schema itself instead of a reference to it; what stands beside a reference counts too."""
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].removeprefix("#/$defs/")
    return {**_resolved(definitions[name], definitions), **{k: v for k, v in schema.items() if k != "$ref"}}
