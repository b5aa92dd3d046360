"""The audit trail in the admin: for administrators, filtered, exported."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from policies.publication.audit_trail import AuditEntry, note

VIEW = "policies.view_auditentry"


class AuditFilters(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    actor_name = django_filters.CharFilter(label=_("Who"), lookup_expr="icontains")

    class Meta:
        model = AuditEntry
        fields = ["at", "action", "actor_name"]


class AuditReport(PermissionRequiredMixin, ReportView):
    """Newest first. An export is recorded too."""

    permission_required = VIEW
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

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if request.GET.get("export") and request.user.has_perm(VIEW):
            note(AuditEntry.Action.EXPORTED, "audit-trail", by=request.user)
        return response


def _said(entry: AuditEntry) -> str:
    """For example ``added: Publishers``."""
    return "; ".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in entry.details.items()
    )
