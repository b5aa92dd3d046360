"""The policy editor beside Wagtail's stock editor of the same draft, in one run of one browser.

    make bench-editor
    make bench-editor ARGS="--sections 20 --runs 2"

Both pages edit one draft of 40 sections in three languages, served by the same process on a database of its own.
*Usable* is the time from asking for the page until a word typed into a section's text is on the screen: on the stock
page once its editors are built, on ours after opening the section. *Save* is a click on "Save draft" until the page
is usable again; *autosave* the answer to the request that the editor makes by itself.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from cms.demo.__main__ import environment
from cms.demo.ports import HOST
from cms.demo.processes import ROOT

PASSWORD = "a password for one run"  # noqa: S105 - of a database that lives for one run
OURS, STOCK = "ours", "stock"
SUBMIT = "footer button.action-save, footer button[type=submit]"


def prepare(sections: int) -> int:
    """A migrated database with one draft of this many sections; the number of its page."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from django.contrib.auth.models import User

    from bench.drafts import long_draft

    User.objects.create_superuser("bench", "bench@example.org", PASSWORD)
    return long_draft(sections)


@contextmanager
def served(kind: str, settings: dict[str, str]) -> Iterator[str]:
    """The site with our editor or with the stock one; its address."""
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--bind",
            f"fd://{listener.fileno()}",
            "--threads",
            "4",
        ]
        command += ["--no-control-socket", "--log-level", "warning", f"bench.editors:{kind}"]
        address = f"http://{HOST}:{port}"
        process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            cwd=ROOT,
            env=settings | {"SIJILL_BASE_URL": address},
            pass_fds=[listener.fileno()],
        )
        try:
            yield address
        finally:
            process.terminate()
            process.wait()


class Editor:
    """One tab on the edit page of the draft."""

    def __init__(self, page: Any, address: str, number: int, kind: str) -> None:
        self.page, self.kind = page, kind
        self.edit = f"{address}/admin/pages/{number}/edit/"
        page.goto(f"{address}/admin/login/")
        page.fill("[name=login]", "bench")
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{address}/admin/")

    def usable(self) -> float:
        """Seconds until a word typed into the third section's first text is on the screen."""
        return timed(self._type_after_loading)

    def _type_after_loading(self) -> None:
        self.page.goto(self.edit, wait_until="commit")
        self.type("usable")

    def type(self, word: str) -> None:
        if self.kind == OURS:
            toggle = self.page.locator("#inline_child_sections-2 .section__toggle")
            toggle.wait_for()
            self.page.wait_for_function("document.querySelector('.section__number')?.textContent")
            if toggle.get_attribute("aria-expanded") == "false":
                toggle.click()
        else:
            # The page builds its editors one after the other, and answers to nothing meanwhile.
            self.page.wait_for_function("!document.querySelector('[data-block]')", polling=50)
        text = self.page.locator("#inline_child_sections-2 [contenteditable=true]").first
        text.click()
        self.page.keyboard.type(f"{word} ")
        self.page.wait_for_function(
            "word => document.querySelector('#inline_child_sections-2 [contenteditable=true]').textContent.includes(word)",
            arg=word,
        )

    def autosave(self, word: str) -> float:
        """Seconds the editor's own save takes to be answered."""
        self.page.wait_for_timeout(2500)  # Wagtail watches from two seconds after loading on
        with self.page.expect_response(
            lambda answer: answer.request.method == "POST" and answer.url == self.edit
        ) as saved:
            self.type(word)
        timing = saved.value.request.timing
        saved.value.finished()
        return float(timing["responseStart"] - timing["requestStart"]) / 1000

    def save(self) -> float:
        """Seconds from the click on "Save draft" until the page has come back."""
        return timed(self._save)

    def _save(self) -> None:
        with self.page.expect_navigation(wait_until="commit"):
            self.page.locator(SUBMIT).first.click()
        self.page.locator(SUBMIT).first.wait_for()


def timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def measure(browser: Any, address: str, number: int, kind: str, runs: int) -> dict[str, list[float]]:
    context = browser.new_context(viewport={"width": 1500, "height": 1000})
    context.set_default_timeout(90_000)
    editor = Editor(context.new_page(), address, number, kind)
    editor.usable()  # the templates are compiled and the scripts cached from here on
    times: dict[str, list[float]] = {"usable": [], "autosave": [], "save": []}
    for run in range(runs):
        times["usable"].append(editor.usable())
        times["autosave"].append(editor.autosave(f"autosaved{run}"))
        times["save"].append(editor.save())
    size = len(editor.page.content())
    context.close()
    return times | {"bytes": [size]}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.editor", description="The editor beside stock."
    )
    parser.add_argument("--sections", type=int, default=40, help="sections of the draft (40)")
    parser.add_argument("--runs", type=int, default=3, help="measured loads of each page (3)")
    options = parser.parse_args()
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if chromium is None:
        raise SystemExit("There is no Chromium on PATH: apt install chromium")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = environment(8000, 1025, Path(folder)) | {"SIJILL_DEBUG": "false"}
        os.environ.update(settings, DJANGO_ALLOW_ASYNC_UNSAFE="1", DJANGO_SETTINGS_MODULE="cms.settings")
        number = prepare(options.sections)
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        print(f"{options.sections} sections in three languages, {options.runs} runs, medians in seconds")
        print(f"{'':<10}{'HTML kB':>9}{'usable':>9}{'autosave':>10}{'save':>8}")
        medians = {}
        for kind in (STOCK, OURS):
            with served(kind, settings) as address:
                times = measure(browser, address, number, kind, options.runs)
            medians[kind] = {name: median(values) for name, values in times.items()}
            found = medians[kind]
            print(
                f"{kind:<10}{found['bytes'] / 1000:>9.0f}{found['usable']:>9.2f}{found['autosave']:>10.2f}{found['save']:>8.2f}"
            )
        ratio = medians[OURS]["usable"] / medians[STOCK]["usable"]
        print(f"usable in {ratio:.0%} of the stock page's time")
        browser.close()


if __name__ == "__main__":
    main()
