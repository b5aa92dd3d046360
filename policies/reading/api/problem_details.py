"""How the API answers: cacheable, conditional, open to every origin; errors as problem details (RFC 9457)."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from ..responses import REVALIDATED, revalidated

PROBLEM = "application/problem+json"

View = Callable[..., HttpResponse]


def problem(status: HTTPStatus, detail: str) -> HttpResponse:
    """``detail`` is in the language of the request."""
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    response = HttpResponse(json.dumps(content, ensure_ascii=False), status=status, content_type=PROBLEM)
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def answering(view: View) -> View:
    """HEAD like GET, an ETag and 304, any origin: what is public needs no permission to be read."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"
            try:
                response = view(request, *args, **kwargs)
            finally:
                request.method = "HEAD"
        else:
            response = view(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response.headers["Allow"] = "GET, HEAD"
        response.headers.setdefault("Cache-Control", REVALIDATED)
        return revalidated(request, response)

    return answer
