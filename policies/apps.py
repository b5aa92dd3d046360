"""The register as one Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    label = "policies"
    verbose_name = _("Policies")

    def ready(self) -> None:
        # Not before all apps are there: these modules import models, or register when they are imported.
        from . import checks, receivers  # noqa: F401
        from .authoring.page_indexes import forget_deleted
        from .publication.guards import refuse_backwards, reinstall

        forget_deleted(self.get_model("OrganisationPage"), self.get_model("PolicyPage"))
        post_migrate.connect(reinstall, sender=self, dispatch_uid="policies.guards")
        pre_migrate.connect(refuse_backwards, sender=self, dispatch_uid="policies.never_backwards")
