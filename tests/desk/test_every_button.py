"""Every link and every button of the admin, for every role: none ends in an error or loses a published text.

A walk reads the pages of one role, follows each kind of link once, and presses each button of each kind of
form in a transaction that is undone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, SoupStrainer, Tag
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from wagtail.models import Page, Revision

from policies.authoring.models import PolicyPage
from policies.notification.subscribing import subscribe_confirmed
from policies.publication.models import PolicyVersion
from tests.authoring.forms import post_edit, untouched
from tests.authoring.test_writing_rights import NOTES, member
from tests.factories import make_organisation, make_policy_page, publish, publish_text
from tests.people import ADMINISTRATORS, AUTHORS, PUBLISHERS, REVIEWERS, TRANSLATORS, join

pytestmark = pytest.mark.django_db

EVERY_LANGUAGE = "translator of every language"
# Who may do most walks on both databases: what the others may not do does not depend on one. The rest walk in the
# long tests.
ROLES = (
    PUBLISHERS,
    pytest.param(AUTHORS, marks=pytest.mark.one_database),
    *(
        pytest.param(role, marks=pytest.mark.long)
        for role in (ADMINISTRATORS, EVERY_LANGUAGE, *TRANSLATORS.values(), REVIEWERS)
    ),
)
# Whatever a page offers, these addresses are also typed by hand.
OF_A_PAGE = (
    *(
        f"pages/{{page}}/{name}/"
        for name in (
            *("edit", "view_draft", "delete", "unpublish", "convert_alias", "move", "copy", "history"),
            *("usage", "workflow_history", "revisions", "privacy"),
        )
    ),
    "pages/{page}/",
    "pages/{page}/move/{home}/confirm/",
    "pages/{page}/revisions/{first}/view/",
    "pages/{page}/revisions/{first}/revert/",
    "pages/{page}/revisions/compare/earliest...latest/",
    "pages/{page}/revisions/compare/live...latest/",
    "policies/{page}/check/",
    "policies/{page}/retire/",
    "policies/{page}/confirm/",
    *(f"policies/{{page}}/{part}/{code}/" for part in ("page", "mail") for code in ("fr", "en", "ar")),
    *(f"bulk/wagtailcore/page/{act}/?id={{page}}&next=/admin/" for act in ("delete", "move", "publish", "unpublish")),
)  # fmt: skip
# Of what was never published, and of what is in the workflow.
ALSO_OF_DRAFTS = tuple(
    f"pages/{{page}}/{name}/" for name in ("edit", "delete", "unpublish", "move", "copy")
)
OF_THE_SITE = (
    "",
    "pages/{home}/",
    "pages/{organisation}/edit/",
    "pages/{organisation}/delete/",
    "pages/{organisation}/unpublish/",
    "pages/{organisation}/move/",
    "pages/{organisation}/copy/",
    "pages/{organisation}/history/",
    "pages/{organisation}/add_subpage/",
    "pages/add/policies/policypage/{organisation}/",
    "pages/add/policies/organisationpage/{home}/",
    "bulk/wagtailcore/page/delete/?id=all&childOf={organisation}&next=/admin/",
    "policies/version/{version}/restore/",
    "policies/version/{version}/withdraw/",
    "policies/version/{version}/approve/",
    "choose-page/?page_type=wagtailcore.page",
    "choose-external-link/",
    "choose-email-link/",
    "policies/translations/",
    "reports/audit/",
    "reports/site-history/",
    "reports/locked/",
    "reports/workflow/",
    "reports/workflow_tasks/",
    "reports/aging-pages/",
    "reports/page-types-usage/",
    "versions/",
    "subscribers/",
    "notices/",
    "account/",
)
# What ends the session or leaves the admin, and files of a report that the report's own tests read.
LEFT_ALONE = re.compile(r"^/admin/(?:logout|login|jsi18n|sprite|static|password)|[?&]export=")
FORMS = SoupStrainer("form")
# The first form of the same kind with the same buttons stands for the others.
_ADDRESS = re.compile(r"/admin/[^\"'\s<>\\)]*")


@dataclass
class Walk:
    """One person's way through the admin; ``faults`` are sentences that say what went wrong where.

    ``kept`` is what may never vanish, as it was before the walk: whatever is asked is undone.
    """

    client: Client
    kept: set[tuple[str, int]]
    faults: list[str] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)
    pressed: set[tuple[str, ...]] = field(default_factory=set)
    count: int = 0

    def through(self, addresses: list[str]) -> None:
        """Every address here, and whatever a page links to that no page before linked to."""
        waiting = list(addresses)
        typed = set(addresses)
        while waiting:
            address = waiting.pop(0)
            kind = _kind(address)
            if kind is None or (kind in self.seen and address not in typed):
                continue
            typed.discard(address)
            self.seen.add(kind)
            response = self._ask("GET", address)
            if response.status_code == 200 and "text/html" in response.headers.get("Content-Type", ""):
                content = response.content.decode()
                waiting += _links(content)
                for form in BeautifulSoup(content, "lxml", parse_only=FORMS).find_all("form"):
                    self._press(address, form)

    def _press(self, address: str, form: Tag) -> None:
        target = urljoin(address, str(form.get("action") or "") or address)
        if not target.startswith("/admin/") or LEFT_ALONE.search(target):
            return
        posts = str(form.get("method", "get")).lower() == "post"
        for name, value in _buttons(form):
            # A draft offers other things than a version in force: its page's number tells them apart.
            kind = (urlsplit(target).path, name, value)
            if kind in self.pressed:
                continue
            self.pressed.add(kind)
            data = [*untouched(form), *([(name, value)] if name else [])]
            self._ask("POST" if posts else "GET", target, _as_dict(data))

    def _ask(self, method: str, address: str, data: dict[str, Any] | None = None) -> HttpResponse:
        """The answer; what was written is undone, and what was published must have stayed."""
        self.count += 1
        with transaction.atomic():
            request = self.client.get if method == "GET" else self.client.post
            response = request(address, data or {})
            said = f"{method} {address}"
            if response.status_code >= 500:
                fault = getattr(response, "exc_info", None)
                self.faults.append(
                    f"{said}: {response.status_code} {fault[1]!r}" if fault else f"{said}: 500"
                )
                _undo()
                return response
            lost = self.kept - _kept()
            if lost:
                self.faults.append(f"{said}: lost {sorted(lost)}")
            _undo()
        # What it streams is let go; the client's own way would close the database too.
        for close in response._resource_closers:
            close()
        return response


def _undo() -> None:
    transaction.set_rollback(True)


def _kept() -> set[tuple[str, int]]:
    """What may never vanish: versions, the pages that published them, and all their drafts."""
    versions = PolicyVersion.objects.values_list("pk", "policy__uuid")
    pages = PolicyPage.objects.filter(policy_uuid__in={uuid for _pk, uuid in versions})
    page_ids = list(pages.values_list("pk", flat=True))
    drafts = Revision.objects.filter(object_id__in=[str(pk) for pk in page_ids])
    return {
        *(("version", pk) for pk, _uuid in versions),
        *(("page", pk) for pk in page_ids),
        *(("live", pk) for pk in pages.filter(live=True).values_list("pk", flat=True)),
        *(("draft", pk) for pk in drafts.values_list("pk", flat=True)),
    }


def _kind(address: str) -> tuple[str, ...] | None:
    """What makes two addresses the same kind; none for what is left alone."""
    if LEFT_ALONE.search(address):
        return None
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return (parts.path,)
    words = [str(value) for value in match.kwargs.values() if not str(value).isdigit()]
    return (match.view_name or parts.path, *words)


def _links(content: str) -> Iterator[str]:
    """Every address of the admin in a page, in links, in data for scripts, in attributes."""
    for found in _ADDRESS.findall(html.unescape(content)):
        yield urljoin("/admin/", found).partition("#")[0]


def _buttons(form: Tag) -> list[tuple[str, str]]:
    named = [
        (str(button["name"]), str(button.get("value", "")))
        for button in form.find_all(["button", "input"])
        if button.get("type", "submit") == "submit"
        and button.get("name")
        and not button.has_attr("disabled")
    ]
    return [("", ""), *named]


def _as_dict(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture(scope="module")
def places(write_once: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return write_once(make_places)


def make_places() -> dict[str, Any]:
    """An organisation with a policy in force and an emergency announced, one in the workflow, and one never published."""
    organisation = make_organisation(notice_days=10, short_notice="flag")
    in_force = make_policy_page(organisation, slug="in-force")
    first = publish(in_force)
    other = User.objects.create_superuser("other", "other@example.org", "x")
    day = in_force.policy.organisation.today() + timedelta(days=30)
    emergency = {"emergency": True, "emergency_reason": "Court order"}
    announced = publish_text(in_force, "Announced", effective_date=day, user=other, **emergency)
    draft = in_force.get_latest_revision_as_object()
    draft.heading_fr = "Autre titre"
    draft.save_revision(user=other)
    subscribe_confirmed(email="reader@example.org", language="ar", policy=in_force.policy)
    on_its_way = make_policy_page(organisation, slug="on-its-way")
    on_its_way.save_revision()
    author = member(AUTHORS, "first author")
    post_edit(author, on_its_way, "submit", **NOTES)
    return {
        "home": Page.objects.get(depth=2).pk,
        "organisation": organisation.pk,
        "pages": [in_force.pk, on_its_way.pk, make_policy_page(organisation, slug="new").pk],
        "first": first.source_revision,
        "version": announced.pk,
    }


def person(role: str) -> Client:
    """Somebody of this role alone; of all translators' groups where that is the role."""
    if role != EVERY_LANGUAGE:
        return member(role)
    client = member(TRANSLATORS["fr"], role)
    for each in TRANSLATORS.values():
        join(User.objects.get(username=role), each)
    return client


