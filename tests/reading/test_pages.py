"""Every public page, in every language: right language and direction, valid, strict, without cookies."""

from __future__ import annotations

import gzip
import hashlib
import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from policies.document.dates import long_date, months_in
from policies.publication.models import FormerAddress, Organisation, Policy, PolicyVersion, Retirement
from tests.comparison.from_json import from_json
from tests.comparison.rebuild import rebuild, text_of
from tests.factories import LANGUAGES, NOTES, make_policy_page, publish, publish_text, stream
from tests.publication.test_verification import past_the_guards
from tests.reading.register import make_policy, make_reading, publish_words
from tests.template_names import unknown_names

pytestmark = pytest.mark.django_db

PAGES = [
    "",
    "atlas/",
    "atlas/privacy/",
    "atlas/privacy/v1/",
    "atlas/privacy/v4/",
    "atlas/privacy/history/",
    "atlas/privacy/compare/1/2/",
    "atlas/privacy/compare/2/1/",
    "atlas/privacy/compare/1/4/?only=changes",
    "atlas/privacy/compare/2/2/",
    "atlas/privacy/clause/{key}/",
    "atlas/privacy/v1/beside/{other}/",
    "atlas/privacy/compare/1/2/beside/{other}/",
]


def body(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def assert_strict(response: Any) -> None:
    """What every public HTML answer must be."""
    html = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    # django-csp leaves it out of 404s while DEBUG is on, for Django's own debug pages.
    if not (settings.DEBUG and response.status_code == 404):
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    # JSON-LD is data: browsers never run it, so the policy does not apply to it.
    assert not re.search(r"<script(?![^>]*\ssrc=|[^>]*application/ld\+json)", html)
    assert "csrfmiddlewaretoken" not in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_page_is_in_its_language_and_strict(
    client: Client, policy: Policy, page: str, language: str
) -> None:
    with unknown_names() as unknown:
        other = "en" if language == "ar" else "ar"
        response = client.get(f"/{language}/{page.format(key=policy.uuid, other=other)}")

    assert unknown == set()
    assert response.status_code == 200
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in response.content.decode()
    assert response.headers["Content-Language"] == language
    assert_strict(response)


def test_feed_reader_who_asks_by_date_gets_304(client: Client, policy: Policy) -> None:
    moment = client.get("/fr/atlas/feed.atom").headers["Last-Modified"]

    again = client.get("/fr/atlas/feed.atom", headers={"if-modified-since": moment})

    assert again.status_code == 304


@pytest.mark.parametrize("page", PAGES)
def test_pages_answer_head_and_refuse_post(client: Client, policy: Policy, page: str) -> None:
    path = f"/fr/{page.format(key=policy.uuid, other='en')}"

    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("fr-MA,fr;q=0.9", "fr"),
        ("ar", "ar"),
        ("de", "en"),
        ("", "en"),
        ("x" * 9000, "en"),
        ("*;q=", "en"),
    ],
)
def test_root_leads_to_the_browsers_language(client: Client, wish: str, language: str) -> None:
    response = client.get("/", headers={"accept-language": wish})

    assert (response.status_code, response.headers["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in response.headers["Vary"]
    assert not response.cookies


def test_language_links_keep_the_page_and_its_view(client: Client, policy: Policy) -> None:
    html = body(client, "/fr/atlas/privacy/compare/1/2/?only=changes")

    for language in LANGUAGES:
        assert f'href="/{language}/atlas/privacy/compare/1/2/?only=changes"' in html


def test_alternates_name_only_languages_of_the_version(client: Client, policy: Policy) -> None:
    html = body(client, "/fr/atlas/privacy/v3/")

    assert re.findall(r'hreflang="(\w+)" href="http', html) == ["fr", "en"]
    assert '<link rel="canonical" href="http://127.0.0.1:8000/fr/atlas/privacy/v3/">' in html


def test_policy_shows_version_in_force_not_the_announced_one(client: Client, policy: Policy) -> None:
    html = body(client, "/en/atlas/privacy/")

    assert "Texte en vigueur (en)" in html
    assert "Texte annoncé" not in html
    assert 'href="/en/atlas/privacy/v4/"' in html
    assert 'href="/en/atlas/privacy/compare/3/4/"' in html
    assert long_date(policy.organisation.today() + timedelta(days=14), "en") in html


def test_arabic_dates_have_the_months_of_the_organisations_country(
    client: Client, policy: Policy
) -> None:
    day = policy.organisation.today() + timedelta(days=14)
    for country in ("", "MA", "LB"):
        Organisation.objects.update(country=country)
        html = body(client, "/ar/atlas/privacy/history/")

        assert long_date(day, "ar", country) in html
        assert f">{dict(months_in('ar', country))[8]}</option>" in html


def test_section_key_is_its_anchor_in_every_language_and_version(client: Client, policy: Policy) -> None:
    for path in ("/fr/atlas/privacy/", "/en/atlas/privacy/v1/", "/ar/atlas/privacy/v2/"):
        assert f'id="{policy.uuid}"' in body(client, path)


def test_language_that_the_version_in_force_lacks_shows_newest_that_has_it(
    client: Client, policy: Policy
) -> None:
    html = body(client, "/ar/atlas/privacy/")

    assert "Texte corrigé (ar)" in re.sub(r"</?bdi[^>]*>", "", html)
    assert "banner--pending" in html
    assert 'href="/fr/atlas/privacy/v3/"' in html


def test_version_without_the_language_names_those_it_has(client: Client, policy: Policy) -> None:
    html = body(client, "/ar/atlas/privacy/v3/", 404)

    assert "/fr/atlas/privacy/v3/" in html
    assert "/en/atlas/privacy/v3/" in html
    assert "/ar/atlas/privacy/v2/" in html


def test_policy_never_published_in_the_language_says_where_it_is(client: Client) -> None:
    publish_words(make_policy(), "Texte", ("fr",))

    html = body(client, "/ar/atlas/privacy/", 404)

    assert 'dir="rtl"' in html
    assert 'href="/fr/atlas/privacy/"' in html


def test_comparison_in_a_language_one_side_lacks_offers_the_others(
    client: Client, policy: Policy
) -> None:
    html = body(client, "/ar/atlas/privacy/compare/2/3/", 404)

    assert 'href="/fr/atlas/privacy/compare/2/3/"' in html
    assert "Texte corrigé" not in html


@pytest.mark.parametrize(
    ("number", "standing"),
    [(1, "superseded"), (2, "superseded"), (3, "in-force"), (4, "upcoming")],
)
def test_version_says_its_standing(client: Client, policy: Policy, number: int, standing: str) -> None:
    assert f"standing--{standing}" in body(client, f"/fr/atlas/privacy/v{number}/")


def test_version_replaced_before_its_day_never_applied(client: Client) -> None:
    policy = make_policy()
    today = policy.organisation.today()
    publish_words(policy, "Un", effective_from=today - timedelta(days=9))
    publish_words(policy, "Deux", effective_from=today + timedelta(days=30), origin="authored")
    publish_words(policy, "Trois", effective_from=today + timedelta(days=7), origin="authored")

    assert "standing--never-applied" in body(client, "/fr/atlas/privacy/v2/")
    html = body(client, "/fr/atlas/privacy/")
    assert 'href="/fr/atlas/privacy/v3/"' in html
    assert 'href="/fr/atlas/privacy/v2/"' not in html


def test_policy_with_only_an_announced_version_shows_it_as_such(client: Client) -> None:
    policy = make_policy()
    publish_words(policy, "Premier", effective_from=policy.organisation.today() + timedelta(days=5))

    html = body(client, "/fr/atlas/privacy/")

    assert "Premier (fr)" in html
    assert "standing--upcoming" in html


def test_retired_policy_says_so_and_stays_readable(client: Client, policy: Policy) -> None:
    moment = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    Retirement.objects.create(policy=policy, reason=NOTES)
    past_the_guards(f"UPDATE policies_retirement SET retired_at = '{moment:%Y-%m-%d %H:%M:%S+00:00}'")

    html = body(client, "/en/atlas/privacy/")

    assert "1 February 2026" in html  # the day at the organisation's place, one hour east
    assert "Texte en vigueur (en)" in html


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (datetime(2030, 7, 1, 22, 30, tzinfo=UTC), 1),  # 23:30 in Casablanca
        (datetime(2030, 7, 1, 23, 30, tzinfo=UTC), 2),  # 00:30 the next day
    ],
)
def test_version_comes_into_force_at_midnight_of_the_organisation(
    client: Client, monkeypatch: pytest.MonkeyPatch, moment: datetime, number: int
) -> None:
    policy = make_policy()
    publish_words(policy, "Texte 1", effective_from=date(2024, 1, 1))
    publish_words(policy, "Texte 2", effective_from=date(2030, 7, 2))
    monkeypatch.setattr(timezone, "now", lambda: moment)

    assert f"Texte {number} (fr)" in body(client, "/fr/atlas/privacy/")


