"""Takes the pictures of ``docs/screenshots`` anew, from a demo of its own.

    make pictures
    make pictures ARGS="--only release-panel"

The demo's days are counted from today, so dates differ from one taking to the next.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from cms.demo.__main__ import PASSWORD, answers
from cms.demo.processes import HOST, ROOT

FOLDER = ROOT / "docs" / "screenshots"
LOCALES = {"fr": "fr-FR", "en": "en-GB", "ar": "ar-MA"}
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
POLICY = "ocis/privacy/"
TYPED = {
    "fr": "Nous le faisons sans frais.",
    "en": "We do so free of charge.",
    "ar": "ونقوم بذلك مجانًا.",
}
PATIENCE = 120_000  # milliseconds


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo that lives as long as this."""
    port = free_port()
    with tempfile.TemporaryDirectory() as var:
        command = [sys.executable, "-m", "cms.demo", f"--port={port}", f"--var={var}"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        try:
            while not answers(port):
                if process.poll() is not None:
                    raise SystemExit("the demo ended before it answered: try `make demo`")
                time.sleep(1)
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()
            process.wait()


class Camera:
    """Takes what is on a page, under the name of its picture."""

    def __init__(self, browser: Browser, site: str, only: str) -> None:
        self.browser, self.site, self.only = browser, site, only

    def new_page(self, code: str, **options: Any) -> Page:
        context = self.browser.new_context(
            **{"locale": LOCALES[code], "viewport": WIDE, "reduced_motion": "reduce", **options}
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    def take(self, page: Page, name: str) -> None:
        if self.only in name:
            page.evaluate("document.fonts.ready")
            page.screenshot(path=FOLDER / f"{name}.png")
            print(name)


def readers_pages(camera: Camera) -> None:
    for code in LOCALES:
        page = camera.new_page(code)
        for name, address in (
            ("home", ""),
            ("policy", POLICY),
            ("history", f"{POLICY}history/"),
            ("comparison", f"{POLICY}compare/1/2/"),
        ):
            page.goto(f"{camera.site}/{code}/{address}")
            camera.take(page, f"{name}-{code}")
        page.goto(f"{camera.site}/{code}/{POLICY}")
        clause = page.locator("a[href*='/clause/']").first.get_attribute("href")
        page.goto(f"{camera.site}{clause}")
        camera.take(page, f"clause-{code}")
    dark = camera.new_page("en", color_scheme="dark")
    dark.goto(f"{camera.site}/en/{POLICY}")
    camera.take(dark, "policy-en-dark")
    phone = camera.new_page("ar", viewport=PHONE)
    phone.goto(f"{camera.site}/ar/{POLICY}")
    camera.take(phone, "policy-ar-phone")


def desk_pages(camera: Camera) -> None:
    """What editors see once the language that prevails says more than the others."""
    writer = signed_in(camera, "en")
    edit = page_of_policy(writer)
    paragraph = writer.locator(".writing-paper section > p:not([data-heading])").nth(2)
    box = paragraph.bounding_box() or {"width": 0, "height": 0}
    paragraph.click(position={"x": box["width"] - 4, "y": box["height"] - 4})
    writer.keyboard.press("End")
    writer.keyboard.type(f" {TYPED}")
    writer.locator("button.action-save").first.click()
    writer.wait_for_load_state("networkidle")
    for code in LOCALES:
        page = signed_in(camera, code)
        camera.take(page, f"dashboard-{code}")
        page.goto(f"{camera.site}{edit}")
        page.locator(".writing-paper").wait_for()
        camera.take(page, f"section-editor-{code}")
        page.locator("[role=tab]").nth(1).click()
        page.wait_for_timeout(1000)
        camera.take(page, f"release-panel-{code}")
        page.goto(f"{camera.site}{edit.replace('/pages/', '/policies/').replace('/edit/', '/check/')}")
        camera.take(page, f"before-publishing-{code}")
        page.goto(f"{camera.site}/admin/policies/translations/")
        camera.take(page, f"translation-report-{code}")


def signed_in(camera: Camera, code: str) -> Page:
    page = camera.new_page(code)
    page.goto(f"{camera.site}/admin/login/")
    page.fill("[name=login]", "publisher")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{camera.site}/admin/")
    page.reload()  # the greeting is gone
    return page


def page_of_policy(page: Page) -> str:
    """The address at which the policy is edited; the browser is there."""
    row = page.locator("tr", has_text="OCIS").first
    edit = row.locator("a[href*='/edit/']").first.get_attribute("href") or ""
    page.goto(edit if edit.startswith("http") else page.url.split("/admin/")[0] + edit)
    page.locator(".writing-paper").wait_for()
    return edit[edit.index("/admin/") :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="pictures whose name has this")
    parser.add_argument("--site", default="", help="a demo that runs already, instead of one of its own")
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), None)
    if chromium is None:
        raise SystemExit("no Chromium on PATH: apt install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if options.site:
            take_all(Camera(browser, options.site.rstrip("/"), options.only))
        else:
            with demo() as site:
                take_all(Camera(browser, site, options.only))
        browser.close()


def take_all(camera: Camera) -> None:
    readers_pages(camera)
    desk_pages(camera)


if __name__ == "__main__":
    main()
