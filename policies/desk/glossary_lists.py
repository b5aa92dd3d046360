"""The organisations' glossaries in the admin: who writes an organisation's policies keeps its terms, others see them."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from policies.authoring.glossary import GlossaryEntry, forms_of
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people.rights import organisations_served, organisations_where
from policies.authoring.people.roles import Act
from policies.document.languages import CODES, LANGUAGES, in_language
from policies.publication.alphabet import alphabetical

_PARTS = ("term", "accepted", "forbidden", "definition")
_FIELDS = [f"{part}_{code}" for code in CODES for part in _PARTS]


def organisations_seen_by(user: Any, *, writing: bool = False) -> QuerySet[OrganisationPage]:
    """The pages of the organisations in which this person has a role, or writes policies."""
    served = organisations_where(user, Act.WRITE) if writing else organisations_served(user)
    return OrganisationPage.objects.filter(organisation__in=served)


class OfOrganisations(ModelPermissionPolicy):
    """Who has a role in an organisation sees its terms; who writes its policies keeps them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self._organisations(user, action).exists()

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self._organisations(user, action).filter(pk=instance.organisation_id).exists()

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, each, instance) for each in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        seen = "view" in actions
        return GlossaryEntry.objects.filter(
            organisation__in=organisations_seen_by(user, writing=not seen)
        )

    def _organisations(self, user: Any, action: str) -> QuerySet[OrganisationPage]:
        return organisations_seen_by(user, writing=action != "view")


register_permission_policy(GlossaryEntry, OfOrganisations(GlossaryEntry), exact_class=True)


class EntryForm(WagtailAdminModelForm):
    """An entry of one of the organisations that this person works for; it stays with the one it was made for."""

    class Meta:
        model = GlossaryEntry
        fields = ["organisation", *_FIELDS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_seen_by(
            self.for_user, writing=True
        ).order_by(alphabetical("title"))
        self.fields["organisation"].disabled = bool(self.instance.pk)
        for code in CODES:
            for part in _PARTS:
                widget = self.fields[f"{part}_{code}"].widget
                widget.attrs |= {"lang": code, "dir": LANGUAGES[code].direction}
                if part != "term":
                    widget.attrs["rows"] = 2
            for part in ("accepted", "forbidden"):
                self.fields[f"{part}_{code}"].help_text = _("One on each line.")


class OwnEntries:
    """Entries of organisations that this person has nothing to do with are not there."""

    permission_required: str
    permission_policy: Any
    request: HttpRequest

    def get_object(self, queryset: Any = None) -> Any:
        entry = super().get_object(queryset)  # type: ignore[misc]
        if not self.permission_policy.user_has_permission_for_instance(
            self.request.user, self.permission_required, entry
        ):
            raise PermissionDenied
        return entry

    def get_usage_url(self) -> None:
        """Not routed: see ``GlossaryViewSet.get_urlpatterns``."""

    def get_history_url(self) -> None:
        """Not routed either."""


class EntryEditView(OwnEntries, generic.EditView):
    pass


class EntryDeleteView(OwnEntries, generic.DeleteView):
    pass


class EntryListView(generic.IndexView):
    any_permission_required = ["view"]
    template_name = "policies/admin/glossary.html"

    @property
    def columns(self) -> list[Column]:
        """Nothing is done to several rows at once."""
        return [each for each in super().columns if not isinstance(each, BulkActionsCheckboxColumn)]

    def get_base_queryset(self) -> QuerySet[Any]:
        found = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["view"])
        return found.select_related("organisation").order_by("organisation__title", "term_fr", "pk")

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        buttons: list[Button] = super().get_list_more_buttons(instance)
        return [
            button
            for button in buttons
            if self.permission_policy.user_has_permission_for_instance(
                self.request.user, "change", instance
            )
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        with_terms = organisations_seen_by(self.request.user).filter(glossary__isnull=False)
        return context | {
            "tbx": [
                (organisation.title, reverse("policies_glossary_tbx", args=[organisation.pk]))
                for organisation in with_terms.distinct().order_by(alphabetical("title"))
            ]
        }


class GlossaryViewSet(ModelViewSet):
    model = GlossaryEntry
    name = "policy_glossary"
    url_prefix = "glossary"
    icon = "openquote"
    menu_label = gettext_lazy("Glossary")
    index_view_class = EntryListView
    edit_view_class = EntryEditView
    delete_view_class = EntryDeleteView
    copy_view_enabled = False
    inspect_view_enabled = False
    form_fields = ["organisation", *_FIELDS]
    search_backend_name = None
    search_fields = ["term_fr", "term_en", "term_ar"]
    list_display = [
        "__str__",
        Column("organisation", label=gettext_lazy("Organisation"), accessor="organisation.title"),
        Column("forbidden", label=gettext_lazy("Forbidden"), accessor=lambda entry: _forbidden(entry)),
    ]
    list_export = ["organisation.title", *_FIELDS]
    export_filename = "glossary"

    def get_form_class(self, for_update: bool = False) -> type[EntryForm]:
        return EntryForm

    def get_urlpatterns(self) -> list[Any]:
        # What is not routed cannot be asked for: Wagtail's history and usage show any entry to who may change one.
        used = ("index", "index_results", "add", "edit", "delete")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in used]


def _forbidden(entry: GlossaryEntry) -> str:
    return " · ".join(form for code in CODES for form in forms_of(in_language(entry, "forbidden", code)))


def as_tbx(request: HttpRequest, page_id: int) -> HttpResponse:
    """An organisation's glossary as TBX-Basic (ISO 30042:2019, style DCA)."""
    organisation = get_object_or_404(OrganisationPage, pk=page_id)
    if not organisations_seen_by(request.user).filter(pk=organisation.pk).exists():
        raise PermissionDenied
    response = HttpResponse(tbx(organisation), content_type="application/x-tbx+xml")
    response["Content-Disposition"] = f'attachment; filename="{organisation.slug}.tbx"'
    return response


_STATUS = {
    "term": "preferredTerm-admn-sts",
    "accepted": "admittedTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}


def tbx(organisation: OrganisationPage) -> bytes:
    attributes = {
        "type": "TBX-Basic",
        "style": "dca",
        "xml:lang": organisation.authoritative,
        "xmlns": "urn:iso:std:iso:30042:ed-2",
    }
    root = ET.Element("tbx", attributes)
    source = ET.SubElement(ET.SubElement(ET.SubElement(root, "tbxHeader"), "fileDesc"), "sourceDesc")
    ET.SubElement(source, "p").text = organisation.name_in(organisation.authoritative)
    body = ET.SubElement(ET.SubElement(root, "text"), "body")
    for entry in organisation.glossary.order_by("pk"):
        concept = ET.SubElement(body, "conceptEntry", {"id": f"c{entry.pk}"})
        for code in CODES:
            _language(concept, entry, code)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _language(concept: ET.Element, entry: GlossaryEntry, code: str) -> None:
    """One language of a notion, if it has a form there."""
    forms = [
        (status, form)
        for part, status in _STATUS.items()
        for form in forms_of(in_language(entry, part, code))
    ]
    if not forms:
        return
    section = ET.SubElement(concept, "langSec", {"xml:lang": code})
    if definition := in_language(entry, "definition", code).strip():
        ET.SubElement(section, "descrip", {"type": "definition"}).text = definition
    for status, form in forms:
        term = ET.SubElement(section, "termSec")
        ET.SubElement(term, "term").text = form
        ET.SubElement(term, "termNote", {"type": "administrativeStatus"}).text = status


ADDRESSES = [path("glossary/organisation/<int:page_id>/tbx/", as_tbx, name="policies_glossary_tbx")]
