"""Who may do what in the admin: the groups, and the way from an author to the public.

Made by a migration, and again by ``ensure_groups`` where a database was emptied. What exists is left as it
is: an administrator may have changed it. Only plain rows are written, so that a migration's historical
models do as well as today's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import transaction

from policies.document.languages import CODES, LANGUAGES

Models = Callable[[str, str], Any]

AUTHORS: Final = "Authors"
REVIEWERS: Final = "Legal reviewers"
PUBLISHERS: Final = "Publishers"
ADMINISTRATORS: Final = "Administrators"
TRANSLATORS: Final = {code: f"Translators ({LANGUAGES[code].name})" for code in CODES}

# Group → what it may do with every page below the home page. Reviewers act through the workflow.
ON_PAGES: Final = {
    AUTHORS: ("add", "change"),
    **dict.fromkeys(TRANSLATORS.values(), ("change",)),
    REVIEWERS: (),
    PUBLISHERS: ("add", "change", "publish", "lock", "unlock"),
    ADMINISTRATORS: ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
}
_LISTS: Final = ("policies.policyversion.view", "policies.notice.view")
_ACCOUNTS: Final = tuple(
    f"{model}.{action}"
    for model in ("auth.user", "auth.group", "wagtailcore.workflow", "wagtailcore.task")
    for action in ("add", "change", "delete")
)
_RELEASES: Final = (
    "policies.policypage:write_policy",
    "policies.policypage:confirm_minor",
    "policies.policypage:approve_emergency",
)
# Group → rights that are no page's, as ``app.model.action``; custom ones as ``app.model:codename``.
RIGHTS: Final = {
    AUTHORS: ("policies.policypage:write_policy", *_LISTS),
    **{name: (f"policies.policypage:translate_{code}",) for code, name in TRANSLATORS.items()},
    REVIEWERS: ("policies.policypage:confirm_minor", "policies.policypage:approve_emergency", *_LISTS),
    PUBLISHERS: (*_RELEASES, "policies.notice.change", *_LISTS),
    ADMINISTRATORS: (
        *_RELEASES,
        "policies.organisationpage:manage_organisations",
        "policies.subscriber.view",
        "policies.consent.view",
        "policies.auditentry.view",
        "policies.notice.change",
        *_LISTS,
        *_ACCOUNTS,
    ),
}
WORKFLOW: Final = "Translation, review and publication"
# The last task publishes, with the right of the person who approves it (Wagtail 8 checks it).
APPROVALS: Final = {"Legal review": REVIEWERS, "Publication": PUBLISHERS}


@transaction.atomic
def ensure_groups() -> dict[str, Group]:
    """The groups and the workflow, created where they are missing."""
    make(apps.get_model)
    return {group.name: group for group in Group.objects.filter(name__in=ON_PAGES)}


def make(model: Models) -> None:
    """Write the rows with the models that ``model(app, name)`` gives.

    Raises ``RuntimeError`` where there is no page to write under.
    """
    home = model("wagtailcore", "Page").objects.filter(depth=2).order_by("path").first()
    if home is None:
        raise RuntimeError("there is no home page: run `manage.py migrate` first")
    groups = {}
    for name, actions in ON_PAGES.items():
        groups[name], created = model("auth", "Group").objects.get_or_create(name=name)
        if not created:
            continue
        for right in ("wagtailadmin.admin:access_admin", *RIGHTS[name]):
            allow(model, groups[name], right)
        for action in actions:
            model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=groups[name],
                page=home,
                permission=_permission(model, f"wagtailcore.page.{action}"),
            )
    _make_workflow(model, home, groups)


def allow(model: Models, group: Any, right: str) -> None:
    """Give the group a right, written as in ``RIGHTS``."""
    group.permissions.add(_permission(model, right))


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


def _make_workflow(model: Models, home: Any, groups: dict[str, Any]) -> None:
    workflows = model("wagtailcore", "Workflow").objects
    if workflows.filter(name=WORKFLOW).exists():
        return
    workflow = workflows.create(name=WORKFLOW)
    steps = [
        (f"Translation: {LANGUAGES[code].name}", name, "TranslationTask", {"language": code})
        for code, name in TRANSLATORS.items()
    ]
    steps += [(title, name, "ApprovalTask", {}) for title, name in APPROVALS.items()]
    for position, (title, name, kind, values) in enumerate(steps):
        content_type = _content_type(model, "policies", kind.lower())
        task = model("policies", kind).objects.create(name=title, content_type=content_type, **values)
        task.groups.add(groups[name])
        model("wagtailcore", "WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=position
        )
    model("wagtailcore", "WorkflowPage").objects.update_or_create(
        page=home, defaults={"workflow": workflow}
    )
