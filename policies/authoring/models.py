"""Drafts as Wagtail pages: the policy page and its sections."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.models import Orderable, Page

from policies.document.languages import CODES, in_language
from policies.document.malformed import LONGEST_LABEL
from policies.document.shape import LEVELS
from policies.publication.facts import LANGUAGE_CHOICES, PolicyFacts
from policies.publication.localize import active_language
from policies.publication.locking import locked_row
from policies.publication.models import Policy, PolicyVersion
from policies.publication.refusal import CannotPublish, Refusal

from .body_field import BodyField
from .draft import is_begun
from .draft_entries import record_entry
from .editor_findings import counts_of
from .forms import PolicyCopyForm, PolicyPageForm
from .organisation_page import OrganisationPage, public_address
from .page_indexes import references_once, search_after_commit
from .panels import policy_edit_handler
from .permissions import PolicyPagePermissionTester
from .preview import preview
from .publish import release
from .readiness import Readiness
from .schedule_failures import ScheduleFailure
from .stale_form import refuse_stale
from .translation.behind import Marks, marks_of
from .translation.pins import settle, stored_before
from .translation.translation_index import record


class PolicyPage(PolicyFacts, Page):
    """What an editor is writing. Never public: publishing freezes a version of it.

    Title and slug are internal and language-neutral; ``heading`` is the title readers see.
    """

    class Significance(models.TextChoices):
        SUBSTANTIAL = "substantial", _("Yes: a substantial change, subscribers are told by email")
        MINOR = "minor", _("No: a minor change, listed in the history only")
        TRANSLATION = "translation", _("Only a translation changed")

    policy_uuid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
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
    later_day = models.DateField(
        _("if readers are told late, applies from"),
        null=True,
        blank=True,
        help_text=_(
            "Where messages leave too late to keep the notice period, the text applies from this day instead. "
            "Left empty: its day stands, and its page and the log say how many readers were told late."
        ),
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
    # Which of the editor's forms saved this draft, and which of its saves; empty where no form did (``stale_form``).
    saved_from = models.CharField(max_length=50, blank=True, default="", editable=False)
    with_fr = models.BooleanField(_("publish the French text"), default=True)
    with_en = models.BooleanField(_("publish the English text"), default=True)
    with_ar = models.BooleanField(_("publish the Arabic text"), default=True)
    marked_fr = models.BooleanField(_("publish the French text marked"), default=False)
    marked_en = models.BooleanField(_("publish the English text marked"), default=False)
    marked_ar = models.BooleanField(_("publish the Arabic text marked"), default=False)
    language_reason = models.TextField(
        _("why a language is left out or marked"),
        blank=True,
        help_text=_("Frozen with the version, and public."),
    )

    # What one step of a request leaves on the object for the next.
    expected_revision: str | None = None  # the draft that the form began from (``stale_form``)
    saving = ""  # the ``saved_from`` of the form that is being saved
    from_form = False  # a valid form wrote it, and settled its translations
    stored: dict[str, Any] | None = None  # the content of the revision saved last
    checked: Readiness | None = None  # what the form found before that revision was saved

    search_auto_update = False  # see ``page_indexes``
    parent_page_types = ["policies.OrganisationPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["policy_uuid", "saved_from"]
    base_form_class = PolicyPageForm
    copy_form_class = PolicyCopyForm
    edit_handler = policy_edit_handler()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str]:
        organisation = self.organisation_page
        return public_address(f"{organisation.authoritative}/{organisation.slug}/{self.slug}/")

    def get_admin_display_title(self) -> str:
        """The title that readers see, in the language of the admin; else in any, and else the internal one."""
        languages = (active_language(), *CODES)
        titles = (in_language(self, "heading", code) for code in languages)
        return next(filter(None, titles), None) or str(super().get_admin_display_title())

    def permissions_for_user(self, user: Any) -> PolicyPagePermissionTester:
        return PolicyPagePermissionTester(user, self)

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> PolicyPage | None:
        """From a revision. Its keys are the page's, which ``with_content_json`` sets: none is looked up."""
        del check_fks
        found: PolicyPage | None = super().from_serializable_data(data, False, strict_fks)
        return found

    def with_content_json(self, content: dict[str, Any]) -> PolicyPage:
        """A revision's content never changes which policy this page writes: a copy is another policy."""
        sections = [
            {name: value for name, value in section.items() if name != "page"}
            for section in content.get("sections", ())
        ]
        page = super().with_content_json({**content, "sections": sections})
        page.policy_uuid = self.policy_uuid
        page.live_revision_id = self.live_revision_id
        page.organisation_page = self.organisation_page
        if content is self.stored:
            page.checked = self.checked
        return page

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; when this makes a revision live, freeze it as a version in the same transaction.

        Wagtail's editor, workflow, scheduler and commands all end here; none of them offers another
        point inside a transaction. Raises ``CannotPublish``, and ``Busy`` (see ``publication.locking``); then the
        page stays as it was.
        """
        if self.alias_of_id:
            message = _("A policy has no alias: its text is published in one place. Copy it instead.")
            raise CannotPublish(Refusal(code="no_alias", message=message))
        if self._state.adding:
            # A policy page begins as a draft, also when it is the copy of a live one: only publishing
            # a revision of its own makes it live.
            self.live, self.live_revision = False, None
            self.has_unpublished_changes = True
        whole = kwargs.get("update_fields") is None
        self.__dict__.pop("readiness", None)  # what was worked out before says nothing of the page now
        if self.checked is not None:
            kwargs.setdefault("clean", False)  # the form has validated it
        with transaction.atomic():
            if whole and self.pk is not None:
                # Before Wagtail waits for the row, whatever this transaction holds already.
                locked_row(Page.objects.only("pk"), self.pk)
            with references_once(self):
                super().save(*args, **kwargs)
                if whole and self.live and self.live_revision_id:
                    release(self, self.checked)
                    ScheduleFailure.objects.filter(page_id=self.pk).delete()
            search_after_commit(self)
        if whole:
            self.checked = None

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save the draft; each translation's pin is settled, and its state recorded for the report.

        Raises ``StaleDraft`` when it is no longer the draft that the editor's form began from; then no
        revision was written.
        """
        with transaction.atomic():
            refuse_stale(self)
            self.saved_from = self.saving
            if self.from_form:
                kwargs["clean"] = False  # the form has validated it
            else:
                settle(self, stored_before(self), unscripted=True)
            found = counts_of(
                self
            )  # before the page's row is saved, which forgets what was worked out of it
            revision = super().save_revision(*args, **kwargs)
            self.expected_revision = None  # what this very form saves next begins from its own revision
            self.stored, self.from_form = revision.content, False
            record(self, found)
            record_entry(self)
        return revision

    def is_site_root(self) -> bool:
        """Never: a site begins with a page above the organisations."""
        return False

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        return preview(self, request, mode_name)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return list(LANGUAGE_CHOICES)

    @property
    def default_preview_mode(self) -> str:
        """The admin's own language once the draft has words in it, else the one that prevails."""
        language = active_language()
        return (
            language if not self.pk or is_begun(self, language) else self.organisation_page.authoritative
        )

    @cached_property
    def readiness(self) -> Readiness:
        """What stands between this very object and its release, until it is saved."""
        return Readiness(page=self)

    @cached_property
    def organisation_page(self) -> OrganisationPage:
        """The page of the organisation this policy belongs to, with the register's organisation."""
        if "_cached_parent_obj" in self.__dict__:
            return super().get_parent().specific
        organisations = OrganisationPage.objects.select_related("organisation")
        return organisations.get(path=self._get_basepath(self.path, self.depth - 1))

    def marks(self, languages: Iterable[str]) -> Marks:
        """The marks that this draft is published with, of those of these languages that are to be marked."""
        return marks_of(self, [code for code in languages if in_language(self, "marked", code)])

    def get_parent(self, update: bool = False) -> OrganisationPage:
        if update:
            self.__dict__.pop("organisation_page", None)
            self.__dict__.pop("_cached_parent_obj", None)
        return self.organisation_page

    @property
    def policy(self) -> Policy | None:
        """The register entry, once the page has been saved."""
        return Policy.objects.select_related("organisation").filter(uuid=self.policy_uuid).first()


class PolicySection(Orderable):
    """One clause of a draft. ``key`` rides in the form: it names the clause in every version."""

    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="sections")
    key = models.UUIDField(_("key"), default=uuid.uuid4)
    level = models.PositiveSmallIntegerField(
        _("level"),
        choices=[
            *((1, _("clause")), (2, _("sub-clause")), (3, _("point"))),
            *((4, _("level 4")), (5, _("level 5")), (6, _("level 6"))),
            *((7, _("level 7")), (8, _("level 8")), (9, _("level 9"))),
        ],
        default=1,
    )
    # The number as it was typed; empty where it is computed.
    label = models.CharField(_("number"), max_length=LONGEST_LABEL, blank=True, default="")
    heading = models.CharField(_("heading"), max_length=500, blank=True)
    body = BodyField(_("text"), default=list, blank=True)
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
        if self.level not in LEVELS:
            raise ValidationError({"level": _("A level is a number from 1 to 9.")})


def live_without_version() -> list[PolicyPage]:
    """Policy pages that Wagtail calls live and that never published a version: there must be none."""
    versions = PolicyVersion.objects.filter(policy__uuid=models.OuterRef("policy_uuid"))
    return list(PolicyPage.objects.live().filter(~models.Exists(versions)))