def test_draft_is_never_public(client: Client) -> None:
    page = make_policy_page()
    assert client.get("/fr/atlas/privacy/").status_code == 404
    assert client.get("/fr/atlas/").status_code == 404
    publish(page)
    publish_text(page, "Version deux")
    draft = page.get_latest_revision_as_object()
    section = next(iter(draft.sections.all()))
    section.body_fr = stream("Brouillon secret")
    draft.heading_fr = "Titre secret"
    draft.sections = [section]
    draft.save_revision()

    for path in [*PAGES[:4], "atlas/privacy/history/", "atlas/privacy/compare/1/2/", "atlas/feed.atom"]:
        assert "secret" not in client.get(f"/fr/{path}".replace("v4", "v2")).content.decode()
    assert "Version deux" in body(client, "/fr/atlas/privacy/")


@pytest.mark.parametrize(
    ("day", "number"),
    [("2023-03-01", 1), ("2024-04-30", 1), ("2024-05-01", 2), ("9999-12-31", 4)],
)
def test_day_leads_to_the_version_that_applied(
    client: Client, policy: Policy, day: str, number: int
) -> None:
    year, month, date_of_month = (int(part) for part in day.split("-"))
    picked = f"on/?day={date_of_month}&month={month}&year={year}"
    for path in (f"on/{day}/", f"on/?date={day}", picked):
        response = client.get(f"/en/atlas/privacy/{path}", follow=True)
        assert response.redirect_chain[-1][0] == f"/en/atlas/privacy/v{number}/"


