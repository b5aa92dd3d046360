"""Headers of every answer: who may keep it; the admin's Content-Security-Policy, since Wagtail needs inline scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

# Nothing here needs the reader's device; passkeys are the account pages' own.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer"),
        *("microphone", "midi", "payment", "usb", "browsing-topics"),
    )
)

# Strict for the public; ``AdminPolicyMiddleware`` replaces it on the admin's addresses, and only there.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    }
}
ADMIN_CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
}

FOR_ONE_READER = re.compile(r"\b(?:private|no-store)\b")


class SharedCacheMiddleware:
    """An answer that a cache may keep for everybody sets no cookie; an answer that says nothing of caches is private.

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
            ADMIN_CONTENT_SECURITY_POLICY
        )(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        admin = request.path_info.startswith("/admin/")
        response = self.get_admin_response(request) if admin else self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
