"""Keep words that the server does not have yet in the editor's browser; only their account can read them.

The key is derived from the site's secret and the account, and is stored nowhere. A person who finds the browser's store
and is not signed in cannot read it.
"""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.crypto import salted_hmac


def keeping_for(user: Any) -> dict[str, str]:
    """What the script keeps words with: the account's name in the store, its key, and where to ask for the session."""
    key = salted_hmac(
        "policies.kept_words.key", str(user.pk if user else ""), algorithm="sha256"
    ).digest()
    return {
        "account": _account(user),
        "key": base64.b64encode(key).decode(),
        "session": reverse("policies_session"),
        "login": resolve_url(settings.LOGIN_URL),
    }


def _account(user: Any) -> str:
    name = str(user.pk if user else "")
    return salted_hmac("policies.kept_words.account", name, algorithm="sha256").hexdigest()[:16]


def session(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and the token that the next save needs: a session that began anew has another."""
    return JsonResponse({"account": _account(request.user), "csrf": get_token(request)})
