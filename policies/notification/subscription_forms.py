"""The forms with which readers choose what they are told about."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.publication.facts import LANGUAGE_CHOICES

from .email_address import EmailField
from .models import Frequency
from .subscription_offers import Groups


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


class AddressForm(forms.Form):
    """An address. ``website`` is a trap: people do not see it, programs fill it in."""

    email = EmailField()
    website = forms.CharField(required=False)

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["website"])


class SubscribeForm(ChoiceForm, AddressForm):
    """Choices, and the address they are made for."""
