"""Addresses of this room. Anything that matches none of them is answered by ``pages.nowhere``.

What a reader may mistype (numbers, dates) is taken as text and judged by the views, which can say what
exists; organisation and policy slugs may hold any letters, as Wagtail's do.
"""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from policies.document.languages import CODES

from . import (
    clause_history,
    comparison_pages,
    evidence_pages,
    feeds,
    memento,
    pages,
    search,
    sitemap,
    version_formats,
)


class LanguageConverter(StringConverter):
    regex = "|".join(CODES)


class SlugConverter(StringConverter):
    regex = r"[-\w]{1,80}"


register_converter(LanguageConverter, "language")
register_converter(SlugConverter, "name")

ORGANISATION = "<language:language>/<name:organisation>/"
POLICY = f"{ORGANISATION}<name:slug>/"

urlpatterns = [
    path("", pages.root, name="root"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("<language:language>/", pages.home, name="home"),
    path("log/checkpoint", evidence_pages.checkpoint, name="checkpoint"),
    path("log/keys", evidence_pages.keys, name="log_keys"),
    path("<language:language>/verify/", evidence_pages.verify, name="verify"),
    path("<language:language>/search/", search.search_page, name="search"),
    path(f"{ORGANISATION}feed.atom", feeds.organisation_feed, name="organisation_feed"),
    path(ORGANISATION, pages.organisation, name="organisation"),
    path(f"{POLICY}feed.atom", feeds.policy_feed, name="policy_feed"),
    path(f"{POLICY}timegate/", memento.timegate, name="timegate"),
    path(f"{POLICY}timemap/", memento.timemap, name="timemap"),
    path(f"{POLICY}history/", pages.history, name="history"),
    path(f"{POLICY}clause/<str:key>/", clause_history.clause, name="clause"),
    path(f"{POLICY}on/", pages.pick_date, name="pick_date"),
    path(f"{POLICY}on/<str:date>/", pages.on_date, name="on_date"),
    path(f"{POLICY}compare/", comparison_pages.pick, name="pick_versions"),
    path(
        f"{POLICY}compare/<str:old>/<str:new>.json", comparison_pages.compare_json, name="compare_json"
    ),
    path(f"{POLICY}compare/<str:old>/<str:new>/", comparison_pages.compare_page, name="compare"),
    path(f"{POLICY}v<str:number>/evidence.zip", evidence_pages.evidence, name="evidence"),
    path(f"{POLICY}v<str:number>.json", version_formats.version_json, name="version_json"),
    path(f"{POLICY}v<str:number>.md", version_formats.version_md, name="version_md"),
    path(f"{POLICY}v<str:number>/", pages.version, name="version"),
    path(POLICY, pages.policy, name="policy"),
    # With DEBUG on, too, a wrong address must say what exists; so this is a page, not handler404.
    re_path(r"^(?P<path>.*)\Z", pages.nowhere, name="nowhere"),
]
