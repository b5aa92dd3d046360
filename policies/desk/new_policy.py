"""Begin a policy: empty, as a copy of another, or from clauses that the organisation keeps for this."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.authoring.begin_policy import begin_policy
from policies.authoring.clause_templates import ClauseTemplate
from policies.authoring.models import PolicyPage
from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people.rights import may_anywhere, organisations_where
from policies.authoring.people.roles import Act
from policies.lexicon.ordering import sorting_key
from policies.publication.localize import active_language

from .policy_rows import rows_for


class NewPolicyForm(forms.Form):
    """``organisation`` is asked for only where the person writes for several."""

    organisation: Any = forms.ModelChoiceField(
        queryset=OrganisationPage.objects.none(), label=gettext_lazy("Organisation"), empty_label=None
    )
    title = forms.CharField(
        label=gettext_lazy("Title for readers"),
        max_length=255,
        help_text=gettext_lazy("In the language that prevails; the others are translated from it."),
        widget=forms.TextInput(attrs={"autofocus": True, "dir": "auto"}),
    )
    kind = PolicyPage._meta.get_field("kind").formfield()
    start = forms.ChoiceField(
        label=gettext_lazy("Begin with"),
        choices=[
            ("empty", gettext_lazy("an empty text")),
            ("clauses", gettext_lazy("clauses that the organisation keeps")),
            ("copy", gettext_lazy("a copy of another policy")),
        ],
        widget=forms.RadioSelect,
        initial="empty",
    )
    clauses: Any = forms.ModelMultipleChoiceField(
        queryset=ClauseTemplate.objects.none(),
        label=gettext_lazy("Clauses"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    source: Any = forms.TypedChoiceField(
        label=gettext_lazy("Policy to copy"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        organisations = organisations_where(user, Act.WRITE)
        pages = OrganisationPage.objects.filter(organisation__in=organisations)
        language = active_language()
        named = sorted(
            ((page.pk, page.name_in(language)) for page in pages),
            key=lambda pair: sorting_key(pair[1], language),
        )
        fields["organisation"].queryset = pages
        fields["organisation"].choices = named
        if len(named) == 1:
            fields["organisation"].widget = forms.HiddenInput()
            fields["organisation"].initial = named[0][0]
        kept = ClauseTemplate.objects.filter(organisation__in=organisations).select_related(
            "organisation"
        )
        fields["clauses"].queryset = kept
        several = len(named) > 1
        fields["clauses"].label_from_instance = lambda each: (
            f"{each.name} – {each.organisation}" if several else each.name
        )
        # The other's text may be anybody's whose drafts one reads.
        rows = rows_for(user)
        fields["source"].choices = [
            ("", "—"),
            *((row.page_id, f"{row.title} – {row.organisation}") for row in rows),
        ]
        starts = {"clauses": kept.exists(), "copy": bool(rows)}
        fields["start"].choices = [
            choice for choice in fields["start"].choices if starts.get(choice[0], True)
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        organisation = said.get("organisation")
        if said.get("start") == "copy" and not said.get("source"):
            self.add_error("source", _("Choose the policy to copy."))
        if said.get("start") == "clauses":
            chosen = list(said.get("clauses") or ())
            if not chosen:
                self.add_error("clauses", _("Choose at least one clause."))
            elif organisation and any(
                each.organisation_id != organisation.organisation_id for each in chosen
            ):
                self.add_error("clauses", _("Choose clauses that this organisation keeps."))
        return said

    def begin(self, by: Any) -> PolicyPage:
        said = self.cleaned_data
        source = None
        if said["start"] == "copy":
            source = PolicyPage.objects.get(pk=said["source"]).get_latest_revision_as_object()
        return begin_policy(
            organisation_page=said["organisation"],
            title=said["title"].strip(),
            kind=said["kind"],
            source=source,
            clauses=said["clauses"] if said["start"] == "clauses" else (),
            by=by,
        )


def new_policy(request: HttpRequest) -> HttpResponse:
    """Ask for the title and where to begin, then open the editor."""
    if not may_anywhere(request.user, Act.WRITE):
        raise PermissionDenied
    form = NewPolicyForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        page = form.begin(request.user)
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    title = _("New policy")
    context = {
        "form": form,
        "page_title": title,
        "header_title": title,
        "header_icon": "doc-empty",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("policies_list"), "label": _("Policies")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "policies/admin/new_policy.html", context)
