"""The log in tiles, and the monitor that follows it from another machine."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from policies.evidence.merkle import Tree, leaf_hash
from policies.evidence.notes import new_key, read_keys, signed_checkpoint
from policies.evidence.offline import monitor, proofs
from policies.evidence.offline.monitor import Alarm, Mirror, follow, tile_path
from policies.evidence.single_file import MONITOR, single_file
from policies.publication.checkpoints import latest, publish_checkpoint
from policies.publication.log import LogEntry, stored_bytes, tree
from policies.publication.models import PolicyVersion
from tests.factories import make_organisation, make_policy_page, publish, publish_text
from tests.publication.test_verification import past_the_guards
from tests.withholding import reinstate, withhold

pytestmark = pytest.mark.django_db

SITE = "http://testserver/"
LOG_KEY = new_key("testserver/log").text
KEYS = proofs.read_keys(f"{read_keys(LOG_KEY)[0].public}\n".encode())


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    settings.LOG_KEY = LOG_KEY


@pytest.fixture
def fetch(client: Client) -> Callable[[str], bytes]:
    """As over the network, from this site."""

    def get(address: str) -> bytes:
        answer = client.get(address.removeprefix("http://testserver"), follow=True)
        if answer.status_code >= 400:
            raise Alarm(f"{address} is not served: {answer.status_code}")
        return bytes(answer.content)

    return get


def followed(folder: Path, fetch: Callable[[str], bytes]) -> int:
    return follow(Mirror(folder), f"{SITE}log/", SITE, KEYS, fetch)


def grow(count: int) -> None:
    """So many entries of nothing, as fast as they can be written."""
    start = LogEntry.objects.count()
    LogEntry.objects.bulk_create(
        LogEntry(position=place, subject=f"{place}", content=b'{"entry":"x","at":"2024"}')
        for place in range(start, start + count)
    )


def test_tiles_hold_the_hashes_of_the_signed_tree(client: Client) -> None:
    grow(70_000 // 256 + 600)
    size = publish_checkpoint().size
    leaves = [leaf_hash(stored_bytes(e.content)) for e in LogEntry.objects.order_by("position")]

    full, partial = client.get("/log/tile/0/000"), client.get(f"/log/tile/0/003.p/{size % 256}")
    upper = client.get(f"/log/tile/1/000.p/{size // 256}")

    assert full.content == b"".join(leaves[:256])
    assert partial.content == b"".join(leaves[768:size])
    assert upper.content == b"".join(Tree(leaves[n : n + 256]).root() for n in (0, 256, 512))
    assert full["Content-Type"] == "application/octet-stream"
    assert "immutable" in full["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    ["0/999", "0/000.p/0", "0/000.p/256", "0/000.p/9", "1/000.p/1", "9/000", "entries/000", "entries/001.p/1",
     "0/x000/000.p/9", "0/00", "0/0000"],
)  # fmt: skip
def test_tile_that_the_signed_log_has_not_is_not_served(client: Client, address: str) -> None:
    publish(make_policy_page())
    publish_checkpoint()

    assert client.get(f"/log/tile/{address}").status_code == 404


def test_nothing_is_served_of_a_log_that_is_not_signed(client: Client) -> None:
    publish(make_policy_page())

    assert client.get("/log/tile/entries/000.p/1").status_code == 404
    assert client.get("/log/tile/0/000.p/1").status_code == 404


def test_entries_name_no_person(client: Client) -> None:
    publish(make_policy_page(), user=None)
    publish_checkpoint()

    content = client.get("/log/tile/entries/000.p/2").content

    (version, census) = monitor.entries_of(content)
    assert leaf_hash(version) == leaf_hash(stored_bytes(LogEntry.objects.get(position=0).content))
    assert b"actor" not in content
    assert b'"entry":"census"' in census


def test_index_is_written_in_groups_of_three_digits() -> None:
    assert tile_path("0", 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 5, 7) == "tile/entries/005.p/7"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 255, 256, 257])
def test_monitor_computes_the_root_as_the_log_does(size: int) -> None:
    leaves = [hashlib.sha256(bytes([n % 256])).digest() for n in range(size)]

    assert monitor.root_of(leaves) == Tree(leaves).root()


def test_monitor_keeps_a_whole_copy_and_follows(fetch: Callable[[str], bytes], tmp_path: Path) -> None:
    page = make_policy_page()
    first = publish(page)
    publish_checkpoint()
    assert followed(tmp_path, fetch) == 2
    publish_text(page, "Deux", slug="moved")
    publish(make_policy_page(make_organisation("other")))
    publish_checkpoint()

    assert followed(tmp_path, fetch) == LogEntry.objects.count() == 6
    assert followed(tmp_path, fetch) == 6
    kept = {path.stem for path in (tmp_path / "texts").iterdir()}
    assert kept == set(PolicyVersion.objects.values_list("sha256", flat=True))
    assert (tmp_path / "texts" / f"{first.sha256}.json").read_bytes() == bytes(first.content)
    assert (tmp_path / "checkpoint").read_text(encoding="utf-8") == (latest() or first).note


def _fork() -> None:
    past_the_guards(
        "DELETE FROM policies_checkpoint WHERE size > 2",
        f"UPDATE policies_logentry SET content = {_literal(b'{}')} WHERE position = 0",
    )


def _literal(content: bytes) -> str:
    return f"'\\x{content.hex()}'::bytea" if connection.vendor == "postgresql" else f"X'{content.hex()}'"


def _resign(size: int) -> None:
    root = tree().root(size)
    note = signed_checkpoint(read_keys(LOG_KEY), size=size, root=root, extension=proofs.CENSUS)
    past_the_guards(
        "DELETE FROM policies_timestamp",
        "DELETE FROM policies_checkpoint",
        f"INSERT INTO policies_checkpoint (size, note, sha256) VALUES ({size}, '{note}', 'x')",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda: _resign(1), "the log was rolled back: it had 4 entries"),
        (
            lambda: (
                past_the_guards(
                    f"UPDATE policies_logentry SET content = {_literal(b'{}')} WHERE position = 0"
                ),
                _resign(4),
            ),
            "two histories were signed",
        ),
        (
            lambda: past_the_guards(
                f"UPDATE policies_policyversion SET content = {_literal(b'x')} WHERE number = 2"
            ),
            "is not served: 500",
        ),
    ],
)
def test_monitor_alarms(
    change: Callable[[], Any], words: str, fetch: Callable[[str], bytes], tmp_path: Path
) -> None:
    page = make_policy_page()
    publish(page)
    publish_checkpoint()
    publish_text(page, "Deux")
    publish_checkpoint()
    assert followed(tmp_path, fetch) == 4
    for text in (tmp_path / "texts").iterdir():
        text.unlink()

    change()

    with pytest.raises(Alarm, match=words):
        followed(tmp_path, fetch)


def test_monitor_trusts_its_own_keys_only(fetch: Callable[[str], bytes], tmp_path: Path) -> None:
    publish(make_policy_page())
    publish_checkpoint()
    other = proofs.read_keys(f"{new_key('testserver/log').public}\n".encode())

    with pytest.raises(Alarm, match="no key that you trust"):
        follow(Mirror(tmp_path), f"{SITE}log/", SITE, other, fetch)


def test_monitor_is_a_program_of_one_file_that_says_when_nobody_answers(tmp_path: Path) -> None:
    program = tmp_path / "sijill-monitor.py"
    program.write_bytes(single_file(MONITOR))
    (tmp_path / "keys.txt").write_text(f"{KEYS[0].text}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program), "http://127.0.0.1:9/", "--key", "keys.txt", "--keep", "copy"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("SILENT: http://127.0.0.1:9/log/checkpoint")


def test_programs_are_served(client: Client) -> None:
    assert client.get("/log/sijill-monitor.py").content == single_file(MONITOR)
    answer = client.get("/log/sijill-verify.py")
    assert answer.content == single_file()
    digest = hashlib.sha256(answer.content).hexdigest()
    assert digest in client.get("/en/verify/").content.decode()


def test_monitor_asks_for_no_text_that_the_log_says_is_withheld(
    fetch: Callable[[str], bytes], tmp_path: Path
) -> None:
    version = publish(make_policy_page())
    withhold(version)
    publish_checkpoint()

    followed(tmp_path, fetch)
    without = list((tmp_path / "texts").iterdir())
    reinstate(version)
    publish_checkpoint()
    followed(tmp_path, fetch)

    assert without == []
    assert [text.stem for text in (tmp_path / "texts").iterdir()] == [version.sha256]
