"""No address of the site shows a draft to somebody who may not see it.

Every address that the site answers is walked as every role and as a stranger; the draft holds words that
nothing published has.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLResolver, get_resolver
from modelsearch.index import insert_or_update_object

from policies.authoring.groups import ensure_groups
from policies.authoring.models import PolicyPage
from policies.publication.models import PolicyVersion
from tests.factories import fresh, make_policy_page, publish, stream
from tests.people import ADMINISTRATORS, AUTHORS, OWNERS, PUBLISHERS, REVIEWERS, join

pytestmark = pytest.mark.django_db

SECRET = "Xylographe-confidentiel"
STRANGERS = (None, "no group")
# What Wagtail serves to whoever may enter the admin, in whose listings a draft's title may stand.
ROLES = (
    *STRANGERS,
    ADMINISTRATORS,
    *(
        pytest.param(role, marks=pytest.mark.long)
        for role in ("Translators (Français)", AUTHORS, REVIEWERS, PUBLISHERS, OWNERS)
    ),
)
ARGUMENT = re.compile(r"\(\?P<(\w+)>|<(?:\w+:)?(\w+)>")


@pytest.fixture(scope="module")
def written_draft(write_once: Callable[..., PolicyPage]) -> PolicyPage:
    return write_once(make_draft)


@pytest.fixture
def draft(written_draft: PolicyPage) -> PolicyPage:
    return fresh(written_draft)


def make_draft() -> PolicyPage:
    """A published policy with a newer draft."""
    page = make_policy_page()
    publish(page)
    newer = page.get_latest_revision_as_object()
    section = next(iter(newer.sections.all()))
    section.body_fr = stream(SECRET)
    section.heading_fr = SECRET
    newer.heading_fr = newer.summary_fr = newer.change_note_fr = SECRET
    newer.draft_title = newer.title = SECRET
    newer.sections = [section]
    newer.save_revision()
    page.refresh_from_db()
    insert_or_update_object(page)  # as after the commit, which a test does not reach
    return page


def patterns(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str, Any]]:
    """The name, the route and the object of every address the site knows."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from patterns(pattern, inner)
        elif pattern.name:
            yield ":".join((*namespaces, pattern.name)), str(pattern.pattern), pattern


def addresses(page: PolicyPage) -> list[str]:
    """Every address that can be written with what this site holds, each once."""
    from django.urls import NoReverseMatch, reverse

    version = PolicyVersion.objects.get()
    key = str(version.document.sections[0].key)
    revisions = list(page.revisions.order_by("pk").values_list("pk", flat=True))
    numbers = {"page_id": page.pk, "revision_id": revisions[-1], "pk": page.pk, "id": page.pk}
    known: dict[str, Any] = numbers | {
        "language": "fr",
        "organisation": "atlas",
        "slug": "privacy",
        "policy": "privacy",
        "number": "1",
        "old": "1",
        "new": "1",
        "key": key,
        "date": "2026-01-01",
        "content_type_app_name": "policies",
        "content_type_model_name": "policypage",
        "app_label": "policies",
        "model_name": "policypage",
        "content_type_id": 1,
        "object_id": page.pk,
        "parent_page_id": page.get_parent().pk,
        "revision_id_a": revisions[0],
        "revision_id_b": revisions[-1],
        "page_to_move_id": page.pk,
        "token": "x",
        "notice": uuid.uuid4(),
    }
    found: dict[str, None] = {}
    for name, _route, pattern in patterns(get_resolver()):
        # Signing out ends the walk.
        if any(word in name for word in ("logout", "sign_out")):
            continue
        arguments = [one or other for one, other in ARGUMENT.findall(str(pattern.pattern))]
        names = list(dict.fromkeys([*arguments, *pattern.pattern.converters]))
        for chosen in (names, sorted(known)):
            wanted = {argument: known[argument] for argument in chosen if argument in known}
            try:
                found[reverse(name, kwargs=wanted if chosen is names else None)] = None
            except NoReverseMatch:
                continue
    base = f"/admin/pages/{page.pk}"
    for path in (
        f"{base}/edit/preview/?mode=fr",
        f"{base}/view_draft/",
        f"{base}/revisions/{revisions[-1]}/view/",
        f"{base}/revisions/compare/{revisions[0]}...{revisions[-1]}/",
        f"{base}/history/",
        f"{base}/edit/",
        f"{base}/",
        "/fr/search/?q=Xylographe",
        "/api/v1/search?language=fr&q=Xylographe",
        "/api/v1/policies/atlas/privacy/versions/1",
        "/fr/atlas/privacy/feed.atom",
        "/fr/atlas/feed.atom",
        "/sitemap.xml",
        "/admin/pages/search/?q=Xylographe",
        "/admin/reports/",
        "/admin/choose-page/?page_type=wagtailcore.page",
    ):
        found[path] = None
    found.pop("/admin/failwhale/", None)  # Wagtail's page to see an error with: it fails on purpose
    return list(found)


def make_client(role: str | None) -> Client:
    client = Client(raise_request_exception=False)
    if role is not None:
        user = get_user_model().objects.create_user(f"user-{role}", f"u@{uuid.uuid4().hex}.example", "x")
        if role != "no group":
            join(user, role)
        client.force_login(user)
    return client


def shown(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text: str = content.decode(errors="replace")
    # What was asked for is no leak: the search page repeats the question.
    return text.replace("Xylographe<", "<").replace('"Xylographe"', "")


@pytest.mark.one_database
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("role", ROLES)
def test_drafts_words_are_only_where_they_may_be(draft: PolicyPage, role: str | None) -> None:
    ensure_groups()
    client = make_client(role)
    walked = addresses(draft)

    leaks, broken = [], []
    for address in walked:
        response = client.get(address)
        inside = address.startswith("/admin/") and role not in STRANGERS
        if SECRET in shown(response) and not inside:
            leaks.append(address)
        if response.status_code >= 500:
            broken.append(address)

    assert len(walked) > 100
    assert leaks == []
    assert broken == []
