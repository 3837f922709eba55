"""What the policy of a day said, to read: every edition, and the rules beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from mash_contracts.vocabulary import LegalBasis, LevelOfNeed, Role
from mash_platform.clock import LONDON
from mash_platform.errors import FieldError, NotFound
from mash_platform.sign_in.access import require
from mash_platform.web.pages import Pages
from mash_policy.dated_rules import RuleFamily
from mash_policy.diff import clock_title, clocks
from mash_policy.files import editions, is_date
from mash_policy.load import NoEdition, edition_in_force, load_edition
from mash_policy.model import Indicator, Policy
from mash_policy.rule_families import FAMILIES, lines_of
from mash_policy.rule_lines import Line
from mash_triage.domain.decision import QUALIFIED
from mash_triage.web.desk import TriageDesk

READERS = QUALIFIED | {Role.AGENCY_MEMBER, Role.TEAM_MEMBER, Role.ASSURANCE}
"""It speaks of no child, and those who ask, answer, help or look after it have to be able to read it."""


@dataclass(frozen=True)
class OfOneKind:
    """The rules of one kind: all that there are, and those of the day asked for."""

    code: str
    called: str
    ids: tuple[str, ...]
    """The latest first."""
    applied: str | None
    """None before there were any."""


def policy_router(desk: TriageDesk, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False, prefix="/policy", dependencies=[Depends(require(*READERS))])

    @router.get("/")
    def policy_of_a_day(request: Request) -> Response:
        """Which policy applied on a day: today, or the one asked for."""
        asked, errors = _day_asked(request.query_params)
        on = asked or desk.delivery.clock.now().astimezone(LONDON).date()
        kinds = [_of_one_kind(family, on) for family in FAMILIES.values()]
        return pages.render(
            request,
            "policy.html",
            status=422 if errors else 200,
            errors=errors,
            on=on,
            asked=asked is not None,
            written=request.query_params,
            editions=tuple(reversed(editions())),
            applied=_applied(on),
            kinds=kinds,
        )

    @router.get("/{edition}")
    def edition_page(request: Request, edition: str) -> Response:
        """The whole edition, with a place of its own for every sentence that a recommendation quotes."""
        policy = _edition(edition)
        return pages.render(
            request,
            "policy_edition.html",
            policy=policy,
            groups=_by_group(policy),
            clocks={clock_title(code): clock for code, clock in clocks(policy.timescales).items()},
            levels=tuple(LevelOfNeed),
            bases=tuple(LegalBasis),
        )

    @router.get("/{kind}/{edition}")
    def rules_page(request: Request, kind: str, edition: str) -> Response:
        family = FAMILIES.get(kind)
        if family is None or edition not in family.ids():
            raise NotFound
        rules = family.load(edition)
        parts: dict[str, list[Line]] = {}
        for line in lines_of(rules):
            parts.setdefault(line.part, []).append(line)
        return pages.render(request, "policy_rules.html", family=family, rules=rules, parts=parts)

    return router


def _of_one_kind(family: RuleFamily[Any], on: date) -> OfOneKind:
    applying = family.on(on)
    newest_first = tuple(reversed(family.ids()))
    return OfOneKind(family.code, family.called, newest_first, applying.id if applying else None)


def _edition(edition: str) -> Policy:
    try:
        return load_edition(edition)
    except NoEdition:
        raise NotFound from None


def _applied(on: date) -> str | None:
    try:
        return edition_in_force(on).id
    except NoEdition:
        return None


def _day_asked(query: Mapping[str, str]) -> tuple[date | None, list[FieldError]]:
    """The day in the address: `?on=2026-03-04`, or as the form on the page writes it."""
    on = query.get("on", "")
    if is_date(on):
        return date.fromisoformat(on), []
    parts = [query.get(f"on-{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None, []
    try:
        return date(*(int(part) for part in parts)), []
    except ValueError:
        return None, [FieldError("on", "not-a-date", "The day must be a real date, such as 27 3 2026")]


def _by_group(policy: Policy) -> Mapping[str, list[Indicator]]:
    groups: dict[str, list[Indicator]] = {}
    for indicator in policy.indicators.values():
        groups.setdefault(indicator.group.replace("_", " ").capitalize(), []).append(indicator)
    return groups
