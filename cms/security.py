"""Headers of every answer; the admin's Content-Security-Policy: Wagtail needs inline scripts there."""

from __future__ import annotations

from collections.abc import Callable

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


class AdminPolicyMiddleware:
    """Says what pages may use, and relaxes the policy on the admin's addresses, and only there.

    Measured: with ``script-src 'self'`` the admin's date picker, move chooser, workflow forms and
    listing filters do not work.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path_info.startswith("/admin/"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response
