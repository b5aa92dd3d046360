"""What the editor of a policy's text adds to Wagtail's admin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail import hooks

from . import kept_words, section_views

_SCRIPTS = ("section-key", "saving", "translating", "page-text", "release")
_MODULES = "policies/admin/writing"
_VENDOR = "policies/admin/vendor"


@hooks.register("insert_editor_js")
def scripts() -> SafeString:
    """The small scripts, and the editor's modules under the names by which they import each other."""
    small = format_html_join(
        "", '<script src="{}"></script>', ((static(f"policies/admin/{name}.js"),) for name in _SCRIPTS)
    )
    names = dict(import_map())
    # JSON in a script element: nothing in it can end the element.
    table = mark_safe(json.dumps({"imports": names}).replace("<", "\\u003c"))  # noqa: S308
    early = format_html_join(
        "", '<link rel="modulepreload" href="{}">', ((address,) for address in names.values())
    )
    return format_html(
        '{}<script type="importmap">{}</script>{}<script type="module" src="{}"></script>',
        small,
        table,
        early,
        names["sijill/start"],
    )


def import_map() -> Iterator[tuple[str, str]]:
    """Each module's name and address: a module of the vendor's by its package, ours as ``sijill/NAME``."""
    for folder, beginning in ((_VENDOR, ""), (_MODULES, "sijill/")):
        for name in _modules_in(folder):
            yield f"{beginning}{name}", static(f"{folder}/{name}.js")


def _modules_in(folder: str) -> list[str]:
    return sorted(path.stem for path in Path(str(finders.find(folder))).glob("*.js"))


@hooks.register("register_admin_urls")
def editor_addresses() -> list[URLPattern]:
    return [
        path("policies/section/<int:page_id>/", section_views.section, name="policies_section"),
        path("policies/session/", kept_words.session, name="policies_session"),
        path("policies/text/<int:page_id>/<str:field>/", section_views.text, name="policies_text"),
    ]
