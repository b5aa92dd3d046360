"""The report of all translations, and what of them waits for the person who looks at the dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from babel.lists import format_list
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.page_texts import KEYS
from policies.authoring.standing import SectionTranslation, catch_up
from policies.authoring.translating import State
from policies.authoring.writing_rights import languages_written_by
from policies.document.html import heading_html
from policies.document.languages import CODES
from policies.publication.localize import active_language, grouped, language_name

_ACTIONS = ("add", "change", "publish")


def seen_by(user: Any) -> QuerySet[SectionTranslation]:
    """The translations of all policies this person may work on; a note that is published is frozen, and no work."""
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, _ACTIONS)
    frozen = Q(key=KEYS["change_note"], page__live=True, page__has_unpublished_changes=False)
    return SectionTranslation.objects.filter(page__in=pages.values("pk")).exclude(frozen)


def editing_address(row: SectionTranslation) -> str:
    """The text in the editor: a section is opened there."""
    place = f"id_{row.field}_{row.language}" if row.field else f"section-{row.key}"
    return f"{reverse('wagtailadmin_pages:edit', args=[row.page_id])}#{place}"


def report_address(**filters: str) -> str:
    return f"{reverse('policies_translations')}?{urlencode(filters)}"


def _policies(request: Any) -> QuerySet[Any]:
    organisation = Page.objects.filter(
        path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    )
    return (
        PolicyPage.objects.filter(pk__in=seen_by(request.user).values("page"))
        .annotate(organisation=Subquery(organisation.values("title")[:1]))
        .order_by("organisation", "title")
    )


def _organisations(request: Any) -> QuerySet[Any]:
    paths = {_organisation_path(path) for path in _policies(request).values_list("path", flat=True)}
    return OrganisationPage.objects.filter(path__in=paths).order_by("title")


def _organisation_path(path: str) -> str:
    """A policy stands directly beneath its organisation in the tree of pages."""
    return path[: -Page.steplen]


def _organisations_by_path(paths: Iterable[str]) -> dict[str, Any]:
    """The organisations of these policies' paths, by the organisation's own path: one query."""
    organisations = OrganisationPage.objects.filter(
        path__in={_organisation_path(path) for path in paths}
    )
    return {
        organisation.path: organisation
        for organisation in organisations.only("path", "title", "authoritative")
    }


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
        label=_("Structure or figures differ"),
        empty_label=_("All"),
        method="that_differ",
    )

    class Meta:
        model = SectionTranslation
        fields: list[str] = []

    def of_organisation(self, queryset: Any, _name: str, organisation: Any) -> Any:
        return queryset.filter(page__path__startswith=organisation.path)

    def that_differ(self, queryset: Any, _name: str, differ: str) -> Any:
        return queryset.filter(disparities__gt=0) if differ == "yes" else queryset.filter(disparities=0)


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
        TitleColumn(
            "section",
            label=_("Text"),
            accessor=named,
            get_url=editing_address,
        ),
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
            "disparities",
            label=_("Differences"),
            accessor=lambda row: grouped(row.disparities),
            sort_key="disparities",
        ),
    ]
    list_export = [
        "organisation",
        "page.title",
        "number",
        "name",
        "get_language_display",
        "get_state_display",
        "disparities",
    ]
    export_headings = {
        "organisation": _("Organisation"),
        "page.title": _("Policy"),
        "number": _("Number"),
        "name": _("Text"),
        "get_language_display": _("Language"),
        "get_state_display": _("State"),
        "disparities": _("Differences"),
    }
    export_filename = "translations"

    def get_base_queryset(self) -> Any:
        catch_up()
        return seen_by(self.request.user).select_related("page")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        rows = list(object_list)
        organisations = _organisations_by_path(row.page.path for row in rows)
        for row in rows:
            organisation = organisations[_organisation_path(row.page.path)]
            row.organisation, row.source_language = organisation.title, organisation.authoritative
        return rows

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return context | {
            "table_of_states": states_by_language(self.get_base_queryset()),
            "states": State.choices,
        }


@dataclass(frozen=True, kw_only=True)
class Cell:
    count: int
    state: str
    address: str


@dataclass(frozen=True, kw_only=True)
class LanguageRow:
    name: str
    cells: tuple[Cell, ...]


def states_by_language(translations: Any) -> list[LanguageRow]:
    """Language × state: how many texts, each count leading to them."""
    counted = {
        (row["language"], row["state"]): row["count"]
        for row in translations.order_by().values("language", "state").annotate(count=Count("pk"))
    }
    return [
        LanguageRow(
            name=language_name(code),
            cells=tuple(
                Cell(
                    count=counted.get((code, state), 0),
                    state=state,
                    address=report_address(language=code, state=state),
                )
                for state in State.values
            ),
        )
        for code in CODES
        if any(language == code for language, _state in counted)
    ]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One language of one policy that somebody has to translate; ``words`` says how much."""

    organisation: str
    title: str
    language: str
    words: str
    address: str


class WaitingPanel(Component):
    """The dashboard's panel of what waits for the person who looks at it."""

    name = "policies_waiting"
    template_name = "policies/admin/waiting_panel.html"
    order = 90
    MOST = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        catch_up()
        waiting = waiting_for(user)
        return {
            "waiting": waiting[: self.MOST],
            "more": max(len(waiting) - self.MOST, 0),
            "report": reverse("policies_translations"),
            "shown": PagePermissionPolicy().user_has_any_permission(user, _ACTIONS),
        }


def waiting_for(user: Any) -> list[Waiting]:
    """The translations this person may write that are missing or out of date, by policy and language."""
    rows = list(
        seen_by(user)
        .filter(state__in=(State.MISSING, State.OUT_OF_DATE), language__in=languages_written_by(user))
        .order_by("page__path", "language")
        .values("page_id", "page__title", "page__path", "language", "state")
        .annotate(count=Count("pk"))
    )
    organisations = _organisations_by_path(row["page__path"] for row in rows)
    counts: dict[tuple[int, str, str, str], dict[str, int]] = {}
    for row in rows:
        organisation = organisations[_organisation_path(row["page__path"])].title
        place = (row["page_id"], organisation, row["page__title"], row["language"])
        counts.setdefault(place, {})[row["state"]] = row["count"]
    return [
        Waiting(
            organisation=organisation,
            title=title,
            language=language_name(language),
            words=_how_many(by_state),
            address=report_address(page=str(page_id), language=language),
        )
        for (page_id, organisation, title, language), by_state in counts.items()
    ]


def _how_many(by_state: Mapping[str, int]) -> str:
    missing, out_of_date = by_state.get(State.MISSING, 0), by_state.get(State.OUT_OF_DATE, 0)
    words = []
    if missing:
        words.append(
            ngettext("%(count)s text missing", "%(count)s texts missing", missing)
            % {"count": grouped(missing)}
        )
    if out_of_date:
        words.append(
            ngettext("%(count)s text out of date", "%(count)s texts out of date", out_of_date)
            % {"count": grouped(out_of_date)}
        )
    return format_list(words, locale=active_language())
