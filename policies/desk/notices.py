"""The notices in the admin: how far each is, and stopping, resuming, trying again."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from policies.notification.ledger import Notice
from policies.notification.notice_actions import ACTS
from policies.notification.notice_actions import act as act_on
from policies.notification.notice_progress import progress_of
from policies.notification.subscription_offers import title_in
from policies.publication.localize import grouped

VIEW: Final = "policies.view_notice"
CHANGE: Final = "policies.change_notice"
FINISHED: Final = 20


class NoticesView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """Every notice under way, and the latest that are finished."""

    permission_required = VIEW
    template_name = "policies/desk/notices.html"
    page_title = gettext_lazy("Notices")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notices = Notice.objects.select_related("version__policy__organisation").defer(
            "version__content"
        )
        under_way = list(notices.filter(finished_at=None).order_by("-pk"))
        finished = list(notices.exclude(finished_at=None).order_by("-finished_at")[:FINISHED])
        language = (get_language() or "en")[:2]
        return super().get_context_data(
            under_way=[_entry(notice, language) for notice in under_way],
            finished=[_entry(notice, language) for notice in finished],
            may_change=self.request.user.has_perm(CHANGE),
            **kwargs,
        )


def _entry(notice: Notice, language: str) -> dict[str, Any]:
    version = notice.version
    return {
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
        case _:
            words = ngettext("%(count)s mail is tried again.", "%(count)s mails are tried again.", done)
            return words % {"count": grouped(done)}


def act(request: HttpRequest, notice: uuid.UUID, name: str) -> HttpResponse:
    """One button of the list. POST only; a person who may not is refused."""
    if name not in ACTS:
        raise Http404
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    if request.method == "POST":
        done = act_on(name, get_object_or_404(Notice, uuid=notice), by=request.user)
        messages.success(request, _said(name, done))
    return redirect(reverse("policies_notices"))
