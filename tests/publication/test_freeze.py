"""Publishing makes exactly one immutable version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from policies.document.malformed import MalformedDocument
from policies.document.shape import Document
from policies.publication.freeze import version_frozen
from policies.publication.localize import spoken_date
from policies.publication.models import Organisation, Policy, PolicyVersion
from policies.publication.refusal import CannotPublish
from policies.publication.retire import retire
from policies.publication.version_record import Dismissed, Record, Waived, Waiver, read_record
from tests.factories import (
    NOTES,
    freeze_document,
    make_document,
    make_organisation,
    make_policy_page,
    make_section,
    paragraph,
    publish,
    publish_text,
)
from tests.plain_text import document_text

pytestmark = pytest.mark.django_db


def test_first_publication_is_version_one_and_initial() -> None:
    version = publish(make_policy_page())

    assert (version.number, version.significance, version.previous_sha256) == (1, "initial", "")
    assert version.languages == ["fr", "en", "ar"]
    assert "We process your data." in document_text(version.document, "en")


def test_second_version_follows_on_the_first() -> None:
    page = make_policy_page()
    first = publish(page)

    second = publish_text(page, "Autre texte")

    assert (second.number, second.significance) == (2, "substantial")
    assert second.previous_sha256 == first.sha256


def test_publishing_the_same_revision_twice_makes_one_version() -> None:
    page = make_policy_page()
    publish(page)

    page.live_revision.publish()

    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"change_note_en": ""}, "note_missing"),
        ({"heading_fr": "", "with_fr": False}, "authoritative_missing"),
        ({"effective_date": "yesterday"}, "effective_in_past"),
        ({}, "nothing_changed"),
    ],
)
def test_bad_release_is_refused_and_writes_nothing(changes: dict[str, object], code: str) -> None:
    page = make_policy_page()
    first = publish(page)
    if changes.get("effective_date") == "yesterday":
        changes = {"effective_date": first.policy.organisation.today() - timedelta(days=1)}

    with pytest.raises(CannotPublish) as refused:
        publish(page, summary_en="Changed" if code != "nothing_changed" else "", **changes)

    assert code in [refusal.code for refusal in refused.value.refusals]
    assert PolicyVersion.objects.count() == 1
    page.refresh_from_db()
    assert page.live_revision_id == first.source_revision


# Each fact and each rule, asked of ``freeze`` itself


@pytest.fixture
def policy() -> Policy:
    return Policy.objects.create(organisation=make_organisation().organisation, slug="privacy")


def text_of(policy: Policy, **values: Any) -> Document:
    return make_document(policy=policy.uuid, **values)


def freeze_authored(document: Document, policy: Policy, **release: Any) -> PolicyVersion:
    return freeze_document(
        document,
        policy,
        **{"origin": "authored", "effective_from": policy.organisation.today()} | release,
    )


def codes_of(refused: pytest.ExceptionInfo[CannotPublish]) -> list[tuple[str, str | None]]:
    return [(refusal.code, refusal.field) for refusal in refused.value.refusals]


def test_version_keeps_every_fact_in_its_row_and_in_its_bytes(policy: Policy) -> None:
    document = text_of(policy)
    waivers = {
        Waived.SECOND_PERSON: Waiver(reason="Fuite de données", by="Salma"),
        Waived.NOTICE_PERIOD: Waiver(reason="Ordre du juge", by="Omar"),
    }
    before = timezone.now() - timedelta(seconds=2)

    version = freeze_document(
        document,
        policy,
        effective_from=date(2024, 3, 1),
        source_revision=71,
        by="Salma",
        by_id=12,
        waivers=waivers,
    )

    row = PolicyVersion.objects.get()
    assert row == version
    assert before <= version.published_at == row.published_at
    assert (row.policy, row.number, row.previous_sha256) == (policy, 1, "")
    assert (row.source_revision, row.actor_name, row.actor_account) == (71, "Salma", 12)
    assert (row.origin, row.effective_from, row.emergency) == ("imported", date(2024, 3, 1), True)
    assert row.time_zone == policy.organisation.time_zone == "Africa/Casablanca"
    assert row.sha256 == hashlib.sha256(bytes(row.content)).hexdigest()
    record = read_record(bytes(row.content))
    assert (record.document, record.number, record.previous) == (document, 1, "")
    assert (record.significance, record.origin) == (row.significance, row.origin)
    assert (record.effective_from, record.note) == (row.effective_from, NOTES)
    assert record.time_zone == row.time_zone
    assert record.waivers == waivers


def test_dismissed_differences_are_in_the_bytes_with_reason_and_name(policy: Policy) -> None:
    dismissed = Dismissed(
        clause="title",
        kind="unit",
        source="fr",
        language="en",
        there="30 jours",
        here="one month",
        reason="As the law has it.",
        by="Salma",
    )

    version = freeze_document(text_of(policy), policy, dismissed=(dismissed,))

    assert version.record.dismissed == (dismissed,)
    assert json.loads(bytes(version.content))["dismissed"][0]["reason"] == "As the law has it."
    with pytest.raises(MalformedDocument):
        replace(dismissed, reason="")


def test_release_without_an_account_or_a_waiver_names_none(policy: Policy) -> None:
    version = freeze_document(
        text_of(policy), policy, waivers={Waived.NOTICE_PERIOD: Waiver(reason="x", by="y")}
    )
    successor = freeze_document(text_of(policy), policy)

    assert (version.actor_account, version.source_revision) == (None, None)
    assert not version.emergency
    assert successor.record.waivers == {}
    assert not {"waivers", "dismissed"} & json.loads(bytes(successor.content)).keys()


def test_version_and_its_entry_in_the_log_are_one(policy: Policy) -> None:
    version = freeze_document(text_of(policy), policy)

    entry = json.loads(bytes(policy.log_entries.get().content))
    assert (entry["entry"], entry["policy"], entry["number"]) == ("version", str(policy.uuid), 1)
    assert (entry["sha256"], entry["effective_from"]) == (version.sha256, "2024-01-01")


@pytest.mark.parametrize("asked", PolicyVersion.Significance.values)
def test_first_version_is_initial_and_no_other_is(policy: Policy, asked: str) -> None:
    first = freeze_document(text_of(policy), policy, significance=asked)
    # Of another authoritative language, so that it may be called a translation too.
    second = freeze_document(text_of(policy, authoritative="en"), policy, significance=asked)

    assert first.significance == "initial"
    assert second.significance == ("substantial" if asked == "initial" else asked)


def test_unknown_significance_is_a_mistake_of_the_caller(policy: Policy) -> None:
    with pytest.raises(ValueError, match="'grave': one of initial, substantial, minor, translation"):
        freeze_document(text_of(policy), policy, significance="grave")


def test_document_of_another_policy_is_a_mistake_of_the_caller(policy: Policy) -> None:
    with pytest.raises(ValueError, match=f"cannot be a version of {policy.uuid}"):
        freeze_document(make_document(), policy)


def test_text_applies_today_at_the_organisations_place_unless_another_day_is_said(
    policy: Policy,
) -> None:
    # At this moment it is the 2nd in Kiritimati and still the 1st in Casablanca.
    Organisation.objects.update(time_zone="Pacific/Kiritimati")
    moment = datetime(2030, 5, 1, 12, tzinfo=UTC)
    with mock.patch("django.utils.timezone.now", return_value=moment):
        version = freeze_authored(text_of(policy), policy, effective_from=None)

    assert version.effective_from == date(2030, 5, 2)


def test_revision_that_was_published_gives_its_version_back(policy: Policy) -> None:
    document = text_of(policy)
    first = freeze_document(document, policy, source_revision=71)
    freeze_document(text_of(policy), policy, source_revision=72)

    assert freeze_document(document, policy, source_revision=71) == first
    assert PolicyVersion.objects.count() == 2


def test_revision_number_that_was_used_for_another_text_is_refused(policy: Policy) -> None:
    freeze_document(text_of(policy), policy, source_revision=71)

    with pytest.raises(CannotPublish, match="already published as version 1 with another") as refused:
        freeze_document(text_of(policy), policy, source_revision=71)

    assert codes_of(refused) == [("revision_reused", None)]


def test_same_revision_number_of_another_policy_is_another_revision(policy: Policy) -> None:
    other = Policy.objects.create(organisation=policy.organisation, slug="terms")
    freeze_document(text_of(policy), policy, source_revision=71)

    assert freeze_document(text_of(other), other, source_revision=71).policy == other


def test_each_reader_is_owed_a_note_and_told_which_is_missing(policy: Policy) -> None:
    with pytest.raises(CannotPublish, match="Say what changes and why") as refused:
        freeze_authored(text_of(policy), policy, note={"fr": "Motif", "en": " "})

    assert codes_of(refused) == [
        ("note_missing", "change_note_en"),
        ("note_missing", "change_note_ar"),
    ]


def test_imported_version_may_lack_a_note_and_apply_in_the_past(policy: Policy) -> None:
    version = freeze_document(text_of(policy), policy, note={}, effective_from=date(1999, 1, 1))

    assert version.effective_from == date(1999, 1, 1)


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({"title": {"en": "Privacy policy"}}, False),
        ({"sections": ()}, False),
        ({"sections": (make_section(heading={"en": "Data"}, body={"en": (paragraph("x"),)}),)}, False),
        ({"sections": (make_section(body={}),)}, True),
        ({"sections": (make_section(heading={}),)}, True),
    ],
    ids=["no title", "no section", "only other languages", "a heading is enough", "a body is enough"],
)
def test_authoritative_text_has_a_title_and_some_words(
    policy: Policy, values: dict[str, Any], allowed: bool
) -> None:
    document = text_of(policy, **values)
    if allowed:
        assert freeze_document(document, policy).number == 1
        return
    with pytest.raises(CannotPublish, match="missing in the authoritative language") as refused:
        freeze_document(document, policy)
    assert codes_of(refused) == [("authoritative_missing", "heading_fr")]


def test_text_applies_today_at_the_earliest(policy: Policy) -> None:
    today = policy.organisation.today()
    with pytest.raises(CannotPublish) as refused:
        freeze_authored(text_of(policy), policy, effective_from=today - timedelta(days=1))

    assert codes_of(refused) == [("effective_in_past", "effective_date")]
    for day in (today - timedelta(days=1), today):
        assert spoken_date(day) in str(refused.value)
    assert freeze_authored(text_of(policy), policy, effective_from=today).number == 1


def test_retired_policy_gets_no_new_version(policy: Policy) -> None:
    version = freeze_document(text_of(policy), policy)
    retire(policy=policy, reason=NOTES, by="A")

    with pytest.raises(CannotPublish) as refused:
        freeze_authored(text_of(policy, kind="terms"), policy)

    assert codes_of(refused) == [("retired", None)]
    assert policy.versions.get() == version


def test_all_reasons_are_given_at_once(policy: Policy) -> None:
    with pytest.raises(CannotPublish) as refused:
        freeze_authored(text_of(policy, sections=()), policy, note={}, effective_from=date(1999, 1, 1))

    assert {code for code, _field in codes_of(refused)} == {
        "note_missing",
        "authoritative_missing",
        "effective_in_past",
    }
    assert not PolicyVersion.objects.exists()


def test_text_that_nobody_changed_is_refused_whatever_else_is_said(policy: Policy) -> None:
    document = text_of(policy)
    freeze_document(document, policy)

    with pytest.raises(CannotPublish, match="Nothing changed since version 1") as refused:
        freeze_document(document, policy, note={"fr": "Autre"}, effective_from=date(2024, 2, 1))

    assert codes_of(refused) == [("nothing_changed", None)]


def test_only_a_text_that_waits_may_be_announced_for_another_day(policy: Policy) -> None:
    document, today = text_of(policy), policy.organisation.today()
    freeze_document(document, policy, effective_from=today)
    with pytest.raises(CannotPublish, match="Nothing changed"):
        freeze_document(document, policy, effective_from=today + timedelta(days=5))


def test_translation_may_change_every_language_but_the_authoritative_one(policy: Policy) -> None:
    section = make_section()
    freeze_document(text_of(policy, sections=(section,)), policy)
    english = replace(section, body=dict(section.body) | {"en": (paragraph("Other words."),)})
    french = replace(section, body=dict(section.body) | {"fr": (paragraph("Autres mots."),)})

    with pytest.raises(CannotPublish, match="more than a translation") as refused:
        freeze_document(text_of(policy, sections=(french,)), policy, significance="translation")
    assert codes_of(refused) == [("not_only_translation", "significance")]
    version = freeze_document(text_of(policy, sections=(english,)), policy, significance="translation")

    assert version.significance == "translation"
    assert freeze_document(text_of(policy, sections=(french,)), policy, significance="minor").number == 3


def test_receiver_that_fails_undoes_the_version(policy: Policy) -> None:
    def fail(version: PolicyVersion, **_: object) -> None:
        assert version.published_at
        raise RuntimeError("the receiver failed")

    version_frozen.connect(fail, sender=PolicyVersion)
    try:
        with pytest.raises(RuntimeError, match="the receiver failed"):
            freeze_document(text_of(policy), policy)
    finally:
        version_frozen.disconnect(fail, sender=PolicyVersion)

    assert not PolicyVersion.objects.exists()
    assert not policy.log_entries.exists()


# The record: bytes that are read as they were written, or not at all


def test_record_that_is_none_says_so() -> None:
    whole = json.loads(Record(
        document=make_document(), number=1, previous="", significance="initial",
        effective_from=date(2024, 1, 1), origin="authored", note=NOTES,
    ).content())  # fmt: skip
    assert read_record(json.dumps(whole).encode()).note == NOTES
    broken: list[object] = [
        whole | {name: None} for name in ("schema", "effective_from", "note", "document")
    ]
    broken += [{key: value for key, value in whole.items() if key != name} for name in whole]
    broken += [whole | {"effective_from": "1 May"}, whole | {"waivers": {"no_such_rule": {}}}, [], "x"]
    for value in broken:
        with pytest.raises(MalformedDocument, match="record"):
            read_record(json.dumps(value).encode())
    for content in (b"", b"{", b"\xff", b'{"schema":' + b"[" * 100_000):
        with pytest.raises(MalformedDocument, match="not the record of a version"):
            read_record(content)


def test_record_is_read_back_as_it_was_written() -> None:
    for zone in ("", "Africa/Casablanca"):
        content = Record(
            document=make_document(sections=(make_section(),)), number=2, previous="ab" * 32, time_zone=zone,
            significance="substantial", effective_from=date(2024, 1, 2), origin="authored",
            note={"fr": "note", "en": " "},
        ).content()  # fmt: skip

        record = read_record(content)

        assert (record.number, record.previous, record.note) == (2, "ab" * 32, {"fr": "note"})
        assert record.content() == content


def test_record_of_a_later_schema_names_both() -> None:
    with pytest.raises(MalformedDocument, match="record schema 2: this code reads 1"):
        read_record(b'{"schema": 2}')


def test_notes_are_kept_without_the_spaces_around_them_and_not_where_empty() -> None:
    record = Record(
        document=make_document(), number=1, previous="", significance="initial",
        effective_from=date(2024, 1, 1), origin="authored", note={"fr": " Motif \n", "en": "  "},
    )  # fmt: skip

    assert record.note == {"fr": "Motif"}
    assert json.loads(record.content())["note"] == {"fr": "Motif"}
    with pytest.raises(TypeError):
        record.note["en"] = "x"  # type: ignore[index]
