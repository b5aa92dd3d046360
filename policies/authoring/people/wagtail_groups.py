"""Wagtail's groups, which follow from the memberships: nobody edits them by hand.

A role in an organisation that somebody has is one group, with Wagtail's rights on the organisation's page and what
stands beneath it. One more group, of everybody who serves anywhere, opens the admin.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission

from policies.publication.models import Organisation

from .membership import Membership
from .rights import forget_roles
from .roles import ON_PAGES, Role

EVERYBODY: Final = "People of organisations"
PREFIX: Final = "organisation "
ENTERING: Final = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}


def name_of_group(organisation_id: int, role: str) -> str:
    """Of numbers, so that renaming an organisation changes nothing."""
    return f"{PREFIX}{organisation_id}: {role}"


def follows_memberships(name: str) -> bool:
    """Whether the group of this name is one of those that this module keeps."""
    return name == EVERYBODY or name.startswith(PREFIX)


@transaction.atomic
def follow(person: Any) -> None:
    """Put this account into the groups of its memberships, and out of those of former ones."""
    held = Membership.objects.filter(person=person, organisation__left_at=None)
    wanted = [
        _group(membership.organisation, membership.role)
        for membership in held.select_related("organisation__page")
    ]
    if wanted:
        wanted.append(everybody())
    kept = [group for group in person.groups.all() if not follows_memberships(group.name)]
    person.groups.set([*kept, *wanted])
    forget_roles(person)


def everybody() -> Group:
    group, created = Group.objects.get_or_create(name=EVERYBODY)
    if created:
        group.permissions.add(Permission.objects.get(**ENTERING))
    return group


def _group(organisation: Organisation, role: str) -> Group:
    group, _created = Group.objects.get_or_create(name=name_of_group(organisation.pk, role))
    page = getattr(organisation, "page", None)
    if page is not None:
        _open_pages(group, page, ON_PAGES[Role(role)])
    return group


def _open_pages(group: Group, page: Any, actions: tuple[str, ...]) -> None:
    """Exactly these rights, on exactly this page."""
    codenames = {f"{action}_page" for action in actions}
    held = GroupPagePermission.objects.filter(group=group)
    held.exclude(page_id=page.pk, permission__codename__in=codenames).delete()
    missing = codenames - set(held.values_list("permission__codename", flat=True))
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=missing
    ):
        GroupPagePermission.objects.create(group=group, page_id=page.pk, permission=permission)


def forget_groups(organisation: Organisation) -> None:
    """Delete the groups of an organisation that left."""
    Group.objects.filter(name__startswith=f"{PREFIX}{organisation.pk}: ").delete()
