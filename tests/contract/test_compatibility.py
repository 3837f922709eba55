"""A change that would break a reader elsewhere, or what lies on the log, is found before it is out."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from mash_contracts.compatibility import breaking_changes
from mash_contracts.schema import published_contracts

RELEASED = Path(__file__).parents[2] / "shared" / "mash_contracts" / "released.json"
Change = Callable[[Any], object]

CONTRACTS: dict[str, Any] = {
    "topics": {"mash.things": {"events": ["thing.moved"], "key": "reference", "partitions": 6}},
    "events": {
        "thing.moved": {
            "1": {
                "$defs": {
                    "Side": {"enum": ["left", "right"], "type": "string"},
                    "Step": {
                        "properties": {"side": {"$ref": "#/$defs/Side"}},
                        "required": ["side"],
                        "type": "object",
                    },
                },
                "properties": {
                    "reference": {"type": "string", "maxLength": 40, "pattern": "^[A-Z]+$"},
                    "at": {"type": "string", "format": "date-time"},
                    "steps": {"items": {"$ref": "#/$defs/Step"}, "type": "array", "minItems": 1},
                    "count": {
                        "anyOf": [{"type": "integer", "minimum": 0, "maximum": 9}, {"type": "null"}],
                        "default": None,
                    },
                    "side": {"$ref": "#/$defs/Side", "default": "left"},
                },
                "required": ["reference", "at", "steps"],
                "type": "object",
            }
        }
    },
}


def schema(contracts: Any) -> Any:
    return contracts["events"]["thing.moved"]["1"]


def field(contracts: Any, name: str) -> Any:
    return schema(contracts)["properties"][name]


def changed(change: Change) -> tuple[str, ...]:
    after = deepcopy(CONTRACTS)
    change(after)
    assert after != CONTRACTS
    return breaking_changes(CONTRACTS, after)


BREAKING: dict[str, tuple[Change, str]] = {
    "a topic is taken away": (lambda c: c["topics"].clear(), "topic mash.things is gone"),
    "a topic gets another key": (
        lambda c: c["topics"]["mash.things"].update(key="case_id"),
        "topic mash.things: key was reference, is case_id",
    ),
    "a topic gets more partitions": (
        lambda c: c["topics"]["mash.things"].update(partitions=12),
        "topic mash.things: partitions was 6, is 12",
    ),
    "an event moves to another topic": (
        lambda c: c["topics"].update(
            {
                "mash.others": c["topics"]["mash.things"],
                "mash.things": {**c["topics"]["mash.things"], "events": []},
            }
        ),
        "topic mash.things no longer carries thing.moved",
    ),
    "an event is taken away": (lambda c: c["events"].clear(), "thing.moved version 1 is gone"),
    "a version is replaced by the next": (
        lambda c: c["events"].update({"thing.moved": {"2": schema(c)}}),
        "thing.moved version 1 is gone",
    ),
    "a field is taken away": (
        lambda c: schema(c)["properties"].pop("count"),
        "thing.moved v1.count is gone",
    ),
    "a required field is added": (
        lambda c: (schema(c)["properties"].update(by={"type": "string"}), schema(c)["required"].append("by")),
        "thing.moved v1.by is now required",
    ),
    "a field becomes required": (
        lambda c: schema(c)["required"].append("count"),
        "thing.moved v1.count is now required",
    ),
    "a field may be left out": (
        lambda c: schema(c)["required"].remove("at"),
        "thing.moved v1.at is no longer always there",
    ),
    "a type changes": (
        lambda c: field(c, "at").update(type="integer"),
        "thing.moved v1.at: type was string, is integer",
    ),
    "a format changes": (
        lambda c: field(c, "at").update(format="date"),
        "thing.moved v1.at: format was date-time, is date",
    ),
    "a pattern changes": (
        lambda c: field(c, "reference").update(pattern="^[0-9]+$"),
        "thing.moved v1.reference: pattern was ^[A-Z]+$, is ^[0-9]+$",
    ),
    "a default changes": (
        lambda c: field(c, "side").update(default="right"),
        "thing.moved v1.side: default was left, is right",
    ),
    "a field may no longer be null": (
        lambda c: field(c, "count").update(anyOf=field(c, "count")["anyOf"][:1]),
        "thing.moved v1.count: was one of 2 alternatives, is one of 1",
    ),
    "a field may now be null": (
        lambda c: field(c, "at").update(anyOf=[{"type": "string"}, {"type": "null"}]),
        "thing.moved v1.at: was one of 0 alternatives, is one of 2",
    ),
    "a bound inside an alternative is tightened": (
        lambda c: field(c, "count")["anyOf"][0].update(maximum=5),
        "thing.moved v1.count: maximum was 9, is 5",
    ),
    "a lower bound is raised": (
        lambda c: field(c, "steps").update(minItems=2),
        "thing.moved v1.steps: minItems was 1, is 2",
    ),
    "a bound appears": (
        lambda c: field(c, "steps").update(maxItems=2),
        "thing.moved v1.steps: maxItems was None, is 2",
    ),
    "a code is taken away, seen where it is used": (
        lambda c: schema(c)["$defs"]["Side"].update(enum=["left"]),
        "thing.moved v1.steps[].side: no longer knows right",
    ),
    "text becomes a set of codes": (
        lambda c: field(c, "reference").update(enum=["A"]),
        "thing.moved v1.reference: is now a set of codes",
    ),
    "a set of codes becomes text": (
        lambda c: schema(c)["$defs"]["Side"].pop("enum"),
        "thing.moved v1.side: is no longer a set of codes",
    ),
    "a list is no longer of anything": (
        lambda c: field(c, "steps").pop("items"),
        "thing.moved v1.steps: items are no longer described",
    ),
    "a field of a part is taken away": (
        lambda c: schema(c)["$defs"]["Step"]["properties"].clear(),
        "thing.moved v1.steps[].side is gone",
    ),
}

HARMLESS: dict[str, Change] = {
    "a topic is added": lambda c: c["topics"].update({"mash.more": c["topics"]["mash.things"]}),
    "a topic carries one more event": lambda c: c["topics"]["mash.things"]["events"].append("thing.lost"),
    "an event is added": lambda c: c["events"].update({"thing.lost": {"1": {}}}),
    "a version is added beside the old one": lambda c: c["events"]["thing.moved"].update({"2": {}}),
    "a field with a default is added": lambda c: schema(c)["properties"].update(
        by={"type": "string", "default": ""}
    ),
    "a part gains a field with a default": lambda c: schema(c)["$defs"]["Step"]["properties"].update(
        far={"type": "boolean", "default": False}
    ),
    "a set gains a code": lambda c: schema(c)["$defs"]["Side"]["enum"].append("middle"),
    "a bound is loosened": lambda c: field(c, "count")["anyOf"][0].update(maximum=99),
    "a bound is dropped": lambda c: field(c, "reference").pop("maxLength"),
    "words change": lambda c: field(c, "at").update(description="when it moved"),
}


@pytest.mark.parametrize("kind", BREAKING)
def test_a_breaking_change_is_found_and_said(kind: str) -> None:
    change, sentence = BREAKING[kind]
    assert sentence in changed(change)


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_only_adds_breaks_nothing(kind: str) -> None:
    assert changed(HARMLESS[kind]) == ()


def test_nothing_that_was_released_is_broken() -> None:
    assert breaking_changes(json.loads(RELEASED.read_text()), published_contracts()) == ()


def test_taking_anything_away_from_our_own_events_would_be_found() -> None:
    now = published_contracts()
    for event, versions in now["events"].items():
        for version, published in versions.items():
            for name in published["properties"]:
                after = deepcopy(now)
                del after["events"][event][version]["properties"][name]
                assert f"{event} v{version}.{name} is gone" in breaking_changes(now, after)
