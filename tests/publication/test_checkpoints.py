"""Checkpoints: signed, rotated, timestamped by a real authority, mailed, and refused when the log was changed."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from policies.evidence.bundle import files_of
from policies.evidence.merkle import Tree
from policies.evidence.notes import new_key, read_keys
from policies.evidence.offline import proofs
from policies.evidence.offline.checking import check
from policies.evidence.timestamps import BadTimestamp, timestamped_at
from policies.publication import checkpoints
from policies.publication.checkpoints import (
    CannotSign,
    add_timestamp,
    evidence_of,
    latest,
    public_keys,
    publish_checkpoint,
    signed_tree,
)
from policies.publication.log import Checkpoint, LogKey, Timestamp, leaves, tree
from tests.evidence.authority import make_authority
from tests.factories import make_policy_page, publish, publish_text
from tests.publication.test_verification import past_the_guards

pytestmark = pytest.mark.django_db

KEY = new_key("policies.example.org/log")


@pytest.fixture
def key(settings: Any) -> None:
    settings.LOG_KEY = KEY.text


def quiet(**options: Any) -> None:
    call_command("publish_checkpoint", verbosity=0, **options)


def test_checkpoint_is_a_note_signed_with_the_key(key: None) -> None:
    publish(make_policy_page())

    note = proofs.read_note(publish_checkpoint().note.encode())

    (public,) = proofs.read_keys(f"{KEY.public}\n".encode())
    assert (note.origin, note.size, note.root) == ("policies.example.org/log", 2, tree().root())
    assert public.signed(note)
    assert LogKey.objects.get().public == KEY.public


def test_same_log_is_signed_once(key: None) -> None:
    publish(make_policy_page())

    assert publish_checkpoint() == publish_checkpoint()
    assert Checkpoint.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_publishing_signs_a_moment_later_where_the_key_is(key: None) -> None:
    version = publish(make_policy_page())

    assert (latest() or Checkpoint()).size == 2
    assert evidence_of(version) is not None


@pytest.mark.django_db(transaction=True)
def test_key_that_cannot_be_read_undoes_no_publication(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOG_KEY_FILE = str(tmp_path / "none")

    assert publish(make_policy_page()).number == 1
    assert "could not be signed" in caplog.text


def test_nothing_is_signed_without_key_or_publication(settings: Any) -> None:
    with pytest.raises(CannotSign, match="no key"):
        publish_checkpoint()
    settings.LOG_KEY = KEY.text
    with pytest.raises(CannotSign, match="nothing was published"):
        publish_checkpoint()


def test_changed_log_is_not_signed(key: None) -> None:
    page = make_policy_page()
    publish(page)
    publish_text(page, "Deux")
    publish_checkpoint()
    past_the_guards("UPDATE policies_logentry SET content = '{}' WHERE position = 0".replace(
        "'{}'", "'\\x7b7d'::bytea" if _postgresql() else "X'7B7D'"))  # fmt: skip

    with pytest.raises(CommandError, match="are not those of the checkpoint"):
        quiet()


def _postgresql() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def test_log_keeps_its_name(key: None, settings: Any) -> None:
    publish(make_policy_page())
    publish_checkpoint()
    settings.LOG_KEY = new_key("another.example/log").text

    with pytest.raises(CannotSign, match="keeps its name"):
        publish_checkpoint()


# Rotation


def test_key_is_made_appended_and_rotated(settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "log.key"
    settings.LOG_KEY_FILE = str(file)
    call_command("make_log_key", str(file), name="policies.example.org/log", verbosity=0)
    page = make_policy_page()
    first = publish(page)
    quiet()
    call_command("make_log_key", str(file), name="policies.example.org/log", verbosity=0)
    quiet()
    old, new = read_keys(file.read_text(encoding="utf-8"))
    file.write_text(new.text + "\n", encoding="utf-8")
    publish_text(page, "Deux")
    quiet()

    assert file.stat().st_mode & 0o077 == 0
    both = proofs.read_note(Checkpoint.objects.order_by("pk")[1].note.encode())
    assert [key.signed(both) for key in proofs.read_keys(f"{old.public}\n{new.public}\n".encode())] == [
        True,
        True,
    ]
    evidence = evidence_of(first)
    assert evidence is not None
    report = check(files_of(evidence, tree()), timestamps=proofs.openssl_timestamp)
    assert report.faults == []
    assert set(report.keys) == {old.public, new.public}


# A timestamp authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Its address, and the file of its certificates."""
    made = make_authority(tmp_path_factory.mktemp("tsa"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            answer = made.answer(self.rfile.read(length))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", made.file
        server.shutdown()


def test_checkpoint_is_timestamped_and_the_bundle_carries_it(
    key: None, settings: Any, authority: tuple[str, Path], tmp_path: Path
) -> None:
    settings.TIMESTAMP_URL, settings.TIMESTAMP_AUTHORITY = authority[0], str(authority[1])
    version = publish(make_policy_page())
    quiet()
    quiet()

    stamp = Timestamp.objects.get()
    evidence = evidence_of(version)
    assert evidence is not None
    files = files_of(evidence, tree())
    report = check(files, timestamps=proofs.openssl_timestamp)
    assert report.faults == []
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", report.timestamp)
    moment = timestamped_at(
        bytes(stamp.response), message=files["first-checkpoint.txt"], authority=stamp.authority
    )
    assert abs((moment - stamp.received_at).total_seconds()) < 60
    # Who names the authority that they trust is told of another one.
    theirs = make_authority(tmp_path / "theirs").certificates
    stamped, first = bytes(stamp.response), files["first-checkpoint.txt"]
    assert proofs.openssl_timestamp(stamped, first, stamp.authority, stamp.authority)
    with pytest.raises(ValueError, match="certificate"):
        proofs.openssl_timestamp(stamped, first, stamp.authority, theirs)
    # A timestamp of something else, or one that was altered, is none.
    with pytest.raises(BadTimestamp):
        timestamped_at(bytes(stamp.response), message=b"another", authority=stamp.authority)
    with pytest.raises(ValueError, match="mismatch"):
        proofs.openssl_timestamp(bytes(stamp.response), b"another", stamp.authority)
    altered = bytearray(stamp.response)
    altered[-10] ^= 1
    with pytest.raises(BadTimestamp):
        timestamped_at(bytes(altered), message=files["first-checkpoint.txt"], authority=stamp.authority)
    # Nor is one whose authority's root is not there: anybody can sign with a certificate of their own.
    _root, signer = stamp.authority.split("-----END CERTIFICATE-----\n")[:2]
    with pytest.raises(BadTimestamp):
        timestamped_at(
            bytes(stamp.response),
            message=files["first-checkpoint.txt"],
            authority=f"{signer}-----END CERTIFICATE-----\n",
        )
    with pytest.raises(BadTimestamp, match="certificates are missing"):
        timestamped_at(bytes(stamp.response), message=files["first-checkpoint.txt"], authority="")
    with pytest.raises(BadTimestamp):
        timestamped_at(b"no response", message=b"x", authority=stamp.authority)


def test_answer_that_is_none_is_not_kept(key: None, authority: tuple[str, Path]) -> None:
    publish(make_policy_page())

    with pytest.raises(BadTimestamp):
        add_timestamp(
            publish_checkpoint(), response=b"no", authority=authority[1].read_text(encoding="ascii")
        )

    assert not Timestamp.objects.exists()


def test_authority_that_does_not_answer_is_told_and_the_checkpoint_stands(
    key: None, settings: Any, tmp_path: Path
) -> None:
    settings.TIMESTAMP_URL, settings.TIMESTAMP_AUTHORITY = "http://127.0.0.1:9/", str(tmp_path / "a")
    publish(make_policy_page())

    with pytest.raises(CommandError, match="not timestamped"):
        quiet()
    assert Checkpoint.objects.count() == 1


# What proves a version


def test_evidence_names_the_keys_that_signed_it_and_no_other(settings: Any) -> None:
    old, new = (new_key("policies.example.org/log") for _ in range(2))
    settings.LOG_KEY = old.text
    page = make_policy_page()
    first = publish(page)
    publish_checkpoint()
    LogKey.objects.create(public="log+00000000+AQ==")  # the application may add what is no key
    settings.LOG_KEY = new.text
    second = publish_text(page, "Deux")
    publish_checkpoint()

    named = [evidence.keys for version in (first, second) if (evidence := evidence_of(version))]

    assert [sorted(keys) for keys in named] == [sorted([old.public, new.public]), [new.public]]
    assert [key.text for key in public_keys()] == [old.public, new.public]


def test_evidence_waits_for_a_checkpoint_that_covers_the_version(key: None) -> None:
    page = make_policy_page()
    first = publish(page)
    assert evidence_of(first) is None
    publish_checkpoint()
    second = publish_text(page, "Deux")

    assert evidence_of(first) is not None
    assert evidence_of(second) is None


def test_process_reads_each_entry_of_the_log_once(
    key: None, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "_signed", Tree(()))
    page = make_policy_page()
    publish(page)
    first = publish_checkpoint()
    signed_tree(first.note)
    publish_text(page, "Deux")
    second = publish_checkpoint()
    read = []

    def noted(start: int) -> Iterator[bytes]:
        for leaf in leaves(start):
            read.append(leaf)
            yield leaf

    monkeypatch.setattr(checkpoints, "leaves", noted)
    with django_assert_num_queries(0):
        assert signed_tree(first.note).size == 2
    with django_assert_num_queries(1):
        assert signed_tree(second.note).size == 4
    with django_assert_num_queries(0):
        assert signed_tree(first.note).size == 4

    assert read == list(leaves(2))


# Where others find it


def test_checkpoint_and_keys_have_stable_addresses(key: None, client: Client) -> None:
    assert client.get("/log/checkpoint").status_code == 404
    publish(make_policy_page())
    note = publish_checkpoint().note

    answer = client.get("/log/checkpoint")

    assert (answer.status_code, answer.content.decode()) == (200, note)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert client.get("/log/keys").content.decode() == f"{KEY.public}\n"


def test_checkpoint_is_mailed_to_each_third_party(key: None, settings: Any) -> None:
    settings.CHECKPOINT_MAIL_TO = ["notary@example.org", "counsel@example.org"]
    publish(make_policy_page())

    quiet()

    assert [letter.to for letter in mail.outbox] == [["notary@example.org"], ["counsel@example.org"]]
    note = Checkpoint.objects.get().note
    assert note in str(mail.outbox[0].body)
    assert "/log/checkpoint" in str(mail.outbox[0].body)
    assert mail.outbox[0].attachments[0][1] == note