@pytest.mark.parametrize("role", ROLES)
def test_no_link_and_no_button_ends_in_an_error_or_loses_a_text(
    role: str, places: dict[str, Any]
) -> None:
    walk = Walk(person(role), _kept())
    walk.client.raise_request_exception = False
    of_pages = [
        f"/admin/{address}".format(page=page, **places)
        for page in places["pages"]
        for address in OF_A_PAGE
        if page == places["pages"][0] or address in ALSO_OF_DRAFTS
    ]

    walk.through([*(f"/admin/{address}".format(**places) for address in OF_THE_SITE), *of_pages])

    assert walk.faults == []
    # A walk that was shown the door everywhere would find no fault either.
    assert len(walk.pressed) >= 5
    assert walk.count > 100


REASONS = {
    "delete": "never disappears",
    "unpublish": "never disappears",
    "move": "stays where it is",
    "convert_alias": "has no alias",
    "privacy": "is public",
}


@pytest.mark.parametrize("action", REASONS)
@pytest.mark.parametrize("role", [AUTHORS, PUBLISHERS, ADMINISTRATORS])
def test_address_typed_by_hand_says_why_it_is_not_offered(
    role: str, action: str, places: dict[str, Any]
) -> None:
    address = f"/admin/pages/{places['pages'][0]}/{action}/"

    for ask in (member(role).get, Client.post.__get__(_signed_in(role))):
        response = ask(address)
        (message,) = get_messages(response.wsgi_request)

        assert response.status_code == 302
        assert REASONS[action] in str(message)


def _signed_in(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=role))
    return client


def test_stranger_learns_nothing_of_what_is_not_offered(places: dict[str, Any]) -> None:
    response = Client().get(f"/admin/pages/{places['pages'][0]}/delete/")

    assert "/login/" in response.headers["Location"]
