"""The site as a Django app: its static files, and what it notes of accounts."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from . import auditing  # noqa: F401 - registered by being imported
