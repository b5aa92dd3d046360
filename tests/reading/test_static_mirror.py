"""The register as files: whole, with links that work, and written again only where something changed."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from policies.publication.models import Policy
from policies.reading.static_mirror import MANIFEST
from tests.reading.register import make_history, publish_words

pytestmark = pytest.mark.django_db

LINK = re.compile(r'\s(?:href|src|action)="([^"]+)"')


@pytest.fixture
def policy() -> Policy:
    return make_history()


def export(folder: Path) -> str:
    said = StringIO()
    call_command("export_static", folder, stdout=said)
    return said.getvalue()


def test_every_page_becomes_a_file_and_every_link_leads_somewhere(
    policy: Policy, tmp_path: Path
) -> None:
    folder = tmp_path / "mirror"

    export(folder)

    pages = list(folder.rglob("*.html"))
    assert folder / "fr/atlas/privacy/v1/index.html" in pages
    assert folder / "ar/atlas/privacy/compare/1/2/index.html" in pages
    for name in ("v1.json", "v1.md", "feed.atom"):
        assert (folder / "fr/atlas/privacy" / name).exists()
    for page in pages:
        for link in LINK.findall(page.read_text()):
            target = unquote(link.partition("#")[0])
            if target.startswith("/static/"):
                continue  # collected when the site is deployed
            if target.startswith("/"):
                assert "?" not in link, (page, link)
                place = folder / target.lstrip("/")
                assert place.exists() or (place / "index.html").exists(), (page, link)


def test_page_says_of_what_and_of_when_it_is_a_copy(policy: Policy, tmp_path: Path) -> None:
    export(tmp_path / "mirror")

    html = (tmp_path / "mirror/en/atlas/privacy/index.html").read_text()

    assert "A copy of" in html
    assert f'href="{settings.BASE_URL}/en/atlas/privacy/"' in html
    assert "Texte en vigueur (en)" in html


def test_only_what_changed_is_written_again(policy: Policy, tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    export(folder)
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}

    said = export(folder)

    assert ": 0 files written" in said
    publish_words(policy, "Encore")
    export(folder)
    again = {path: path.stat().st_mtime_ns for path in written}
    changed = {path.relative_to(folder).as_posix() for path in written if again[path] != written[path]}
    assert "fr/atlas/privacy/history/index.html" in changed
    assert "fr/atlas/privacy/v1.json" not in changed
    assert (folder / "fr/atlas/privacy/v5/index.html").exists()


def test_folder_of_something_else_is_left_alone(policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(CommandError, match="no mirror"):
        export(tmp_path)

    assert list(tmp_path.iterdir()) == [tmp_path / "letter.txt"]


def test_what_is_gone_from_the_register_is_removed(policy: Policy, tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    export(folder)
    manifest = folder / MANIFEST
    known = json.loads(manifest.read_text())
    known["files"]["fr/gone/"] = {"sha256": "0", "at": "2026-01-01"}
    manifest.write_text(json.dumps(known))
    (folder / "fr/gone").mkdir()
    (folder / "fr/gone/index.html").write_text("former")

    said = export(folder)

    assert "1 removed" in said
    assert not (folder / "fr/gone/index.html").exists()
