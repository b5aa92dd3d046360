"""Drafts as Wagtail pages: the organisation page, the policy page and its sections."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from policies.document.languages import CODES
from policies.publication.calendar import validate_time_zone
from policies.publication.locking import locked_row
from policies.publication.models import LANGUAGE_CHOICES, Organisation, Policy
from policies.publication.promise import ORGANISATION_PRACTICES, ShortNotice
from policies.publication.refusal import CannotPublish

from .copying import OrganisationCopyForm, PolicyCopyForm
from .editor_blocks import SectionBody
from .finding import index_after_commit
from .forms import PolicyPageForm
from .panels import organisation_edit_handler, policy_edit_handler
from .permissions import OrganisationPagePermissionTester, PolicyPagePermissionTester

# Addresses beside the organisations': /{lang}/subscribe/ and its kin.
RESERVED_SLUGS = ("subscribe", "unsubscribe", "preferences", "search", "verify")


class OrganisationPage(Page):
    """One organisation: its name and the defaults of its policies. The title is internal."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="Africa/Casablanca",
        validators=[validate_time_zone],
        help_text=_(
            "Effective dates begin at midnight in this zone. What was published keeps the zone it was published in."
        ),
    )
    authoritative = models.CharField(
        _("authoritative language"),
        max_length=2,
        choices=LANGUAGE_CHOICES,
        default="fr",
        help_text=_("The language that prevails when the texts differ."),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice period in days"),
        default=0,
        help_text=_("A substantial change applies at the earliest this many days after publication."),
    )

    practice = models.CharField(
        _("how readers are told"),
        max_length=20,
        choices=ORGANISATION_PRACTICES,
        default=Policy.Practice.MAIL,
        help_text=_("What a substantial change brings about, unless a policy has its own answer."),
    )
    short_notice = models.CharField(
        _("a shorter notice"),
        max_length=10,
        choices=ShortNotice.choices,
        default=ShortNotice.REFUSE,
        help_text=_("What happens to a substantial change that applies before the notice period ends."),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("reminder, in days before"),
        default=0,
        help_text=_(
            "Subscribers are reminded of an announced change this many days before it applies; "
            "0 sends no reminder. On the day itself they are told in any case."
        ),
    )

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, editable=False, related_name="page"
    )

    search_auto_update = False  # see ``finding``
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["policies.PolicyPage"]
    exclude_fields_in_copy = ["organisation"]
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
        if Organisation.objects.filter(slug=self.slug).exclude(pk=self.organisation_id).exists():
            raise ValidationError({"slug": _("Another organisation has this address.")})
        if not any(getattr(self, f"name_{code}") for code in CODES):
            raise ValidationError({f"name_{self.authoritative}": _("Readers need a name.")})

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str]:
        return _public_address(f"{self.authoritative}/{self.slug}/")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the register's organisation follows in the same transaction."""
        from .publish import register_organisation
        from .translation.translation_index import forget

        before = self.organisation.authoritative if self.organisation else self.authoritative
        with transaction.atomic():
            super().save(*args, **kwargs)
            index_after_commit(self)
            if kwargs.get("update_fields") is None:
                register_organisation(self)
                if before != self.authoritative:
                    forget(self)

    def with_content_json(self, content: dict[str, Any]) -> OrganisationPage:
        """A revision's content never changes which organisation this page stands for."""
        page = super().with_content_json(content)
        page.organisation = self.organisation
        return page

    def permissions_for_user(self, user: Any) -> OrganisationPagePermissionTester:
        return OrganisationPagePermissionTester(user, self)

    def name_in(self, language: str) -> str:
        """The organisation's name in this language, else in the authoritative one, else the title."""
        return (
            getattr(self, f"name_{language}")
            or getattr(self, f"name_{self.authoritative}")
            or self.title
        )


