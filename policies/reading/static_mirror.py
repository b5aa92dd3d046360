"""The whole public register as files: pages, versions, comparisons of neighbours, feeds, evidence, data.

Any web server can serve them, on another machine and in another country, when this site is gone. Each page says of
which address it is a copy, and since when. Links to what is no file (the search, subscribing) lead to this site.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from policies.document.languages import CODES
from policies.publication.brand import Brand
from policies.publication.models import Policy

from .sitemap import parts
from .timeline import Timeline, timelines

MANIFEST: Final = "mirror.json"
_ALWAYS: Final = (
    "sitemap.xml",
    "sitemap-lists.xml",
    "robots.txt",
    "licences.txt",
    "log/checkpoint",
    "log/keys",
)
_PAGES: Final = ("", "feed.atom", "verify/", "accessibility/", "licences/", "api/")
_LINK: Final = re.compile(rb'(\s(?:href|src|action)=")(/[^"#?]*)(\?[^"#]*)?')
_MAIN: Final = b'<main id="main"'

Ask = Callable[[str], tuple[int, str, bytes]]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """How many files were written, were as they are, and were removed; ``failed`` are addresses and their answers."""

    written: int = 0
    same: int = 0
    removed: int = 0
    failed: list[str] = field(default_factory=list)


def export(folder: Path, ask: Ask) -> Outcome:
    """Bring the files in ``folder`` to what the register shows now; ``ask`` gives status, type and body of a path.

    Raises ``FileExistsError`` for a folder that holds something else.
    """
    manifest = folder / MANIFEST
    if folder.exists() and any(folder.iterdir()) and not manifest.exists():
        raise FileExistsError(f"{folder} is not empty, and no mirror: name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    outcome, known, now = Outcome(), _read(manifest), timezone.now()
    # What may not be there yet first: pages link to it where it is, and to the original where it is not.
    addresses = sorted(paths(), key=lambda path: not _may_lack(path))
    files = {path: file_of(path) for path in addresses}
    kept: dict[str, dict[str, str]] = {}
    for path in addresses:
        status, kind, body = ask(f"/{path}")
        if (status == 404 and path.startswith("log/")) or (
            path.endswith("evidence.zip") and status == 404
        ):
            continue  # nothing was signed yet
        if status == HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS:
            if not kind.startswith("text/html"):
                continue  # data that is withheld: the page says so
        elif status != HTTPStatus.OK:
            outcome.failed.append(f"{status} /{path}")
            continue
        _keep(folder, path, kind, body, files, known, kept, outcome, now)
    for gone in known.keys() - kept.keys():
        (folder / file_of(gone)).unlink(missing_ok=True)
        outcome.removed += 1
    _copy_static(folder, outcome)
    _write(
        manifest, json.dumps({"of": settings.BASE_URL, "at": now.isoformat(), "files": kept}).encode()
    )
    return outcome


def _may_lack(path: str) -> bool:
    """Whether the address is of something that is signed later than it is published."""
    return path.startswith("log/") or path.endswith("/evidence.zip")


def _keep(
    folder: Path,
    path: str,
    kind: str,
    body: bytes,
    files: dict[str, str],
    known: dict[str, dict[str, str]],
    kept: dict[str, dict[str, str]],
    outcome: Outcome,
    now: datetime,
) -> None:
    """Write one address where it says something else than the file there, with the moment from which it says so."""
    digest = hashlib.sha256(body).hexdigest()
    place = folder / files[path]
    former = known.get(path)
    if former is not None and former["sha256"] == digest and place.exists():
        kept[path] = former
        outcome.same += 1
        return
    kept[path] = {"sha256": digest, "at": now.isoformat()}
    if kind.startswith("text/html"):
        body = _as_copy(body, path, files, now)
    _write(place, body)
    outcome.written += 1


def paths() -> Iterator[str]:
    """Every address that becomes a file, without its first slash."""
    yield from _ALWAYS
    yield from (f"sitemap-{number}.xml" for number in range(1, len(parts()) + 1))
    for code in CODES:
        yield from (f"{code}/{page}" for page in _PAGES)
    organisations = Policy.objects.public().order_by("organisation__slug").distinct()
    for slug in organisations.values_list("organisation__slug", flat=True):
        for code in CODES:
            yield from (f"{code}/{slug}/", f"{code}/{slug}/feed.atom")
        yield f"api/v1/organisations/{slug}"
    for brand in Brand.objects.select_related("logo"):
        shown = (brand.stylesheet, brand.logo.path if brand.logo else "")
        yield from (path.lstrip("/") for path in dict.fromkeys(shown) if path)
    policies = Policy.objects.public().select_related("organisation", "retirement").order_by("pk")
    for policy in policies.iterator(chunk_size=100):
        yield from _of_policy(timelines([policy])[0])


def _of_policy(history: Timeline) -> Iterator[str]:
    name = str(history.policy)
    yield f"api/v1/policies/{name}"
    for code in CODES:
        yield from (f"{code}/{name}/history/", f"{code}/{name}/feed.atom")
        if history.readable(code) is not None:
            yield f"{code}/{name}/"
    for entry in history.entries:
        before = history.before(entry)
        for code in entry.languages:
            here = f"{code}/{name}/v{entry.number}"
            yield from (f"{here}/", f"{here}.json", f"{here}.md", f"{here}/evidence.zip")
            if before is not None and code in before.version.languages:
                yield f"{code}/{name}/compare/{before.number}/{entry.number}/"


def file_of(path: str) -> str:
    """Where an address is in the folder: a web server shows ``index.html`` for a folder."""
    if path.startswith("api/"):
        return f"{path}/index.json"
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def _as_copy(body: bytes, path: str, files: dict[str, str], now: datetime) -> bytes:
    """The page with links that work where it is, and the sentence that says of what it is a copy."""

    def link(match: re.Match[bytes]) -> bytes:
        target = match[2].decode().lstrip("/")
        is_file = not match[3] and (target in files or target.startswith("static/"))
        origin = b"" if is_file else settings.BASE_URL.encode()
        return match[1] + origin + match[2] + (match[3] or b"")

    language = path.partition("/")[0]
    with translation.override(language if language in CODES else "en"):
        banner = render_to_string(
            "policies/_mirror.html", {"address": f"{settings.BASE_URL}/{path}", "day": now.date()}
        )
    return _LINK.sub(link, body).replace(_MAIN, banner.encode() + _MAIN, 1)


def _copy_static(folder: Path, outcome: Outcome) -> None:
    """The styles and scripts of public pages."""
    root = Path(settings.STATIC_ROOT) / "policies"
    for file in root.glob("*.*"):
        place = folder / "static" / "policies" / file.name
        content = file.read_bytes()
        if not place.exists() or place.read_bytes() != content:
            _write(place, content)
            outcome.written += 1


def _read(manifest: Path) -> dict[str, dict[str, str]]:
    try:
        found: dict[str, Any] = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return {}
    return dict(found["files"])


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.part")
    part.write_bytes(content)
    part.replace(place)