def test_form_leads_to_the_comparison(client: Client, policy: Policy) -> None:
    response = client.get("/fr/atlas/privacy/compare/?old=2&new=4&only=all")

    assert response.headers["Location"] == "/fr/atlas/privacy/compare/2/4/?only=all"


def test_day_may_be_picked_in_arabic_digits(client: Client, policy: Policy) -> None:
    response = client.get("/ar/atlas/privacy/on/?day=٣٠&month=4&year=٢٠٢٤")

    assert response.headers["Location"] == "/ar/atlas/privacy/on/2024-04-30/"


@pytest.mark.parametrize(
    "page", ["on/", "on/?date=", "on/?day=&month=&year=", "compare/", "compare/?old=1"]
)
def test_empty_form_leads_to_the_history(client: Client, policy: Policy, page: str) -> None:
    response = client.get(f"/fr/atlas/privacy/{page}")

    assert response.headers["Location"] == "/fr/atlas/privacy/history/"


def test_history_lists_every_version_newest_first(client: Client, policy: Policy) -> None:
    html = body(client, "/en/atlas/privacy/history/")

    assert re.findall(r'id="v(\d+)"', html) == ["4", "3", "2", "1"]
    assert html.count("Why this changed.") == 4
    assert "Applied from 1 March 2023 to 30 April 2024." in html
    assert 'href="/en/atlas/privacy/compare/1/2/"' in html


def test_json_is_the_exact_bytes_that_were_hashed(client: Client, policy: Policy) -> None:
    version = policy.versions.get(number=2)

    response = client.get("/ar/atlas/privacy/v2.json")

    assert response.content == bytes(version.content)
    assert hashlib.sha256(response.content).hexdigest() == version.sha256
    assert response.headers["ETag"] == f'"{version.sha256}"'
    assert "max-age=0" in response.headers["Cache-Control"]
    assert response.headers["Content-Type"] == "application/json"
    assert version.sha256 in body(client, "/ar/atlas/privacy/v2/")


def test_comparison_json_names_both_digests(client: Client, policy: Policy) -> None:
    first, second = policy.versions.filter(number__in=[1, 2]).order_by("number")

    value = client.get("/fr/atlas/privacy/compare/1/2.json").json()

    assert (value["old"]["sha256"], value["new"]["sha256"]) == (first.sha256, second.sha256)
    assert value["comparison"]["counts"]["words_inserted"] > 0


def test_comparison_marks_what_changed(client: Client, policy: Policy) -> None:
    html = body(client, "/fr/atlas/privacy/compare/1/2/")

    assert "data-comparison" in html
    assert re.search(r"<del[^>]*>.*Ancien", html)
    assert re.search(r"<ins[^>]*>.*corrigé", html)


