"""Addresses of this room. Anything that matches none of them is answered by ``pages.nowhere``.

What a reader may mistype (numbers, dates) is taken as text and judged by the views, which can say what
exists; organisation and policy slugs may hold any letters, as Wagtail's do.
"""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from policies.document.languages import CODES
from policies.evidence.single_file import MONITOR_NAME, NAME

from . import (
    api_guide,
    beside,
    brand_files,
    clause_history,
    comparison_pages,
    embedding,
    evidence_pages,
    feeds,
    history_picture,
    licences,
    log_tiles,
    memento,
    pages,
    search,
    since,
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
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<str:part>.xml", sitemap.sitemap_part, name="sitemap_part"),
    re_path(r"^brand/(?P<sha256>[0-9a-f]{64})\.(?P<kind>svg|png)\Z", brand_files.logo, name="logo"),
    re_path(
        r"^brand/(?P<light>[0-9a-f]{6})-(?P<dark>[0-9a-f]{6})\.css\Z",
        brand_files.style,
        name="brand_style",
    ),
    path("embed/<str:number>.js", embedding.script, name="embed_script"),
    path("oembed", embedding.oembed, name="oembed"),
    path("<language:language>/", pages.home, name="home"),
    path("log/checkpoint", evidence_pages.checkpoint, name="checkpoint"),
    path(f"log/{NAME}", evidence_pages.program, name="verification_program"),
    path(f"log/{MONITOR_NAME}", evidence_pages.monitor, name="monitor_program"),
    re_path(rf"^log/tile/entries/{log_tiles.INDEX}\Z", log_tiles.entries, name="log_entries"),
    re_path(rf"^log/tile/(?P<level>[0-7])/{log_tiles.INDEX}\Z", log_tiles.hashes, name="log_tile"),
    path("log/keys", evidence_pages.keys, name="log_keys"),
    path("<language:language>/verify/", evidence_pages.verify, name="verify"),
    path("<language:language>/accessibility/", pages.accessibility, name="accessibility"),
    path("<language:language>/licences/", licences.licences, name="licences"),
    path("licences.txt", licences.licence_texts, name="licence_texts"),
    path("<language:language>/api/", api_guide.api_page, name="api_page"),
    path("<language:language>/search/", search.search_page, name="search"),
    path("<language:language>/feed.atom", feeds.register_feed, name="register_feed"),
    path(f"{ORGANISATION}feed.atom", feeds.organisation_feed, name="organisation_feed"),
    path(ORGANISATION, pages.organisation, name="organisation"),
    path(f"{POLICY}feed.atom", feeds.policy_feed, name="policy_feed"),
    path(f"{POLICY}fragment/", embedding.fragment, name="fragment"),
    path(f"{POLICY}framed/", embedding.framed, name="framed"),
    path(f"{POLICY}updated.svg", embedding.badge, name="badge"),
    path(f"{POLICY}timegate/", memento.timegate, name="timegate"),
    path(f"{POLICY}timemap/", memento.timemap, name="timemap"),
    path(f"{POLICY}since/", since.since_slip, name="since_slip"),
    path(f"{POLICY}since/<str:number>.json", since.since_json, name="since_json"),
    path(f"{POLICY}since/<str:number>/", since.since, name="since"),
    path(f"{POLICY}history/", pages.history, name="history"),
    path(f"{POLICY}history/picture/", history_picture.picture_page, name="history_picture"),
    path(f"{POLICY}history/picture.svg", history_picture.picture_svg, name="history_picture_svg"),
    path(f"{POLICY}clause/<str:key>/", clause_history.clause, name="clause"),
    path(f"{POLICY}on/", pages.pick_date, name="pick_date"),
    path(f"{POLICY}on/<str:date>/", pages.on_date, name="on_date"),
    path(f"{POLICY}compare/", comparison_pages.pick, name="pick_versions"),
    path(
        f"{POLICY}compare/<str:old>/<str:new>.json", comparison_pages.compare_json, name="compare_json"
    ),
    path(f"{POLICY}compare/<str:old>/<str:new>.pdf", comparison_pages.compare_pdf, name="compare_pdf"),
    path(
        f"{POLICY}compare/<str:old>/<str:new>.docx", comparison_pages.compare_docx, name="compare_docx"
    ),
    path(
        f"{POLICY}compare/<str:old>/<str:new>/beside/<language:other>/",
        beside.compare_beside,
        name="compare_beside",
    ),
    path(f"{POLICY}compare/<str:old>/<str:new>/", comparison_pages.compare_page, name="compare"),
    path(f"{POLICY}v<str:number>/evidence.zip", evidence_pages.evidence, name="evidence"),
    path(f"{POLICY}v<str:number>.json", version_formats.version_json, name="version_json"),
    path(f"{POLICY}v<str:number>.md", version_formats.version_md, name="version_md"),
    path(f"{POLICY}v<str:number>/fragment/", embedding.version_fragment, name="version_fragment"),
    path(f"{POLICY}v<str:number>/acceptance.json", since.acceptance, name="acceptance"),
    *(
        path(
            f"{POLICY}v<str:number>.{ending}",
            version_formats.version_file,
            {"ending": ending},
            name=f"version_{ending}",
        )
        for ending in version_formats.FORMATS
    ),
    path(f"{POLICY}v<str:number>/beside/<language:other>/", beside.beside, name="beside"),
    path(f"{POLICY}v<str:number>/", pages.version, name="version"),
    path(POLICY, pages.policy, name="policy"),
    # With DEBUG on, too, a wrong address must say what exists; so this is a page, not handler404.
    re_path(r"^(?P<path>.*)\Z", pages.nowhere, name="nowhere"),
]