class PolicyPage(Page):
    """What an editor is writing. Never public: publishing freezes a version of it.

    Title and slug are internal and language-neutral; ``heading`` is the title readers see.
    """

    class Significance(models.TextChoices):
        SUBSTANTIAL = "substantial", _("Yes: a substantial change, subscribers are told by email")
        MINOR = "minor", _("No: a minor change, listed in the history only")
        TRANSLATION = "translation", _("Only a translation changed")

    policy_uuid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=Policy.Kind.choices, default=Policy.Kind.PRIVACY
    )
    practice = models.CharField(
        _("how readers are told"),
        max_length=20,
        choices=Policy.Practice.choices,
        default=Policy.Practice.ORGANISATION,
    )
    notice_days = models.PositiveSmallIntegerField(
        _("notice period in days"),
        null=True,
        blank=True,
        help_text=_("Left empty: the organisation’s."),
    )
    numbering = models.CharField(
        _("section numbers"),
        max_length=20,
        choices=[
            ("decimal", "1. / 1.1 / 1.1.1"),
            ("outline", "1. / A. / (i)"),
            ("none", _("no numbers")),
        ],
        default="decimal",
    )
    heading = models.CharField(_("title"), max_length=255, blank=True)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("A few plain sentences, shown above the text.")
    )

    significance = models.CharField(
        _("Do readers have to know about this change?"),
        max_length=20,
        choices=Significance.choices,
        default=Significance.SUBSTANTIAL,
        help_text=_("The first publication is recorded as such, whatever is chosen here."),
    )
    change_note = models.TextField(
        _("change note"),
        blank=True,
        help_text=_("What changes and why, in words for readers. Frozen with the version."),
    )
    effective_date = models.DateField(
        _("applies from"),
        null=True,
        blank=True,
        help_text=_("At the earliest today. Left empty: the day of publication."),
    )
    short_notice_reason = models.TextField(
        _("reason for a shorter notice"),
        blank=True,
        help_text=_("Only where the text has to apply sooner. Frozen with the version, and public."),
    )
    emergency = models.BooleanField(
        _("this is an emergency"),
        default=False,
        help_text=_(
            "Published before a second person has approved it. The version is marked until someone else has."
        ),
    )
    emergency_reason = models.TextField(
        _("why it cannot wait"), blank=True, help_text=_("Frozen with the version, and public.")
    )
    # The digest of the authoritative text each of these was made from (see ``translation.pins``).
    heading_translated_from = models.CharField(max_length=64, blank=True, default="")
    summary_translated_from = models.CharField(max_length=64, blank=True, default="")
    change_note_translated_from = models.CharField(max_length=64, blank=True, default="")
    # Which of the editor's forms saved this draft, and which of its saves it was; empty where no form did (``stale``).
    saved_from = models.CharField(max_length=50, blank=True, default="", editable=False)
    with_fr = models.BooleanField(_("publish the French text"), default=True)
    with_en = models.BooleanField(_("publish the English text"), default=True)
    with_ar = models.BooleanField(_("publish the Arabic text"), default=True)

    search_auto_update = False  # see ``finding``
    parent_page_types = ["policies.OrganisationPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["policy_uuid", "saved_from"]
    base_form_class = PolicyPageForm
    copy_form_class = PolicyCopyForm
    edit_handler = policy_edit_handler()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        permissions = [
            ("write_policy", _("Can write policies in every language")),
            ("translate_fr", _("Can write the French texts of policies")),
            ("translate_en", _("Can write the English texts of policies")),
            ("translate_ar", _("Can write the Arabic texts of policies")),
            ("confirm_minor", _("Can confirm that a change is minor")),
            ("approve_emergency", _("Can approve an emergency release afterwards")),
        ]

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str]:
        organisation = self.organisation_page
        return _public_address(f"{organisation.authoritative}/{organisation.slug}/{self.slug}/")

    def permissions_for_user(self, user: Any) -> PolicyPagePermissionTester:
        return PolicyPagePermissionTester(user, self)

    def with_content_json(self, content: dict[str, Any]) -> PolicyPage:
        """A revision's content never changes which policy this page writes: a copy is another policy.

        Its sections are this page's, without asking the database once for each whether the page is there.
        """
        sections = [
            {name: value for name, value in section.items() if name != "page"}
            for section in content.get("sections", ())
        ]
        page = super().with_content_json({**content, "sections": sections})
        page.policy_uuid = self.policy_uuid
        return page

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; when this makes a revision live, freeze it as a version in the same transaction.

        Wagtail's editor, workflow, scheduler and commands all end here; none of them offers another
        point inside a transaction. Raises ``CannotPublish``, and ``Busy`` (see ``publication.locking``); then the
        page stays as it was.
        """
        from .copying import no_alias
        from .failures import forget_failure
        from .publish import release
        from .references import indexed_once

        if self.alias_of_id:
            raise CannotPublish(no_alias())
        if self._state.adding:
            # A policy page begins as a draft, also when it is the copy of a live one: only publishing
            # a revision of its own makes it live.
            self.live, self.live_revision = False, None
            self.has_unpublished_changes = True
        update_fields = kwargs.get("update_fields")
        with transaction.atomic():
            if self.pk is not None:
                # Before Wagtail waits for the row, whatever this transaction holds already.
                locked_row(Page.objects.all(), self.pk)
            with indexed_once(self):
                super().save(*args, **kwargs)
            index_after_commit(self)
            if self.live and self.live_revision_id and update_fields is None:
                release(self)
                forget_failure(self.pk)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save the draft; each translation's pin is settled, and its state recorded for the report.

        Raises ``StaleDraft`` when it is no longer the draft that the editor's form began from; then no
        revision was written.
        """
        from .stale import refuse_stale
        from .translation.pins import settle
        from .translation.translation_index import record

        with transaction.atomic():
            refuse_stale(self)
            self.saved_from = getattr(self, "saving", "")
            settle(self)
            revision = super().save_revision(*args, **kwargs)
            self.expected_revision = None  # what this very form saves next begins from its own revision
            record(self)
        return revision

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        from .preview import preview

        return preview(self, request, mode_name)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return list(LANGUAGE_CHOICES)

    @property
    def default_preview_mode(self) -> str:
        return self.organisation_page.authoritative if self.pk else CODES[0]

    @cached_property
    def organisation_page(self) -> OrganisationPage:
        """The page of the organisation this policy belongs to."""
        return self.get_parent().specific

    @property
    def policy(self) -> Policy | None:
        """The register entry, once the page has been saved."""
        return Policy.objects.select_related("organisation").filter(uuid=self.policy_uuid).first()


