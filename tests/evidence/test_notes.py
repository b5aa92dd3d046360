"""Signing keys and signed notes, against Go's golang.org/x/mod/sumdb/note and its published example."""

from __future__ import annotations

import itertools

import pytest

from policies.evidence.notes import BadKey, SigningKey, new_key, read_keys, signed_checkpoint
from policies.evidence.offline import proofs

KEY = new_key("policies.example.org/log")
# The keys and the signature of that package's own documentation.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_SIGNATURE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"


def test_keys_and_signatures_are_those_of_go() -> None:
    (key,) = read_keys(GO_PRIVATE)

    assert (key.name, key.text, key.public) == ("PeterNeumann", GO_PRIVATE, GO_PUBLIC)
    assert key.signature(GO_TEXT) == GO_SIGNATURE


def test_keys_are_read_back_one_a_line_in_their_order() -> None:
    other = new_key(KEY.name)

    assert read_keys(f"{KEY.text}\n\n  {other.text}\t\r\n") == (KEY, other)
    assert read_keys("\n") == ()


def test_key_whose_base64_holds_plus_signs_is_read_like_any_other() -> None:
    made = (SigningKey(name="log", secret=bytes([seed] * 32)) for seed in itertools.count())
    key = next(key for key in made if key.text.count("+") > 5 and key.public.count("+") > 3)

    assert read_keys(key.text) == (key,)
    (public,) = proofs.read_keys(f"{key.public}\n".encode())
    assert public.signed(proofs.read_note(signed_checkpoint([key], size=1, root=bytes(32)).encode()))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("nonsense", "has the form PRIVATE"),
        ("PRIVATE+KEY+log", "has the form PRIVATE"),
        (SigningKey(name="a log", secret=KEY.secret).text, "signing key"),
        (KEY.public, "has the form PRIVATE"),
        (KEY.text.replace("PRIVATE", "PUBLIC"), "has the form PRIVATE"),
        (KEY.text.replace("+KEY", "+key"), "has the form PRIVATE"),
        ("PRIVATE+KEY+log+00000000+!!!!", "is base64"),
        (KEY.text + "!", "is base64"),
        (KEY.text + "\u00e9", "is base64"),
        ("PRIVATE+KEY+log+00000000+AQ==", "the 32 bytes"),
        ("PRIVATE+KEY+log+00000000+" + "AAAA" * 11, "the byte 1"),
        ("PRIVATE+KEY++00000000+" + KEY.text.split("+", 4)[4], "signing key"),
        ("PRIVATE+KEY+log+00000000+" + KEY.text.split("+", 4)[4], "the id"),
        (KEY.text[:-4] + "AAAA", "the id"),
        (KEY.text + "\n" + new_key("other/log").text, "have one name"),
    ],
    ids=[
        *(
            "no key",
            "too few parts",
            "a name with a space",
            "a public key",
            "not private",
            "another word",
            "no base64",
            "more than base64",
        ),
        *("not ASCII", "too short", "another kind", "no name", "another name", "altered", "two names"),
    ],
)
def test_bad_key_is_refused_with_the_rule_and_never_quoted(text: str, rule: str) -> None:
    with pytest.raises(BadKey, match=rule) as refused:
        read_keys(text)

    before = 4 if text.startswith(("PRIVATE", "PUBLIC")) else 2
    secret = text.splitlines()[-1].split("+", before)[-1]  # base64 may hold a plus sign too
    assert secret not in str(refused.value) or text == "nonsense"


def test_key_does_not_show_in_its_representation() -> None:
    assert KEY.text.split("+", 4)[4] not in repr(KEY)
    assert KEY.public in repr(KEY)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n", "a" * 201])
def test_name_that_a_note_could_not_hold_is_refused(name: str) -> None:
    with pytest.raises(BadKey, match="no space and no plus sign"):
        new_key(name)


def test_checkpoint_is_signed_by_each_key_under_the_first_ones_name() -> None:
    other = new_key(KEY.name)
    root = bytes(range(32))

    note = proofs.read_note(signed_checkpoint([KEY, other], size=12, root=root).encode())

    assert (note.origin, note.size, note.root) == (KEY.name, 12, root)
    keys = proofs.read_keys(f"{KEY.public}\n{other.public}\n".encode())
    assert [key.signed(note) for key in keys] == [True, True]
    assert len(note.signatures) == 2


def test_checkpoint_without_a_key_is_refused() -> None:
    with pytest.raises(BadKey, match="at least one key"):
        signed_checkpoint([], size=1, root=bytes(32))
