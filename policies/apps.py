"""The register as one Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    label = "policies"
    verbose_name = _("Policies")

    def ready(self) -> None:
        # Not before all apps are there: these modules import models, or register when they are imported.
        from . import checks, receivers  # noqa: F401

        receivers.connect(self)
