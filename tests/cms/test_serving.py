"""The site behind its shelf, with real processes: a publication in between, and a database that goes and comes back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection

from policies.publication.models import Organisation
from policies.publication.withdraw import withdraw
from tests.cms.live import PATIENCE, Site, collect, started
from tests.cms.outage import Switch
from tests.databases import url_of
from tests.factories import NOTES
from tests.reading.register import make_history, make_policy, publish_words

pytestmark = [pytest.mark.django_db(transaction=True)]

PAGE = "/fr/atlas/privacy/"
RULE = 2.0  # seconds after which no reader is shown what is no longer so


def until(holds: Callable[[], bool]) -> None:
    """Wait for what has to come; what never comes fails."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    collect(folder)
    return folder


@pytest.fixture
def sites(tmp_path_factory: pytest.TempPathFactory, static: Path) -> Iterator[list[Site]]:
    """Two machines of two processes, on one database."""
    with ExitStack() as stack:
        folders = [tmp_path_factory.mktemp("machine") for _ in range(2)]
        yield [stack.enter_context(started(each, workers=2, static=static)) for each in folders]


def readers_see(sites: list[Site], path: str, change: Callable[[], object], words: str) -> None:
    """Ask everywhere, change, ask on: who asks two seconds after the commit or later is told of the change."""
    for site in sites * 6:
        site.ask(path)
    change()
    committed = time.monotonic()
    late: list[str] = []
    while time.monotonic() < committed + RULE + 1:
        for site in sites * 2:
            asked = time.monotonic()
            answer = site.ask(path)
            assert answer.status == 200
            if words not in answer.text and asked > committed + RULE:
                late.append(answer.text)
    assert late == []
    for site in sites * 6:
        assert words in site.ask(path).text


def test_no_reader_is_shown_an_old_text_two_seconds_after_a_change(sites: list[Site]) -> None:
    policy = make_history(make_policy("rif"))
    announced = policy.versions.get(number=4)
    path = "/fr/rif/privacy/"

    def publish() -> None:
        publish_words(policy, "Le tout dernier")

    def rename() -> None:
        organisation = Organisation.objects.get(slug="rif")
        organisation.name_fr = "Rif et Fils"
        organisation.save()

    def take_back() -> None:
        withdraw(version=announced, reason=NOTES, by="A")

    readers_see(sites, f"{path}v4/", take_back, "retirée")
    readers_see(sites, path, publish, "Le tout dernier")
    readers_see(sites, "/fr/rif/", rename, "Rif et Fils")


@pytest.fixture
def switch() -> Iterator[Switch]:
    if connection.vendor != "postgresql":
        pytest.skip("a file is not stopped")
    switch = Switch(url_of(connection))
    try:
        yield switch
    finally:
        switch.off()


def without_doubt(page: str) -> str:
    """The page without what says that a newer text may apply: on a slow machine it is there in time to be compared."""
    return "".join(re.sub(r'<aside class="doubt".*?</aside>', "", page, flags=re.DOTALL).split())


def test_site_starts_without_its_database_and_is_ready_when_it_comes(
    switch: Switch, tmp_path: Path, static: Path
) -> None:
    make_history()
    with started(tmp_path, database=switch.address, static=static) as site:
        assert site.ask("/healthz").status == 200
        assert site.ask("/readyz").status == 503
        assert site.ask(PAGE).status == 503
        assert site.ask("/admin/").status in (302, 503)

        switch.on()

        until(lambda: site.ask("/readyz").status == 200)
        assert "Texte en vigueur" in site.ask(PAGE).text


def test_what_was_rendered_is_served_while_the_database_is_stopped(
    switch: Switch, tmp_path: Path, static: Path
) -> None:
    make_history()
    switch.on()
    with started(tmp_path, database=switch.address, workers=2, static=static) as site:
        kept = [PAGE, "/fr/", "/ar/atlas/privacy/v1/", "/fr/atlas/privacy/compare/1/2/"]
        before = {path: site.ask(path).text for path in kept}

        switch.off()

        for path in kept:
            answer = site.ask(path)
            assert (answer.status, without_doubt(answer.text)) == (200, without_doubt(before[path]))
        for path in ("/fr/atlas/privacy/v2/", "/ar/search/?q=x", "/api/v1/organisations"):
            answer = site.ask(path)
            assert answer.status == 503, path
            assert int(answer.headers["retry-after"]) > 0
        assert site.ask("/fr/subscribe/", method="POST", body=b"x=1").status in (403, 503)

        switch.on()

        until(lambda: site.ask("/fr/atlas/privacy/v2/").status == 200)


def test_process_that_starts_while_the_database_is_stopped_has_the_pages_of_the_one_before(
    switch: Switch, tmp_path: Path, static: Path
) -> None:
    make_history()
    switch.on()
    with started(tmp_path, database=switch.address, static=static) as site:
        before = site.ask(PAGE).text
        # Written after the answer, by a thread of its own.
        until(lambda: any(tmp_path.glob("shelf/*/*/*")))

    switch.off()
    with started(tmp_path, database=switch.address, static=static) as site:
        answer = site.ask(PAGE)
        # Where starting took more than a minute, a newer text may have come meanwhile.
        assert answer.text == before or "Un texte plus récent" in answer.text
