"""Public forms and addresses, sent anything: never an error of ours, never somebody's markup in a page."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading.register import make_history

pytestmark = pytest.mark.django_db

# Comes back escaped or not at all.
MARKUP = ("<x7>", '"x7=', "'x7=", "</script><x7>", "{{x7}}", "javascript:x7", "\u202e<x7>")
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.builds(str.__add__, st.text(max_size=8), st.sampled_from(MARKUP)),
    st.sampled_from(
        ["", "\x00", "\x00<x7>", "%00", "0", "-1", "9" * 30, "1e9", "٣", "²", "2026-02-30", "٢٠٢٦-٠١-٠١"]
    ),
    st.sampled_from(
        ["a" * 70_000, "\ud83d", "İ" * 300, "../../etc/passwd", "' OR 1=1 --", "$(id)", "\r\nX-A: b"]
    ),
    st.dates().map(str),
    st.integers(-3, 2**70).map(str),
)
FORMS = {
    "subscribe": (
        "post",
        "/{}/subscribe/",
        ("email", "what", "frequency", "language", "clause", "website"),
    ),
    "subscribe to": ("get", "/{}/subscribe/", ("policy", "hub", "clause")),
    "preferences": ("post", "/{}/preferences/", ("email",)),
    "search": ("get", "/{}/search/", ("q", "hub", "page", "language")),
    "day picker": ("get", "/{}/atlas/privacy/on/", ("date", "year", "month", "day")),
    "comparison picker": ("get", "/{}/atlas/privacy/compare/", ("old", "new")),
    "comparison": ("get", "/{}/atlas/privacy/compare/1/2/", ("view", "only", "part", "page")),
    "feed": ("get", "/{}/atlas/privacy/feed.atom", ("significance",)),
    "evidence": ("post", "/{}/verify/", ("bundle",)),
    "sign-in": ("post", "/account/login/", ("login", "password", "next")),
    "API's search": ("get", "/api/v1/search", ("q", "language", "organisation", "limit", "offset")),
    "API's comparison": ("get", "/api/v1/policies/atlas/privacy/comparison", ("old", "new", "language")),
    "API's day": ("get", "/api/v1/policies/atlas/privacy/in-force", ("on", "language")),
}
ADDRESSES = (
    "/fr/{}/", "/fr/atlas/{}/", "/fr/atlas/privacy/v{}/", "/ar/atlas/privacy/on/{}/", "/en/atlas/privacy/v{}.json",
    "/fr/atlas/privacy/compare/{}/1/", "/fr/atlas/privacy/compare/1/{}.json", "/fr/atlas/privacy/clause/{}/",
    "/fr/atlas/privacy/v{}/evidence.zip", "/fr/unsubscribe/{}/", "/fr/preferences/{}/", "/fr/subscribe/confirm/{}/",
    "/api/v1/policies/atlas/{}", "/api/v1/policies/atlas/privacy/versions/{}", "/mail/reports/{}/tracking/",
)  # fmt: skip
fuzzed = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def harmless(response: object) -> None:
    assert response.status_code < 500  # type: ignore[attr-defined]
    if "html" in response.headers.get("Content-Type", ""):  # type: ignore[attr-defined]
        page = response.content.decode()  # type: ignore[attr-defined]
        assert "<x7>" not in page
        assert '"x7=' not in page
        assert 'href="javascript:' not in page
    assert "X-A" not in response.headers  # type: ignore[attr-defined]


@pytest.fixture
def reader() -> Client:
    make_history()
    return Client()


@pytest.mark.parametrize("form", FORMS)
def test_form_takes_anything(reader: Client, form: str) -> None:
    method, path, names = FORMS[form]

    @fuzzed
    @given(st.sampled_from(("fr", "en", "ar")), st.dictionaries(st.sampled_from(names), HOSTILE))
    def sent(language: str, values: dict[str, str]) -> None:
        cache.clear()  # a limit that is reached would answer for everything else
        sendable = {k: v.encode("utf-8", "replace").decode() for k, v in values.items()}
        harmless(getattr(reader, method)(path.format(language), sendable, follow=True))

    sent()


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_takes_anything(reader: Client, address: str) -> None:
    @fuzzed
    @given(HOSTILE)
    def asked(part: str) -> None:
        harmless(reader.get(address.format(quote(part[:2_000], safe="", errors="replace")), follow=True))

    asked()


@pytest.mark.parametrize("method", ["get", "post"])
def test_headers_take_anything(reader: Client, method: str) -> None:
    names = (
        "Accept-Language",
        "Accept-Datetime",
        "If-None-Match",
        "If-Modified-Since",
        "Range",
        "X-Forwarded-For",
    )

    @fuzzed
    @given(st.dictionaries(st.sampled_from(names), HOSTILE))
    def sent(headers: dict[str, str]) -> None:
        sendable = {k: v.encode("latin-1", "replace").decode("latin-1") for k, v in headers.items()}
        for path in ("/", "/fr/atlas/privacy/", "/fr/atlas/privacy/timegate/", "/fr/subscribe/"):
            harmless(getattr(reader, method)(path, headers=sendable))

    sent()
