"""Headers of every answer: who may keep it; the admin's Content-Security-Policy, since Wagtail needs inline scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Nothing here needs the reader's device; passkeys are the account pages' own.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer"),
        *("microphone", "midi", "payment", "usb", "browsing-topics"),
    )
)

FOR_ONE_READER = re.compile(r"\b(?:private|no-store)\b")


class SharedCacheMiddleware:
    """What a cache may keep for everybody sets nobody's cookie; what does not say is kept for nobody.

    Measured: each answer renews the session of a signed-in editor, also one that a shared cache may hand to all readers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if not FOR_ONE_READER.search(response.headers["Cache-Control"]):
            response.cookies.clear()
        return response


class AdminPolicyMiddleware:
    """Says what pages may use, and relaxes the policy on the admin's addresses, and only there.

    Measured: with ``script-src 'self'`` the admin's date picker, move chooser, workflow forms and
    listing filters do not work.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.get_admin_response: Callable[[HttpRequest], Any] = csp_replace(
            settings.ADMIN_CONTENT_SECURITY_POLICY
        )(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        admin = request.path_info.startswith("/admin/")
        response = self.get_admin_response(request) if admin else self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
