"""Who administers the site creates an organisation, and invites its first owner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from policies.authoring.organisation_page import OrganisationPage
from policies.authoring.people.membership import Invitation
from policies.authoring.people.rights import administers_site
from policies.authoring.people.roles import Role
from policies.document.languages import put_in_language
from policies.publication.facts import LANGUAGE_CHOICES
from policies.publication.refusal import Refused

from .invitations import LONGEST, invite
from .people import tell_of_sending


class FoundingForm(forms.Form):
    """What an organisation cannot be without; the rest is its owner's to say."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=200)
    authoritative = forms.ChoiceField(
        label=gettext_lazy("authoritative language"),
        choices=LANGUAGE_CHOICES,
        help_text=gettext_lazy("The language that prevails when the texts differ."),
    )
    slug = forms.SlugField(
        label=gettext_lazy("address"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Plain letters, digits and hyphens. Left empty: made from the name."),
    )
    email = forms.EmailField(label=gettext_lazy("email address of its first owner"), max_length=LONGEST)

    def clean(self) -> dict[str, Any]:
        """The page's own rules: a free address that is not the site's."""
        cleaned: dict[str, Any] = super().clean() or {}
        slug = cleaned.get("slug") or slugify(cleaned.get("name", ""))[:80]
        if not slug and not self.errors:
            self.add_error("slug", _("The name has no plain letters: write an address."))
        if self.errors:
            return cleaned
        cleaned["slug"] = slug
        try:
            self.page(cleaned).clean()
        except ValidationError as error:
            self.add_error("slug", " ".join(error.messages))
        return cleaned

    def page(self, said: dict[str, Any]) -> OrganisationPage:
        page = OrganisationPage(
            title=said["name"], slug=said["slug"], authoritative=said["authoritative"]
        )
        put_in_language(page, "name", said["authoritative"], said["name"])
        return page


def create(request: HttpRequest) -> HttpResponse:
    if not administers_site(request.user):
        raise PermissionDenied
    form = FoundingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = found(form=form, by=request.user)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            tell_of_sending(request, made)
            return redirect("policies_people:page", made.organisation_id)
    title = _("Create an organisation")
    back = reverse("policies_people:index")
    context = {
        "form": form,
        "explanation": _(
            "The organisation gets a page for its settings, and its first owner an invitation by email. "
            "Everybody else is invited by the owner."
        ),
        "button": title,
        "back": back,
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": back, "label": _("Organisations")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "policies/admin/act.html", context)


@transaction.atomic
def found(*, form: FoundingForm, by: Any) -> Invitation:
    """The organisation's page, published, its row in the register, and the first owner's invitation."""
    home = Page.objects.filter(depth=2).order_by("path").first()
    page = home.add_child(instance=form.page(form.cleaned_data))
    page.save_revision(user=by, log_action=True).publish(user=by)
    page.refresh_from_db()
    language = form.cleaned_data["authoritative"]
    return invite(
        organisation=page.organisation,
        email=form.cleaned_data["email"],
        roles=[Role.OWNER],
        language=language,
        by=by,
    )
