"""Who may do what in the admin: four groups on the pages, and the review before publication."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

# Group → what it may do with every page below the home page. Reviewers act through the workflow.
PERMISSIONS: Final = {
    "Legal editors": ("add", "change"),
    "Translators": ("change",),
    "Legal reviewers": (),
    "Publishers": ("add", "change", "publish"),
}
WORKFLOW: Final = "Review and publication"
# The last task publishes, with the right of the person who approves it (Wagtail 8 checks it).
TASKS: Final = {"Legal review": "Legal reviewers", "Publication": "Publishers"}


@transaction.atomic
def ensure_groups() -> dict[str, Group]:
    """Create the groups and the workflow where they are missing; what exists is left as it is."""
    home = Page.objects.filter(depth=2).first()
    if home is None:
        raise RuntimeError("there is no home page: run `manage.py migrate` first")
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    groups = {}
    for name, permissions in PERMISSIONS.items():
        group, created = Group.objects.get_or_create(name=name)
        groups[name] = group
        if created:
            group.permissions.add(access)
            for permission in permissions:
                GroupPagePermission.objects.create(group=group, page=home, permission_type=permission)
    _ensure_workflow(home, groups)
    return groups


def _ensure_workflow(home: Page, groups: dict[str, Group]) -> None:
    if Workflow.objects.filter(name=WORKFLOW).exists():
        return
    workflow = Workflow.objects.create(name=WORKFLOW)
    for position, (name, group) in enumerate(TASKS.items()):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.add(groups[group])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=position)
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
