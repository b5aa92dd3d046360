"""Every door of the web through which a published text could change or vanish: the admin's and the public's.

A door is a request; whoever sends it, the versions that were there before must be there after it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import Site, TaskState

from policies.authoring.models import PolicyPage
from policies.notification.ledger import Notice
from policies.publication.models import PolicyVersion
from tests.authoring.forms import form_data, post_edit
from tests.factories import make_organisation, make_policy_page, publish, publish_text
from tests.people import AUTHORS, join

Request = Callable[[Client], object]
NOTES = {f"change_note_{code}": "Note" for code in ("fr", "en", "ar")}
REASONS = {f"reason_{code}": "Reason" for code in ("fr", "en", "ar")}
OTHER_TEXT = {f"heading_{code}": "Another text" for code in ("fr", "en", "ar")}
OVERRIDE = {"headers": {"X-HTTP-Method-Override": "DELETE"}}


@dataclass(frozen=True, kw_only=True)
class Register:
    """A policy with version 1 in force and version 2 announced, a draft in review, and a second organisation."""

    page: PolicyPage
    other_organisation: int
    waiting: TaskState
    versions: tuple[PolicyVersion, ...]

    @property
    def organisation(self) -> int:
        return int(self.page.get_parent().pk)

    @property
    def published_revision(self) -> int:
        return int(self.versions[0].source_revision or 0)


def make_register() -> Register:
    page = make_policy_page(make_organisation(notice_days=0))
    publish(page)
    publisher = User.objects.create_superuser("published", "published@example.org", "x")
    emergency = {"emergency": True, "emergency_reason": "Court order"}
    in_a_month = page.policy.organisation.today() + timedelta(days=30)
    publish_text(page, "Announced", effective_date=in_a_month, user=publisher, **emergency)
    author = User.objects.create_user("wrote", "wrote@example.org", "x")
    join(author, AUTHORS)
    client = Client()
    client.force_login(author)
    post_edit(client, page, "submit", **NOTES, **OTHER_TEXT)
    return Register(
        page=PolicyPage.objects.get(pk=page.pk),
        other_organisation=make_organisation("other").pk,
        waiting=TaskState.objects.get(status="in_progress"),
        versions=tuple(PolicyVersion.objects.order_by("number")),
    )


def post(path: str, data: dict[str, Any] | None = None, **how: Any) -> Request:
    return lambda client: client.post(path, data or {}, **how)


def edits(register: Register, action: str, **values: Any) -> Request:
    return lambda client: post_edit(client, register.page, action, **{**NOTES, **OTHER_TEXT, **values})


def autosaves(register: Register, revision: int, **values: Any) -> Request:
    """As the editor's script does; it may name the revision to overwrite in place."""

    def send(client: Client) -> HttpResponse:
        data = form_data(register.page, **NOTES, **OTHER_TEXT, **values)
        data["overwrite_revision_id"] = str(revision)
        path = f"/admin/pages/{register.page.pk}/edit/"
        return client.post(path, data, headers={"Accept": "application/json"})

    return send


def web_doors(register: Register) -> Iterator[tuple[str, Request]]:
    yield from _pages(register)
    yield from _editor(register)
    yield from _workflow(register)
    yield from _release_desk(register)
    yield from _lists(register)
    yield from _settings(register)
    yield from _apis(register)
    yield from _public(register)


