"""A reviewer from outside for tests: invited, with the link and the code of the mails that were sent."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from policies.authoring.models import PolicyPage
from policies.authoring.outside import OutsideReview
from policies.desk.outside_invites import invite_outside
from policies.desk.outside_letters import link_of
from tests.factories import draft_of, make_policy_page
from tests.people import PUBLISHERS, account, join

ADDRESS = "leila@cabinet.example"


def invited(page: PolicyPage | None = None, *, by: Any = None, **values: Any) -> OutsideReview:
    """A review of this draft, or of a new one, for Leïla."""
    if page is None:
        page = make_policy_page()
        page.save_revision()
    by = by or join(account(f"publisher-{page.pk}"), PUBLISHERS, page.organisation_page)
    until = page.organisation_page.organisation.today() + timedelta(days=5)
    defaults: dict[str, Any] = {
        "email": ADDRESS, "name": "Leïla Naciri", "language": "fr", "until": until
    }  # fmt: skip
    return invite_outside(page=draft_of(page), by=by, **(defaults | values))


def path_of(review: OutsideReview, rest: str = "", language: str = "fr") -> str:
    path = "/" + link_of(review).split("/", 3)[3] + rest
    return re.sub(r"^/(fr|en|ar)/", f"/{language}/", path)


def code_in(mails: list[Any]) -> str:
    """The code of the newest mail."""
    found = re.search(r"\b(\d{4}) (\d{4})\b", mails[-1].body)
    assert found is not None
    return found[1] + found[2]


def entered(review: OutsideReview, mails: list[Any], client: Client | None = None) -> Client:
    """A browser that opened the link by the code."""
    client = client or Client()
    assert client.post(path_of(review, "send/")).status_code == 302
    answer = client.post(path_of(review, "code/"), {"code": code_in(mails)})
    assert answer.status_code == 302
    return client
