"""The command: one JSON line, or one clear error and nothing written."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from policies.authoring.draft import document_of
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.document.numbering import numbers
from policies.document.text import body_text
from policies.publication.models import Organisation, Policy, PolicyVersion
from tests.factories import home, make_organisation

from .readers.word import word_files
from .samples import SEEDS, history, seed, words_of_document, words_of_markdown_file, words_of_plain_file

pytestmark = pytest.mark.django_db

ENGLISH = "# Privacy\n\n## 1. Data\n\nWe keep your name.\n\n## 2. Rights\n\nYou may ask.\n"
FRENCH = "# Confidentialité\n\n## 1. Données\n\nNous gardons votre nom.\n\n## 2. Droits\n\nDemandez.\n"


@pytest.fixture(autouse=True)
def _home() -> None:
    home()


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(text: str | bytes, name: str = "text.md") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def run(
    *files: str, organisation: str = "atlas", policy: str = "privacy", **options: Any
) -> dict[str, Any]:
    out = StringIO()
    call_command(
        "import_policy", *files, organisation=organisation, policy=policy, stdout=out, **options
    )
    (line,) = out.getvalue().splitlines()
    return json.loads(line)


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Page, Revision, Organisation, Policy, PolicyVersion)
    )


def test_draft_import_leaves_a_draft_and_nothing_public(write: Any) -> None:
    report = run(f"en={write(ENGLISH)}")

    page = PolicyPage.objects.get(slug="privacy")
    assert report == {
        "policy": "atlas/privacy",
        "uuid": str(page.policy_uuid),
        "version": None,
        "draft": page.latest_revision_id,
        "sections": 2,
        "languages": ["en"],
        "warnings": [],
    }
    assert not page.live
    assert PolicyVersion.objects.count() == 0
    draft = page.get_latest_revision_as_object()
    assert [section.heading["en"] for section in document_of(draft).sections] == ["Data", "Rights"]


def test_publishing_import_makes_a_past_version_marked_imported(write: Any) -> None:
    report = run(f"en={write(ENGLISH)}", effective="2019-05-01", publish=True)

    version = PolicyVersion.objects.get()
    assert (report["version"], report["draft"]) == (1, None)
    assert (version.origin, version.effective_from) == ("imported", date(2019, 5, 1))
    assert (version.significance, version.actor_name) == ("initial", "import_policy")
    assert version.note("en")
    page = PolicyPage.objects.get(slug="privacy")
    assert page.live
    assert page.live_revision_id == version.source_revision
    assert not page.has_unpublished_changes


def test_consecutive_imports_keep_keys_and_find_out_the_significance(write: Any) -> None:
    files = {"en": write(ENGLISH, "en.md"), "fr": write(FRENCH, "fr.md")}
    run(*(f"{code}={path}" for code, path in files.items()), publish=True)
    write(ENGLISH.replace("your name", "your name and address"), "en.md")
    french = FRENCH.replace("votre nom", "votre nom et votre adresse")
    write(french, "fr.md")
    run(*(f"{code}={path}" for code, path in files.items()), publish=True)
    write(french.replace("Demandez", "Vous pouvez demander"), "fr.md")
    run(f"fr={files['fr']}", publish=True, note="Corrigé.")

    versions = list(PolicyVersion.objects.order_by("number"))
    assert [version.significance for version in versions] == ["initial", "substantial", "translation"]
    assert len({tuple(section.key for section in v.document.sections) for v in versions}) == 1
    assert versions[2].languages == ["fr", "en"]
    assert versions[2].note("fr") == "Corrigé."


def test_translation_that_came_unchanged_beside_a_changed_source_is_refused_or_marked(
    write: Any,
) -> None:
    files = [f"en={write(ENGLISH, 'en.md')}", f"fr={write(FRENCH, 'fr.md')}"]
    run(*files, publish=True)
    write(ENGLISH.replace("your name", "nothing"), "en.md")

    with pytest.raises(CommandError, match="follows an earlier text"):
        run(*files, publish=True)
    run(*files, publish=True, marked="The French follows.")

    assert PolicyVersion.objects.get(number=2).marked == ["fr"]


def test_stale_translation_stays_in_the_draft_and_out_of_the_version(write: Any) -> None:
    english, french = write(ENGLISH, "en.md"), write(FRENCH, "fr.md")
    run(f"en={english}", f"fr={french}", publish=True)
    write(ENGLISH.replace("your name", "nothing"), "en.md")

    report = run(f"en={english}", publish=True)

    assert report["languages"] == ["en"]
    assert any("left out" in warning for warning in report["warnings"])
    draft = PolicyPage.objects.get(slug="privacy").get_latest_revision_as_object()
    assert draft.heading_fr == "Confidentialité"


def test_incomplete_language_is_left_out_with_a_warning(write: Any) -> None:
    shorter = write(FRENCH.partition("## 2.")[0], "fr.md")

    report = run(f"en={write(ENGLISH)}", f"fr={shorter}", publish=True)

    assert report["languages"] == ["en"]
    assert any("left out" in warning for warning in report["warnings"])


def test_same_text_again_is_an_error_and_writes_nothing(write: Any) -> None:
    path = write(ENGLISH)
    run(f"en={path}", publish=True)
    before = counts()

    with pytest.raises(CommandError, match="Nothing changed since version 1"):
        run(f"en={path}", publish=True)
    with pytest.raises(CommandError, match="nothing changed"):
        run(f"en={path}")
    assert counts() == before


def test_note_goes_to_every_language_given(write: Any) -> None:
    run(f"en={write(ENGLISH, 'en.md')}", f"fr={write(FRENCH, 'fr.md')}", publish=True, note="Why.")

    assert dict(PolicyVersion.objects.get().record.note) == {"en": "Why.", "fr": "Why."}


def test_existing_organisation_keeps_its_facts(write: Any) -> None:
    make_organisation("atlas", authoritative="fr")

    run(f"en={write(ENGLISH, 'en.md')}", f"fr={write(FRENCH, 'fr.md')}", publish=True)

    version = PolicyVersion.objects.get()
    assert (version.document.authoritative, version.document.issuer_in("fr")) == ("fr", "Atlas Conseil")
    assert OrganisationPage.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "kind"),
    [("privacy", "privacy"), ("cookies", "cookies"), ("cgu", "terms"), ("notice", "other")],
)
def test_kind_is_seen_by_the_slug(write: Any, slug: str, kind: str) -> None:
    run(f"en={write(ENGLISH.replace('# Privacy', '# Text'))}", policy=slug, publish=True)

    assert Policy.objects.get().kind == kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "binary"),
        (b"%PDF-1.4", "PDF"),
        (b"a" * (2 * 1024 * 1024 + 1), "larger"),
        (b"# Only a title\n", "no text"),
        (b"# T\n\n" + b"- " * 200 + b"a", "nested"),
    ],
)
def test_bad_file_is_one_clear_error(write: Any, content: bytes, reason: str) -> None:
    before = counts()

    with pytest.raises(CommandError, match=reason) as refused:
        run(f"en={write(content)}", publish=True)

    assert "\n" not in str(refused.value)
    assert counts() == before


@pytest.mark.parametrize(
    ("files", "options", "reason"),
    [
        (["en=nowhere.md"], {}, "no such file"),
        (["en=."], {}, "not a file"),
        (["de={path}"], {}, "unknown language 'de'"),
        (["{path}"], {}, "LANGUAGE=PATH"),
        (["en="], {}, "LANGUAGE=PATH"),
        (["en={path}", "en={path}"], {}, "given twice"),
        (["en={path}"], {"organisation": "No Slug"}, "--organisation 'No Slug'"),
        (["en={path}"], {"policy": "../etc"}, "--policy '../etc'"),
        (["en={path}"], {"policy": "a" * 81}, "up to 80"),
        (["en={path}"], {"organisation": "search"}, "search"),
        (["en={path}"], {"effective": "01.02.2024"}, "--effective '01.02.2024'"),
        (["en={path}"], {"effective": "2024-02-30"}, "--effective '2024-02-30'"),
        (["en={path}"], {"significance": "huge"}, "--significance 'huge'"),
        (["en={path}"], {"kind": "poem"}, "--kind 'poem'"),
    ],
)
def test_bad_argument_is_one_clear_error(
    write: Any, files: list[str], options: dict[str, Any], reason: str
) -> None:
    path = write(ENGLISH)
    before = counts()

    with pytest.raises(CommandError, match=reason) as refused:
        run(*(file.format(path=path) for file in files), publish=True, **options)

    assert "\n" not in str(refused.value)
    assert counts() == before


def test_authoritative_text_missing_is_refused(write: Any) -> None:
    make_organisation("atlas", authoritative="fr")
    before = counts()

    with pytest.raises(CommandError, match="authoritative language is Français"):
        run(f"en={write(ENGLISH)}")
    assert counts() == before


@pytest.mark.parametrize("number", SEEDS)
def test_seed_is_published_word_by_word(number: str) -> None:
    path = seed(number)

    run(f"en={path}", publish=True)

    document = PolicyVersion.objects.get().document
    expected = words_of_markdown_file(path, "en") if number == "000" else words_of_plain_file(path)
    assert words_of_document(document, "en") == expected


def test_history_becomes_consecutive_versions_with_lasting_keys() -> None:
    paths = history("terms-of-service", "en")[-4:]
    for path in paths:
        run(f"en={path}", policy="terms", effective=path.stem, publish=True)

    versions = list(PolicyVersion.objects.order_by("number"))
    assert [version.effective_from.isoformat() for version in versions] == [path.stem for path in paths]
    for version, path in zip(versions, paths, strict=True):
        assert words_of_document(version.document, "en") == words_of_markdown_file(path, "en")
    for before, after in pairwise(versions):
        known = {section.key for section in before.document.sections}
        kept = [section.key in known for section in after.document.sections]
        assert sum(kept) >= 0.9 * min(len(kept), len(known))


def test_tracked_changes_are_refused_until_somebody_decides(write: Any) -> None:
    body = word_files.p("A", style="H1") + word_files.p(
        word_files.r("We keep data ")
        + word_files.dele("one")
        + word_files.ins(word_files.r("two"))
        + word_files.r(" years.")
    )
    path = write(word_files.docx(body), "policy.docx")
    before = counts()

    with pytest.raises(CommandError, match="--changes accept or --changes reject"):
        run(f"en={path}")
    assert counts() == before

    report = run(f"en={path}", changes="reject")
    assert "en: 2 tracked changes were rejected" in report["warnings"]
    (section,) = document_of(
        PolicyPage.objects.get(slug="privacy").get_latest_revision_as_object()
    ).sections
    assert body_text(section.body["en"]) == "We keep data one years."


def test_table_with_a_column_for_each_language_is_three_texts(write: Any) -> None:
    rows = [
        word_files.row(*map(word_files.cell, ("Politique", "Policy", "السياسة")), header=True),
        word_files.row(
            *map(
                word_files.cell,
                ("Les données que nous avons.", "The data that we have.", "المعطيات التي لدينا."),
            )
        ),
    ]
    path = write(word_files.docx(word_files.table(*rows)), "tri.docx")

    report = run(str(path), publish=True)

    assert (report["languages"], report["version"]) == (["fr", "en", "ar"], 1)


def test_one_column_of_several_is_taken_and_the_others_are_said(write: Any) -> None:
    rows = [
        word_files.row(*map(word_files.cell, ("Les données que nous avons.", "The data that we have.")))
    ] * 2
    path = write(word_files.docx(word_files.table(*rows)), "two.docx")

    report = run(f"en={path}")

    assert report["languages"] == ["en"]
    assert "en: the file has columns in fr too" in report["warnings"]


def test_file_of_one_language_needs_its_code(write: Any) -> None:
    path = write(word_files.docx(word_files.p("Some words.")), "one.docx")

    with pytest.raises(CommandError, match="write LANGUAGE=PATH"):
        run(str(path))


def test_successor_in_which_no_word_changed_is_minor(write: Any) -> None:
    text = "# T\n\n## A\n\nThe price is 10 € : see B.\n"
    run(f"en={write(text)}", publish=True)
    spaced = text.replace(" €", "\u00a0€")
    run(f"en={write(spaced)}", publish=True)

    assert PolicyVersion.objects.order_by("number").last().significance == "minor"


def test_labels_of_word_are_what_readers_see(write: Any) -> None:
    body = "".join(
        word_files.p(heading, style="H1", number="1") + word_files.p("We keep what you give us.")
        for heading in ("Scope", "Rights")
    )
    numbering = word_files.numbering(word_files.levels("Article %1.", form="upperRoman"))
    path = write(word_files.docx(body, numbering=numbering), "policy.docx")

    run(f"en={path}", publish=True)

    document = PolicyVersion.objects.get().document
    assert numbers(document, "en") == ["Article I.", "Article II."]
