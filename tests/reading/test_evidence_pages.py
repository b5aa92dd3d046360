"""Evidence on the site: the bundle of a version, and the page that checks one."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import translation

from policies.evidence.notes import new_key, signed_checkpoint
from policies.evidence.offline.archive import LARGEST, MESSAGES, pack, sums, unpack
from policies.evidence.single_file import NAME, single_file
from policies.publication.checkpoints import latest, publish_checkpoint, signed_tree, signing_keys
from policies.publication.log import tree
from policies.reading.verification_verdict import SENTENCES
from tests.factories import make_organisation, make_policy_page, publish, publish_text
from tests.publication.test_verification import past_the_guards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads_are_not_counted_yet() -> None:
    """Uploads of a network are limited for a minute; other tests made some."""
    cache.clear()


ADDRESS = "/en/atlas/privacy/v1/evidence.zip"


LOG_KEY = new_key("policies.example.org/log").text


@pytest.fixture(scope="module")
def published(write_once: Callable[..., None]) -> None:
    with override_settings(LOG_KEY=LOG_KEY):
        write_once(publish_two_versions)


def publish_two_versions() -> None:
    page = make_policy_page()
    publish(page)
    publish_text(page, "Deux")
    publish_checkpoint()


@pytest.fixture
def evidence(published: None, settings: Any, client: Client) -> bytes:
    settings.LOG_KEY = LOG_KEY
    return client.get(ADDRESS).content


def upload(client: Client, content: bytes, language: str = "en") -> Any:
    file = io.BytesIO(content)
    file.name = "evidence.zip"
    return client.post(f"/{language}/verify/", {"bundle": file})


def checked_alone(packed: bytes) -> str:
    """What the program that is published apart says of it, as a stranger would run it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "evidence.zip").write_bytes(packed)
        (Path(folder) / NAME).write_bytes(single_file())
        done = subprocess.run(
            [sys.executable, NAME, "evidence.zip"], cwd=folder, capture_output=True, text=True
        )
    return done.stdout


def said(answer: Any) -> str:
    return answer.content.decode()


def test_evidence_is_a_download_linked_on_the_page(evidence: bytes, client: Client) -> None:
    answer = client.get(ADDRESS)

    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="atlas-privacy-v1-evidence.zip"'
    assert answer.content == evidence
    assert client.get(ADDRESS, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert f'href="{ADDRESS}"' in said(client.get("/en/atlas/privacy/v1/"))
    with zipfile.ZipFile(io.BytesIO(evidence)) as opened:
        assert opened.testzip() is None


def test_bundle_is_the_same_bytes_and_another_one_when_the_log_grew(
    evidence: bytes, client: Client
) -> None:
    tag = client.get(ADDRESS)["ETag"]
    publish(make_policy_page(make_organisation("other")))
    unsigned = client.get(ADDRESS)
    publish_checkpoint()
    signed = client.get(ADDRESS, headers={"If-None-Match": tag})

    assert (unsigned["ETag"], unsigned.content) == (tag, evidence)
    assert signed.status_code == 200
    assert signed["ETag"] != tag
    assert "PROVEN" in checked_alone(signed.content)
    assert client.get(ADDRESS).content == signed.content


def test_bundle_that_a_reader_has_is_not_made_again(
    evidence: bytes, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get(ADDRESS)["ETag"]
    monkeypatch.setattr("policies.reading.evidence_pages.bundle", None)

    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304


def test_tree_of_a_process_follows_a_log_that_is_another_one(evidence: bytes, client: Client) -> None:
    known = signed_tree(latest().note)

    past_the_guards("UPDATE policies_logentry SET content = content || content WHERE position = 1")
    kept = signed_tree(latest().note)
    root = tree().root()
    other = signed_checkpoint(signing_keys(), size=3, root=root)

    assert kept.root(3) == known.root(3) != root
    assert signed_tree(other).root(3) == root
    with pytest.raises(LookupError, match="not those of the checkpoint"):
        signed_tree(latest().note)
    assert "no longer agrees" in said(client.get(ADDRESS))


def test_evidence_that_is_not_signed_yet_is_announced(client: Client) -> None:
    publish(make_policy_page())

    answer = client.get(ADDRESS)

    assert answer.status_code == 404
    assert "not signed yet" in said(answer)


def test_version_that_is_not_signed_yet_links_to_no_evidence(client: Client) -> None:
    """As after an import where no key is."""
    publish(make_policy_page())

    page = said(client.get("/en/atlas/privacy/v1/"))

    assert ADDRESS not in page
    assert "It follows with the next signature of the log." in page


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_page_explains_and_shows_checkpoint_and_key(
    evidence: bytes, client: Client, language: str
) -> None:
    page = said(client.get(f"/{language}/verify/"))

    for words in ("policies.example.org/log+", "python3 sijill-verify.py", 'type="file"'):
        assert words in page
    assert client.cookies == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Atlas Conseil published “Privacy policy”, version 1"),
     ("fr", "Atlas Conseil a publié « Politique de confidentialité », version 1"),
     ("ar", "سياسة الخصوصية")],
)  # fmt: skip
def test_genuine_bundle_is_proven(evidence: bytes, client: Client, language: str, words: str) -> None:
    answer = upload(client, evidence, language)

    assert answer.status_code == 200
    assert words in said(answer)
    assert f'href="/{language}/atlas/privacy/v1/"' in said(answer)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Time zone of this date"), ("fr", "Fuseau horaire de cette date"),
     ("ar", "المنطقة الزمنية لهذا التاريخ")],
)  # fmt: skip
def test_proven_day_is_shown_with_its_zone(
    evidence: bytes, client: Client, language: str, label: str
) -> None:
    page = said(upload(client, evidence, language))

    assert f'<dt>{label}</dt><dd><bdi dir="ltr">Africa/Casablanca</bdi></dd>' in page
    assert " (Africa/Casablanca), published at " in checked_alone(evidence)