class PolicySection(Orderable):
    """One clause of a draft. ``key`` rides in the form: it names the clause in every version."""

    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="sections")
    key = models.UUIDField(_("key"), default=uuid.uuid4)
    level = models.PositiveSmallIntegerField(
        _("level"), choices=[(1, _("clause")), (2, _("sub-clause")), (3, _("point"))], default=1
    )
    heading = models.CharField(_("heading"), max_length=500, blank=True)
    body = StreamField(SectionBody(), verbose_name=_("text"), blank=True)
    # The digest of the authoritative text this language's text was made from (see ``translation.pins``).
    translated_from = models.CharField(max_length=64, blank=True, default="")

    class Meta(Orderable.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(fields=["page", "key"], name="a_key_names_one_section_of_a_page")
        ]

    def __str__(self) -> str:
        return str(self.heading or self.key)

    @classmethod
    def from_serializable_data(
        cls,
        data: dict[str, Any],
        check_fks: bool = True,  # noqa: ARG003 - the signature of every such method
        strict_fks: bool = False,
    ) -> PolicySection | None:
        """From a revision. The one key is the page's, which the page sets: to look it up costs a query."""
        return model_from_serializable_data(cls, data, check_fks=False, strict_fks=strict_fks)

    def clean(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValidationError({"level": _("A level is 1, 2 or 3.")})


def _public_address(path: str) -> tuple[int, str, str]:
    """Readers never meet Wagtail's own page addresses: this is a page's place in the register."""
    from wagtail.models import Site

    site = Site.objects.filter(is_default_site=True).only("id").first()
    return (site.pk if site else 0, settings.BASE_URL, f"/{path}")