def _pages(register: Register) -> Iterator[tuple[str, Request]]:
    page, organisation, other = register.page.pk, register.organisation, register.other_organisation
    for name, pk in (("page", page), ("organisation", organisation)):
        at = f"/admin/pages/{pk}"
        yield f"delete the {name}", post(f"{at}/delete/", {"confirm": "1"})
        yield f"unpublish the {name}", post(f"{at}/unpublish/", {"include_descendants": "on"})
        yield f"move the {name}", post(f"{at}/move/{other}/confirm/")
        yield f"hide the {name} behind a login", post(f"{at}/privacy/", {"restriction_type": "login"})
        yield f"lock the {name}", post(f"{at}/lock/")
        yield f"order the {name} elsewhere", post(f"{at}/set_position/?position=0")
        yield f"make the {name} no alias", post(f"{at}/convert_alias/")
        copied = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": str(other)}
        ticked = {"publish_copies": "on", "alias": "on", "copy_subpages": "on"}
        yield f"copy the {name}, published", post(f"{at}/copy/", copied | ticked)
        yield (
            f"copy the {name} to its own address",
            post(
                f"{at}/copy/",
                {**copied, "new_slug": "privacy", "new_parent_page": str(organisation), **ticked},
            ),
        )
        for action in ("delete", "unpublish", "move", "publish"):
            sent = {"include_descendants": "on", "chooser": str(other), "confirm": "1"}
            path = f"/admin/bulk/wagtailcore/page/{action}/?id={pk}&next=/admin/"
            yield f"{action} the {name} in bulk", post(path, sent)


def _editor(register: Register) -> Iterator[tuple[str, Request]]:
    page, first = register.page, register.published_revision
    yield "save another text", edits(register, "")
    yield "publish another text", edits(register, "publish")
    yield "publish at another address", edits(register, "publish", slug="elsewhere")
    yield (
        "publish as another policy",
        edits(register, "publish", policy_uuid=str(page.policy_uuid)[::-1]),
    )
    yield "publish for a day that is past", edits(register, "publish", effective_date="2020-01-01")
    yield "publish as the first version", edits(register, "publish", significance="initial", number="1")
    yield "publish in no language", edits(register, "publish", with_fr=None, with_en=None, with_ar=None)
    yield "publish without sections", edits(register, "publish", sections=[])
    yield "publish as the live revision", edits(register, "publish", live_revision=str(first))
    yesterday = f"{timezone.now() - timedelta(days=1):%Y-%m-%d %H:%M}"
    yield "publish for a while", edits(register, "publish", expire_at=yesterday)
    yield "schedule another text", edits(register, "publish", go_live_at="2099-01-01 00:00")
    yield "autosave over the published revision", autosaves(register, first)
    yield "autosave and publish", autosaves(register, first, **{"action-publish": "1"})
    at = f"/admin/pages/{page.pk}/revisions/{first}"
    yield "go back to the published revision", post(f"{at}/revert/")
    yield "unschedule the published revision", post(f"{at}/unschedule/")
    yield (
        "publish the published revision with another text",
        edits(register, "publish", revision=str(first), is_reverting="on"),
    )
    yield (
        "change the organisation's name and address",
        post(
            f"/admin/pages/{register.organisation}/edit/",
            {
                "title": "Renamed", "slug": "renamed", "authoritative": "ar", "time_zone": "Asia/Tokyo",
                "name_fr": "Renommé", "name_en": "Renamed", "name_ar": "مغيّر", "practice": "mail",
                "notice_days": "0", "short_notice": "refuse", "reminder_days": "0",
                "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1",
            },
        ),
    )  # fmt: skip


def _workflow(register: Register) -> Iterator[tuple[str, Request]]:
    page, task = register.page.pk, register.waiting.pk
    for action in ("approve", "reject"):
        path = f"/admin/pages/workflow/action/{page}/{action}/{task}/"
        yield f"{action} the draft in review", post(path, {"comment": "", **NOTES})
    yield "cancel the review", post(f"/admin/pages/workflow/confirm_cancellation/{page}/")
    yield "submit another text", edits(register, "submit")
    yield (
        "take the workflow off",
        post(f"/admin/workflows/disable/{register.waiting.workflow_state.workflow_id}/"),
    )
    yield "take the task off", post(f"/admin/workflows/tasks/disable/{register.waiting.task_id}/")
    yield "remove the workflow from the pages", post(f"/admin/workflows/remove/{page}/")


