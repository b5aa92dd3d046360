"""The chain of a policy's versions: whole, it holds; tampered with, it says what is wrong."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from policies.evidence.digests import Link, broken_links, digest
from policies.publication.version_record import Record, read_record
from tests.factories import make_document, make_section


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    for number in range(1, length + 1):
        previous = links[-1].sha256 if links else ""
        record = Record(
            document=make_document(sections=(make_section(),)),
            number=number,
            previous=previous,
            significance="substantial" if previous else "initial",
            effective_from=date(2024, 1, number),
            origin="authored",
            time_zone="Africa/Casablanca" if number > 1 else "",
            note={"fr": "note", "en": " "},
        )
        content = record.content()
        links.append(
            Link(number=number, content=content, sha256=digest(content), previous_sha256=previous)
        )
    return links


def test_digest_is_sha256_of_the_exact_bytes() -> None:
    assert digest(b"abc") == hashlib.sha256(b"abc").hexdigest()


def test_whole_chain_holds() -> None:
    assert broken_links(chain(4)) == []
    assert broken_links([]) == []


def test_record_is_read_back_as_it_was_written() -> None:
    link = chain(2)[1]

    record = read_record(link.content)

    assert (record.number, record.previous, record.note) == (2, link.previous_sha256, {"fr": "note"})
    assert record.content() == link.content


@pytest.mark.parametrize("position", range(0, 200, 17))
def test_any_changed_byte_is_found(position: int) -> None:
    links = chain(3)
    content = bytearray(links[1].content)
    content[position] ^= 1
    links[1] = replace(links[1], content=bytes(content))

    assert any("version 2" in fault for fault in broken_links(links))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda links: links.pop(1), "stands where version 2 must"),
        (lambda links: links.reverse(), "stands where version 1 must"),
        (
            lambda links: links.__setitem__(1, replace(links[1], previous_sha256="0" * 64)),
            "version 2: does not follow on digest {first}",
        ),
        (
            lambda links: links.__setitem__(0, replace(links[0], previous_sha256="0" * 64)),
            "version 1: does not follow on digest none",
        ),
        (
            lambda links: links.__setitem__(
                0, replace(links[0], content=links[2].content, sha256=links[2].sha256)
            ),
            "name another predecessor",
        ),
    ],
    ids=["removed", "reordered", "wrong predecessor", "a predecessor before the first", "exchanged"],
)
def test_broken_chain_says_what_is_wrong(change: object, words: str) -> None:
    links = chain(3)
    words = words.format(first=links[0].sha256)
    change(links)  # type: ignore[operator]

    assert any(words in fault for fault in broken_links(links))
