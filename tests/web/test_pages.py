"""What every page has: title, headers, navigation for the role, nothing from elsewhere."""

import re
from html.parser import HTMLParser

import pytest
from fastapi import FastAPI

from mash_contracts.vocabulary import Role
from mash_platform.web.parts import NavigationItem
from tests.builders.web import nobody, someone, title_of


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_people_who_are_not_signed_in_find_two_ways_in(app: FastAPI) -> None:
    page = nobody(app).open("/").text
    links = {link["href"] for link in Elements(page).all("a")}
    assert {"/report", "/sign-in"} <= links
    assert "call 999" in page


@pytest.mark.parametrize(
    ("role", "links"),
    [
        (Role.PRACTITIONER, ["/desk"]),
        (Role.MANAGER, ["/desk", "/figures", "/audit", "/restricted-records"]),
        (Role.ASSURANCE, ["/figures"]),
        (Role.REFERRER, []),
        (Role.ADMINISTRATOR, ["/accounts", "/audit"]),
    ],
)
def test_navigation_shows_only_where_the_role_may_go(app: FastAPI, role: Role, links: list[str]) -> None:
    page = someone(app, role).open("/account/password").text
    found = [
        link["href"]
        for link in Elements(page).all("a")
        if link.get("class") == "govuk-service-navigation__link"
    ]
    assert found == links


def test_who_has_many_pages_finds_what_is_seldom_wanted_under_more(app: FastAPI) -> None:
    often = [NavigationItem(f"Often {n}", f"/often-{n}", {Role.MANAGER}) for n in range(7)]
    seldom = NavigationItem("Seldom", "/seldom", {Role.MANAGER}, description="Now and then.", seldom=True)
    app.state.navigation = (*often, seldom)
    manager = someone(app, Role.MANAGER)

    page, more = manager.open("/account/password").text, manager.open("/more").text

    assert 'href="/seldom"' not in page
    assert 'href="/more"' in page
    assert "Now and then." in more


def test_the_place_one_is_at_is_marked_in_the_navigation(app: FastAPI) -> None:
    page = someone(app, Role.MANAGER).open("/desk").text
    marked = [link["href"] for link in Elements(page).all("a") if link.get("aria-current") == "page"]
    assert marked == ["/desk"]


def test_a_role_without_a_home_gets_a_list_of_where_it_may_go(app: FastAPI) -> None:
    reader = someone(app, Role.ASSURANCE)
    assert reader.open("/").headers["location"] == "/more"
    assert "How we do." in reader.open("/more").text


def test_every_page_says_who_is_signed_in_and_offers_to_sign_out_by_post(app: FastAPI) -> None:
    page = someone(app, Role.PRACTITIONER, display_name="Zoë <O'Neil>").open("/desk").text
    assert "Zoë &lt;O&#39;Neil&gt;" in page
    assert {"method": "post", "action": "/sign-out"} in Elements(page).all("form")


def test_an_error_is_in_the_title_in_the_summary_and_at_its_field(app: FastAPI) -> None:
    answer = someone(app, Role.PRACTITIONER).send("/desk")
    assert title_of(answer) == "Error: Desk - Safeguarding hub"
    elements = Elements(answer.text)
    assert "#rationale" in {link["href"] for link in elements.all("a")}
    field = next(area for area in elements.all("textarea") if area["id"] == "rationale")
    assert field["aria-describedby"] == "rationale-error"


def test_nothing_is_chosen_before_a_person_chooses_it(app: FastAPI) -> None:
    page = someone(app, Role.PRACTITIONER).open("/desk").text
    choices = [each for each in Elements(page).all("input") if each.get("type") in ("radio", "checkbox")]
    assert choices
    assert not [choice for choice in choices if "checked" in choice]
    options = Elements(page).all("option")
    assert (options[0]["value"], len(options)) == ("", 2)


def test_urgency_is_a_word_and_not_only_a_colour(app: FastAPI) -> None:
    page = " ".join(someone(app, Role.PRACTITIONER).open("/desk").text.split())
    for word in ("Red", "Amber", "Green", "Level 4"):
        assert re.search(rf'class="govuk-tag[^"]*">\s*{word}\s*<', page), word


def test_times_are_shown_in_london_with_what_is_left(app: FastAPI) -> None:
    page = someone(app, Role.PRACTITIONER).open("/desk").text
    assert "25 November 2026 at 12:16am: 2 hours 20 minutes left" in page


def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(app: FastAPI) -> None:
    pages = [nobody(app).open("/"), nobody(app).open("/sign-in"), someone(app, Role.MANAGER).open("/desk")]
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        elements = Elements(page.text)
        assert all("src" in script for script in elements.all("script"))
        assert not elements.all("style")
        for tag, attributes in elements.found:
            assert "style" not in attributes, tag
            assert not [name for name in attributes if name.startswith("on")], tag
            for name in ("src", "href", "action"):
                assert not (attributes.get(name) or "").startswith(("http", "//")), attributes


def test_pages_are_kept_by_no_browser_and_no_proxy(app: FastAPI) -> None:
    page = someone(app, Role.PRACTITIONER).open("/desk")
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["referrer-policy"] == "same-origin"


def test_style_sheets_and_scripts_are_served_from_here_and_kept_for_good(app: FastAPI) -> None:
    page = nobody(app).open("/")
    elements = Elements(page.text)
    addresses = [sheet["href"] for sheet in elements.all("link")] + [s["src"] for s in elements.all("script")]
    assert len(addresses) == 5
    for address in addresses:
        answer = nobody(app).open(str(address))
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].split(";")[0] in (
            "text/css",
            "text/javascript",
            "image/svg+xml",
        )


def test_the_script_finds_the_components_beside_itself(app: FastAPI) -> None:
    address = app.state.assets.address("govuk-frontend.min.js")
    assert b"export{" in nobody(app).open(address).content


def test_the_font_that_only_government_services_may_use_is_not_even_named(app: FastAPI) -> None:
    sheet = nobody(app).open(app.state.assets.address("govuk-frontend.min.css")).text
    assert ".govuk-button{" in sheet
    assert "GDS" not in sheet
    assert "@font-face" not in sheet


def test_a_page_of_an_older_release_still_gets_its_styles_but_does_not_keep_them(app: FastAPI) -> None:
    answer = nobody(app).open("/assets/000000000000/mash.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "name",
    ["../pages.py", "..%2fpages.py", "fonts/light-94a07e06a1-v2.woff2", "images/govuk-crest.svg", "x.css"],
)
def test_nothing_else_is_served_as_an_asset(app: FastAPI, name: str) -> None:
    assert nobody(app).open(f"/assets/000000000000/{name}").status_code == 404
