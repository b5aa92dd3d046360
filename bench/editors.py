"""The site as it is (``ours``), and with Wagtail's stock panels for the sections of a draft (``stock``)."""

from __future__ import annotations

from typing import Any


def ours(environ: dict[str, Any], start_response: Any) -> Any:
    from cms.wsgi import application

    return application(environ, start_response)


def stock(environ: dict[str, Any], start_response: Any) -> Any:
    from cms.wsgi import application

    _use_stock_panels()
    return application(environ, start_response)


def _use_stock_panels() -> None:
    """Wagtail's inline panel with a field panel for each field, in place of ours; once."""
    from wagtail.admin.panels import FieldPanel, InlinePanel

    from policies.authoring.models import PolicyPage
    from policies.authoring.wagtail_seam.section_panels import SectionsPanel
    from policies.document.languages import CODES

    text = PolicyPage.edit_handler.children[0]
    for place, panel in enumerate(text.children):
        if isinstance(panel, SectionsPanel):
            fields = [
                "key",
                "level",
                *(f"{part}_{code}" for part in ("heading", "body") for code in CODES),
            ]
            text.children[place] = InlinePanel("sections", panels=[FieldPanel(name) for name in fields])
            PolicyPage.get_edit_handler.cache_clear()
