"""The referral documents, for whoever would rather fill in a document than the form."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from mash_intake.web.importing.pdf_template import pdf_template
from mash_intake.web.importing.word_template import word_template
from mash_intake.web.report.views import Visitor
from mash_platform.errors import NotFound

TEMPLATES: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "referral.docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        word_template,
    ),
    "referral.pdf": ("application/pdf", pdf_template),
}
"""Kind and content, by the name of the file."""


def template_pages() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/report/templates/{name}", response_class=Response)
    def template(_request: Request, _visitor: Visitor, name: str) -> Response:
        if name not in TEMPLATES:
            raise NotFound
        kind, made = TEMPLATES[name]
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(made(), media_type=kind, headers=headers)

    return router
