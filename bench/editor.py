"""The policy editor beside Wagtail's edit page of an empty page, in one run of one browser.

    make bench-editor
    make bench-editor ARGS="--sections 20 --runs 2"

Ours edits a draft of 40 sections in three languages; the other is a page of Wagtail's own with a title and no more.
Both are served by the same process on a database of their own. The same is done and measured on both, from asking for
the page on: *answer* is its first byte; *typed* a word, typed as soon as the browser lets one, on the screen: in the
text of the first clause, or in the title; *usable* the same word on the screen and the page at rest: no task of 50 ms or
more keeps the next key waiting for a second afterwards. *Autosave* is the whole answer to the request that the editor
makes by itself; *save* a click on "Save draft" until the page has come back.
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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from cms.demo.__main__ import environment
from cms.demo.processes import HOST, ROOT

PASSWORD = "a password for one run"  # noqa: S105 - of a database that lives for one run
OURS, EMPTY = "ours", "empty"
COLUMNS = ("HTML kB", "answer", "typed", "usable", "autosave", "save")
REST = 1000  # milliseconds
# Notes when the last task ended that kept the browser from answering, in milliseconds of the page's own clock.
BUSY = """
    window.busyUntil = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((task) => {
        window.busyUntil = Math.max(window.busyUntil, task.startTime + task.duration);
    })).observe({ type: "longtask", buffered: true });
"""
SUBMIT = "footer button.action-save, footer button[type=submit]"


def prepare(sections: int) -> dict[str, int]:
    """A migrated database with one draft of this many sections, and a page without text; their numbers."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from django.contrib.auth.models import User
    from wagtail.models import Page

    from bench.drafts import long_draft

    User.objects.create_superuser("bench", "bench@example.org", PASSWORD)
    ours = long_draft(sections)
    return {OURS: ours, EMPTY: Page.objects.get(depth=2).add_child(instance=Page(title="Empty")).pk}


@contextmanager
def served(settings: dict[str, str]) -> Iterator[str]:
    """The site; its address."""
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
        command += ["--no-control-socket", "--log-level", "warning", "cms.wsgi:application"]
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
    """One tab on the edit page; a person who writes in the first clause, or the title where there is no text."""

    def __init__(self, page: Any, address: str, number: int, text: str) -> None:
        self.text = text
        self.page = page
        self.edit = f"{address}/admin/pages/{number}/edit/"
        self.saving = True
        page.route(self.edit, self._answer)
        page.add_init_script(BUSY)
        page.goto(f"{address}/admin/login/")
        page.fill("[name=login]", "bench")
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{address}/admin/")

    def _answer(self, route: Any) -> None:
        """Let the request through, unless it would save what is not to be saved."""
        if is_post(route) and not self.saving:
            route.abort()
        else:
            route.continue_()

    def load(self) -> dict[str, float]:
        """Seconds from asking for the page: the answer begins, a word is on the screen, the page is at rest.

        What is typed here is not saved: a page that is left while it saves is still saved when the next is asked for.
        """
        self.saving = False
        self.page.goto(self.edit, wait_until="commit")
        typed = self.type("usable")
        self.page.wait_for_function(f"performance.now() - busyUntil > {REST}", polling=100)
        answered, busy = self.page.evaluate(
            "[performance.getEntriesByType('navigation')[0].responseStart, busyUntil]"
        )
        self.page.goto("about:blank")
        self.saving = True
        return {"answer": answered / 1000, "typed": typed, "usable": max(typed, busy / 1000)}

    def type(self, word: str) -> float:
        """Write a word into the text; returns when it is on the screen, in seconds since the page was asked for."""
        text = self.page.locator(self.text).first
        text.click()
        self.page.keyboard.type(f"{word} ")
        shown = self.page.wait_for_function(
            """([place, word]) => {
                const text = document.querySelector(place);
                return (text.value ?? text.textContent).includes(word) && performance.now();
            }""",
            arg=[self.text, word],
        )
        return float(shown.json_value()) / 1000

    def autosave(self, word: str) -> float:
        """Seconds the editor's own save takes to be answered in full."""
        self.page.goto(self.edit)
        self.type("opened")
        with self.page.expect_response(is_save) as saved:
            # Wagtail watches from two seconds after loading on: what is typed then is saved in any case.
            self.page.wait_for_timeout(2500)
            self.type(word)
        saved.value.finished()
        if not saved.value.ok:
            raise SystemExit(f"The editor's own save was refused: {saved.value.text()}")
        self.page.wait_for_timeout(3000)  # whatever else it saves is answered before the page is left
        return float(saved.value.request.timing["responseEnd"]) / 1000

    def save(self) -> float:
        """Seconds from a click on "Save draft" until the page has come back and its button may be clicked."""
        self.page.goto(self.edit)
        button = self.page.locator(SUBMIT).first
        button.click(trial=True)
        began = time.perf_counter()
        with self.page.expect_navigation(wait_until="commit"):
            button.click()
        button.click(trial=True)
        return time.perf_counter() - began


def is_post(of: Any) -> bool:
    return bool(of.request.method == "POST")


def is_save(answer: Any) -> bool:
    """Whether this is the editor's own save, answered."""
    return is_post(answer) and answer.url.endswith("/edit/")


TEXTS = {OURS: ".writing-paper section > p:not([data-heading])", EMPTY: "[name=title]"}


def measure(browser: Any, address: str, number: int, text: str, runs: int) -> dict[str, list[float]]:
    context = browser.new_context(viewport={"width": 1500, "height": 1000})
    context.set_default_timeout(90_000)
    editor = Editor(context.new_page(), address, number, text)
    editor.load()  # the templates are compiled and the scripts cached from here on
    times: dict[str, list[float]] = {name: [] for name in COLUMNS}
    for run in range(runs):
        for name, seconds in editor.load().items():
            times[name].append(seconds)
        times["autosave"].append(editor.autosave(f"autosaved{run}"))
        times["save"].append(editor.save())
    times["HTML kB"].append(len(context.request.get(editor.edit).body()) / 1000)
    context.close()
    return times


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.editor", description="The editor beside an empty page."
    )
    parser.add_argument("--sections", type=int, default=40, help="sections of the draft (40)")
    parser.add_argument("--runs", type=int, default=3, help="measured loads of each page (3)")
    options = parser.parse_args()
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        raise SystemExit(f"There is no Chromium on PATH: apt install {names[0]}")
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = environment(8000, 1025, Path(folder)) | {"SIJILL_DEBUG": "false"}
        os.environ.update(settings, DJANGO_ALLOW_ASYNC_UNSAFE="1", DJANGO_SETTINGS_MODULE="cms.settings")
        numbers = prepare(options.sections)
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        print(f"{options.sections} sections in three languages, {options.runs} runs, medians in seconds")
        print(f"{'':<6}" + "".join(f"{name:>10}" for name in COLUMNS))
        usable = {}
        for kind in (EMPTY, OURS):
            with served(settings) as address:
                times = measure(browser, address, numbers[kind], TEXTS[kind], options.runs)
            usable[kind] = median(times["usable"])
            print(f"{kind:<6}" + "".join(f"{median(times[name]):>10.2f}" for name in COLUMNS))
        print(f"usable in {usable[OURS] / usable[EMPTY]:.0%} of the empty page's time")
        browser.close()


if __name__ == "__main__":
    main()
