"""A signer signs one history: what it signed last is kept outside the database."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from policies.evidence.digests import digest
from policies.evidence.notes import new_key, read_keys, signed_checkpoint
from policies.evidence.offline.proofs import read_note
from policies.publication import clock, log
from policies.publication.acts import Approval
from policies.publication.audit_trail import AuditEntry
from policies.publication.checkpoints import CannotSign, latest, publish_checkpoint
from policies.publication.log import Checkpoint, LogEntry, LogKey, tree
from policies.publication.verification import verify
from tests.factories import make_organisation, make_policy_page, publish, publish_text

pytestmark = pytest.mark.django_db

LOG_KEY = new_key("policies.example.org/log").text


@pytest.fixture(autouse=True)
def key(settings: Any, remembering: Path) -> None:
    settings.LOG_KEY = LOG_KEY


def sign_what_is_lost(page: Any) -> None:
    """Publish and sign, then the database is as it was before: an older backup was restored."""
    with transaction.atomic():
        publish_text(page, "Un texte")
        publish_checkpoint()
        transaction.set_rollback(True)
    page.refresh_from_db()


def resume(reason: str = "The disk broke, the backup is of yesterday.") -> str:
    said = io.StringIO()
    call_command("resume_log", reason=reason, stdout=said)
    return said.getvalue()


def test_signer_remembers_what_it_signed(remembering: Path) -> None:
    publish(make_policy_page())

    note = publish_checkpoint().note

    assert remembering.read_text(encoding="utf-8") == note
    assert publish_checkpoint().note == note


def test_fork_after_a_restored_backup_is_not_signed() -> None:
    page = make_policy_page()
    publish(page)
    publish_checkpoint()
    sign_what_is_lost(page)

    with pytest.raises(CannotSign, match="has signed another history: the log has 2 entries"):
        publish_checkpoint()
    publish_text(page, "Un autre texte")
    with pytest.raises(CannotSign, match="has signed another history"):
        publish_checkpoint()


def test_copy_elsewhere_with_the_same_key_is_not_signed(remembering: Path) -> None:
    page = make_policy_page()
    publish(page)
    publish_checkpoint()
    remembering.unlink()
    publish_text(page, "Un autre texte")

    with pytest.raises(CannotSign, match="is not there, and the register has a checkpoint"):
        publish_checkpoint()
    assert LogEntry.objects.count() == 3


def test_memory_that_was_altered_signs_nothing(remembering: Path) -> None:
    publish(make_policy_page())
    publish_checkpoint()
    remembering.write_text("nothing\n", encoding="utf-8")

    with pytest.raises(CannotSign, match="altered or damaged"):
        publish_checkpoint()


def test_memory_that_cannot_be_kept_signs_nothing(remembering: Path) -> None:
    publish(make_policy_page())
    remembering.with_name("log.signed.new").mkdir()

    with pytest.raises(CannotSign, match="cannot be written"):
        publish_checkpoint()
    assert latest() is None


def test_log_goes_on_by_a_recorded_act_that_names_what_is_lost(remembering: Path) -> None:
    page = make_policy_page()
    publish(page)
    publish_checkpoint()
    sign_what_is_lost(page)
    lost = read_note(remembering.read_bytes())

    said = resume()

    act = json.loads(bytes(LogEntry.objects.get(subject="resumption 2").content))
    assert "resumed: 2 entries that were signed are lost" in said
    assert (act["entry"], act["kept"], act["lost"]) == ("resumption", 2, 2)
    assert act["signed_root"] == lost.root.hex()
    assert act["reason"].startswith("The disk broke")
    assert AuditEntry.objects.filter(action="resumed", subject="the log").count() == 1
    assert verify().faults == []
    publish_text(page, "Un autre texte")
    assert publish_checkpoint().size == 6
    assert verify().faults == []


def test_signer_that_was_moved_without_its_memory_begins_anew_by_the_same_act(remembering: Path) -> None:
    publish(make_policy_page())
    publish_checkpoint()
    remembering.unlink()

    assert "resumed: 0 entries" in resume()
    assert publish_checkpoint().size == 4


def test_act_without_a_reason_or_a_key_is_none(settings: Any) -> None:
    publish(make_policy_page())
    with pytest.raises(CommandError, match="--reason is empty"):
        resume("  ")
    settings.LOG_KEY = ""
    with pytest.raises(CommandError, match="no key"):
        resume()
    assert LogEntry.objects.count() == 1


def test_signer_of_before_signers_remembered_goes_on_by_itself(remembering: Path) -> None:
    """The newest checkpoint has no census: an upgrade needs no act."""
    publish(make_policy_page())
    note = signed_checkpoint(read_keys(LOG_KEY), size=1, root=tree().root())
    Checkpoint.objects.create(size=1, note=note, sha256=digest(note.encode()))
    LogKey.objects.create(public=read_keys(LOG_KEY)[0].public)

    assert publish_checkpoint().size == 2
    assert verify().faults == []


def test_clock_that_is_ahead_signs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(make_policy_page())
    late = clock.database_now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "database_now", lambda: late)

    with pytest.raises(CannotSign, match="more than a minute ahead"):
        publish_checkpoint()


def test_log_goes_on_by_a_clock_that_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    page = make_policy_page()
    last = publish(page).published_at
    for module in (clock, log):
        monkeypatch.setattr(module, "database_now", lambda: last - timedelta(hours=1))
    with pytest.raises(CannotSign, match="earlier than what was published last"):
        publish_checkpoint()

    resume("The clock was an hour ahead until today.")

    assert verify().faults == []


def test_approval_of_before_approvals_were_logged_is_no_fault() -> None:
    version = publish(make_policy_page())
    Approval.objects.create(version=version, actor_account=7)

    assert verify().faults == []
    publish_checkpoint()
    assert verify().faults == []
    second = publish(make_policy_page(make_organisation("other")))
    Approval.objects.create(version=second, actor_account=7)

    assert [fault for _kind, fault in verify().faults] == [f"not in the log: approval {second.sha256}"]