@pytest.mark.parametrize(
    "path", ["atlas/privacy/", "atlas/privacy/v1.json", "atlas/privacy/feed.atom", "atlas/privacy/v1/"]
)
def test_reader_who_has_the_page_gets_304(client: Client, policy: Policy, path: str) -> None:
    tag = client.get(f"/fr/{path}").headers["ETag"]

    again = client.get(f"/fr/{path}", headers={"if-none-match": tag})

    assert (again.status_code, again.content) == (304, b"")


def test_policy_that_one_consults_offers_no_mail(client: Client) -> None:
    publish_words(make_policy(practice="consult"), "Texte")

    html = body(client, "/fr/atlas/privacy/")

    assert "aids__note" in html
    assert "/subscribe/?policy" not in html


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/fr/atlas/confidentialite/", "/fr/atlas/privacy/"),
        ("/en/atlas/confidentialite/v1/", "/en/atlas/privacy/v1/"),
        ("/ar/ancien/privacy/compare/1/2/?only=changes", "/ar/atlas/privacy/compare/1/2/?only=changes"),
        ("/ar/ancien/privacy/on/2024-01-01/", "/ar/atlas/privacy/on/2024-01-01/"),
        ("/en/ancien/privacy/feed.atom", "/en/atlas/privacy/feed.atom"),
        ("/fr/ancien/", "/fr/atlas/"),
    ],
)
def test_former_address_redirects_for_ever(client: Client, policy: Policy, old: str, new: str) -> None:
    FormerAddress.objects.create(organisation_slug="atlas", slug="confidentialite", policy=policy)
    FormerAddress.objects.create(organisation_slug="ancien", slug="privacy", policy=policy)

    response = client.get(old)

    assert (response.status_code, response.headers["Location"]) == (301, new)


@pytest.mark.parametrize("path", ["/fr", "/fr/atlas", "/fr/atlas/privacy", "/fr/atlas/privacy/v1?x=1"])
def test_missing_slash_is_added(client: Client, policy: Policy, path: str) -> None:
    response = client.get(path)

    address, _mark, query = path.partition("?")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{address}/" + (f"?{query}" if query else "")


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("", 16),
        ("atlas/", 10),
        ("atlas/privacy/", 4),
        ("atlas/privacy/v1/", 5),
        ("atlas/privacy/history/", 3),
        ("atlas/privacy/compare/1/2/", 5),
        ("atlas/privacy/clause/{key}/", 4),
        ("atlas/privacy/feed.atom", 3),
    ],
)
def test_page_needs_few_queries(
    client: Client,
    policy: Policy,
    django_assert_num_queries: Callable[[int], Any],
    path: str,
    queries: int,
) -> None:
    for number in range(6):
        publish_words(policy, f"Encore {number}", effective_from=date(2026, 1, 1))
    publish_words(make_policy(slug="cookies"), "Cookies")
    cache.clear()  # a comparison of the same texts may be known from another test

    with django_assert_num_queries(queries):
        assert client.get(f"/en/{path.format(key=policy.uuid)}").status_code == 200


def test_slugs_may_be_arabic(client: Client) -> None:
    publish_words(make_policy(organisation="أطلس", slug="الخصوصية"), "Texte")

    for path in ("", "أطلس/", "أطلس/الخصوصية/", "أطلس/الخصوصية/history/", "أطلس/feed.atom"):
        assert client.get(f"/ar/{path}").status_code == 200


def test_preview_shows_the_text_as_the_public_page_does(client: Client, policy: Policy) -> None:
    from django.shortcuts import render
    from django.test import RequestFactory

    from policies.document.presentation import present

    version = policy.versions.get(number=2)
    text = present(version.document, "ar")
    with translation.override("ar"):
        preview = render(
            RequestFactory().get("/admin/preview/"), "policies/preview.html", {"text": text}
        )

    def article(html: str) -> str:
        clauses = html.partition('class="document__columns"')[2].partition("</article>")[0]
        # A draft's clause has no history to lead to yet.
        clauses = re.sub(r'<details class="clause__menu">.*?</details>', "", clauses, flags=re.DOTALL)
        clauses = clauses.replace(" clause--headed", "")
        return re.sub(r"\s+", " ", clauses)

    shown = article(preview.content.decode())
    assert shown == article(body(client, "/ar/atlas/privacy/v2/")) != ""
    html5lib.HTMLParser(strict=True).parse(preview.content.decode())


def test_policy_names_its_contact_and_its_prevailing_text(client: Client, policy: Policy) -> None:
    policy.organisation.contact_email = "dpo@atlas.example"
    policy.organisation.save()

    html = body(client, "/en/atlas/privacy/")

    assert 'href="mailto:dpo@atlas.example" dir="ltr"' in html
    assert 'href="/fr/atlas/privacy/v3/" hreflang="fr"' in html


