"""A witness cosigns one history, and a policy says how many of them must have: C2SP tlog-witness, -cosignature, -policy."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from policies.evidence.merkle import Tree, leaf_hash
from policies.evidence.notes import SigningKey, new_key, signed_checkpoint
from policies.evidence.offline import proofs, verify
from policies.evidence.offline.archive import pack
from policies.evidence.offline.trust import read_policy
from policies.evidence.witness import Witness
from tests.evidence.register import KEY, Log

LOG = new_key("log.example/1")
LEAVES = [leaf_hash(bytes([n])) for n in range(20)]
TREE = Tree(LEAVES)


def note(size: int, tree: Tree = TREE, key: SigningKey = LOG) -> str:
    return signed_checkpoint((key,), size=size, root=tree.root(size))


def request(old: int, size: int, tree: Tree = TREE, *, text: str = "") -> bytes:
    path = tree.consistency(old, size) if 0 < old <= size else []
    hashes = "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
    return f"old {old}\n{hashes}\n{text or note(size, tree)}".encode()


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    keys = tuple(proofs.read_keys(f"{LOG.public}\n".encode()))
    return Witness(key=new_key("witness.example/w1"), logs=keys, folder=tmp_path, clock=lambda: 1.7e9)


def status(witness: Witness, asked: bytes) -> int:
    return int(witness.add_checkpoint(asked)[0])


def test_witness_cosigns_what_extends_what_it_saw(witness: Witness) -> None:
    _status, _kind, line = witness.add_checkpoint(request(0, 5))
    _status, _kind, again = witness.add_checkpoint(request(5, 12))

    (key,) = proofs.read_keys(f"{witness.key.public_witness}\n".encode())
    for size, given in ((5, line), (12, again)):
        signed = proofs.read_note((note(size) + given).encode())
        assert key.witness
        assert key.signed(signed)
        assert proofs.cosigned_at(signed.signatures[1]) == 1_700_000_000


def test_witness_that_starts_again_remembers(witness: Witness) -> None:
    assert status(witness, request(0, 12)) == 200
    again = Witness(key=witness.key, logs=witness.logs, folder=witness.folder)

    assert again.add_checkpoint(request(0, 5))[1:] == ("text/x.tlog.size", "12\n")


def test_witness_cosigns_no_second_history(witness: Witness) -> None:
    assert status(witness, request(0, 12)) == 200
    fork = Tree([*LEAVES[:11], leaf_hash(b"another"), *LEAVES[12:]])

    assert status(witness, request(12, 12, fork)) == 409
    assert status(witness, request(12, 20, fork)) == 422
    assert status(witness, request(12, 20)) == 200


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (b"", 400),
        (b"old x\n\n" + note(3).encode(), 400),
        (b"old 00\n\n" + note(3).encode(), 400),
        (b"old 0\n" + b"AA==\n" + b"\n" + note(3).encode(), 400),
        (b"old 0\n" + b"".join([base64.b64encode(bytes(32)) + b"\n"] * 64) + b"\n" + note(3).encode(), 400),
        (request(7, 3), 400),
        (request(0, 3, text=note(3, key=new_key("other.example/1"))), 404),
        (request(0, 3, text=note(3, key=new_key("log.example/1"))), 403),
        (b"old 0\n" + base64.b64encode(bytes(32)) + b"\n\n" + note(3).encode(), 422),
        (request(2, 3), 409),
    ],
    ids=["empty", "no number", "zeroes", "short hash", "many hashes", "older", "unknown", "forged", "proof of none", "size"],
)  # fmt: skip
def test_request_is_refused_with_the_status_of_the_specification(
    witness: Witness, asked: bytes, answer: int
) -> None:
    assert status(witness, asked) == answer


# A policy


def vkeys(count: int) -> list[SigningKey]:
    return [new_key(f"witness.example/w{n}") for n in range(count)]


def test_policy_of_two_levels_is_that_of_the_specification() -> None:
    keys = vkeys(6)
    names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
    lines = [f"witness {name} {key.public_witness}" for name, key in zip(names, keys, strict=True)]
    policy = read_policy(
        "\n".join(
            [
                "# an example",
                f"log {LOG.public}",
                "",
                *lines[:3],
                "group X-witnesses 2 X1 X2 X3",
                *lines[3:],
                "group Y-witnesses any Y1 Y2 Y3",
                "group X-and-Y all X-witnesses Y-witnesses",
                "quorum X-and-Y",
            ]
        )
    )

    def accepted(*cosigners: int) -> bool:
        text = note(5)
        body = text[: text.index("\n\n") + 1]
        return policy.accepts(
            proofs.read_note((text + "".join(keys[n].cosignature(body, 1) for n in cosigners)).encode())
        )

    assert accepted(0, 1, 5)
    assert accepted(0, 1, 2, 3)
    assert not accepted(0, 1)
    assert not accepted(0, 5)
    assert not accepted(0, 3, 4, 5)
    assert not policy.accepts(proofs.read_note(note(5, key=new_key("log.example/1")).encode()))


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "quorum X",
        "quorum none\nquorum none",
        "witness none {w}\nquorum none",
        "witness X {w}\nwitness Y {w}\nquorum X",
        "witness X {l}\nquorum X",
        "log {w}\nquorum none",
        "witness X {w}\ngroup G 2 X\nquorum G",
        "witness X {w}\ngroup G any X X\nquorum G",
        "group G any X\nquorum G",
        "witness X {w}\ngroup G any X\ngroup H any X\nquorum G",
        "whatever\nquorum none",
    ],
)
def test_policy_that_is_none_is_refused(lines: str) -> None:
    (key,) = vkeys(1)
    with pytest.raises(ValueError, match="policy"):
        read_policy(lines.format(w=key.public_witness, l=LOG.public))


@pytest.mark.parametrize("cosigned", [False, True])
def test_verify_program_asks_for_the_quorum(
    tmp_path: Path, cosigned: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    (witness,) = vkeys(1)
    log = Log()
    latest = log.checkpoint()
    body = latest[: latest.index("\n\n") + 1]
    keys = [KEY.public]
    if cosigned:
        latest += witness.cosignature(body, 1_700_000_000)
        keys.append(witness.public_witness)
    (tmp_path / "evidence.zip").write_bytes(pack(log.files(2, latest=latest, keys=keys)))
    policy = f"log {KEY.public}\nwitness W {witness.public_witness}\nquorum W\n"
    (tmp_path / "policy.txt").write_text(policy, encoding="utf-8")

    code = verify.main([str(tmp_path / "evidence.zip"), "--policy", str(tmp_path / "policy.txt")])

    said = capsys.readouterr().out
    assert code == (0 if cosigned else 1)
    assert ("cosigned by witness.example/w0+" in said) == cosigned
    assert ("fewer witnesses cosigned" in said) != cosigned
