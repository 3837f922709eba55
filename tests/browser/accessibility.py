"""WCAG 2.2 AA, as far as a machine can tell."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
    # Off unless asked for, although WCAG 2.2 AA has it.
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


def assert_accessible(page: Page) -> None:
    """Fails with each broken rule and the elements that break it."""
    found = Axe().run(page, options=_OPTIONS).response["violations"]
    broken = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
        + "\n".join(f"    {node['html'][:200]}\n      {node['failureSummary']}" for node in rule["nodes"])
        for rule in found
    ]
    assert not broken, f"{page.url} is not accessible:\n" + "\n".join(broken)
