"""Pages of every origin may read what is public, without credentials (Fetch standard, CORS)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse

AnyView = TypeVar("AnyView", bound=Callable[..., Any])

_ALLOWED: Final = "GET, HEAD"
# With ``*`` a browser sends no cookie along, and shows every header of the answer.
_OPEN: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*"}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": _ALLOWED,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "public, max-age=86400",
}


def open_to_every_origin(view: AnyView) -> AnyView:
    """Mark a view that says the same to everybody and changes nothing."""
    view.open_to_every_origin = True  # type: ignore[attr-defined]
    return view


class CrossOriginMiddleware:
    """Says so in every answer of a marked view, and answers the browser that asks first (a preflight)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and getattr(match.func, "open_to_every_origin", False):
            for name, value in _OPEN.items():
                response.headers.setdefault(name, value)
        return response

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> Any:
        if request.method != "OPTIONS" or not getattr(view, "open_to_every_origin", False):
            return None
        headers = _PREFLIGHT | {"Allow": f"{_ALLOWED}, OPTIONS"}
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)
