"""The page that checks uploads finds each forged bundle for its reason, and knows more than a bundle can: its own log."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.evidence.digests import digest
from policies.evidence.entries import event_entry
from policies.evidence.notes import signed_checkpoint
from policies.evidence.offline import rendering
from policies.evidence.offline.archive import pack, sums, unpack
from policies.evidence.offline.proofs import CENSUS
from policies.evidence.offline.whole_proof import canonical
from policies.publication.log import Checkpoint, LogEntry, LogKey, Timestamp
from policies.publication.models import Organisation, Policy
from policies.reading import upload_limits
from policies.reading.verification_verdict import verdict_of
from tests.evidence import attacks, forge
from tests.evidence.authority import make_authority
from tests.evidence.mutate import forgeries
from tests.evidence.register import KEY, POLICY, Log

pytestmark = pytest.mark.django_db

EARLIER = Path(__file__).parents[1] / "evidence" / "format-2.zip"


def put(log: Log) -> None:
    """The log's entries as the rows of this register, with its key."""
    organisation = Organisation.objects.create(slug="atlas")
    policies = {
        uuid: Policy.objects.create(organisation=organisation, slug=uuid[:8], uuid=uuid)
        for uuid in {policy for policy, _leaf in log.entries if policy}
    }
    LogEntry.objects.bulk_create(
        LogEntry(position=place, subject=f"{place}", content=leaf, policy=policies.get(policy))
        for place, (policy, leaf) in enumerate(log.entries)
    )
    LogKey.objects.create(public=KEY.public)


def codes(packed: bytes) -> list[str]:
    return [fault.code for fault in verdict_of(packed).faults]


@pytest.mark.one_database
def test_a_thousand_forgeries_are_found_here_too() -> None:
    kinds: Counter[str] = Counter()
    for log, group in groupby(forge.genuine(), key=lambda pair: pair[0]):
        with transaction.atomic():
            put(log)
            for _log, number in group:
                assert codes(pack(log.files(number))) == []
                for one in forge.of(log, number):
                    found = codes(one.packed)
                    assert found, one.kind
                    assert found[0] in one.reasons, (one.kind, found)
                    kinds[one.kind] += 1
            transaction.set_rollback(True)
    print(f"{kinds.total()} forgeries found: {dict(kinds)}")
    assert kinds.total() >= 1000


@pytest.mark.parametrize(("seed", "count"), [(5, 200), pytest.param(6, 1_000, marks=pytest.mark.long)])
def test_none_that_was_changed_at_random_is_proven_here(seed: int, count: int) -> None:
    log = attacks.full_log()
    put(log)
    genuine = [log.files(1), log.files(1, content=None), log.files(2), log.files(3)]
    assert [codes(pack(files)) for files in genuine] == [[], [], [], []]

    for name, packed in forgeries(seed, count, genuine):
        assert codes(packed), name


@pytest.mark.parametrize("share", [0.1, pytest.param(1, marks=pytest.mark.long)])
def test_attacks_are_found_for_their_reason_here(share: float) -> None:
    put(attacks.full_log())
    tried = list(attacks.forged())
    for one in random.Random(7).sample(tried, round(len(tried) * share)):  # noqa: S311 - which of them
        found = codes(one.packed)
        assert found, one.kind
        assert found[0] in one.reasons, (one.kind, found)


def test_timestamp_by_an_authority_of_the_forgers_is_none_of_this_registers(tmp_path: Path) -> None:
    """A certificate of one's own says any moment: this register knows who timestamps its checkpoints."""
    log = attacks.full_log()
    put(log)
    ours, theirs = (make_authority(tmp_path / name) for name in ("ours", "theirs"))
    files = log.files(2)
    first = files["first-checkpoint.txt"].decode()
    kept = Checkpoint.objects.create(size=4, note=first, sha256=digest(first.encode()))
    Timestamp.objects.create(checkpoint=kept, response=b"kept", authority=ours.certificates)

    found = [
        codes(pack(attacks.resummed(files | each.files(first.encode())))) for each in (ours, theirs)
    ]

    assert found == [[], ["authority"]]


def test_page_says_that_the_policy_was_retired(client: Client) -> None:
    log = Log(2)
    log.entries.pop()
    leaf = event_entry(
        "retirement", policy=str(POLICY), reason={"en": "Ended."}, retired_at=attacks.LATER.format(8)
    )
    log.entries.append((str(POLICY), leaf))
    log.end()
    put(log)

    page = client.post("/en/verify/", {"bundle": SimpleUploadedFile("e.zip", pack(log.files(2)))})

    assert "This policy was retired on 8 November 2024." in page.content.decode()


