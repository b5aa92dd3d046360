"""What the audit trail says of accounts: who signed in, who changed whom, whose second factor came or went."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import Signal, receiver
from wagtail.log_actions import get_active_log_context
from wagtail.models import GroupPagePermission

from policies.authoring.people.wagtail_groups import follows_memberships
from policies.publication.audit_trail import AuditEntry, note

User = get_user_model()
ACTION = AuditEntry.Action
# A change of these is noted; a change of a name or of a preferred language is not.
WATCHED = ("is_active", "is_staff", "is_superuser", "username", "email", "password")


def _note_account(user: Any, action: AuditEntry.Action = ACTION.ACCOUNT, **details: Any) -> None:
    """What was done to this person's account, by whom."""
    note(action, user.get_username(), by=_actor(), details=details)


def _actor() -> Any:
    return get_active_log_context().user


@receiver(user_logged_in, dispatch_uid="cms.audit.signed_in")
def _signed_in(user: Any, **_: Any) -> None:
    note(ACTION.SIGNED_IN, user.get_username(), by=user)


@receiver(user_login_failed, dispatch_uid="cms.audit.refused")
def _refused(credentials: dict[str, Any], **_: Any) -> None:
    """Names the account only where there is one: what else was typed may be a password, or a stranger's name."""
    typed = credentials.get("username") or credentials.get("login") or credentials.get("email") or ""
    known = User.objects.filter(username=typed).first()
    if known is not None:
        note(ACTION.REFUSED, known.get_username())


@receiver(pre_save, sender=User, dispatch_uid="cms.audit.before")
def _remember(instance: Any, raw: bool, **_: Any) -> None:
    before = User.objects.filter(pk=instance.pk).values(*WATCHED)
    instance._audited_before = None if raw else before.first()


@receiver(post_save, sender=User, dispatch_uid="cms.audit.account")
def _account(instance: Any, created: bool, raw: bool, **_: Any) -> None:
    before = instance._audited_before or {}
    changed = [name for name, value in before.items() if value != getattr(instance, name)]
    if created and not raw:
        _note_account(instance, change="created")
    elif changed:
        rights = {"superuser": instance.is_superuser, "active": instance.is_active}
        _note_account(instance, change=changed, **rights)


@receiver(post_delete, sender=User, dispatch_uid="cms.audit.account_deleted")
def _account_deleted(instance: Any, **_: Any) -> None:
    _note_account(instance, change="deleted")


@receiver(m2m_changed, sender=User.groups.through, dispatch_uid="cms.audit.groups")
def _groups(instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **_: Any) -> None:
    verb = {"post_add": "added", "post_remove": "removed", "pre_clear": "cleared"}.get(action)
    if verb is None:
        return
    held = instance.user_set if reverse else instance.groups
    others = held.all() if pk_set is None else model.objects.filter(pk__in=pk_set)
    if reverse and follows_memberships(instance.name):
        return  # what it follows is noted where it is done
    if reverse:  # from the group's side
        for user in others:
            _note_account(user, ACTION.ROLES, **{verb: [instance.name]})
    elif names := sorted(group.name for group in others if not follows_memberships(group.name)):
        _note_account(instance, ACTION.ROLES, **{verb: names})


@receiver(m2m_changed, sender=Group.permissions.through, dispatch_uid="cms.audit.permissions")
def _permissions(instance: Any, action: str, **_: Any) -> None:
    if action in ("post_add", "post_remove", "post_clear") and isinstance(instance, Group):
        if follows_memberships(instance.name):
            return
        held = sorted(instance.permissions.values_list("codename", flat=True))
        note(ACTION.ROLES, instance.name, by=_actor(), details={"permissions": held})


@receiver(post_save, sender=GroupPagePermission, dispatch_uid="cms.audit.page_permission")
@receiver(post_delete, sender=GroupPagePermission, dispatch_uid="cms.audit.page_permission_deleted")
def _page_permission(instance: Any, created: bool | None = None, **_: Any) -> None:
    if follows_memberships(instance.group.name):
        return
    verb = "removed" if created is None else "added"
    details = {verb: instance.permission.codename, "page": instance.page_id}
    note(ACTION.ROLES, instance.group.name, by=_actor(), details=details)


FACTOR_SIGNALS = {
    authenticator_added: "added",
    authenticator_removed: "removed",
    authenticator_reset: "reset",
}


@receiver(list(FACTOR_SIGNALS), sender=Authenticator, dispatch_uid="cms.audit.factor")
def _second_factor(signal: Signal, user: Any, authenticator: Any, **_: Any) -> None:
    """An administrator may remove another person's factor; all else is done by the person."""
    details = {FACTOR_SIGNALS[signal]: authenticator.type}
    note(ACTION.SECOND_FACTOR, user.get_username(), by=_actor() or user, details=details)
