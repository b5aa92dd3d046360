"""The files of an organisation's look: its logo, and the style that sets its two colours.

Each is under an address that names what it holds, so it is kept for ever. No inline style stands in any page.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from policies.publication.brand import Logo

from .responses import IMMUTABLE, Absent, public

_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
# Opened by itself an SVG is a document: it runs nothing, loads nothing, and belongs to no origin.
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@public
def logo(request: HttpRequest, sha256: str, kind: str) -> HttpResponse:  # noqa: ARG001 - a view
    found = Logo.objects.filter(sha256=sha256, kind=kind).first()
    if found is None:
        raise Absent(_("There is nothing at this address."))
    response = HttpResponse(bytes(found.content), content_type=_TYPES[kind])
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cache-Control"] = IMMUTABLE
    return response


@public
def style(request: HttpRequest, light: str, dark: str) -> HttpResponse:  # noqa: ARG001 - a view
    css = (
        f":root {{ --brand: #{light}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ --brand: #{dark}; }} }}\n"
    )
    return HttpResponse(
        css, content_type="text/css; charset=utf-8", headers={"Cache-Control": IMMUTABLE}
    )