def test_log_is_read_once_however_many_bundles_are_uploaded() -> None:
    """Anybody has genuine bundles: of a long log, each reading takes seconds."""
    log = attacks.full_log()
    put(log)
    packed = [pack(log.files(number)) for number in (2, 3)]
    assert codes(packed[0]) == []

    with CaptureQueriesContext(connection) as asked:
        assert codes(packed[1]) == []

    assert [query["sql"] for query in asked if '"position" >= 0' in query["sql"]] == []


def test_second_history_under_the_same_key_is_not_the_registers() -> None:
    put(Log(2))

    fork = Log(3)
    fork.entries[2] = (fork.entries[2][0], fork.entries[2][1].replace(b"2024-01-29", b"2024-01-30"))
    fork.end()

    assert codes(pack(fork.files(3))) == ["register"]


def test_earlier_bundle_from_which_a_withdrawal_was_left_out_is_found() -> None:
    """The bundle alone cannot show it, and says so; this register's log does."""
    log = Log(3, withdrawn=3)
    earlier = unpack(EARLIER.read_bytes())
    files = log.files(3, latest=_uncounted(log), first=log.checkpoint(6))
    proof = json.loads(files["proof.json"])
    for left_out, found in ((False, []), (True, ["omitted"])):
        entries = [e for e in proof["entries"] if not (left_out and "withdrawal" in e["entry"])]
        less = {"entries": entries, "first": proof["first"], "consistency": proof["consistency"]}
        facts = json.loads(files["facts.json"]) | {"format": 2}
        record = json.loads(files["version.json"])
        own = next(
            said
            for said in map(json.loads, (each["entry"] for each in proof["entries"]))
            if said["entry"] == "version" and said["number"] == 3
        )
        old = (
            files
            | {name: earlier[name] for name in earlier if name.endswith(".py") or "explanation" in name}
            | {
                f"text.{code}.html": rendering.text_html(record, own, code, 2)
                for code in record["document"]["languages"]
            }
            | {
                f"text.{code}.txt": rendering.text_txt(record, own, code, 2)
                for code in record["document"]["languages"]
            }
            | {
                "proof.json": canonical(less),
                "facts.json": (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode(),
            }
        )
        old.pop("version.tlog-proof")
        with transaction.atomic():
            put(log)
            verdict = verdict_of(pack(old | {"SHA256SUMS": sums(old)}))
            transaction.set_rollback(True)
        assert [fault.code for fault in verdict.faults] == found
        if not found:
            assert verdict.proof["withdrawn"]
            assert verdict.proof["complete"] is None


def _uncounted(log: Log) -> str:
    size = log.tree.size
    return signed_checkpoint((KEY,), size=size, root=log.tree.root(size))


def test_page_says_what_became_of_the_version_until_today() -> None:
    """The bundle is of before the withdrawal; the register knows it."""
    log = Log(3, withdrawn=3)
    before = Log(3)
    before.entries = log.entries[:6]
    before.end()
    size = before.tree.size
    # The register's log has the census of then, and the withdrawal after it.
    after = Log(3)
    after.entries = [*before.entries, *log.entries[6:7]]
    after.tree = type(log.tree)()
    put_entries = Log(3)
    put_entries.entries = after.entries
    put(put_entries)
    assert size == 7

    verdict = verdict_of(pack(before.files(3)))

    assert verdict.faults == ()
    assert verdict.proof["withdrawn"]


def test_uploads_of_one_network_are_limited(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(upload_limits.time, "time", lambda: 1_700_000_000.0)
    monkeypatch.setattr(upload_limits, "A_MINUTE", 2)

    def upload(address: str) -> Any:
        return client.post("/en/verify/", {}, REMOTE_ADDR=address)

    assert [upload("192.0.2.7").status_code for _ in range(2)] == [400, 400]
    refused = upload("192.0.2.200")
    assert refused.status_code == 429
    assert "Try again in a minute" in refused.content.decode()
    assert upload("198.51.100.7").status_code == 400


def test_census_extension_is_what_checkpoints_say() -> None:
    assert f"\n{CENSUS}\n" in Log(1).checkpoint()
    assert str(POLICY) in Log(1).entries[0][0]
