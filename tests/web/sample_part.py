"""A small service for testing the shell: a list, a form, an API, and pages that fail in each known way."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from mash_contracts.vocabulary import Answer, LevelOfNeed, Rag, Role
from mash_platform.errors import Conflict, FieldError, NotFound, Rejected, Unavailable
from mash_platform.sign_in.access import Person, anyone, require
from mash_platform.web.pages import Pages
from mash_platform.web.parts import NavigationItem, WebPart

PAGES = Pages("tests.web.sample_pages")
STAFF = require(Role.PRACTITIONER, Role.MANAGER)


class Birthday(BaseModel):
    model_config = ConfigDict(extra="forbid")

    day: int = Field(ge=1, le=31)


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=20)
    injured: Answer = Answer.UNKNOWN
    seen_at: AwareDatetime | None = None
    birthdays: list[Birthday] = Field(default=[], max_length=2)


def sample_part(close: Any = None) -> WebPart:
    router = APIRouter()

    @router.get("/desk", include_in_schema=False)
    def desk(request: Request, person: Annotated[Person, Depends(STAFF)]) -> Response:
        deadline = request.app.state.clock.now() + timedelta(hours=2, minutes=20)
        return PAGES.render(
            request, "desk.html", rags=list(Rag), levels=list(LevelOfNeed), deadline=deadline, waiting=[]
        )

    @router.post("/desk", include_in_schema=False)
    def decide(
        request: Request, person: Annotated[Person, Depends(STAFF)], rationale: Annotated[str, Form()] = ""
    ) -> Response:
        if not rationale:
            error = FieldError("rationale", "missing", "Say why")
            return PAGES.render(
                request, "desk.html", status=422, errors=[error], rags=[], levels=[], deadline=None
            )
        return PAGES.render(request, "decided.html", rationale=rationale, by=person.name)

    @router.post("/worry", include_in_schema=False)
    def worry(
        person: Annotated[Person | None, Depends(anyone)], words: Annotated[str, Form()] = ""
    ) -> dict[str, Any]:
        return {"words": words, "by": person.name if person else None}

    @router.post("/api/v1/notes")
    def add_note(
        person: Annotated[Person, Depends(require(Role.REFERRING_SYSTEM, Role.REFERRER))], note: Note
    ) -> Note:
        return note

    @router.get("/api/v1/notes/{name}")
    def note(
        name: str, person: Annotated[Person, Depends(require(Role.REFERRING_SYSTEM, Role.MANAGER))]
    ) -> Note:
        return Note(text=f"{name} for {person.name}"[:20])

    @router.get("/fails/{how}", include_in_schema=False)
    @router.get("/api/fails/{how}", include_in_schema=False)
    def fails(how: str, person: Annotated[Person | None, Depends(anyone)]) -> Response:
        raise {
            "not-found": NotFound("no such record"),
            "conflict": Conflict("Priya Nair decided this at 10:15am"),
            "invalid": Rejected(FieldError("team", "unknown-code", "Choose a team")),
            "unavailable": Unavailable("intake"),
            "unexpected": RuntimeError("Jamie Example, 12 Acacia Avenue"),
        }[how]

    return WebPart(
        routers=[router],
        navigation=[
            NavigationItem("Desk", "/desk", {Role.PRACTITIONER, Role.MANAGER}, home_for={Role.PRACTITIONER}),
            NavigationItem("Figures", "/figures", {Role.MANAGER, Role.ASSURANCE}, description="How we do."),
        ],
        close=close,
    )