def test_pending_translation_names_both_versions_and_what_changed(
    client: Client, policy: Policy
) -> None:
    publish_words(policy, "Texte neuf", ("fr",), effective_from=policy.organisation.today())

    html = body(client, "/en/atlas/privacy/")

    banner = html.partition("banner--pending")[2].partition("</div>")[0]
    assert "Translation pending: the text in English reflects version 4" not in banner
    assert "Translation pending: the text in English reflects version 3." in banner
    assert "exists in French" in banner
    assert 'href="/fr/atlas/privacy/compare/3/5/"' in banner


def test_style_and_script_of_a_policy_are_light(client: Client, policy: Policy) -> None:
    html = body(client, "/fr/atlas/privacy/")
    assets = re.findall(r'(?:rel="stylesheet" href|<script src)="/static/([^"]+)"', html)

    packed = [len(gzip.compress(Path(finders.find(asset)).read_bytes())) for asset in assets]

    assert len(packed) >= 2
    assert sum(packed) <= 15_000


def test_home_and_organisation_say_what_changed_lately(client: Client, policy: Policy) -> None:
    for path in ("/en/", "/en/atlas/"):
        news = body(client, path).partition('class="entry news"')[2].partition("</section>")[0]

        assert re.findall(r'href="(/en/[^"]+/v\d/)"', news)[0] == "/en/atlas/privacy/v4/"
        assert 'href="/en/atlas/privacy/compare/3/4/"' in news
        assert "applies from" in news


def test_register_without_policies_says_so(client: Client) -> None:
    assert_strict(client.get("/ar/"))


def test_markup_in_titles_notes_and_slugs_is_text(client: Client) -> None:
    policy = make_policy()
    publish_words(
        policy, "<script>alert(1)</script>", note={"fr": '<b onclick="x">', "en": "<i>", "ar": "<u>"}
    )

    for path in ("atlas/privacy/", "atlas/privacy/history/", "atlas/privacy/v1/", "<script>/"):
        assert_strict(client.get(f"/ar/{path}"))


def test_in_force_by_date_agrees_with_the_register(policy: Policy) -> None:
    from policies.reading.timeline import timeline

    history = timeline(policy)
    for offset in range(-1500, 60, 7):
        day = policy.organisation.today() + timedelta(days=offset)
        expected = PolicyVersion.objects.filter(policy=policy).in_force(day).first()
        found = history.on(day)
        assert (found and found.number) == (expected and expected.number), day


def test_comparison_json_rebuilds_both_versions(client: Client, policy: Policy) -> None:
    first, second = policy.versions.filter(number__in=[1, 2]).order_by("number")

    comparison = from_json(client.get("/ar/atlas/privacy/compare/1/2.json").json()["comparison"])

    assert rebuild(comparison, "old") == text_of(first.document, "ar")
    assert rebuild(comparison, "new") == text_of(second.document, "ar")


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_clause_has_its_number_as_an_address_of_the_version(
    client: Client, policy: Policy, language: str
) -> None:
    number = 1
    version = client.get(f"/{language}/atlas/privacy/v{number}/").content.decode()

    assert 'id="1"' in version
    assert f'class="clause__number" href="/{language}/atlas/privacy/v{number}/#1"' not in version
    assert 'class="clause__number" href="#1"' in version


def test_clause_of_the_page_in_force_leads_to_the_fixed_version(client: Client, policy: Policy) -> None:
    html = client.get("/fr/atlas/privacy/").content.decode()

    assert 'class="clause__number" href="/fr/atlas/privacy/v3/#1"' in html
    assert 'id="1"' in html


def marked_clauses(html: str) -> set[str]:
    return set(re.findall(r'<a href="#([0-9a-f-]{36})">(?:(?!</a>).)*class="soon"', html, re.DOTALL))


def test_contents_mark_the_clauses_that_an_announced_text_changes(client: Client) -> None:
    policy = make_reading()
    day = policy.versions.get(number=3).effective_from

    for language in ("fr", "en", "ar"):
        html = client.get(f"/{language}/atlas/privacy/").content.decode()
        assert marked_clauses(html) == {str(uuid.UUID(int=4))}
        assert (
            long_date(day, language, policy.organisation.country)
            in html.partition('"contents__soon"')[2]
        )
    assert marked_clauses(client.get("/fr/atlas/privacy/v3/").content.decode()) == set()
