"""The kinds of release panels in the editor: what follows from each answer, the earliest day, what is missing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from policies.publication.models import PolicyVersion

from .schedule_failures import ScheduleFailure


class ReleasePanel(Panel):
    """One part of the release, drawn by its template."""

    def __init__(self, template: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template = template

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "template": self.template}

    class BoundPanel(Panel.BoundPanel):
        @property
        def template_name(self) -> str:
            return str(self.panel.template)

        def is_shown(self) -> bool:
            # A policy that was never saved has no place in the register yet.
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"page": self.instance, "readiness": self.instance.readiness}


class RequirementsPanel(ReleasePanel):
    """Why the draft as it was last saved cannot be published, and why a scheduled one was not."""

    class BoundPanel(ReleasePanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | requirements_of(self.instance)


def requirements_of(page: Any) -> dict[str, Any]:
    """What stands against the release, and what a release left to do."""
    unapproved = PolicyVersion.objects.unapproved().filter(policy__uuid=page.policy_uuid)
    return {
        "requirements": page.readiness.requirements,
        "check_url": reverse("policies_release:check", args=[page.pk]),
        "unapproved": unapproved.defer("content").newest(),
        "failure": ScheduleFailure.objects.filter(page_id=page.pk).first(),
        "live_url": reverse("policies_release:live", args=[page.pk]),
    }
