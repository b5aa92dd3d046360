"""verify_versions finds whatever was changed past the guards, and says what."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ForeignObjectRel
from django.test import override_settings

from policies.authoring.models import PolicyPage
from policies.evidence.entries import event_entry
from policies.evidence.notes import new_key
from policies.notification.ledger import Notice
from policies.publication import guards, verification
from policies.publication.checkpoints import publish_checkpoint
from policies.publication.log import Checkpoint, LogKey
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.retire import retire
from policies.publication.verification import verify
from policies.publication.withdraw import withdraw
from tests.factories import (
    NOTES,
    freeze_document,
    make_document,
    make_organisation,
    make_policy_page,
    publish,
    publish_text,
)
from tests.guards import expected, lift

pytestmark = pytest.mark.django_db


LOG_KEY = new_key("policies.example.org/log").text


@pytest.fixture(scope="module")
def written(write_once: Callable[..., None]) -> None:
    with override_settings(LOG_KEY=LOG_KEY):
        write_once(write_register)


@pytest.fixture(autouse=True)
def published(settings: Any, written: None) -> None:
    settings.LOG_KEY = LOG_KEY


def write_register() -> None:
    """Three versions that stand, of two policies, one that was withdrawn and a policy that was retired; signed."""
    page = make_policy_page()
    publish(page)
    publish_checkpoint()
    publish_text(page, "Deux")
    other = publish(make_policy_page(make_organisation("other")))
    withdraw(version=_announced(other.policy), reason=NOTES, by="A")
    retire(policy=other.policy, reason=NOTES, by="A")
    publish_checkpoint()


def _announced(policy: Policy) -> PolicyVersion:
    """A version that does not apply yet, of which nobody is told."""
    document = make_document(policy=policy.uuid)
    return freeze_document(document, policy, significance="minor", effective_from=date(2999, 1, 1))


def summary(*arguments: str) -> dict[str, Any]:
    said = io.StringIO()
    code = 0
    try:
        call_command("verify_versions", "--json", *arguments, stdout=said)
    except SystemExit as ended:
        code = int(ended.code or 0)
    found = json.loads(said.getvalue())
    assert code == (1 if found["faults"] else 0)
    return found


def faults(*arguments: str) -> str:
    return "\n".join(f"{fault['kind']}: {fault['fault']}" for fault in summary(*arguments)["faults"])


def past_the_guards(*statements: str) -> None:
    """As somebody who owns the database could."""
    lift(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    restore_guards()


def restore_guards() -> None:
    if connection.vendor == "postgresql":  # no table is altered with checks pending
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    guards.install(connection)


def test_whole_register_has_no_fault() -> None:
    found = summary()

    assert found["faults"] == []
    assert (found["versions"], found["log_entries"], found["checkpoints"]) == (4, 8, 2)


CHANGES = {
    "content": ("content = policies_x(content)", "do not have the digest"),
    "number": ("number = 7", "stands where version"),
    "digest": ("sha256 = '" + "0" * 64 + "'", "do not have the digest"),
    "predecessor": ("previous_sha256 = '" + "0" * 64 + "'", "does not follow on digest"),
    "significance": ("significance = 'minor'", "its column significance says 'minor'"),
    "date": ("effective_from = '2020-01-01'", "its column effective_from says '2020-01-01'"),
    "origin": ("origin = 'imported'", "its column origin says 'imported'"),
    "zone": (
        "time_zone = 'Asia/Tokyo'",
        "its column time_zone says 'Asia/Tokyo', its bytes say 'Africa/",
    ),
    "no zone": ("time_zone = ''", "its column time_zone says '', its bytes say 'Africa/Casablanca'"),
    "policy": (
        "number = 3, policy_id = (SELECT id FROM policies_policy WHERE id <> policy_id LIMIT 1)",
        "its bytes are of another policy",
    ),
    "authoritative language": ("authoritative = 'ar'", "its column authoritative says 'ar'"),
    "languages": ("languages = '[\"fr\"]'", "its column languages says ['fr'], its bytes say ['fr', "),
    "no languages": ("languages = 'null'", "its column languages says None"),
    "languages that are none": ("languages = '[{}, 7]'", "its column languages says [{}, 7]"),
    "issuer": ("issuer = '\"Somebody\"'", "its column issuer says 'Somebody'"),
    "titles": ('titles = \'{"fr": "x"}\'', "its column titles says {'fr': 'x'}, its bytes say {"),
    "notes": ("notes = '{}'", "its column notes says {}, its bytes say {"),
    "notes that are none": ("notes = '7'", "its column notes says 7"),
    "emergency": ("emergency = true", "its column emergency says True, its bytes say False"),
    "moment": ("published_at = '2020-01-01 00:00:00+00:00'", "says something else than the event"),
}


@pytest.mark.parametrize("column", CHANGES)
def test_changed_column_is_found(column: str) -> None:
    assignment, words = CHANGES[column]
    assignment = assignment.replace("policies_x(content)", _appended())

    changed = PolicyVersion.objects.get(number=2, policy__organisation__slug="atlas")
    past_the_guards(f"UPDATE policies_policyversion SET {assignment} WHERE id = {changed.pk}")

    assert words in faults()


def _appended() -> str:
    return "content || '\\x20'::bytea" if connection.vendor == "postgresql" else "content || X'20'"


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM policies_logentry WHERE position = 1", "stands where entry 1 must"),
        ("DELETE FROM policies_logentry WHERE position = 6", "not in the log: retirement"),
        ("UPDATE policies_logentry SET content = {x} WHERE position = 2", "says something else"),
        ("UPDATE policies_logentry SET subject = 'version x' WHERE position = 2", "is not there"),
        ("UPDATE policies_logentry SET position = position + 9 WHERE position = 5", "stands where"),
        ("UPDATE policies_checkpoint SET note = 'x' WHERE size = 2", "is not a signed checkpoint"),
        ("UPDATE policies_checkpoint SET size = 3 WHERE size = 2", "its text says 2 entries"),
        ("UPDATE policies_checkpoint SET note = replace(note, '/log', '/lug')", "no key of this log"),
        ("DELETE FROM policies_logkey", "no key of this log signed it"),
        ('UPDATE policies_withdrawal SET reason = \'{"fr": "x"}\'', "(withdrawal"),
        ("UPDATE policies_withdrawal SET withdrawn_at = '2020-01-01 00:00:00+00:00'", "(withdrawal"),
        ("DELETE FROM policies_withdrawal", "is of an event that is not there: withdrawal"),
        ('UPDATE policies_retirement SET reason = \'{"fr": "x"}\'', "(retirement"),
        ("UPDATE policies_retirement SET retired_at = '2020-01-01 00:00:00+00:00'", "(retirement"),
        ("DELETE FROM policies_logentry WHERE subject LIKE 'retirement%'", "not in the log: retirement"),
    ],
)
def test_changed_log_or_checkpoint_is_found(statement: str, words: str) -> None:
    past_the_guards(statement.replace("{x}", _appended()))

    assert words in faults()


def test_version_and_entry_that_were_both_removed_are_missed_by_the_checkpoint() -> None:
    policy = Policy.objects.create(organisation=Organisation.objects.get(slug="other"), slug="terms")
    lost = freeze_document(make_document(policy=policy.uuid), policy)
    publish_checkpoint()

    past_the_guards(
        "DELETE FROM policies_searchedclause WHERE searched_id IN "
        f"(SELECT id FROM policies_searchedtext WHERE version_id = {lost.pk})",
        *(
            f"DELETE FROM {relation.related_model._meta.db_table} "
            f"WHERE {relation.field.column} = {lost.pk}"
            for relation in PolicyVersion._meta.get_fields(include_hidden=True)
            if isinstance(relation, ForeignObjectRel) and not relation.many_to_many
        ),
        f"DELETE FROM policies_logentry WHERE subject IN ('version {lost.sha256}', 'census 9')",
        f"DELETE FROM policies_policyversion WHERE sha256 = '{lost.sha256}'",
    )

    assert "the log has 8 entries, a checkpoint says 10: entries were lost" in faults()


def test_log_rewritten_with_its_checkpoints_is_shown_by_one_kept_elsewhere(tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(Checkpoint.objects.latest("size").note, encoding="utf-8")
    assert summary("--checkpoint", str(kept))["faults"] == []

    version = PolicyVersion.objects.get(number=2, policy__organisation__slug="atlas")
    later = PolicyVersion.objects.get(number=1, policy__organisation__slug="other").published_at
    past_the_guards(
        "DELETE FROM policies_checkpoint",
        f"UPDATE policies_policyversion SET published_at = '{later:%Y-%m-%d %H:%M:%S.%f+00:00}' "
        f"WHERE id = {version.pk}",
    )
    version.refresh_from_db()
    forged = event_entry(
        "version",
        policy=str(version.policy.uuid),
        number=2,
        sha256=version.sha256,
        effective_from=version.effective_from,
        published_at=version.published_at,
    ).hex()
    literal = f"'\\x{forged}'::bytea" if connection.vendor == "postgresql" else f"X'{forged}'"
    past_the_guards(
        f"UPDATE policies_logentry SET content = {literal} WHERE subject = 'version {version.sha256}'",
        f"DELETE FROM policies_opening WHERE subject = 'version {version.sha256}'",
    )
    publish_checkpoint()

    assert summary()["faults"] == []
    assert "are not those of the checkpoint with root" in faults("--checkpoint", str(kept))


@pytest.mark.parametrize("form", ["{}", "\ufeff{}", "{}\nPlease keep it.\n", "\n{}\n\n"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_checkpoint_is_read_as_a_mail_or_another_system_left_it(
    tmp_path: Path, form: str, line_end: str
) -> None:
    kept = tmp_path / "checkpoint.txt"
    note = Checkpoint.objects.latest("size").note
    kept.write_bytes(form.format(note).replace("\n", line_end).encode())

    assert summary("--checkpoint", str(kept))["faults"] == []

    kept.write_bytes(kept.read_bytes().replace(b"/log", b"/lug"))
    assert f"checkpoint: {kept}: no key of this log signed it" in faults("--checkpoint", str(kept))


def test_checkpoint_that_two_keys_signed_is_read_out_of_its_mail(tmp_path: Path, settings: Any) -> None:
    settings.LOG_KEY += f"\n{new_key('policies.example.org/log').text}"
    note = publish_checkpoint().note
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(f"{note}\n--\nThe registrar\n", encoding="utf-8")

    assert note.count("\n— ") == 2
    assert summary("--checkpoint", str(kept))["faults"] == []


def test_file_that_is_no_checkpoint_is_named(tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.txt"
    kept.write_text("policies.example.org/log\n3\n", encoding="utf-8")

    assert faults("--checkpoint", str(kept)) == f"checkpoint: {kept} is not a signed checkpoint"


def test_row_that_is_no_key_is_told_and_the_others_count() -> None:
    LogKey.objects.create(public="log+00000000+AQ==")

    assert faults() == "key: 'log+00000000+AQ==' is not a key that signs notes"


def test_bytes_that_are_no_record_are_told() -> None:
    nested = '},"effective_from":' + "[" * 100_000
    value = f"'{nested}'::bytea" if connection.vendor == "postgresql" else f"CAST('{nested}' AS BLOB)"

    past_the_guards(f"UPDATE policies_policyversion SET content = {value} WHERE number = 2")

    assert "version 2: its bytes are not the record of a version" in faults()


def test_first_version_that_names_a_predecessor_is_told() -> None:
    past_the_guards(
        "UPDATE policies_policyversion SET number = 9, significance = 'minor', previous_sha256 = 'x' "
        "WHERE number = 1"
    )

    assert "stands where version 1 must" in faults()
    assert "does not follow on digest none" in faults()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE policies_policyversion RENAME COLUMN origin TO other",
        "ALTER TABLE policies_policyversion RENAME COLUMN time_zone TO other",
        "ALTER TABLE policies_logentry RENAME TO other",
    ],
)
def test_what_the_database_lacks_is_told_and_the_rest_is_not_guessed(statement: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute(statement)

    findings = verify()

    assert {kind for kind, _fault in findings.faults[:-1]} == {"guard"}
    assert any("is missing" in fault for _kind, fault in findings.faults)
    assert findings.faults[-1][0] == "database"
    assert "the rest cannot be checked" in findings.faults[-1][1]


def test_progress_is_told_after_each_batch_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(verification, "BATCH", 3)

    verify(lambda done, total: told.append((done, total)))

    assert told == [(3, 4), (4, 4)]


def test_missing_guard_page_and_notice_are_found() -> None:
    page = make_policy_page(make_organisation("third"))
    PolicyPage.objects.filter(pk=page.pk).update(live=True)
    Notice.objects.all().delete()
    trigger = expected(connection, guards.GUARDED[0])[0]
    on = " ON policies_policyversion" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}{on}")

    found = faults()
    restore_guards()

    assert f"guard: policies_policyversion: {trigger} is missing" in found
    assert "is live without a version" in found
    assert "has no notice, and readers must be told" in found


def test_result_is_said_in_a_line_and_by_the_exit_code(tmp_path: Path) -> None:
    said, wrong = io.StringIO(), io.StringIO()
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(Checkpoint.objects.latest("size").note, encoding="utf-8")
    call_command("verify_versions", stdout=said)
    compared = io.StringIO()
    call_command("verify_versions", "--checkpoint", str(kept), stdout=compared)
    past_the_guards("DELETE FROM policies_logkey")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_versions", stdout=io.StringIO(), stderr=wrong)

    assert said.getvalue().startswith("4 versions, 8 entries of the log, 2 checkpoints, 0 faults")
    assert "an older database that was restored has no fault of its own" in said.getvalue()
    assert "older database" not in compared.getvalue()
    assert ended.value.code == 1
    assert "checkpoint:" in wrong.getvalue()


def test_checkpoint_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_versions", "--checkpoint", str(tmp_path / "none"))
