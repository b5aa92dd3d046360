"""What stands before the site: from the shelf while it is true, from the site else, and something true when that is down."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest

from policies.publication.editions import editions
from tests.reading.shelf.register import SUBJECT, Bench, Site
from tests.reading.shelf.test_page import HTML, make_page

LONG_AGO = 3_600.0


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "shelf")


def test_true_page_is_served_without_asking_the_site(bench: Bench) -> None:
    bench.keep(make_page())

    answer = bench.ask()

    assert (answer.status, answer.body) == (200, HTML)
    assert bench.site.asked == []


def test_page_is_packed_as_the_reader_takes_it(bench: Bench) -> None:
    bench.keep(make_page())

    answer = bench.ask(HTTP_ACCEPT_ENCODING="gzip, deflate")

    assert gzip.decompress(answer.body) == HTML
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("known", ['"abc"', '"abc-gzip"', 'W/"abc"', '"x", "abc-br"', "*"])
def test_reader_who_has_the_page_is_told_so(bench: Bench, known: str) -> None:
    bench.keep(make_page())

    answer = bench.ask(HTTP_IF_NONE_MATCH=known)

    assert (answer.status, answer.body) == (304, b"")
    assert {"ETag", "Vary", "Cache-Control", "Link"} <= set(answer.headers)
    assert bench.ask(HTTP_IF_NONE_MATCH='"other"').status == 200


def test_head_has_the_headers_alone(bench: Bench) -> None:
    bench.keep(make_page())

    answer = bench.ask(REQUEST_METHOD="HEAD")

    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(HTML))


def test_query_that_the_page_does_not_take_is_answered_with_the_page(bench: Bench) -> None:
    bench.keep(make_page())
    bench.keep(make_page("/fr/list/", any_query=False))

    assert bench.ask(query="utm_source=x").body == HTML
    assert bench.ask("/fr/list/", query="page=2").body == b"from the site"


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": ""},
        {"HTTP_X_FORWARDED_PROTO": "http"},
    ],
)
def test_what_is_no_request_for_this_site_is_left_to_it(bench: Bench, environ: dict[str, str]) -> None:
    bench.keep(make_page())

    assert bench.ask(**environ).body == b"from the site"


@pytest.mark.parametrize("change", ["edition", "moment"])
def test_page_that_is_no_longer_true_is_asked_for_anew(bench: Bench, change: str) -> None:
    page = bench.keep(make_page())
    if change == "edition":
        bench.know(editions({SUBJECT: 8}))
        bench.shelf._mark()
    else:
        page.until = time.time() - 1

    assert bench.ask().body == b"from the site"


def test_page_of_another_process_is_found(bench: Bench, tmp_path: Path) -> None:
    bench.shelf.files.put(make_page())

    assert bench.ask().body == HTML
    assert bench.site.asked == []


def test_page_made_before_the_last_change_is_not_believed(bench: Bench) -> None:
    bench.shelf.files.put(make_page(stamp=6))

    assert bench.ask().body == b"from the site"


def test_site_that_fails_leaves_the_page_that_is_there(bench: Bench) -> None:
    page = bench.keep(make_page())
    page.until = time.time() - 1
    bench.site.answer = Site.down

    answer = bench.ask(HTTP_ACCEPT_ENCODING="gzip")

    assert answer.status == 200
    assert "Un texte plus récent" in answer.body.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in answer.headers


def test_while_the_database_is_down_a_true_page_is_as_always(bench: Bench) -> None:
    bench.keep(make_page())
    bench.know(editions({SUBJECT: 7}), contact=time.time() - 30)

    assert bench.ask().body == HTML
    assert bench.site.asked == []


def test_after_a_minute_without_the_database_a_page_is_shown_under_a_warning_only(bench: Bench) -> None:
    bench.keep(make_page())
    bench.know(editions({SUBJECT: 7}), contact=time.time() - 61)

    answer = bench.ask()

    assert answer.status == 200
    assert b'<aside class="doubt"' in answer.body
    assert bench.site.asked == []


@pytest.mark.parametrize(
    ("path", "words"), [("/fr/x/", "réessayez"), ("/en/x/", "try again"), ("/ar/x/", "بعد دقيقة")]
)
def test_what_is_not_there_while_the_database_is_down_gets_503_in_its_language(
    bench: Bench, path: str, words: str
) -> None:
    bench.know(editions({}), contact=time.time() - LONG_AGO)

    answer = bench.ask(path)

    assert answer.status == 503
    assert words in answer.body.decode()
    assert answer.headers["Retry-After"] == "30"
    assert answer.headers["Cache-Control"] == "no-store"


def test_data_is_not_shown_without_the_warning_that_it_cannot_carry(bench: Bench) -> None:
    atom = [("Content-Type", "application/atom+xml")]
    bench.keep(make_page("/fr/feed.atom", headers=atom))
    bench.keep(make_page("/fr/v1.json", headers=atom, kept="public, max-age=31536000, immutable"))
    bench.know(editions({SUBJECT: 7}), contact=time.time() - LONG_AGO)

    assert bench.ask("/fr/feed.atom").status == 503
    assert bench.ask("/fr/v1.json").status == 200  # its bytes never change


def test_unguarded_database_serves_nothing(bench: Bench) -> None:
    bench.shelf.watch.refusal = "published versions are not guarded"

    assert bench.ask("/fr/x/").status == 503
    assert bench.ask("/fr/x/", REQUEST_METHOD="POST").status == 503
    assert bench.site.asked == []


def test_process_says_whether_it_lives_and_whether_it_is_ready(bench: Bench) -> None:
    assert (bench.ask("/healthz").status, bench.ask("/readyz").status) == (200, 200)

    bench.know(editions({}), contact=time.time() - LONG_AGO)

    assert (bench.ask("/healthz").status, bench.ask("/readyz").status) == (200, 503)


def test_process_whose_clock_is_wrong_says_which_check_to_ask(bench: Bench) -> None:
    bench.shelf.watch.ask(lambda: ("policies.E080",))

    answer = bench.ask("/readyz")

    assert (answer.status, answer.body) == (503, b"not ready: policies.E080\n")
    assert bench.ask("/healthz").status == 200


def test_readers_of_one_page_wait_for_one_to_make_it(bench: Bench) -> None:
    from threading import Barrier, Thread

    page = bench.keep(make_page())
    page.old = True
    gate = Barrier(5)

    def answer(environ: object, start_response: object) -> list[bytes]:
        bench.keep(make_page(etag="new"))
        return Site.fine({}, start_response)  # type: ignore[return-value]

    bench.site.answer = answer  # type: ignore[assignment]

    def read() -> None:
        gate.wait()
        bench.ask()

    readers = [Thread(target=read) for _ in range(5)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert len(bench.site.asked) == 1


def test_client_of_the_api_is_told_in_its_own_form_that_nothing_can_be_asked(bench: Bench) -> None:
    bench.know(bench.shelf.watch.known, contact=time.time() - 70)

    answer = bench.ask("/api/v1/policies")

    assert (answer.status, json.loads(answer.body)["status"]) == (503, 503)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"]
