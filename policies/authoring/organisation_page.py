"""The organisation's page: its name and what holds for all its policies."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from policies.document.languages import CODES, column, in_language
from policies.publication.facts import OrganisationFacts
from policies.publication.models import Organisation

from .forms import OrganisationCopyForm
from .page_indexes import search_after_commit
from .panels import organisation_edit_handler
from .permissions import OrganisationPagePermissionTester
from .publish import register_organisation
from .translation.translation_index import SectionTranslation

# Addresses beside the organisations': /{lang}/subscribe/ and its kin.
RESERVED_SLUGS = (
    *("subscribe", "unsubscribe", "preferences", "search", "verify"),
    *("accessibility", "api", "licences", "review"),
)


class OrganisationPage(OrganisationFacts, Page):
    """One organisation: its name and the defaults of its policies. The title is internal."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, editable=False, related_name="page"
    )

    search_auto_update = False  # see ``page_indexes``
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["policies.PolicyPage"]
    exclude_fields_in_copy = ["organisation"]
    preview_modes: list[tuple[str, Any]] = []  # readers see the register's organisation, not this page
    copy_form_class = OrganisationCopyForm
    edit_handler = organisation_edit_handler()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        permissions = [("manage_organisations", _("Can create organisations and change their settings"))]

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": _("“%(slug)s” is an address of the site itself.") % {"slug": self.slug}}
            )
        if Organisation.objects.filter(slug=self.slug).exclude(pk=self.organisation_id or 0).exists():
            raise ValidationError({"slug": _("Another organisation has this address.")})
        if not any(in_language(self, "name", code) for code in CODES):
            raise ValidationError({column("name", self.authoritative): _("Readers need a name.")})

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str]:
        return public_address(f"{self.authoritative}/{self.slug}/")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the register's organisation follows in the same transaction."""
        before = self.organisation.authoritative if self.organisation else self.authoritative
        with transaction.atomic():
            super().save(*args, **kwargs)
            search_after_commit(self)
            if kwargs.get("update_fields") is None:
                register_organisation(self)
                if before != self.authoritative:
                    # Made anew when they are asked for: another language is the source now.
                    SectionTranslation.objects.filter(page__path__startswith=self.path).delete()

    def with_content_json(self, content: dict[str, Any]) -> OrganisationPage:
        """A revision's content never changes which organisation this page stands for."""
        page = super().with_content_json(content)
        page.organisation = self.organisation
        return page

    def permissions_for_user(self, user: Any) -> OrganisationPagePermissionTester:
        return OrganisationPagePermissionTester(user, self)

    def name_in(self, language: str) -> str:
        """The organisation's name in this language, else in the authoritative one, else the title."""
        own, authoritative = (in_language(self, "name", code) for code in (language, self.authoritative))
        return own or authoritative or self.title


def public_address(path: str) -> tuple[int, str, str]:
    """Where a page stands in the register: readers never meet Wagtail's own addresses of pages."""
    sites = Site.get_site_root_paths()
    return (sites[0].site_id if sites else 0, settings.BASE_URL, f"/{path}")
