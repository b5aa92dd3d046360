"""One page on the shelf: what readers and caches are told of it, and its file."""

from __future__ import annotations

import gzip
import time

import brotli
import pytest

from policies.reading.shelf.page import Page, accepted, encodings_of, read

HTML = b'<body><main id="main">Texte</main></body>'
LINK = ("Link", "</fr/>; rel=original")


def make_page(path: str = "/fr/atlas/privacy/", **values: object) -> Page:
    body = values.pop("body", HTML)
    assert isinstance(body, bytes)
    facts: dict[str, object] = {
        "key": (path, ""),
        "subject": (1, 2),
        "stamp": 7,
        "until": float("inf"),
        "any_query": True,
        "etag": "abc",
        "kept": "",
        "headers": [("Content-Type", "text/html; charset=utf-8"), LINK, ("Cache-Control", "public")],
        "bodies": encodings_of(body),
    }
    return Page(**facts | values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("BR", "br"),
        ("zstd", ""),
        (";;;,,,q=\x00", ""),
    ],
)
def test_encoding_is_the_smallest_that_the_reader_takes(header: str, first: str) -> None:
    assert accepted(header)[0] == first
    assert accepted(header)[-1] == ""


def test_every_encoding_is_the_same_text_under_a_tag_of_its_own() -> None:
    page = make_page()
    page.compress()

    assert gzip.decompress(page.bodies["gzip"]) == brotli.decompress(page.bodies["br"]) == HTML
    tags = {dict(said)["ETag"] for said in page.said.values()}
    assert tags == {'"abc"', '"abc-gzip"', '"abc-br"'}
    assert all("Accept-Encoding" in dict(said)["Vary"] for said in page.said.values())


def test_file_of_a_page_is_read_as_it_was_written() -> None:
    page = make_page(
        until=time.time() + 100, headers=[("Content-Type", "text/html"), LINK, ("Vary", "X")]
    )
    page.compress()

    again = read(page.written())

    assert {name: getattr(again, name) for name in Page.__slots__} == {
        name: getattr(page, name) for name in Page.__slots__
    }


@pytest.mark.parametrize("cut", [0, 5, 300, -1])
def test_damaged_file_is_no_page(cut: int) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        read(make_page().written()[:cut])


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (3600.0, "public, max-age=0, s-maxage=1, stale-if-error=60"),
        (30.5, "public, max-age=0, s-maxage=1, stale-if-error=30"),
        (0.5, "public, no-cache"),
    ],
)
def test_no_cache_is_told_to_keep_a_page_longer_than_it_is_true(seconds: float, told: str) -> None:
    assert make_page(until=1_000 + seconds).cached(1_000.0) == told


def test_warned_page_says_so_before_its_text_and_is_kept_by_nobody() -> None:
    headers, body = make_page().warned(b"<aside>!</aside>")

    assert body == HTML.replace(b"<main", b"<aside>!</aside><main")
    assert dict(headers)["Cache-Control"] == "no-store"
    assert dict(headers)["Content-Length"] == str(len(body))


def test_packed_page_holds_no_plain_bytes_and_still_gives_them() -> None:
    page = make_page()
    before = page.said[""]

    page.compress()

    assert "" not in page.bodies
    assert page.body("") == HTML
    assert page.said[""] == before
    assert HTML.split(b"<main")[0] in page.warned(b"<p>Warning</p>")[1]
    assert read(page.written()).body("") == HTML
