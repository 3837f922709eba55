"""The table of who may do what: read off the running app, not off a document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from mash_contracts.vocabulary import Role
from mash_platform.sign_in.access import Anyone, Requirement

# Style sheets and scripts hold nothing about anybody.
OPEN_PATHS = frozenset({"/assets/{version}/{name}"})


@dataclass(frozen=True, slots=True)
class RouteAccess:
    """One way into the app. `admits` is None where everybody may come in, signed in or not."""

    method: str
    path: str
    admits: frozenset[Role] | None


class UndeclaredAccess(Exception):
    """An endpoint does not say who may call it, or says it twice."""


def route_access(app: FastAPI) -> list[RouteAccess]:
    """Every route with the roles it admits. Raises `UndeclaredAccess` for one without a declaration."""
    found = []
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if path in OPEN_PATHS:
            continue
        rules = _declared(getattr(route, "dependant", None))
        if len(rules) != 1:
            raise UndeclaredAccess(
                f"{path} must declare exactly one of require(...) and anyone; it declares {len(rules)}"
            )
        rule = rules.pop()
        admits = rule.roles if isinstance(rule, Requirement) else None
        found += [
            RouteAccess(method, path, admits) for method in sorted(route.methods or ()) if method != "HEAD"
        ]
    return found


def _declared(dependant: Dependant | None) -> set[Requirement | Anyone]:
    calls = _calls(dependant) if dependant is not None else iter(())
    return {call for call in calls if isinstance(call, Requirement | Anyone)}


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from _calls(each)