def _release_desk(register: Register) -> Iterator[tuple[str, Request]]:
    for version in register.versions:
        for act in ("withdraw", "approve", "restore"):
            path = f"/admin/policies/version/{version.pk}/{act}/"
            yield f"{act} version {version.number}", post(path, {**REASONS, "reason": "Reason"})
    at = f"/admin/policies/{register.page.pk}"
    yield "retire the policy", post(f"{at}/retire/", REASONS)
    yield "confirm as minor", post(f"{at}/confirm/", {"reason": "Only wording"})
    yield "take what was set aside", post(f"{at}/conflict/{register.published_revision}/take/")
    for notice in Notice.objects.all()[:1]:
        for act in ("cancel", "resume", "pause", "retry", "send"):
            yield f"{act} a notice", post(f"/admin/notices/{notice.uuid}/{act}/")


def _lists(register: Register) -> Iterator[tuple[str, Request]]:
    """What Wagtail would route for a model: for the register it must not be there, or lead nowhere."""
    pk = register.versions[0].pk
    for place in ("versions", "snippets/policies/policyversion", "audit", "policyversion"):
        for act in ("edit", "delete", "copy", "unpublish"):
            yield (
                f"{act} at {place}",
                post(f"/admin/{place}/{act}/{pk}/", {"number": "9", "content": "x"}),
            )
        yield f"add at {place}", post(f"/admin/{place}/new/", {"number": "9"})
    yield "post to the list", post("/admin/versions/", {"id": str(pk), "action": "delete"})
    for model in ("policyversion", "policy", "organisation", "withdrawal", "logentry", "auditentry"):
        path = f"/admin/bulk/policies/{model}/delete/?id=1&next=/admin/"
        yield f"delete every {model} in bulk", post(path)


def _settings(register: Register) -> Iterator[tuple[str, Request]]:
    site = Site.objects.get()
    author = User.objects.get(username="published")
    yield "delete who published", post(f"/admin/users/delete/{author.pk}/")
    yield (
        "rename who published",
        post(f"/admin/users/edit/{author.pk}/", {"username": "nobody", "email": "n@x.example"}),
    )
    for group in Group.objects.order_by("pk"):
        yield f"delete the group {group.name}", post(f"/admin/groups/delete/{group.pk}/")
    yield "delete the site", post(f"/admin/sites/delete/{site.pk}/")
    moved = {"hostname": "other.example", "port": "80", "root_page": str(register.other_organisation)}
    yield "give the site another root", post(f"/admin/sites/edit/{site.pk}/", moved)


def _apis(register: Register) -> Iterator[tuple[str, Request]]:
    """Wagtail's APIs that write, mounted or not, and the register's own."""
    page = register.page.pk
    body = json.dumps({"heading_fr": "Another text", "destination_page_id": register.other_organisation})
    sent = {"data": body, "content_type": "application/json"}
    actions = "copy copy_for_translation create_alias convert_alias delete move publish unpublish"
    for action in (*actions.split(), "revert_to_page_revision"):
        yield (
            f"{action} by the admin's API",
            lambda client, action=action: client.post(
                f"/admin/api/main/pages/{page}/action/{action}/", **sent
            ),
        )
    for at in (f"/admin/api/main/pages/{page}/", f"/api/v2/pages/{page}/", f"/api/v3/pages/{page}/"):
        for method in ("put", "patch", "delete", "post"):
            yield (
                f"{method} {at.partition('pages')[0]}",
                lambda client, at=at, method=method: getattr(client, method)(at, **sent),
            )
    own = "/api/v1/policies/atlas/privacy/versions/1"
    for method in ("put", "patch", "delete", "post"):
        yield f"{method} {own}", lambda client, method=method: getattr(client, method)(own, **sent)


def _public(register: Register) -> Iterator[tuple[str, Request]]:
    base = "/fr/atlas/privacy/"
    for place in (
        "",
        "v1/",
        "v1.json",
        "v1.md",
        "v1/evidence.zip",
        "history/",
        "feed.atom",
        "compare/1/2/",
    ):
        for method in ("post", "put", "patch", "delete"):
            yield (
                f"{method} {base}{place}",
                lambda client, path=base + place, method=method: getattr(client, method)(path),
            )
        yield (
            f"override the method of {base}{place}",
            post(base + place, {"_method": "DELETE"}, **OVERRIDE),
        )
    for path in ("/log/checkpoint", "/log/keys", "/fr/verify/"):
        yield f"post to {path}", post(path, {"bundle": "x"})
