"""The forms with which readers choose what they are told about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.publication.models import LANGUAGE_CHOICES

from .email_address import LONGEST, normalised
from .models import Frequency
from .subscribing import Scope, subscribe
from .subscription_offers import Offer


class EmailField(forms.CharField):
    """An address as ``normalised`` keeps it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
        super().__init__(label=_("Email address"), max_length=LONGEST, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return normalised(super().clean(value))


class MarkedForm(forms.Form):
    """A field with an error says so to a screen reader, and where the error is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if self.is_bound and self.errors.get(name):
                field.widget.attrs.update({"aria-invalid": "true", "aria-describedby": f"{name}-error"})


class ChoiceForm(MarkedForm):
    """Language, frequency and what; ``offers`` is everything that may be chosen."""

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

    def __init__(self, *args: Any, offers: Iterable[Offer], **kwargs: Any) -> None:
        self.offers = {offer.value: offer for offer in offers}
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        what = cast(forms.MultipleChoiceField, self.fields["what"])
        what.choices = [(value, offer.title) for value, offer in self.offers.items()]
        super().full_clean()

    def clean_frequency(self) -> str:
        return self.cleaned_data["frequency"] or Frequency.SUBSTANTIAL

    @property
    def chosen(self) -> list[str]:
        """The values that are ticked, whether sent or preselected."""
        value = self["what"].value()
        return list(value) if value else []

    def scopes(self) -> list[Scope]:
        chosen = [self.offers[value] for value in self.cleaned_data["what"]]
        return [
            Scope(policy=offer.policy, clause=offer.clause)
            if offer.policy
            else Scope(organisation=offer.organisation)
            for offer in chosen
        ]


class SubscribeForm(ChoiceForm):
    """The same with an address. ``website`` is a trap: people do not see it, programs fill it in."""

    email = EmailField()
    website = forms.CharField(required=False)

    def ask(self) -> None:
        """Ask the address for its confirmation; nothing when the trap was filled in."""
        if self.cleaned_data["website"]:
            return
        subscribe(
            email=self.cleaned_data["email"],
            language=self.cleaned_data["language"],
            frequency=self.cleaned_data["frequency"],
            scopes=self.scopes(),
        )


class LinkForm(MarkedForm):
    """An address that wants the link to its preferences; the trap as above."""

    email = EmailField()
    website = forms.CharField(required=False)
