"""The notices in the admin: how far each is, and stopping, resuming, trying again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from policies.authoring.people.rights import may, may_anywhere, organisations_where
from policies.authoring.people.roles import Act
from policies.notification.ledger import Notice
from policies.notification.notice_actions import ACTS, unreached
from policies.notification.notice_actions import act as act_on
from policies.notification.notice_progress import progress_of
from policies.notification.rate_limit import BULK, CONFIRMATIONS, trouble_of
from policies.notification.subscription_offers import title_in
from policies.notification.weekly_digest import DigestPart
from policies.publication.audit_trail import AuditEntry, note
from policies.publication.localize import grouped
from policies.publication.models import Organisation, PolicyVersion

from .exporting import as_csv
from .organisation_screens import unstored

FINISHED = 20


class NoticesView(UserPassesTestMixin, WagtailAdminTemplateMixin, TemplateView):
    """Every notice of the person's organisations that is under way, and the latest that are finished."""

    template_name = "policies/desk/notices.html"
    page_title = gettext_lazy("Notices")
    header_icon = "mail"

    def test_func(self) -> bool:
        return may_anywhere(self.request.user, Act.LIST_NOTICES)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        notices = (
            of_organisations(organisations_where(user, Act.LIST_NOTICES))
            .select_related("version__policy__organisation")
            .defer("version__content")
        )
        under_way = list(notices.filter(finished_at=None).order_by("-pk"))
        finished = list(notices.exclude(finished_at=None).order_by("-finished_at")[:FINISHED])
        language = (get_language() or "en")[:2]
        return super().get_context_data(
            under_way=[_entry(notice, language, user) for notice in under_way],
            finished=[_entry(notice, language, user) for notice in finished],
            troubles=_troubles(),
            **kwargs,
        )


def _troubles() -> list[dict[str, Any]]:
    """What stands in the way of each stream of mails now, in the server's words, and since when."""
    streams = {BULK: _("Notices"), CONFIRMATIONS: _("Confirmations")}
    found = [(name, *trouble_of(stream)) for stream, name in streams.items()]
    return [{"stream": name, "said": said, "since": since} for name, said, since in found if since]


def of_organisations(organisations: QuerySet[Organisation]) -> QuerySet[Notice]:
    """The notices that tell of nothing but these organisations: a digest may tell of several at once."""
    others = PolicyVersion.objects.exclude(policy__organisation__in=organisations)
    mixed = DigestPart.objects.filter(versions__in=others)
    return Notice.objects.filter(version__policy__organisation__in=organisations).exclude(part__in=mixed)


def _may_steer(user: Any, notice: Notice) -> bool:
    """Whether it is in this person's hands: in every organisation that the notice tells of."""
    told = {notice.version.policy.organisation_id}
    part = DigestPart.objects.filter(notice=notice).first()
    if part is not None:
        told |= set(part.versions.values_list("policy__organisation", flat=True))
    return all(may(user, Act.STEER_NOTICES, organisation) for organisation in told)


def _entry(notice: Notice, language: str, user: Any) -> dict[str, Any]:
    version = notice.version
    return {
        "may_change": _may_steer(user, notice),
        "progress": progress_of(notice),
        "notice": notice,
        "version": version,
        "title": title_in(version.pk, version.sha256, language),
        "record": notice.records.last(),
    }


def _said(name: str, done: int) -> str:
    """What the person who pressed the button reads."""
    match name:
        case "pause":
            return _("The notice is paused: the mails under way are finished, no further ones are sent.")
        case "resume":
            return _("The notice goes on.")
        case "cancel":
            return _("The notice is cancelled: nothing more of it is sent.")
        case _:
            words = ngettext("%(count)s mail is tried again.", "%(count)s mails are tried again.", done)
            return words % {"count": grouped(done)}


def unreached_list(request: HttpRequest, notice: uuid.UUID) -> HttpResponse:
    """Who was not reached, for letters or another way, as CSV: addresses, so only for who may change notices; noted."""
    found = get_object_or_404(Notice.objects.select_related("version__policy"), uuid=notice)
    if not _may_steer(request.user, found):
        raise PermissionDenied
    rows = [
        (
            delivery.subscriber.email if delivery.subscriber else "",
            *(delivery.language, delivery.state, delivery.error, delivery.answer),
        )
        for delivery in unreached(found)
    ]
    written = as_csv(("address", "language", "state", "reason", "answer"), rows)
    answer = HttpResponse(written, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="unreached-{found.uuid}.csv"'
    details = {"notice": str(found.uuid), "rows": len(rows)}
    note(
        AuditEntry.Action.EXPORTED,
        f"unreached of {found.version}",
        by=request.user,
        organisation=found.version.policy.organisation_id,
        details=details,
    )
    return unstored(answer)


def act(request: HttpRequest, notice: uuid.UUID, name: str) -> HttpResponse:
    """One button of the list. POST only; a person who may not is refused."""
    if name not in ACTS:
        raise Http404
    found = get_object_or_404(Notice.objects.select_related("version__policy"), uuid=notice)
    if not _may_steer(request.user, found):
        raise PermissionDenied
    if request.method == "POST":
        done = act_on(name, found, by=request.user)
        messages.success(request, _said(name, done))
    return redirect(reverse("policies_notices"))
