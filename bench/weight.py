"""The weight of a policy of 5,000 words: bytes of style and script, queries, and the largest paint.

    make bench-pages

On a database of its own, served as the demo is. The largest contentful paint is Chromium's own measure, in a
fresh context each time (nothing cached); beside it, in the same run, that of a page of the same size without
style, script or database.
"""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.pages import served
from bench.reference import BARE
from cms.demo.__main__ import environment

WORDS = 5_000
PAINTS = 7
ADDRESS = "/fr/atlas/privacy/"
ASSETS, QUERIES, PAINT = 15_000, 3, 1_000  # the bars: bytes, queries, milliseconds
CHROMIUM = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)

LARGEST_PAINT = """() => new Promise(resolve => {
  new PerformanceObserver(list => resolve(list.getEntries().pop().startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
})"""


def publish(var: Path) -> int:
    """Fill the database of this ``var`` with one policy; return the queries its page needs uncached."""
    os.environ.update(environment(8000, 1025, var))
    os.environ.pop("SIJILL_LOG_KEY_FILE")  # nothing here is signed
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.texts import Writer, document
    from policies.publication.freeze import freeze
    from policies.publication.models import Organisation, Policy

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    organisation = Organisation.objects.create(
        slug="atlas", name="Atlas", contact_email="contact@atlas.example"
    )
    text = document(Writer(seed=5).sections(WORDS))
    policy = Policy.objects.create(organisation=organisation, slug="privacy", uuid=text.policy)
    freeze(
        policy=policy,
        document=text,
        significance="initial",
        note={"fr": "Première publication."},
        effective_from=None,
        source_revision=None,
        by="Bench",
    )
    client = Client(SERVER_NAME="127.0.0.1")
    client.get("/fr/")  # whatever is loaded once per process is loaded
    with CaptureQueriesContext(
        connection,
    ) as captured:
        if client.get(ADDRESS).status_code != 200:
            raise SystemExit(f"{ADDRESS} did not answer 200")
    return len(captured)


def fetched(connection: http.client.HTTPConnection, address: str) -> tuple[bytes, int]:
    """The file, unpacked, and the bytes that travelled."""
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    packed = response.read()
    zipped = response.getheader("Content-Encoding") == "gzip"
    return (gzip.decompress(packed) if zipped else packed), len(packed)


def largest_paints(browser: Any, address: str) -> list[float]:
    """Milliseconds from the start of the navigation, once per fresh context; the first is left out."""
    paints = []
    for _count in range(PAINTS + 1):
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        paints.append(page.evaluate(LARGEST_PAINT))
        context.close()
    return paints[1:]


def main() -> None:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        queries = publish(var)
        with served(var) as connection:
            page, _travelled = fetched(connection, ADDRESS)
            html = page.decode()
            assets = re.findall(r'<link rel="stylesheet" href="([^"]+)"|<script src="([^"]+)"', html)
            weight = sum(fetched(connection, "".join(asset))[1] for asset in assets)
            size = len(page)
            print(f"a policy of {WORDS} words: {size} bytes of HTML, {len(gzip.compress(page))} packed")
            print(f"style and script, packed: {weight} bytes in {len(assets)} files (bar {ASSETS})")
            print(f"queries, nothing cached: {queries} (bar {QUERIES})")
            if chromium is None:
                print("largest paint: not measured, there is no Chromium on PATH")
                return
            origin = f"http://{connection.host}:{connection.port}"
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                paints = largest_paints(browser, origin + ADDRESS)
                bare = largest_paints(browser, f"{origin}{BARE}?bytes={size}")
                browser.close()
            print(
                f"largest paint: median {median(paints):.0f} ms, worst {max(paints):.0f} ms (bar {PAINT}); "
                f"bare page median {median(bare):.0f} ms, ratio {median(paints) / median(bare):.1f}"
            )


if __name__ == "__main__":
    main()
