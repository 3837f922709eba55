"""Style sheets and scripts, served from this machine only.

The address of each holds a digest of all of them, so that browsers keep them for good and still get the new
ones with a new release. The GOV.UK font and crown are for GOV.UK services and are not served.
"""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mash_platform.web.parts import WebPart

_PACKAGED = ("govuk-frontend.min.css", "govuk-frontend.min.js")
_OWN = ("mash.css", "mash.js", "drafts.js", "whole-page.js", "start.js", "icon.svg")
_THEIR_FONT = b"GDS Transport,arial,sans-serif"
_OUR_FONT = b"Arial,Liberation Sans,Helvetica,sans-serif"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_ROOT = Path(__file__).resolve().parents[3]


class AssetsMissing(Exception):
    """The front-end package is not installed."""


def assets_folder() -> Path:
    """`MASH_ASSETS`, or the front-end package that `make install` puts in node_modules.

    Raises `AssetsMissing` with one sentence for the person who starts the program.
    """
    given = os.environ.get("MASH_ASSETS")
    folder = Path(given) if given else _ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
    missing = [name for name in _PACKAGED if not (folder / name).is_file()]
    if missing:
        raise AssetsMissing(
            f"The style sheets are missing: there is no {missing[0]} in {folder}. Run `make install`, or set "
            "MASH_ASSETS to the folder dist/govuk of the npm package govuk-frontend 6.3.0."
        )
    return folder


@dataclass(frozen=True)
class Assets:
    """All files, read once."""

    contents: dict[str, bytes]
    version: str

    @classmethod
    def load(cls, parts: Iterable[WebPart] = ()) -> "Assets":
        """Raises `AssetsMissing`."""
        folder = assets_folder()
        own = files("mash_platform.web") / "static"
        contents = {name: _in_our_face((folder / name).read_bytes()) for name in _PACKAGED}
        contents |= {name: own.joinpath(name).read_bytes() for name in _OWN}
        for part in parts:
            contents |= {sheet.name: sheet.read_bytes() for sheet in part.styles}
        digest = hashlib.sha256(b"".join(contents[name] for name in sorted(contents)))
        return cls(contents, digest.hexdigest()[:12])

    def address(self, name: str) -> str:
        return f"/assets/{self.version}/{name}"

    async def serve(self, request: Request) -> Response:
        """Answers `/assets/{version}/{name}`; a page of an older release may still ask with its version."""
        name = request.path_params["name"]
        content = self.contents.get(name)
        if content is None:
            return PlainTextResponse("There is no such file.", status_code=404)
        keep = request.path_params["version"] == self.version
        caching = "public, max-age=31536000, immutable" if keep else "no-cache"
        return Response(content, media_type=_TYPES[Path(name).suffix], headers={"cache-control": caching})


def _in_our_face(content: bytes) -> bytes:
    """The components without the font that only GOV.UK services may use."""
    return re.sub(rb"@font-face\{[^}]*\}", b"", content).replace(_THEIR_FONT, _OUR_FONT)
