"""verify_versions finds whatever was changed past the guards, and says what."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ForeignObjectRel

from policies.authoring.models import PolicyPage
from policies.evidence.entries import version_entry
from policies.evidence.notes import new_key
from policies.notification.ledger import Notice
from policies.publication import guards
from policies.publication.checkpoints import publish_checkpoint
from policies.publication.log import Checkpoint
from policies.publication.models import Hub, Policy, PolicyVersion
from tests.factories import (
    freeze_document,
    make_document,
    make_hub,
    make_policy_page,
    publish,
    publish_text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(settings: Any) -> None:
    """Three versions of two policies, signed after each."""
    settings.LOG_KEY = new_key("policies.example.org/log").text
    page = make_policy_page()
    publish(page)
    publish_checkpoint()
    publish_text(page, "Deux")
    publish(make_policy_page(make_hub("other")))
    publish_checkpoint()


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
    guards.lift(connection)
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
    assert (found["versions"], found["log_entries"], found["checkpoints"]) == (3, 3, 2)


CHANGES = {
    "content": ("content = policies_x(content)", "do not have the digest"),
    "number": ("number = 7", "stands where version"),
    "digest": ("sha256 = '" + "0" * 64 + "'", "do not have the digest"),
    "predecessor": ("previous_sha256 = '" + "0" * 64 + "'", "does not follow on digest"),
    "significance": ("significance = 'minor'", "its column significance says 'minor'"),
    "date": ("effective_from = '2020-01-01'", "its column effective_from says '2020-01-01'"),
    "origin": ("origin = 'imported'", "its column origin says 'imported'"),
    "moment": ("published_at = '2020-01-01 00:00:00+00:00'", "says something else than the event"),
}


@pytest.mark.parametrize("column", CHANGES)
def test_changed_column_is_found(column: str) -> None:
    assignment, words = CHANGES[column]
    assignment = assignment.replace("policies_x(content)", _appended())

    past_the_guards(f"UPDATE policies_policyversion SET {assignment} WHERE number = 2")

    assert words in faults()


def _appended() -> str:
    return "content || '\\x20'::bytea" if connection.vendor == "postgresql" else "content || X'20'"


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM policies_logentry WHERE position = 1", "stands where entry 1 must"),
        ("DELETE FROM policies_logentry WHERE position = 2", "not in the log: version"),
        ("UPDATE policies_logentry SET content = {x} WHERE position = 1", "says something else"),
        ("UPDATE policies_logentry SET subject = 'version x' WHERE position = 1", "is not there"),
        ("UPDATE policies_logentry SET position = position + 9 WHERE position = 2", "stands where"),
        ("UPDATE policies_checkpoint SET note = 'x' WHERE size = 1", "is not a signed checkpoint"),
        ("UPDATE policies_checkpoint SET size = 2 WHERE size = 1", "its text says 1 entries"),
        ("UPDATE policies_checkpoint SET note = replace(note, '/log', '/lug')", "no key of this log"),
        ("DELETE FROM policies_logkey", "no key of this log signed it"),
    ],
)
def test_changed_log_or_checkpoint_is_found(statement: str, words: str) -> None:
    past_the_guards(statement.replace("{x}", _appended()))

    assert words in faults()


def test_version_and_entry_that_were_both_removed_are_missed_by_the_checkpoint() -> None:
    policy = Policy.objects.create(hub=Hub.objects.get(slug="other"), slug="terms")
    lost = freeze_document(make_document(policy=policy.uuid), policy)
    publish_checkpoint()

    past_the_guards(
        *(
            f"DELETE FROM {relation.related_model._meta.db_table} "
            f"WHERE {relation.field.column} = {lost.pk}"
            for relation in PolicyVersion._meta.get_fields(include_hidden=True)
            if isinstance(relation, ForeignObjectRel) and not relation.many_to_many
        ),
        f"DELETE FROM policies_logentry WHERE subject = 'version {lost.sha256}'",
        f"DELETE FROM policies_policyversion WHERE sha256 = '{lost.sha256}'",
    )

    assert "the log has 3 entries, a checkpoint says 4: entries were lost" in faults()


def test_log_rewritten_with_its_checkpoints_is_shown_by_one_kept_elsewhere(tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(Checkpoint.objects.latest("size").note, encoding="utf-8")
    assert summary("--checkpoint", str(kept))["faults"] == []

    past_the_guards(
        "DELETE FROM policies_checkpoint",
        "UPDATE policies_policyversion SET published_at = '2020-01-01 00:00:00+00:00' WHERE number = 2",
    )
    version = PolicyVersion.objects.get(number=2)
    forged = version_entry(
        policy=str(version.policy.uuid),
        number=2,
        sha256=version.sha256,
        effective_from=version.effective_from,
        published_at=version.published_at,
    ).hex()
    literal = f"'\\x{forged}'::bytea" if connection.vendor == "postgresql" else f"X'{forged}'"
    past_the_guards(
        f"UPDATE policies_logentry SET content = {literal} WHERE subject = 'version {version.sha256}'"
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
    assert "no key of this log signed it" in faults("--checkpoint", str(kept))


def test_missing_guard_page_and_notice_are_found() -> None:
    page = make_policy_page(make_hub("third"))
    PolicyPage.objects.filter(pk=page.pk).update(live=True)
    Notice.objects.all().delete()
    trigger = guards.expected(connection, guards.GUARDED[0])[0]
    on = " ON policies_policyversion" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}{on}")

    found = faults()
    restore_guards()

    assert f"guard: policies_policyversion: {trigger} is missing" in found
    assert "is live without a version" in found
    assert "has no notice, and readers must be told" in found


def test_result_is_said_in_a_line_and_by_the_exit_code() -> None:
    said, wrong = io.StringIO(), io.StringIO()
    call_command("verify_versions", stdout=said)
    past_the_guards("DELETE FROM policies_logkey")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_versions", stdout=io.StringIO(), stderr=wrong)

    assert said.getvalue().startswith("3 versions, 3 entries of the log, 2 checkpoints, 0 faults")
    assert ended.value.code == 1
    assert "checkpoint:" in wrong.getvalue()


def test_checkpoint_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_versions", "--checkpoint", str(tmp_path / "none"))
