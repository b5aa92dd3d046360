"""Wagtail's app of accounts, with our form of an account."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "cms.account_forms.AccountViewSet"
