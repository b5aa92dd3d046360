"""Find and replace over a policy and its languages: every place is shown in its sentence before it is changed."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages as admin_messages

from policies.authoring.find_words import LONGEST, MOST_HITS, Hit, Question, find_words
from policies.authoring.models import PolicyPage
from policies.authoring.replace_words import replace_words
from policies.authoring.writing_rights import languages_written_by
from policies.document.languages import CODES, direction
from policies.document.malformed import MalformedDocument
from policies.publication.localize import grouped, language_name
from policies.publication.refusal import Refused

from .find_draft import draft_at, locked_for, screen


class FindForm(forms.Form):
    """What is looked for."""

    words = forms.CharField(
        label=gettext_lazy("Find"),
        max_length=LONGEST,
        strip=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("In these languages"), widget=forms.CheckboxSelectMultiple, required=False
    )
    whole = forms.BooleanField(label=gettext_lazy("Whole words only"), required=False)
    case = forms.BooleanField(label=gettext_lazy("Match capital letters"), required=False)
    fold = forms.BooleanField(
        label=gettext_lazy("Also with other accents, Arabic vowel marks and forms of letters"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["languages"]
        chosen.choices = [(code, language_name(code)) for code in CODES]

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not words.strip():
            raise forms.ValidationError(_("Write the words to find."))
        return words

    @property
    def question(self) -> Question:
        sent = self.cleaned_data
        return Question(
            words=sent["words"],
            languages=tuple(sent["languages"]),
            whole=sent["whole"],
            case=sent["case"],
            fold=sent["fold"],
        )


class ReplaceForm(FindForm):
    """What stands in its place, and where. ``everywhere`` is the button of all places."""

    replacement = forms.CharField(
        label=gettext_lazy("Replace by"),
        max_length=LONGEST,
        strip=False,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    same_meaning = forms.BooleanField(
        label=gettext_lazy(
            "Only a name or a spelling changes: translations that are up to date stay so"
        ),
        required=False,
    )
    hits = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any, found: list[Hit]) -> None:
        super().__init__(data)
        self.found = {hit.name: hit for hit in found}
        named: Any = self.fields["hits"]
        named.choices = [(name, name) for name in self.found]
        named.error_messages["invalid_choice"] = _(
            "The text changed meanwhile: look at what is found now, and choose again."
        )

    @property
    def kept(self) -> list[str]:
        """The names of the places that were ticked."""
        sent: Any = self.data
        named: list[str] = sent.getlist("hits")
        return named

    def chosen(self, writable: tuple[str, ...]) -> list[Hit]:
        if "everywhere" in self.data:
            return [hit for hit in self.found.values() if hit.place.language in writable]
        return [self.found[name] for name in self.cleaned_data["hits"]]


def replace(request: HttpRequest, page_id: int) -> HttpResponse:
    """``?words=`` finds; a POST replaces, by those who may write the languages it touches."""
    page = draft_at(page_id, request.user)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    posted = request.method == "POST"
    asked = FindForm(_asked(request), initial={"languages": CODES})
    found: list[Hit] = []
    fault = locked_for(page, request.user)
    if asked.is_valid():
        try:
            found = find_words(page, asked.question)
        except MalformedDocument as error:
            fault = str(error)
    more, found = len(found) > MOST_HITS, found[:MOST_HITS]
    writable = languages_written_by(request.user, page)
    form = ReplaceForm(request.POST if posted and asked.is_valid() else None, found)
    if not fault and not more and form.is_valid() and _replaced(request, page, form, writable):
        return HttpResponseRedirect(reverse("policies_replace", args=[page.pk]))
    return screen(
        request,
        "policies/desk/replace.html",
        page,
        title=_("Find and replace"),
        icon="search",
        back=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        asked=asked,
        form=form,
        fault=fault,
        more=more,
        most=MOST_HITS,
        count=len(found),
        groups=_groups(found, writable, form),
        looked=asked.is_bound and asked.is_valid(),
        replaceable=sum(hit.place.language in writable for hit in found),
    )


def _asked(request: HttpRequest) -> QueryDict | None:
    """What is looked for; no language chosen is every language."""
    sent = (request.POST if request.method == "POST" else request.GET).copy()
    if "words" not in sent and request.method != "POST":
        return None
    sent.setlistdefault("languages", list(CODES))
    return sent


def _groups(found: list[Hit], writable: tuple[str, ...], form: ReplaceForm) -> list[dict[str, Any]]:
    """The hits by language; all are chosen until somebody chooses."""
    kept = set(form.kept) if form.is_bound else None
    return [
        {
            "language": code,
            "direction": direction(code),
            "name": language_name(code),
            "writable": code in writable,
            "hits": [(hit, kept is None or hit.name in kept) for hit in hits],
        }
        for code, hits in groupby(found, key=lambda hit: hit.place.language)
    ]


def _replaced(
    request: HttpRequest, page: PolicyPage, form: ReplaceForm, writable: tuple[str, ...]
) -> bool:
    before, chosen = page.latest_revision_id, form.chosen(writable)
    sent = form.cleaned_data
    try:
        replace_words(
            page=page,
            hits=chosen,
            words=sent["replacement"],
            by=request.user,
            same_meaning=sent["same_meaning"],
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    said = ngettext(
        "%(count)s place was replaced, in one new state of the draft.",
        "%(count)s places were replaced, in one new state of the draft.",
        len(chosen),
    ) % {"count": grouped(len(chosen))}
    back = [
        admin_messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Back to the text")),
    ]
    if before is not None:
        undo = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, before])
        back.append(admin_messages.button(undo, _("Undo: open the state before")))
    admin_messages.success(request, said, buttons=back)
    return True


ADDRESSES = [path("policies/<int:page_id>/replace/", replace, name="policies_replace")]
