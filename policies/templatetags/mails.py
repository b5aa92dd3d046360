"""What every mail of the site has around its words, also those that Wagtail writes."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from policies.notification.letters import page_url
from policies.notification.mail_look import brand_of, end_side, faces, start_side
from policies.publication.localize import active_language

register = template.Library()
register.filter("start_side", start_side)
register.filter("end_side", end_side)


@register.simple_tag(takes_context=True)
def mail_frame(context: template.Context) -> str:
    """Language, letters, colour and name of the register, unless the context of the mail says them."""
    language = active_language()
    frame: dict[str, Any] = {
        "language": language,
        "faces": faces(language),
        "brand": brand_of(None),
        "register": settings.WAGTAIL_SITE_NAME,
        "home_url": page_url("home", language),
    }
    for name, value in frame.items():
        context.setdefault(name, value)
    return ""
