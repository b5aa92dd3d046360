"""The site as a Django app: its static files, and what it notes of accounts."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        # Registered by being imported.
        from . import auditing  # noqa: F401
        from .doctor import keeping_checks, machine_checks, mail_checks  # noqa: F401
