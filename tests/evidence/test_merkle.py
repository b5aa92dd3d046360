"""The Merkle tree against RFC 6962's reference vectors, and against pymerkle."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, InvalidProof, verify_consistency, verify_inclusion

from policies.evidence.merkle import EMPTY_ROOT, Tree, leaf_hash
from policies.evidence.offline.proofs import consistency_holds, inclusion_holds

# The entries and roots of the reference implementation's tests (certificate-transparency, merkle_tree_test).
ENTRIES = [
    bytes.fromhex(entry)
    for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                  "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# (leaf, size): the audit path, and (old, new): the consistency proof, of the same tests.
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
PROOFS = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def tree_of(entries: list[bytes]) -> Tree:
    return Tree(leaf_hash(entry) for entry in entries)


@pytest.mark.parametrize("size", range(1, 9))
def test_root_is_the_rfcs(size: int) -> None:
    assert tree_of(ENTRIES[:size]).root().hex() == ROOTS[size - 1]
    assert tree_of(ENTRIES).root(size).hex() == ROOTS[size - 1]


def test_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree([]).root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


@pytest.mark.parametrize(("index", "size"), PATHS)
def test_audit_path_is_the_rfcs(index: int, size: int) -> None:
    assert [one.hex() for one in tree_of(ENTRIES).inclusion(index, size)] == PATHS[index, size]


@pytest.mark.parametrize(("old", "new"), PROOFS)
def test_consistency_proof_is_the_rfcs(old: int, new: int) -> None:
    assert [one.hex() for one in tree_of(ENTRIES).consistency(old, new)] == PROOFS[old, new]


def test_every_tree_and_proof_up_to_forty_agrees_with_pymerkle() -> None:
    entries = [bytes([number]) * 3 for number in range(40)]
    oracle, ours = InmemoryTree(algorithm="sha256"), tree_of(entries)
    for entry in entries:
        oracle.append_entry(entry)
    for size in range(1, 41):
        root = ours.root(size)
        assert root == oracle.get_root(size)
        for index in range(size):
            theirs = oracle.prove_inclusion(index + 1, size)
            path = ours.inclusion(index, size)
            assert inclusion_holds(size, root, index, leaf_hash(entries[index]), path)
            verify_inclusion(leaf_hash(entries[index]), root, theirs)
            # pymerkle's path begins with the leaf itself.
            assert [leaf_hash(entries[index]), *path] == theirs.path
        for old in range(1, size):
            verify_consistency(oracle.get_root(old), root, oracle.prove_consistency(old, size))
            assert consistency_holds(old, ours.root(old), size, root, ours.consistency(old, size))


@given(size=st.integers(1, 200), data=st.data())
def test_no_other_leaf_place_or_path_is_included(size: int, data: st.DataObject) -> None:
    entries = [str(number).encode() for number in range(size)]
    tree = tree_of(entries)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1).filter(lambda o: size == 1 or o != index))
    leaf, path, root = leaf_hash(entries[index]), tree.inclusion(index, size), tree.root()

    assert inclusion_holds(size, root, index, leaf, path)
    assert not inclusion_holds(size, root, index, leaf_hash(b"another"), path)
    assert not inclusion_holds(size, root, index, leaf, [*path, leaf])
    assert not inclusion_holds(size, root, -1, leaf, path)
    assert not inclusion_holds(size, root, size, leaf, path)
    if size > 1:
        assert not inclusion_holds(size, root, other, leaf, path)
        assert not inclusion_holds(size, root, index, leaf, path[:-1])
        place = data.draw(st.integers(0, len(path) - 1))
        changed = [*path[:place], leaf_hash(path[place]), *path[place + 1 :]]
        assert not inclusion_holds(size, root, index, leaf, changed)


@given(size=st.integers(2, 200), data=st.data())
def test_no_rewritten_log_is_consistent(size: int, data: st.DataObject) -> None:
    entries = [str(number).encode() for number in range(size)]
    old = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old - 1))
    honest = tree_of(entries)
    forged = tree_of([b"x" if i == changed else entry for i, entry in enumerate(entries)])

    assert consistency_holds(old, honest.root(old), size, honest.root(), honest.consistency(old, size))
    for path in (forged.consistency(old, size), honest.consistency(old, size)):
        assert not consistency_holds(old, honest.root(old), size, forged.root(), path)
    assert not consistency_holds(old, honest.root(old), size, honest.root(), [])
    assert not consistency_holds(0, EMPTY_ROOT, size, honest.root(), [])
    assert not consistency_holds(size, honest.root(), old, honest.root(old), [])


def test_tree_that_grew_is_the_tree_of_all_its_leaves() -> None:
    entries = [bytes([number]) for number in range(40)]
    for size in range(1, 41):
        whole = tree_of(entries[:size])
        for start in range(size + 1):
            grown = tree_of(entries[:start]).grown(map(leaf_hash, entries[start:size]))
            assert (grown.size, grown.root(), grown._levels) == (size, whole.root(), whole._levels)


def test_tree_that_grew_leaves_the_smaller_one_as_it_was() -> None:
    tree = tree_of(ENTRIES[:3])

    tree.grown([leaf_hash(b"another")])

    assert (tree.size, tree.root().hex()) == (3, ROOTS[2])


@pytest.mark.parametrize(("call", "arguments"), [("inclusion", (3, 3)), ("inclusion", (-1, 3)),
    ("inclusion", (0, 9)), ("consistency", (0, 3)), ("consistency", (4, 3)), ("consistency", (3, 9)), ("root", (9,)), ("root", (-1,))])  # fmt: skip
def test_proof_that_cannot_be_is_refused(call: str, arguments: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"leaf|size|follow"):
        getattr(tree_of(ENTRIES), call)(*arguments)


def test_oracle_refuses_what_we_refuse() -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        oracle.append_entry(entry)
    with pytest.raises(InvalidProof):
        verify_inclusion(leaf_hash(b"another"), oracle.get_root(), oracle.prove_inclusion(1))
