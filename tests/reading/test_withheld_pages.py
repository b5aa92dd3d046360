"""A word that is withheld stands at no public address: pages, data, feeds, search, comparisons, evidence, mirror."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from policies.evidence.notes import new_key
from policies.evidence.offline import checking
from policies.evidence.offline.archive import unpack
from policies.evidence.offline.proofs import openssl_timestamp
from policies.evidence.offline.verify import timeline
from policies.publication.checkpoints import publish_checkpoint
from policies.publication.models import Policy, PolicyVersion
from policies.publication.withheld_text import NOTE, WHOLE
from policies.reading import comparison_cache
from policies.reading.static_mirror import paths
from tests.factories import LANGUAGES, NOTES, freeze_document, make_document, make_section, paragraph
from tests.reading.register import make_policy
from tests.withholding import REASONS, reinstate, withhold

pytestmark = pytest.mark.django_db

WORD = "zarafa"
KEY, OTHER = uuid.UUID(int=7), uuid.UUID(int=8)


@pytest.fixture
def signer(settings: Any) -> None:
    settings.LOG_KEY = new_key("policies.example.org/log").text


def text_of(policy: Policy, words: str) -> dict[str, object]:
    clause = make_section(
        key=KEY,
        heading=dict.fromkeys(LANGUAGES, f"{words} heading"),
        body={code: (paragraph(f"Here is {words} ({code})."),) for code in LANGUAGES},
    )
    return {"policy": policy.uuid, "sections": (clause, make_section(key=OTHER))}


@pytest.fixture
def versions() -> list[PolicyVersion]:
    """Three versions; the second, which applies, has the word in a clause, its title, its summary and its note."""
    policy, today = make_policy(), date.today()
    comparison_cache.forget()
    documents = [make_document(**text_of(policy, "plain"))]
    named = {code: f"{WORD} {code}" for code in LANGUAGES}
    documents.append(make_document(**text_of(policy, WORD), title=named, summary=named))
    documents.append(make_document(**text_of(policy, "other")))
    days = (date(2023, 1, 1), today - timedelta(days=2), today + timedelta(days=9))
    return [
        freeze_document(
            document,
            policy,
            effective_from=day,
            note=note,
            origin="authored" if day > today else "imported",
        )
        for document, day, note in zip(documents, days, (NOTES, named, NOTES), strict=True)
    ]


def addresses() -> list[str]:
    """Every address of the mirror, and those that are no files."""
    found = [f"/{path}" for path in paths()]
    for code in LANGUAGES:
        here = f"/{code}/atlas/privacy"
        found += [
            f"{here}/compare/{a}/{b}{end}"
            for a, b in ((1, 2), (2, 3), (2, 1))
            for end in ("/", ".json", "/?view=side&only=all")
        ]
        found += [
            f"{here}/clause/{KEY}/",
            f"{here}/clause/{OTHER}/",
            f"{here}/compare/1/2/?clause={KEY}",
        ]
        found += [f"{here}/{page}" for page in ("fragment/", "framed/", "updated.svg", "v2/fragment/")]
        found += [f"{here}/{page}" for page in ("since/1/", "since/1.json", "history/picture/")]
        found += [f"{here}/history/picture.svg", f"{here}/since/2.json", f"/{code}/api/"]
        found += [f"/oembed?url=http://127.0.0.1:8000{here}/"]
        found += [
            f"/api/v1/policies/atlas/privacy/versions/2/text?language={code}&form={form}"
            for form in ("blocks", "html", "markdown", "plain")
        ]
        found += [f"{here}/v2/beside/{other}/" for other in LANGUAGES if other != code]
        found += [f"{here}/compare/1/2/beside/{other}/" for other in LANGUAGES if other != code]
        found += [f"/{code}/search/?q=here", f"/api/v1/search?q=here&language={code}"]
        found += [f"/{code}/subscribe/", f"/{code}/subscribe/?policy=atlas/privacy&clause={KEY}"]
        found += [f"/api/v1/policies/atlas/privacy/comparison?old=1&new=2&language={code}"]
    found += [
        "/api/v1/policies",
        "/api/v1/policies/atlas/privacy/versions",
        "/api/v1/policies/atlas/privacy/in-force",
        "/api/v1/events",
    ]
    return [*found, "/api/v1/policies/atlas/privacy/versions/2", "/log/tile/entries/000.p/4"]


def telling(client: Client, *, quick: bool = False) -> dict[str, int]:
    """The addresses whose answer holds the word, and their status; ``quick`` leaves two languages out."""
    found = {}
    for address in addresses():
        if quick and address.startswith(("/fr/", "/ar/")):
            continue
        response = client.get(address)
        said = b" ".join([response.content, *(f"{v}".encode() for v in response.headers.values())])
        if WORD.encode() in said.lower():
            found[address] = response.status_code
    return found


def test_word_is_at_many_addresses_before(versions: list[PolicyVersion], client: Client) -> None:
    found = telling(client, quick=True)

    for address in (
        "/en/atlas/privacy/",
        "/en/atlas/privacy/v2.json",
        "/en/atlas/privacy/feed.atom",
        f"/en/atlas/privacy/clause/{KEY}/",
    ):
        assert found[address] == 200
    assert {"/api/v1/policies/atlas/privacy/versions/2", "/en/search/?q=here"} <= found.keys()


def test_withheld_version_is_nowhere_and_its_place_says_why(
    versions: list[PolicyVersion], client: Client
) -> None:
    telling(client, quick=True)  # whatever is kept, holds the word
    withhold(versions[1])

    assert telling(client) == {}
    for code, reason in REASONS.items():
        page = client.get(f"/{code}/atlas/privacy/v2/")
        assert page.status_code == 451
        assert reason in page.content.decode()
        assert versions[1].sha256 in page.content.decode()
        assert 'rel="blocked-by"' in page["Link"]
    data = client.get("/en/atlas/privacy/v2.json")
    assert (data.status_code, data.json()["sha256"]) == (451, versions[1].sha256)
    assert client.get("/en/atlas/privacy/v1/").status_code == 200
    assert client.get("/en/atlas/privacy/history/").status_code == 200


def test_withheld_clause_is_nowhere_and_the_others_stay(
    versions: list[PolicyVersion], client: Client
) -> None:
    for part in (str(KEY), "summary", "note"):
        withhold(versions[1], part=part)

    left = telling(client, quick=True)

    # The title is not withheld.
    assert all(b"zarafa heading" not in client.get(each).content.lower() for each in left)
    assert not [each for each in left if b"here is zarafa" in client.get(each).content.lower()]
    page = client.get("/en/atlas/privacy/v2/").content.decode()
    assert REASONS["en"] in page
    assert "We process your data." in page
    assert client.get("/en/atlas/privacy/v2.json").status_code == 451
    assert client.get(f"/en/atlas/privacy/clause/{KEY}/").status_code == 200


def test_what_is_shown_again_is_where_it_was(versions: list[PolicyVersion], client: Client) -> None:
    before = telling(client, quick=True)
    withhold(versions[1])
    reinstate(versions[1])

    assert telling(client, quick=True).keys() == before.keys()


def test_no_cache_keeps_a_text_without_asking(versions: list[PolicyVersion], client: Client) -> None:
    """At none of the addresses that show it: a browser asks anew, a shared cache within seconds."""
    asked = telling(client, quick=True)
    kept = {address: client.get(address)["Cache-Control"] for address in asked}

    assert [
        (address, said)
        for address, said in kept.items()
        if not re.search(r"no-store|no-cache|private|max-age=0\b", said)
        or any(int(seconds) > 60 for seconds in re.findall(r"(?:s-maxage|max-age)=(\d+)", said))
    ] == []


def test_sitemap_leads_nobody_to_a_withheld_version(
    versions: list[PolicyVersion], client: Client
) -> None:
    def listed() -> dict[str, str]:
        said = client.get("/sitemap-1.xml").content.decode()
        return dict(re.findall(r"<loc>[^<]*(/en/[^<]*)</loc><lastmod>([^<]*)", said))

    before = listed()
    withhold(versions[0], part=str(KEY))
    today = versions[0].withholdings.get().at.date().isoformat()
    withhold(versions[1])

    assert "/en/atlas/privacy/v2/" in before
    assert before.keys() - listed().keys() == {"/en/atlas/privacy/v2/"}
    assert listed()["/en/atlas/privacy/v1/"] == today


def test_programs_that_read_feeds_are_told_to_forget_the_words(
    versions: list[PolicyVersion], client: Client
) -> None:
    """RFC 4287: of two entries with one id, the one that was updated later is shown."""
    withhold(versions[1], part=NOTE)
    at = versions[1].withholdings.get().at

    said = client.get("/en/atlas/privacy/feed.atom").content.decode()
    entry = next(each for each in said.split("<entry>") if "/v2/" in each)

    assert f"<updated>{at:%Y-%m-%dT%H:%M:%S}" in entry
    assert WORD not in entry.split("<summary")[1]


def test_mirror_loses_the_text_and_keeps_the_place(
    versions: list[PolicyVersion], tmp_path: Path
) -> None:
    folder = tmp_path / "mirror"
    call_command("export_static", folder)
    withhold(versions[1])
    call_command("export_static", folder)

    holding = [
        file for file in folder.rglob("*") if file.is_file() and WORD.encode() in file.read_bytes()
    ]
    assert holding == []
    assert REASONS["fr"] in (folder / "fr/atlas/privacy/v2/index.html").read_text()
    assert not (folder / "fr/atlas/privacy/v2.json").exists()


@pytest.mark.usefixtures("signer")
@pytest.mark.parametrize("part", [WHOLE, str(KEY)])
def test_evidence_without_the_text_proves_digest_and_place(
    versions: list[PolicyVersion], client: Client, part: str
) -> None:
    publish_checkpoint()
    whole = client.get("/en/atlas/privacy/v2/evidence.zip").content
    withhold(versions[1], part=part)
    unsigned = client.get("/en/atlas/privacy/v2/evidence.zip")
    publish_checkpoint()
    packed = client.get("/en/atlas/privacy/v2/evidence.zip").content

    assert (unsigned.status_code, WORD.encode() in unsigned.content) == (404, False)
    assert WORD.encode() in whole
    assert WORD.encode() not in packed
    report = checking.check(unpack(packed), timestamps=openssl_timestamp)
    assert report.faults == []
    assert report.complete
    assert (report.facts["sha256"], report.facts["number"]) == (versions[1].sha256, 2)
    assert report.facts["withheld"][0]["reason"] == REASONS
    assert any("withheld from readers" in line for line in timeline(report))
    # What somebody has from before proves the text, and the site says that it is withheld now.
    for bundle in (whole, packed):
        verdict = client.post(
            "/en/verify/", {"bundle": SimpleUploadedFile("evidence.zip", bundle)}
        ).content.decode()
        assert "Proven" in verdict
        assert "is withheld" in verdict


def words_of_files(client: Client) -> str:
    """The words of every file of version 2 and of its comparison with the first, unpacked."""
    pdf, redline = (
        pypdfium2.PdfDocument(client.get(f"/en/atlas/privacy/{path}.pdf").content)
        for path in ("v2", "compare/1/2")
    )
    found = client.get("/en/atlas/privacy/v2.xml").content.decode()
    found += "".join(page.get_textpage().get_text_bounded() for file in (pdf, redline) for page in file)
    for path in ("v2", "compare/1/2"):
        with zipfile.ZipFile(io.BytesIO(client.get(f"/en/atlas/privacy/{path}.docx").content)) as file:
            found += "".join(file.read(name).decode() for name in file.namelist())
    return found


def attachments(client: Client) -> int:
    with pikepdf.open(io.BytesIO(client.get("/en/atlas/privacy/v2.pdf").content)) as file:
        return len(file.attachments)


def test_withheld_note_and_clause_stand_in_no_file(client: Client) -> None:
    policy = make_policy()
    note = dict.fromkeys(LANGUAGES, "hippopotamus")
    for number, words in enumerate(("plain", WORD), start=1):
        version = freeze_document(
            make_document(**text_of(policy, words)),
            policy,
            effective_from=date(2023, 1, number),
            note=note if number == 2 else NOTES,
            origin="imported",
        )
    assert words_of_files(client).count("hippopotamus") == 4
    assert WORD in words_of_files(client)
    assert attachments(client) == 1

    for part in (NOTE, str(KEY)):
        withhold(version, part=part)

    found = words_of_files(client)
    assert "hippopotamus" not in found
    assert WORD not in found
    assert attachments(client) == 0
