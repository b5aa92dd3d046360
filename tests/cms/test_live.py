"""The site in production's shape, asked by somebody hostile: caches, redirects, and the lines of its log."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from http import HTTPStatus
from importlib import import_module
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

from tests.cms.live import HOST, Answer, Site, started
from tests.reading.register import make_history

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

PAGES = (
    "/", "/fr/", "/ar/atlas/", "/fr/atlas/privacy/", "/fr/atlas/privacy/v1/", "/fr/atlas/privacy/v1.json", "/fr/atlas/privacy/v1.md",
    "/fr/atlas/privacy/history/", "/fr/atlas/privacy/on/2025-01-01/", "/fr/atlas/privacy/compare/1/2/", "/fr/atlas/privacy/compare/1/2.json",
    "/fr/atlas/privacy/feed.atom", "/fr/search/?q=data", "/log/checkpoint", "/fr/verify/", "/fr/subscribe/", "/sitemap.xml", "/robots.txt",
    "/api/v1/organisations", "/api/v1/policies/atlas/privacy", "/fr/nothing/", "/nothing", "/account/login/", "/admin/", "/fr",
)  # fmt: skip
FORGED = "2026-11-26 04:30:37,711 ERROR policies: forged"
# Characters that end a line, hide one, or move what is around them.
BREAKS = (
    "\n",
    "\r\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x1b[2K\x1b[1G",
    "\x85",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\x00",
)
ADDRESS = "leila.reader@personal.example"


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    make_history()
    with started(tmp_path_factory.mktemp("site")) as running:
        yield running


def session_of_an_editor() -> str:
    """The cookie of somebody who is signed in."""
    user = get_user_model().objects.create_superuser("editor", "editor@example.org", "x")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def kept_for_everybody(answer: Answer) -> bool:
    return not re.search(r"\b(private|no-store)\b", answer.headers["cache-control"])


def reused_unasked(answer: Answer) -> bool:
    """Whether a cache may hand it to another reader without asking the site."""
    return kept_for_everybody(answer) and "no-cache" not in answer.headers["cache-control"]


def test_what_is_kept_for_everybody_holds_nothing_of_one_reader(site: Site) -> None:
    key = session_of_an_editor()
    assert site.ask("/admin/", f"Cookie: sessionid={key}").headers["location"] == "/account/2fa/"
    kept = []
    for path in PAGES:
        anonymous = site.ask(path)
        for cookie in (f"sessionid={key}", "sessionid=x; csrftoken=y; django_language=ar; messages=z"):
            answer = site.ask(path, f"Cookie: {cookie}")
            if not kept_for_everybody(answer):
                continue
            kept.append(path)
            assert answer.status < 500, path
            assert "set-cookie" not in answer.headers, path
            assert key not in answer.text
            if reused_unasked(answer):
                assert (answer.status, answer.body) == (anonymous.status, anonymous.body), path
    assert len(set(kept)) >= 18


UNKEYED = (
    "X-Forwarded-Host: evil.example", "X-Forwarded-Port: 99", "X-Forwarded-Prefix: /evil", "X-Forwarded-Server: evil.example",
    "Forwarded: host=evil.example;proto=http", "X-Script-Name: /evil", "X-Original-URL: /admin/", "X-Rewrite-URL: /admin/",
    "X-HTTP-Method-Override: DELETE", "X-Forwarded-Proto: http", "X-Forwarded-Proto: https, http", "Host: policies.example.org:99",
    "Accept-Language: ar", "Accept: application/json", "Accept: text/html;q=0.1, */*;q=0.9", "Accept-Datetime: Thu, 01 Jan 2026 00:00:00 GMT",
    "Origin: https://evil.example", "Referer: https://evil.example/", "Range: bytes=0-10", "User-Agent: curl/8", "X-Forwarded-For: 203.0.113.9",
    "Prefer: handling=lenient", "X-Requested-With: XMLHttpRequest", "Save-Data: on", "Sec-Fetch-Site: cross-site",
)  # fmt: skip


@pytest.mark.long
def test_header_that_no_cache_asks_for_changes_nothing_that_is_kept_for_everybody(site: Site) -> None:
    plain = {path: site.ask(path) for path in PAGES}
    changed = []
    for path, usual in plain.items():
        for header in UNKEYED:
            answer = site.ask(path, header)
            name = header.partition(":")[0]
            if reused_unasked(answer) and name.lower() not in answer.headers.get("vary", "").lower():
                same = (usual.status, usual.body, usual.headers.get("location"))
                if (answer.status, answer.body, answer.headers.get("location")) != same:
                    changed.append(f"{path} {header}: {answer.status}")
            assert "evil" not in answer.headers.get("location", "")
            assert "evil" not in answer.text

    assert changed == []


ELSEWHERE = ("//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example",
             "http:///evil.example", "/%09/evil.example", "/%5cevil.example", "javascript:alert(1)", "%68ttps://evil.example",
             "//policies.example.org@evil.example", "https://policies.example.org.evil.example/", "/%0d%0aLocation:%20//evil.example")  # fmt: skip


@pytest.mark.long
def test_no_answer_leads_to_another_site(site: Site) -> None:
    key = session_of_an_editor()
    asked = [
        f"{page}?{name}={where}"
        for page in ("/", "/fr/", "/fr/atlas/privacy/on/", "/fr/subscribe/", "/account/login/", "/account/logout/",
                     "/admin/login/", "/admin/logout/", "/account/reauthenticate/", "/account/2fa/", "/admin/pages/1/edit/")
        for name in ("next", "to", "url", "return", "date")
        for where in ELSEWHERE
    ]  # fmt: skip
    asked += [
        f"{where}{tail}"
        for where in ELSEWHERE
        for tail in ("", "/", "/..", "/fr")
        if where.startswith("/")
    ]
    asked += [f"/fr{where}" for where in ELSEWHERE if where.startswith("/")]
    led = []
    for path in asked:
        for cookie in ("a=b", f"sessionid={key}"):
            answer = site.ask(path, f"Cookie: {cookie}")
            place = urljoin(f"https://{HOST}/", answer.headers.get("location", "").replace("\\", "/"))
            if urlsplit(place).netloc != HOST or "evil" in urlsplit(place).netloc:
                led.append(f"{path} -> {place}")
            assert answer.status < HTTPStatus.INTERNAL_SERVER_ERROR, path

    assert led == []


def post(site: Site, path: str, **fields: str) -> Answer:
    """A form as its own page sends it."""
    page = site.ask(path)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token is not None, path
    cookie = page.headers["set-cookie"].partition(";")[0]
    body = f"csrfmiddlewaretoken={token.group(1)}&" + "&".join(f"{k}={v}" for k, v in fields.items())
    return site.ask(
        path,
        *(
            "Content-Type: application/x-www-form-urlencoded",
            f"Cookie: {cookie}",
            f"Origin: https://{HOST}",
        ),
        method="POST",
        body=body.encode(),
    )


def test_no_line_of_the_log_is_a_readers(site: Site) -> None:
    for line_end in BREAKS:
        raw = f"x{line_end}{FORGED} {ADDRESS}".encode()
        escaped = "".join(f"%{byte:02X}" for byte in raw)
        site.ask(f"/fr/{escaped}/")
        site.ask(f"/fr/{ADDRESS}/?email={ADDRESS}&q={escaped}")
        site.ask(b"/fr/" + raw.replace(b" ", b"%20") + b"/")
        site.ask("/fr/atlas/", b"User-Agent: " + raw, b"Referer: https://x/" + raw)
        site.ask("/fr/atlas/", b"Host: " + raw)
        site.ask("/fr/atlas/", b"X-" + raw + b": 1")
        site.ask("/fr/atlas/", b"Cookie: sessionid=" + raw + b"; csrftoken=" + raw)
        site.ask("/fr/atlas/", method="G" + raw.decode().replace(" ", ""))
        for typed in (escaped, quote(ADDRESS), quote(f'"x{line_end} y"@personal.example')):
            post(site, "/fr/subscribe/", email=typed, what=typed, language=typed)
            post(site, "/fr/preferences/", email=typed)
            post(site, "/account/login/", login=typed, password=typed)
            post(site, "/account/password/reset/", email=typed)
        form = (
            b'--x\r\nContent-Disposition: form-data; name="bundle"; filename="%s"\r\n\r\nPK\r\n--x--\r\n'
            % raw
        )
        site.ask(
            "/fr/verify/", "Content-Type: multipart/form-data; boundary=x", method="POST", body=form
        )

    lines = site.lines()
    ours = re.compile(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+: |  \| |\[\d{4}-\d\d-\d\d .*\] \[INFO\] |$"
    )
    assert len([line for line in lines if "gunicorn.access" in line]) > 20 * len(BREAKS)
    assert [line for line in lines if not ours.match(line)] == []
    assert [line for line in lines if line.startswith(FORGED)] == []
    hidden = ("Cc", "Cf", "Zl", "Zp")
    assert [line for line in lines if any(unicodedata.category(one) in hidden for one in line)] == []
    assert [line for line in lines if "leila" in line.lower() or "personal.example" in line] == []
