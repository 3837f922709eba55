"""The page of a policy simulation stands alone, reads well and is accessible in a real Chromium."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, ViewportSize

from mash_command.policy import command
from mash_simulation.contacts import simulate
from mash_simulation.figures import published_year
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import DESKTOP, PHONE
from tests.builders.editions import a_draft, change_indicator


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulation")
    draft = a_draft(folder)
    change_indicator(draft, "coercive-control", "level", "4")
    change_indicator(draft, "coercive-control", "legal_basis", '"s47"')
    contacts = simulate(published_year(2021), seed=1, referrals=300, handed_in_on=date(2021, 3, 31))
    records = folder / "county.ndjson"
    records.write_text(
        "".join(one.submission.model_dump_json(exclude_defaults=True) + "\n" for one in contacts)
    )
    page = folder / "report.html"
    arguments = [
        "--edition",
        str(draft),
        "--records",
        str(records),
        "--on",
        "2021-03-31",
        "--html",
        str(page),
    ]
    result = CliRunner().invoke(command, ["simulate", *arguments])
    assert result.exit_code == 1, result.output
    return page


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_report_of_a_simulation_stands_alone_and_is_accessible(
    report: Path, browser: Browser, size: ViewportSize
) -> None:
    page = browser.new_page(viewport=size)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(report.as_uri())

    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    plots = page.locator("picture img")
    assert plots.count() == 6
    assert all(plot.evaluate("one => one.complete && one.naturalWidth > 0") for plot in plots.all())
    assert all((plot.get_attribute("alt") or "").startswith("Children") for plot in plots.all())
    page.close()
