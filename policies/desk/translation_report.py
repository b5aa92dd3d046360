"""The report of all translations, and what of them waits for the person who looks at the dashboard."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from policies.authoring.editor_findings import counts_of
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.translation.page_texts import KEYS
from policies.authoring.translation.translation_index import SectionTranslation, catch_up
from policies.authoring.translation.translation_state import State
from policies.document.html import heading_html
from policies.document.languages import CODES, column
from policies.publication.alphabet import alphabetical
from policies.publication.localize import active_language, grouped, language_name

_ACTIONS = ("add", "change", "publish")


def seen_by(user: Any) -> Any:
    """The translations of all policies this person may work on, each with its ``organisation`` and its source's
    language. A change note that is published is frozen: it is no work.
    """
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, _ACTIONS)
    frozen = Q(key=KEYS["change_note"], page__live=True, page__has_unpublished_changes=False)
    return (
        SectionTranslation.objects.filter(page__in=pages.values("pk"))
        .exclude(frozen)
        .annotate(
            organisation=_of_organisation("title", "page__path"),
            source_language=_of_organisation("authoritative", "page__path"),
        )
    )


def _of_organisation(field: str, path: str) -> Subquery:
    """A field of the organisation's page. A policy stands directly beneath it in the tree of pages."""
    parent = Substr(OuterRef(path), 1, Length(OuterRef(path)) - Page.steplen)
    return Subquery(OrganisationPage.objects.filter(path=parent).values(field))


def editing_address(row: SectionTranslation) -> str:
    """The text in the editor: a section is opened there."""
    place = f"id_{column(row.field, row.language)}" if row.field else f"section-{row.key}"
    return f"{reverse('wagtailadmin_pages:edit', args=[row.page_id])}#{place}"


def report_address(**filters: object) -> str:
    return f"{reverse('policies_translations')}?{urlencode(filters)}"


def _policies(request: Any) -> QuerySet[Any]:
    return (
        PolicyPage.objects.filter(pk__in=seen_by(request.user).values("page"))
        .annotate(organisation=_of_organisation("title", "path"))
        .order_by(alphabetical("organisation"), alphabetical("title"))
    )


def _organisations(request: Any) -> QuerySet[Any]:
    beneath = seen_by(request.user).filter(page__path__startswith=OuterRef("path"))
    return OrganisationPage.objects.filter(Exists(beneath)).order_by(alphabetical("title"))


def named(row: Any) -> SafeString:
    """The text's number and name; a section's heading is in the authoritative language, all else in the admin's."""
    around = active_language()
    language = row.source_language if row.heading else around
    return SafeString(heading_html(row.number, row.name or gettext("Without heading"), language, around))


class PolicyField(django_filters.fields.ModelChoiceField):
    """Names each policy's organisation too: many have a policy of the same title."""

    def label_from_instance(self, policy: Any) -> str:
        return f"{policy.organisation} – {policy.title}"


class PolicyFilter(django_filters.ModelChoiceFilter):
    field_class = PolicyField


class TranslationFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        choices=lambda: [(code, language_name(code)) for code in CODES],
        label=_("Language"),
        empty_label=_("All"),
    )
    state = django_filters.MultipleChoiceFilter(choices=State.choices, label=_("State"))
    organisation = django_filters.ModelChoiceFilter(
        queryset=_organisations, label=_("Organisation"), empty_label=_("All"), method="of_organisation"
    )
    page = PolicyFilter(queryset=_policies, label=_("Policy"), empty_label=_("All"))
    differs = django_filters.ChoiceFilter(
        choices=[("yes", _("yes")), ("no", _("no"))],
        label=_("The languages differ"),
        empty_label=_("All"),
        method="that_differ",
    )

    class Meta:
        model = SectionTranslation
        fields: list[str] = []

    def of_organisation(self, queryset: Any, _name: str, organisation: Any) -> Any:
        return queryset.filter(page__path__startswith=organisation.path)

    def that_differ(self, queryset: Any, _name: str, differ: str) -> Any:
        return queryset.filter(divergences__gt=0) if differ == "yes" else queryset.filter(divergences=0)


class TranslationReport(ReportView):
    """Every text of every policy in every language it is translated into: what its state is."""

    model = SectionTranslation
    permission_policy = PagePermissionPolicy()
    any_permission_required = _ACTIONS
    page_title = _("Translations")
    header_icon = "globe"
    index_url_name = "policies_translations"
    index_results_url_name = "policies_translations_results"
    template_name = "policies/admin/translation_report.html"
    results_template_name = "policies/admin/translation_report_results.html"
    filterset_class = TranslationFilterSet
    default_ordering = ("page__title", "page_id", "position", "language")
    is_searchable = False
    columns = [
        TitleColumn("section", label=_("Text"), accessor=named, get_url=editing_address),
        Column("organisation", label=_("Organisation"), accessor="organisation"),
        Column("policy", label=_("Policy"), accessor="page.title", sort_key="page__title"),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda row: language_name(row.language),
            sort_key="language",
        ),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column(
            "divergences",
            label=_("Differences"),
            accessor=lambda row: grouped(row.divergences),
            sort_key="divergences",
        ),
        TitleColumn(
            "findings",
            label=_("Findings"),
            accessor=lambda _row: gettext("See the policy’s"),
            get_url=lambda row: reverse("policies_divergences", args=[row.page_id]),
        ),
    ]
    export_headings = {
        "organisation": _("Organisation"),
        "page.title": _("Policy"),
        "number": _("Number"),
        "name": _("Text"),
        "get_language_display": _("Language"),
        "get_state_display": _("State"),
        "divergences": _("Differences"),
    }
    list_export = list(export_headings)
    export_filename = "translations"

    def get_base_queryset(self) -> Any:
        catch_up(PolicyPage.objects.all(), counts_of)
        return seen_by(self.request.user).select_related("page")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return context | {
            "table_of_states": states_by_language(self.get_base_queryset()),
            "states": State.choices,
        }


def states_by_language(translations: Any) -> list[dict[str, Any]]:
    """Language × state: how many texts, each count leading to them."""
    counted: dict[str, dict[str, int]] = {}
    for row in translations.order_by().values("language", "state").annotate(count=Count("pk")):
        counted.setdefault(row["language"], {})[row["state"]] = row["count"]
    return [
        {
            "name": language_name(code),
            "cells": [
                {
                    "count": counted[code].get(state, 0),
                    "state": state,
                    "address": report_address(language=code, state=state),
                }
                for state in State.values
            ],
        }
        for code in CODES
        if code in counted
    ]
