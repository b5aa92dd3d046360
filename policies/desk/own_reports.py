"""Wagtail's reports, whose filters offer the accounts of everybody: here only of those one serves with.

Mounted at Wagtail's own addresses, before them: whatever leads to a report leads here.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet, LockedPagesView
from wagtail.admin.views.reports.workflows import (
    WorkflowReportFilterSet,
    WorkflowTasksReportFilterSet,
    WorkflowTasksView,
    WorkflowView,
)

from policies.authoring.people.membership import Membership
from policies.authoring.people.rights import administers_site, organisations_served


def colleagues(user: Any) -> QuerySet[Any]:
    """The accounts that serve an organisation with this one; all of them for who administers the site."""
    accounts: QuerySet[Any] = get_user_model()._default_manager.all()
    if administers_site(user):
        return accounts
    together = Membership.objects.filter(organisation__in=organisations_served(user))
    return accounts.filter(pk__in=together.values("person"))


class AmongColleagues:
    """A filter set whose choices of accounts are colleagues. What names another is not valid, and filters nothing."""

    request: Any

    @property
    def form(self) -> Any:
        made = hasattr(self, "_form")
        form: Any = super().form  # type: ignore[misc]
        for field in () if made else form.fields.values():
            offered = field.queryset if isinstance(field, ModelChoiceField) else None
            if offered is not None and offered.model is get_user_model():
                field.queryset = offered.filter(pk__in=colleagues(self.request.user))
        return form


class LockedFilters(AmongColleagues, LockedPagesReportFilterSet):
    pass


class WorkflowFilters(AmongColleagues, WorkflowReportFilterSet):
    pass


class TaskFilters(AmongColleagues, WorkflowTasksReportFilterSet):
    pass


class HistoryFilters(AmongColleagues, SiteHistoryReportFilterSet):
    pass


class OwnLockedPages(LockedPagesView):
    filterset_class = LockedFilters


class OwnWorkflows(WorkflowView):
    filterset_class = WorkflowFilters


class OwnTasks(WorkflowTasksView):
    filterset_class = TaskFilters


class OwnHistory(LogEntriesView):
    filterset_class = HistoryFilters


REPORTS: Final[dict[str, Any]] = {
    "locked": OwnLockedPages,
    "workflow": OwnWorkflows,
    "workflow_tasks": OwnTasks,
    "site-history": OwnHistory,
}

urlpatterns: list[URLPattern] = []
for route, view in REPORTS.items():
    name = f"policies_report_{route.replace('-', '_')}"
    urlpatterns += [
        path(f"{route}/", require_admin_access(view.as_view()), name=name),
        path(
            f"{route}/results/",
            require_admin_access(view.as_view(results_only=True)),
            name=f"{name}_results",
        ),
    ]
