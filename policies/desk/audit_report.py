"""The audit trail in the admin: an organisation's for its owners, all of it for who administers the site."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth.mixins import UserPassesTestMixin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from policies.authoring.people.rights import administers_site, may_anywhere, organisations_where
from policies.authoring.people.roles import Act
from policies.publication.audit_trail import AuditEntry, note


class AuditFilters(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    actor_name = django_filters.CharFilter(label=_("Who"), lookup_expr="icontains")

    class Meta:
        model = AuditEntry
        fields = ["at", "action", "actor_name"]


class AuditReport(UserPassesTestMixin, ReportView):
    """Newest first. An export is recorded too. Deeds of accounts are of no organisation: who administers the site
    sees them.
    """

    raise_exception = True
    model = AuditEntry
    page_title = _("Audit trail")
    header_icon = "history"
    index_url_name = "policies_audit"
    index_results_url_name = "policies_audit_results"
    filterset_class = AuditFilters
    default_ordering = "-at"
    export_filename = "audit-trail"
    list_export = ["at", "action", "subject", "actor_name", "details"]
    export_headings = {
        "at": _("When"),
        "action": _("Deed"),
        "subject": _("What"),
        "actor_name": _("Who"),
        "details": _("Details"),
    }
    columns = [
        DateColumn("at", label=_("When")),
        Column("action", label=_("Deed"), accessor="get_action_display"),
        Column("subject", label=_("What")),
        Column("actor_name", label=_("Who")),
        Column("details", label=_("Details"), accessor=lambda entry: _said(entry)),
    ]

    def test_func(self) -> bool:
        return may_anywhere(self.request.user, Act.READ_DEEDS)

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        user = self.request.user
        if administers_site(user):
            return AuditEntry.objects.all()
        numbers = organisations_where(user, Act.READ_DEEDS).values("pk")
        return AuditEntry.objects.filter(organisation__in=numbers)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if request.GET.get("export") and may_anywhere(request.user, Act.READ_DEEDS):
            note(AuditEntry.Action.EXPORTED, "audit-trail", by=request.user)
        return response


def _said(entry: AuditEntry) -> str:
    """For example ``added: Publishers``."""
    return "; ".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in entry.details.items()
    )
