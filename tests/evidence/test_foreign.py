"""Somebody else's code on the other side: keys, checkpoints, cosignatures, proofs and tiles of C2SP as the package
``tlog-scales`` reads and writes them. Where it is not installed (``pip install tlog-scales``), these tests are skipped.

It reads no checkpoint with an extension line, which ours end with since the log counts events: the checkpoints here have none.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from policies.evidence.digests import digest
from policies.evidence.merkle import Tree, leaf_hash
from policies.evidence.notes import new_key, signed_checkpoint
from policies.evidence.offline import proofs
from policies.publication.log import Checkpoint, LogEntry

signing = pytest.importorskip("tlog_scales.signing")
tlog = pytest.importorskip("tlog_scales.tlog")
reader = pytest.importorskip("tlog_scales.reader")

KEY = new_key("log.example/1")
WITNESS = new_key("witness.example/w1")
LEAVES = [leaf_hash(bytes([number])) for number in range(20)]
TREE = Tree(LEAVES)


def note(size: int, tree: Tree = TREE) -> str:
    return signed_checkpoint((KEY,), size=size, root=tree.root(size))


def test_our_checkpoints_and_cosignatures_hold_for_others() -> None:
    text = note(7)
    body = text.partition("\n\n")[0] + "\n"
    theirs = tlog.Checkpoint.from_text(text + WITNESS.cosignature(body, 1_700_000_000))
    keys = [signing.Vkey.from_string(key) for key in (KEY.public, WITNESS.public_witness)]

    assert (theirs.origin, theirs.size, theirs.root_hash) == ("log.example/1", 7, TREE.root(7))
    assert len(signing.VkeySet(*keys).verify(theirs.signatures, theirs)) == 2
    for key in keys:
        theirs.verify(key)
    altered = tlog.Checkpoint.from_text(text.replace("\n7\n", "\n8\n"))
    assert signing.VkeySet(*keys).verify(altered.signatures, altered) == set()


def test_their_keys_and_checkpoints_hold_for_us() -> None:
    signer = signing.PlainEd25519Signer(KEY.name, KEY.secret)
    text = tlog.Checkpoint.make_signed(KEY.name, 9, TREE.root(9), [signer]).serialize()
    (key,) = proofs.read_keys(f"{signer.vkey.serialize()}\n".encode())
    read = proofs.read_note(text.encode())

    assert key.text == KEY.public
    assert (read.origin, read.size, read.root) == ("log.example/1", 9, TREE.root(9))
    assert key.signed(read)
    assert text == note(9)
    assert not key.signed(proofs.read_note(text.replace("\n9\n", "\n8\n").encode()))


def test_our_proofs_hold_for_others_and_no_others_do() -> None:
    for size in range(1, 21):
        for index in range(size):
            path = TREE.inclusion(index, size)
            tlog.InclusionProof(index, size, path).check(LEAVES[index], TREE.root(size))
            if path:
                with pytest.raises(tlog.InclusionProofInvalid):
                    tlog.InclusionProof(index, size, path[:-1]).check(LEAVES[index], TREE.root(size))
        for old in range(1, size):
            path = TREE.consistency(old, size)
            tlog.ConsistencyProof(old, size, path).check(TREE.root(old), TREE.root(size))
            with pytest.raises(tlog.ConsistencyProofInvalid):
                tlog.ConsistencyProof(old, size, path).check(LEAVES[0][::-1], TREE.root(size))


class Site:
    """The addresses of the log, as their reader asks for them."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, *path: str) -> bytes | None:
        answer: Any = self.client.get("/log/" + "/".join(path))
        return answer.content if answer.status_code == 200 else None


@pytest.mark.django_db
def test_their_reader_follows_our_tiles(client: Client) -> None:
    leaves = [f"entry {number}".encode() for number in range(300)]
    LogEntry.objects.bulk_create(
        LogEntry(position=place, subject=f"{place}", content=leaf) for place, leaf in enumerate(leaves)
    )
    tree = Tree(map(leaf_hash, leaves))
    text = note(300, tree)
    Checkpoint.objects.create(size=300, note=text, sha256=digest(text.encode()))
    theirs = reader.TilesReader(Site(client))

    checkpoint = theirs.get_checkpoint()

    checkpoint.verify(signing.Vkey.from_string(KEY.public))
    assert theirs.calculate_root_hash() == checkpoint.root_hash == tree.root()
    assert [theirs.get_entry(place) for place in (0, 255, 256, 299)] == [
        leaves[place] for place in (0, 255, 256, 299)
    ]
    proof = theirs.get_inclusion_proof(270, 300)
    assert proofs.inclusion_holds(300, tree.root(), 270, leaf_hash(leaves[270]), proof.node_hashes)
    grown = theirs.get_consistency_proof(200, 300)
    assert proofs.consistency_holds(200, tree.root(200), 300, tree.root(), grown.node_hashes)
