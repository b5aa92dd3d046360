"""Wagtail's form of an account, for who administers the site: roles in organisations are given elsewhere."""

from __future__ import annotations

from typing import Any

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from policies.authoring.people.wagtail_groups import EVERYBODY, PREFIX, follow


class OwnGroupsOnly:
    """Offers the groups that follow from no membership, and leaves those that do as they are."""

    fields: dict[str, Any]
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = self.fields["groups"]
        groups.queryset = groups.queryset.exclude(name=EVERYBODY).exclude(name__startswith=PREFIX)

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        follow(self.instance)


class AccountCreationForm(OwnGroupsOnly, UserCreationForm):
    pass


class AccountEditForm(OwnGroupsOnly, UserEditForm):
    pass


class AccountViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type:
        return AccountEditForm if for_update else AccountCreationForm
