"""The published OpenAPI document: what partner systems may rely on, without the pages."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

_PROBLEM = {
    "title": "Problem",
    "description": "What is wrong, after RFC 9457. Codes are stable; details are sentences for people.",
    "type": "object",
    "required": ["type", "title", "status", "errors"],
    "properties": {
        "type": {"type": "string", "example": "urn:mash:problem:invalid"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string", "example": "children[0].nhs_number"},
                    "code": {"type": "string", "example": "unknown-field"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_PROBLEM_ANSWER = {
    "description": "The request was refused; the body says why.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_UNAVAILABLE_ANSWER = {
    **_PROBLEM_ANSWER,
    "description": "Part of the hub does not answer now. Nothing was taken in; send it again later.",
}
_WALL_TIME = r"^\d{2}:\d{2}:\d{2}$"
_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "The token of a partner system; the hub's administrator gives it out.",
}


def published_document(app: FastAPI) -> dict[str, Any]:
    """Made once; the same document every time."""
    if app.openapi_schema is None:
        api = [route for route in iter_route_contexts(app.routes) if (route.path or "").startswith("/api/")]
        app.openapi_schema = _with_our_answers(
            get_openapi(
                title=app.title,
                version=app.version,
                description="How partner systems hand in contacts and follow them.",
                routes=api,
            )
        )
    return app.openapi_schema


def _with_our_answers(document: dict[str, Any]) -> dict[str, Any]:
    """FastAPI describes its own error bodies and knows nothing of our tokens; this says what we do."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _mend_times(schemas)
    schemas["Problem"] = _PROBLEM
    components["securitySchemes"] = {"token": _TOKEN}
    document["security"] = [{"token": []}]
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["4XX"] = _PROBLEM_ANSWER
            operation["responses"]["503"] = _UNAVAILABLE_ANSWER
    return document


def _mend_times(described: Any) -> None:
    """JSON Schema's own "time" has a zone, and ours is the time on the wall."""
    if isinstance(described, dict):
        if described.get("format") == "time":
            described["pattern"] = _WALL_TIME
            del described["format"]
        for part in described.values():
            _mend_times(part)
    elif isinstance(described, list):
        for part in described:
            _mend_times(part)