def test_forged_text_is_named(evidence: bytes, client: Client) -> None:
    files = unpack(evidence)
    files["text.en.html"] = files["text.en.html"].replace(b"process", b"sell")
    files["SHA256SUMS"] = sums(files)

    page = said(upload(client, pack(files)))

    assert "Not proven" in page
    assert "“text.en.html” was altered: the proven text says something else." in page


def test_program_in_a_bundle_is_named(evidence: bytes, client: Client) -> None:
    files = unpack(evidence)
    files["verify.py"] = b"print('PROVEN')\n"
    files["SHA256SUMS"] = sums(files)

    assert "“verify.py” does not belong into a bundle." in said(upload(client, pack(files)))


def test_bundle_of_another_register_is_not_trusted(evidence: bytes, client: Client) -> None:
    past_the_guards(
        "UPDATE policies_logkey SET public = '" + new_key("policies.example.org/log").public + "'"
    )

    assert "was not signed by this register" in said(upload(client, evidence))


def test_bundle_shows_a_register_that_was_rewritten(evidence: bytes, client: Client) -> None:
    past_the_guards("UPDATE policies_logentry SET content = content || content WHERE position = 1")

    assert "no longer agrees with it" in said(upload(client, evidence))


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 400, "Choose a file first"),
        (b"nonsense", 400, "no ZIP archive"),
        (bytes(LARGEST + 200_000), 413, "larger than 16 MB"),
    ],
    ids=["none", "no archive", "too large"],
)
def test_upload_that_is_no_bundle_is_refused(
    client: Client, content: bytes, status: int, words: str
) -> None:
    answer = upload(client, content)

    assert answer.status_code == status
    assert words in said(answer)


def test_upload_just_over_the_cap_is_stopped_while_it_arrives(client: Client) -> None:
    assert upload(client, bytes(LARGEST + 1)).status_code == 413


def test_form_without_a_file_is_answered(client: Client) -> None:
    assert client.post("/en/verify/", {}).status_code == 400
    assert client.post("/en/verify/", {"bundle": "text"}).status_code == 400


def test_zip_bomb_is_refused_without_being_unpacked(client: Client) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("version.json", bytes(100_000_000))

    assert "is compressed or too large" in said(upload(client, bomb.getvalue()))


def test_every_fault_has_a_sentence_in_every_language() -> None:
    assert set(MESSAGES) <= set(SENTENCES)
    for sentence in SENTENCES.values():
        spoken = set()
        for language in ("fr", "en", "ar"):
            with translation.override(language):
                spoken.add(str(sentence))
        assert len(spoken) == 3
