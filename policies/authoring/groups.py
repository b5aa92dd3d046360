"""The group of those who administer the site, and the way from an author to the public.

Made by a migration, and again by ``ensure_groups`` where a database was emptied. What exists is left as it is: an
administrator may have changed it. Only plain rows are written, so that a migration's historical models do as well as
today's. The groups of organisations follow from their people (``people.wagtail_groups``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import transaction

from .people.roles import Act

Models = Callable[[str, str], Any]

ADMINISTRATORS: Final = "Administrators"
# What they may do with every page below the home page.
ON_PAGES: Final = ("add", "change", "publish", "bulk_delete", "lock", "unlock")
# What else, as ``app.model.action``; custom rights as ``app.model:codename``.
RIGHTS: Final = (
    "wagtailadmin.admin:access_admin",
    "policies.organisationpage:manage_organisations",
    *(
        f"{model}.{action}"
        for model in ("auth.user", "wagtailcore.workflow", "wagtailcore.task")
        for action in ("add", "change", "delete")
    ),
)
WORKFLOW: Final = "Translation, review and publication"
TRANSLATION: Final = "Translation"  # of all languages at once
# The last task publishes, with the right of the person who approves it (Wagtail 8 checks it).
APPROVALS: Final = {"Legal review": Act.REVIEW, "Publication": Act.PUBLISH}


@transaction.atomic
def ensure_groups() -> Group:
    """The administrators' group, and the workflow; created where they are missing."""
    make(apps.get_model)
    return Group.objects.get(name=ADMINISTRATORS)


def make(model: Models) -> None:
    """Write the rows with the models that ``model(app, name)`` gives.

    Raises ``RuntimeError`` where there is no page to write under.
    """
    home = model("wagtailcore", "Page").objects.filter(depth=2).order_by("path").first()
    if home is None:
        raise RuntimeError("there is no home page: run `manage.py migrate` first")
    group, created = model("auth", "Group").objects.get_or_create(name=ADMINISTRATORS)
    if created:
        for right in RIGHTS:
            group.permissions.add(_permission(model, right))
        for action in ON_PAGES:
            model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=group, page=home, permission=_permission(model, f"wagtailcore.page.{action}")
            )
    _make_workflow(model, home)


def _permission(model: Models, right: str) -> Any:
    """The permission's row; migrations run before Django writes it for the app's own models."""
    path, _colon, codename = right.partition(":")
    app, name, *action = path.split(".")
    content_type = _content_type(model, app, name)
    if action:
        codename = f"{action[0]}_{name}"
        label = f"Can {action[0]} {model(app, name)._meta.verbose_name}"
    else:
        named = dict(model(app, name)._meta.permissions) if app != "wagtailadmin" else {}
        label = str(named.get(codename, codename))
    permission, _created = model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": label}
    )
    return permission


def _content_type(model: Models, app: str, name: str) -> Any:
    rows = model("contenttypes", "ContentType").objects
    return rows.get_or_create(app_label=app, model=name)[0]


def _make_workflow(model: Models, home: Any) -> None:
    """One workflow for all: its steps ask whom the organisation of the page has for them."""
    workflows = model("wagtailcore", "Workflow").objects
    if workflows.filter(name=WORKFLOW).exists():
        return
    workflow = workflows.create(name=WORKFLOW)
    steps: list[tuple[str, str, dict[str, str]]] = [(TRANSLATION, "TranslationTask", {"language": ""})]
    steps += [(title, "ApprovalTask", {"act": str(act)}) for title, act in APPROVALS.items()]
    for position, (title, kind, values) in enumerate(steps):
        content_type = _content_type(model, "policies", kind.lower())
        task = model("policies", kind).objects.create(name=title, content_type=content_type, **values)
        model("wagtailcore", "WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=position
        )
    model("wagtailcore", "WorkflowPage").objects.update_or_create(
        page=home, defaults={"workflow": workflow}
    )
