"""The dashboard's panel of what a release left to do: emergencies to approve, scheduled texts that failed."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from policies.authoring import writing_rights
from policies.authoring.schedule_failures import ScheduleFailure
from policies.publication.models import PolicyVersion


class WaitingReleases(Component):
    """Empty where nothing waits, or for a person who can do nothing about it."""

    name = "waiting_releases"
    template_name = "policies/admin/waiting.html"
    order = 90

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        failures = ScheduleFailure.objects.select_related("page").order_by("-failed_at")
        emergencies = PolicyVersion.objects.unapproved().select_related("policy__organisation")
        approves = user.has_perm(writing_rights.APPROVE_EMERGENCY)
        return {
            "failures": [each for each in failures if each.page.permissions_for_user(user).can_edit()],
            "emergencies": emergencies.defer("content").order_by("-published_at") if approves else [],
        }
