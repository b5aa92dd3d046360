"""The forms with which readers choose what they are told about."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.lexicon.question import read_question
from policies.publication.facts import LANGUAGE_CHOICES, Kind
from policies.publication.models import Organisation

from .email_address import EmailField
from .models import LONGEST_SEARCH, FollowedSearch, Frequency
from .subscription_offers import Groups, mailed_policies, organisation_name


class ChoiceForm(forms.Form):
    """Language, frequency and what; ``groups`` is everything that may be chosen."""

    what = forms.MultipleChoiceField(
        label=_("What do you want to be told about?"),
        error_messages={"required": _("Choose at least one policy or organisation.")},
    )
    frequency = forms.ChoiceField(
        label=_("Which changes?"),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of the messages"), choices=LANGUAGE_CHOICES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, groups: Groups, **kwargs: Any) -> None:
        self.offers = {offer.value: offer for _organisation, choices in groups for offer in choices}
        super().__init__(*args, **kwargs)
        what = cast(forms.MultipleChoiceField, self.fields["what"])
        what.choices = [(value, offer.title) for value, offer in self.offers.items()]

    def clean_frequency(self) -> str:
        return self.cleaned_data["frequency"] or Frequency.SUBSTANTIAL

    def choices(self) -> dict[str, Any]:
        """What was chosen, as ``subscribing`` takes it."""
        return {
            "language": self.cleaned_data["language"],
            "frequency": self.cleaned_data["frequency"],
            "offers": [self.offers[value] for value in self.cleaned_data["what"]],
        }


class SearchTermsForm(forms.Form):
    """What a search is made of, by the names that the search page gives it; at least words or a kind."""

    q = forms.CharField(
        label=_("Words to find"),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    hub = forms.ChoiceField(label=_("Organisation"), required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        self._language = language
        self._organisations: dict[str, Organisation] = {
            policy.organisation.slug: policy.organisation for policy in mailed_policies()
        }
        super().__init__(*args, **kwargs)
        named = [
            (slug, organisation_name(organisation, language))
            for slug, organisation in self._organisations.items()
        ]
        kind, hub = (cast(forms.ChoiceField, self.fields[name]) for name in ("kind", "hub"))
        kind.choices = [("", _("All kinds")), *Kind.choices]
        hub.choices = [("", _("All organisations")), *named]

    def clean_q(self) -> str:
        words = " ".join(self.cleaned_data["q"].split())
        if words and not read_question(words, self._language).words:
            raise forms.ValidationError(_("“%(words)s” holds no word to find.") % {"words": words})
        return words

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        if not self.errors and not chosen.get("q") and not chosen.get("kind"):
            self.add_error("q", _("Give words to find, or choose a kind."))
        return chosen

    def search(self) -> FollowedSearch:
        """The search that was asked for; not saved."""
        words = self.cleaned_data["q"]
        return FollowedSearch(
            words=words,
            language=self._language if words else "",
            kind=self.cleaned_data["kind"],
            organisation=self._organisations.get(self.cleaned_data["hub"]),
        )


class AddressForm(forms.Form):
    """An address. ``website`` is a trap: people do not see it, programs fill it in."""

    email = EmailField()
    website = forms.CharField(required=False)

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["website"])


class SubscribeForm(ChoiceForm, AddressForm):
    """Choices, and the address they are made for."""
