"""What axe-core says of a page in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

AUDIT = """async (rules) => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"], ...(rules && {runOnly: rules})});
  return violations.map(({id, nodes}) => [id, ...nodes.map(({html}) => html)]);
}"""


def objections(page: Page, rules: list[str] | None = None) -> list[list[str]]:
    """Each rule that the page breaks, with the elements that break it; of all rules, or of these."""
    page.evaluate(AXE_SCRIPT)
    found: list[list[str]] = page.evaluate(AUDIT, rules)
    return found
