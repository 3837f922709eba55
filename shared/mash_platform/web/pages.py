"""Rendering pages.

    pages = Pages("mash_triage")
    return pages.render(request, "desk.html", waiting=waiting)

Templates extend `layout.html`, fill the blocks `title` and `content`, and take GOV.UK macros from
`govuk_frontend_jinja/components/.../macro.html` and ours from `mash/*.html`. Every template has `person`
(or None), `request`, `csrf`, `now` and `errors` (a list of FieldError, empty unless given), and the filters
`london`, `london_date` and `time_left`.
"""

from collections.abc import Sequence
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse

from mash_platform.sealing.keyring import ERASED
from mash_platform.sign_in.access import identify
from mash_platform.sign_in.person import Person
from mash_platform.web.assets import Assets
from mash_platform.web.auditing import TRAIL_READERS
from mash_platform.web.csrf import csrf_token, remember_visitor
from mash_platform.web.parts import NavigationItem
from mash_platform.web.restricting import RESTRICTERS
from mash_platform.web.time_words import london, london_date, time_left_filter

PRODUCT_NAME = "Safeguarding hub"


class Pages:
    """Renders the templates of one package, in the layout that all services share."""

    def __init__(self, package: str, **everywhere: Any) -> None:
        """`everywhere` is what every template of the package may use by name, such as a function."""
        self._environment = Environment(
            loader=ChoiceLoader(
                [
                    PackageLoader(package, "web/templates"),
                    PackageLoader("mash_platform", "web/templates"),
                    PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
                ]
            ),
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(london=london, london_date=london_date, time_left=time_left_filter)
        self._environment.globals.update(
            product_name=PRODUCT_NAME,
            trail_readers=TRAIL_READERS,
            restricters=RESTRICTERS,
            erased=ERASED,
            **everywhere,
        )

    def render(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """The page as it stands for whoever asks. Does not block: who that is was found out on arrival."""
        state = request.app.state
        person = identify(request).person
        assets: Assets = state.assets
        html = self._environment.get_template(template).render(
            {
                "person": person,
                "csrf": csrf_token(request),
                "now": state.clock.now(),
                "organisation": state.sign_in.organisation,
                "errors": (),
                "asset": assets.address,
                "path": request.url.path,
                "request": request,
                "navigation": _navigation(state.navigation, person, request.url.path),
                **context,
            }
        )
        response = HTMLResponse(html, status_code=status)
        remember_visitor(request, response)
        return response


_MOST_IN_A_LINE = 7
_MORE = NavigationItem("More", "/more", ())


def items_for(items: Sequence[NavigationItem], person: Person | None) -> list[NavigationItem]:
    """The pages this person may go to."""
    return [item for item in items if person is not None and person.may(*item.roles)]


def _navigation(
    items: Sequence[NavigationItem], person: Person | None, path: str
) -> list[dict[str, str | bool]]:
    """The links at the top; the one whose part of the site this is, is marked.

    Where there are too many for a line, those that are seldom wanted stand on the page of all pages only,
    except the one somebody is on.
    """
    shown = items_for(items, person)
    here = max((item.href for item in shown if _within(path, item.href)), key=len, default=None)
    if len(shown) > _MOST_IN_A_LINE:
        shown = [*(item for item in shown if not item.seldom or item.href == here), _MORE]
    return [
        {
            "text": item.text,
            "href": item.href,
            "current": item.href.rstrip("/") == path.rstrip("/"),
            "active": item.href == here,
        }
        for item in shown
    ]


def _within(path: str, href: str) -> bool:
    return f"{path}/".startswith(f"{href.rstrip('/')}/")
