"""Comments in the editor: read, said, answered, resolved. Everybody who may read the draft comments on it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from policies.authoring.models import PolicyPage
from policies.authoring.people.membership import Membership
from policies.authoring.people.roles import Act, roles_that
from policies.authoring.remarks import MOST_TOLD, Remark, anchor, resolve, say
from policies.authoring.writing_rights import name_of, organisation_of
from policies.publication.refusal import Refused

from .find_draft import draft_at
from .outside_letters import tell_of_answer
from .staff_mails import Said, tell

LONGEST_REQUEST = 50_000  # bytes


@require_GET
def remarks(request: HttpRequest, page_id: int) -> JsonResponse:
    """Every thread of the policy, and whose attention one can ask for."""
    page = draft_at(page_id, request.user)
    threads = page.remarks.filter(answers=None).prefetch_related("replies").select_related("outside")
    people = [
        {"id": person.pk, "name": name_of(person)}
        for person in readers_of(page)
        if person.pk != request.user.pk
    ]
    return _json({"threads": [_thread(each, request.user) for each in threads], "people": people})


@require_POST
@transaction.atomic
def comment(request: HttpRequest, page_id: int) -> JsonResponse:
    """Say something about words, or answer in a thread (``answers``); ``told`` are told by mail."""
    page = draft_at(page_id, request.user)
    sent = _sent(request)
    named = sent.get("answers")
    thread = get_object_or_404(page.remarks, pk=_number(named), answers=None) if named else None
    told = _told(page, sent.get("told"))
    words = {name: str(sent.get(name, "")) for name in ("text", "key", "language", "quote", "before")}
    try:
        made = say(page=page, by=request.user, answers=thread, told=told, **words)
    except Refused as error:
        return _json({"error": str(error)}, status=400)
    # In a thread, those who spoke are told as well.
    spoke = _speakers(thread) if thread else []
    _mail(page, made, request.user, [*told, *spoke])
    if thread is not None and thread.outside is not None:
        transaction.on_commit(partial(tell_of_answer, thread.outside), robust=True)
    return _json(_thread(page.remarks.get(pk=(thread or made).pk), request.user))


@require_POST
def settle_remark(request: HttpRequest, page_id: int, remark_id: int) -> JsonResponse:
    """Resolve the thread, or open it again."""
    page = draft_at(page_id, request.user)
    thread = get_object_or_404(page.remarks, pk=remark_id, answers=None)
    resolve(remark=thread, by=request.user, resolved=bool(_sent(request).get("resolved")))
    return _json(_thread(page.remarks.get(pk=thread.pk), request.user))


@require_POST
def move_remarks(request: HttpRequest, page_id: int) -> JsonResponse:
    """After a save: where the words of these threads stand now, as the editor followed them."""
    page = draft_at(page_id, request.user)
    moved = _sent(request).get("moved")
    known = page.remarks.filter(answers=None).in_bulk()
    for each in moved if isinstance(moved, list) else ():
        thread = known.get(_number(each.get("id"))) if isinstance(each, dict) else None
        try:
            if thread is not None:
                anchor(
                    remark=thread,
                    key=str(UUID(str(each["key"]))),
                    quote=str(each["quote"]),
                    before=str(each["before"]),
                )
        except (KeyError, ValueError):
            continue
    return _json({})


def readers_of(page: PolicyPage) -> Iterable[Any]:
    """The accounts that may read this draft by a role in its organisation, by name."""
    members = Membership.objects.filter(
        organisation=organisation_of(page), role__in=roles_that(Act.READ_DRAFTS)
    )
    accounts = get_user_model()._default_manager.filter(is_active=True, pk__in=members.values("person"))
    return sorted(accounts, key=lambda person: name_of(person).casefold())


def _told(page: PolicyPage, asked: Any) -> list[Any]:
    """Those of the asked who may read the draft."""
    wanted = {_number(each) for each in asked[:MOST_TOLD]} if isinstance(asked, list) else set()
    return [person for person in readers_of(page) if person.pk in wanted]


def _speakers(thread: Remark) -> list[Any]:
    said = [thread, *thread.replies.select_related("author")]
    return [each.author for each in said if each.author is not None]


def _mail(page: PolicyPage, remark: Remark, by: Any, people: Iterable[Any]) -> None:
    readers = {person.pk for person in readers_of(page)}
    told = {person.pk: person for person in people if person.pk != by.pk and person.pk in readers}
    thread = remark.answers or remark

    def said(_language: str) -> Said:
        words = (
            _("%(name)s answered a comment")
            if remark.answers_id
            else _("%(name)s asks for your attention")
        )
        return Said(
            heading=words % {"name": remark.author_name},
            lines=(remark.text,),
            quote=thread.quote,
            verb=_("Read and answer"),
            address=f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#remark-{thread.pk}",
        )

    tell(page, told.values(), said)


def _thread(thread: Remark, user: Any) -> dict[str, Any]:
    return _one(thread, user) | {
        "key": str(thread.key),
        "language": thread.language,
        "quote": thread.quote,
        "before": thread.before,
        "resolved": thread.resolved_at is not None,
        "resolved_by": thread.resolved_by,
        # Who began it from outside: what is answered there is read by them.
        "outside": thread.outside.name if thread.outside else "",
        "replies": [_one(each, user) for each in thread.replies.all()],
    }


def _one(remark: Remark, user: Any) -> dict[str, Any]:
    return {
        "id": remark.pk,
        "text": remark.text,
        "author": remark.author_name,
        "mine": remark.author_id == user.pk,
        "when": remark.said_at.isoformat(),
        "told": remark.told,
    }


def _sent(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the request; an empty one where there is none."""
    if len(request.body) > LONGEST_REQUEST:
        return {}
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _json(value: dict[str, Any], status: int = 200) -> JsonResponse:
    response = JsonResponse(value, status=status)
    response["Cache-Control"] = "no-store"
    return response


ADDRESSES: list[URLPattern] = [
    path("policies/<int:page_id>/remarks/", remarks, name="policies_remarks"),
    path("policies/<int:page_id>/remarks/say/", comment, name="policies_remark_say"),
    path("policies/<int:page_id>/remarks/moved/", move_remarks, name="policies_remarks_moved"),
    path(
        "policies/<int:page_id>/remarks/<int:remark_id>/", settle_remark, name="policies_remark_settle"
    ),
]
