"""Publishing a checkpoint asks real witnesses over HTTP, and evidence carries what they signed."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from policies.evidence.bundle import files_of
from policies.evidence.notes import new_key, read_keys
from policies.evidence.offline import proofs
from policies.evidence.offline.checking import check
from policies.evidence.witness import Witness, handler_of
from policies.publication.checkpoints import evidence_of, latest
from policies.publication.log import tree
from policies.publication.verification import verify
from tests.factories import make_policy_page, publish, publish_text

pytestmark = pytest.mark.django_db

LOG_KEY = new_key("policies.example.org/log").text
PUBLIC = read_keys(LOG_KEY)[0].public


@pytest.fixture
def witness(tmp_path: Path, settings: Any) -> Iterator[Witness]:
    """One that answers on a port of this machine, and the policy that names it."""
    made = Witness(
        key=new_key("witness.example/w1"),
        logs=tuple(proofs.read_keys(f"{PUBLIC}\n".encode())),
        folder=tmp_path,
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), handler_of(made)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        policy = tmp_path / "policy.txt"
        url = f"http://127.0.0.1:{server.server_port}"
        policy.write_text(
            f"log {PUBLIC}\nwitness W {made.key.public_witness} {url}\nquorum W\n", encoding="utf-8"
        )
        settings.LOG_KEY, settings.LOG_POLICY_FILE = LOG_KEY, str(policy)
        yield made
        server.shutdown()


def signed() -> None:
    call_command("publish_checkpoint", verbosity=0, stdout=io.StringIO())


def test_checkpoint_is_cosigned_and_evidence_shows_it(witness: Witness, client: Client) -> None:
    page = make_policy_page()
    first = publish(page)
    signed()
    publish_text(page, "Deux")
    signed()

    note = latest()
    assert note is not None
    assert note.note.count("\n— ") == 2
    evidence = evidence_of(first)
    assert evidence is not None
    report = check(
        files_of(evidence, tree()), trusted=f"{PUBLIC}\n", timestamps=proofs.openssl_timestamp
    )
    assert (report.faults, report.witnesses) == ([], [witness.key.public_witness])
    assert verify().faults == []
    assert client.get("/log/keys").content.decode() == f"{PUBLIC}\n"


def test_witness_that_saw_another_history_is_told_of(witness: Witness) -> None:
    """As after a backup was restored and resumed: the witness keeps what it saw."""
    (witness.folder / "x").touch()
    witness._keep(proofs.read_note(_another().encode()))
    publish(make_policy_page())

    with pytest.raises(CommandError, match="fewer cosigned than the policy asks for"):
        signed()
    assert latest() is not None


def _another() -> str:
    from policies.evidence.notes import signed_checkpoint

    return signed_checkpoint(read_keys(LOG_KEY), size=2, root=bytes(32))


def test_policy_that_cannot_be_read_is_told(settings: Any, tmp_path: Path) -> None:
    settings.LOG_KEY, settings.LOG_POLICY_FILE = LOG_KEY, str(tmp_path / "none")
    publish(make_policy_page())

    with pytest.raises(CommandError, match=r"not cosigned: .* cannot be read"):
        signed()
